"""The web page: one city under one regime, day by day. Start it with ``make app``."""

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from govsim import CityModel, Scenario
from govsim.outcomes import HEADLINE, describe

SERIES = {
    "waiting": "Waiting",
    "in_service": "In hand",
    "supporters": "Supporters",
    "resolved": "Resolved on this day",
}
"""Daily series that the page draws, and their names."""


@solara.component
def Course(model: CityModel) -> None:
    """Draw the days lived so far."""
    update_counter.get()
    daily = model.daily
    solara.FigureEcharts(
        {
            "title": {"text": f"{model.territory.english}: {model.regime.label.en}, day {model.day}"},
            "legend": {"top": 30},
            "tooltip": {"trigger": "axis"},
            "xAxis": {"type": "category", "name": "day", "data": list(range(1, model.day + 1))},
            "yAxis": {"type": "value", "name": "disputes"},
            "series": [
                {"type": "line", "name": name, "showSymbol": False, "data": daily[key].tolist()}
                for key, name in SERIES.items()
            ],
        }
    )


@solara.component
def Outcomes(model: CityModel) -> None:
    """Tabulate the headline outcomes of the days lived so far."""
    update_counter.get()
    if model.day <= model.scenario.warmup_days:
        solara.Text(f"Outcomes are scored from day {model.scenario.warmup_days} on.")
        return
    outcomes = model.outcomes()
    with solara.Column(gap="2px"):
        for name in HEADLINE:
            spec = describe(name)
            solara.Text(f"{spec.doc}  {outcomes[name]:.3f} ({spec.unit})")


def first_model() -> CityModel:
    """Return the model that the page starts with."""
    return CityModel(Scenario.load("quickstart"))


model = first_model()
page = SolaraViz(
    model,
    components=[(Course, 0), (Outcomes, 0)],
    model_params={
        "scenario": model.scenario,
        "regime": {
            "type": "Select",
            "label": "Regime",
            "value": model.regime_name,
            "values": list(model.scenario.regimes),
        },
        "rng": {
            "type": "SliderInt",
            "label": "Seed of the world",
            "value": model.scenario.seed,
            "min": 1,
            "max": 9999,
            "step": 1,
        },
    },
    name="govsim",
    render_interval=7,
)
page  # noqa: B018 - Solara serves the last name
