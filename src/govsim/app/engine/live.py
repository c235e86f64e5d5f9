"""Live through a run and keep what is replayed; called in a worker process."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.app.engine.layout import cartogram, offices, real_outlines, street_places
from govsim.app.engine.replay import Replay
from govsim.app.engine.series import BETTER, FLOWS, SERIES
from govsim.app.engine.telling import tell
from govsim.outcomes import DAILY, describe
from govsim.outcomes.spec import ZH_UNITS
from govsim.scenario import Scenario
from govsim.scenario.vocabulary import TIERS
from govsim.state import N_DISPUTES, N_EVENTS, ORGANIZATION, Event, Status

_LOGGED = {
    "arose": Event.AROSE,
    "resolved": Event.RESOLVED,
    "spilled": Event.SPILLED,
    "outbreaks": Event.OUTBREAK,
}
_FIRST_END = Status.RESOLVED
_TIER_NAMES = (*TIERS, "organization")


class Recorder:
    """Keeps the levels of offices, counties and streets at the end of every day.

    Parameters
    ----------
    model : CityModel
    """

    def __init__(self, model: Any) -> None:
        days = model.scenario.days
        self._model = model
        self.office = {
            name: np.zeros((len(model.offices["busy"]), days), dtype=np.uint16)
            for name in ("waiting", "in_service")
        }
        self._open = np.zeros((len(model.territory.streets), days), dtype=np.float32)
        self._supporters = np.zeros_like(self._open)
        self._waiting = np.zeros((len(model.territory.counties), days), dtype=np.float32)

    def note(self, day: int) -> None:
        """Keep the levels at the end of a day, counted from 0."""
        state = self._model.state
        most = np.iinfo(np.uint16).max
        for name, column in (("waiting", "waiting"), ("in_service", "busy")):
            self.office[name][:, day] = np.minimum(self._model.offices[column], most)
        rows = state.disputes[: int(state.counters[N_DISPUTES])]
        unsettled = (rows["status"] < _FIRST_END) & (rows["alarm"] == 0)
        street = state.places.street[rows["community"][unsettled]]
        n = len(self._open)
        self._open[:, day] = np.bincount(street, minlength=n)
        self._supporters[:, day] = np.bincount(street, weights=rows["supporters"][unsettled], minlength=n)
        self._waiting[:, day] = state.waiting_by_county

    def street(self) -> dict[str, NDArray[np.float32]]:
        """Return the series by street; float32 (streets, days)."""
        return {"open": self._open, "supporters": self._supporters}

    def county(self) -> dict[str, NDArray[np.float32]]:
        """Return the series by county; float32 (counties, days)."""
        model, days = self._model, self._open.shape[1]
        state = model.state
        of = model.territory.streets.county
        number = len(model.territory.counties)
        series = {"waiting": self._waiting}
        for name, values in (("open", self._open), ("supporters", self._supporters)):
            series[name] = np.zeros((number, days), dtype=np.float32)
            np.add.at(series[name], of, values)
        log = state.log[: int(state.counters[N_EVENTS])]
        rows = state.disputes[log["dispute"]]
        day = np.minimum(log["time"].astype(np.int64), days - 1)
        county = state.places.county[rows["community"]]
        for name, event in _LOGGED.items():
            here = (log["event"] == event) & (rows["alarm"] == 0)
            flat = np.bincount(county[here] * days + day[here], minlength=number * days)
            series[name] = flat.reshape(number, days).astype(np.float32)
        return series


def live(
    model: Any, progress: Callable[[float], None], each_day: Callable[[int], None] | None = None
) -> Replay:
    """Live a model to its end and return what is replayed of it.

    Parameters
    ----------
    model : CityModel
        Before its first day.
    progress : callable
        Told the share of days lived.
    each_day : callable, optional
        Called with the number of the day before each of them.
    """
    recorder = Recorder(model)
    days = model.scenario.days
    while model.day < days:
        if each_day is not None:
            each_day(model.day)
        model.step()
        recorder.note(model.day - 1)
        progress(model.day / days)
    outcomes = model.outcomes() if days > model.scenario.warmup_days else {}
    return Replay(
        meta=describe_run(model),
        city={name: values.astype(np.float32) for name, values in model.daily.items()},
        county=recorder.county(),
        street=recorder.street(),
        office=recorder.office,
        events=tell(model),
        outcomes=outcomes,
    )


def describe_run(model: Any) -> dict[str, Any]:
    """Return the `Replay.meta` of a model."""
    scenario, territory, regime = model.scenario, model.territory, model.regime
    places, radii = cartogram(territory)
    corners = street_places(territory, places, radii)
    where, links, county_of = offices(model)
    neighbours: list[list[int]] = [[] for _ in territory.counties.code]
    for a, b in territory.neighbours:
        neighbours[a].append(b)
        neighbours[b].append(a)
    counties, streets = territory.counties, territory.streets
    return {
        "title": _text(scenario.title),
        "city": {"en": territory.english, "zh": territory.name},
        "regime": {"name": model.regime_name, **_text(regime.label)},
        "seed": model.city.seed,
        "days": scenario.days,
        "warmup_days": scenario.warmup_days,
        "scale": scenario.scale,
        "counties": [
            {
                "code": int(counties.code[n]),
                "name": {"en": counties.english[n], "zh": counties.name[n]},
                "population": int(counties.population[n]),
                "x": _round(places[n, 0]),
                "y": _round(places[n, 1]),
                "r": _round(radii[n]),
                "neighbours": neighbours[n],
            }
            for n in range(len(counties))
        ],
        "outlines": real_outlines(territory),
        "streets": [
            {
                "code": int(streets.code[n]),
                "name": {"en": streets.english[n], "zh": streets.name[n]},
                "county": int(streets.county[n]),
                "population": int(streets.population[n]),
                "x": _round(corners[n, 0]),
                "y": _round(corners[n, 1]),
            }
            for n in range(len(streets))
        ],
        "offices": [
            {
                "id": n,
                "tier": _TIER_NAMES[station.tier] if station.tier < ORGANIZATION else "organization",
                "county": int(county_of[n]),
                "name": {"en": station.english, "zh": station.name},
                "x": _round(where[n, 0]),
                "y": _round(where[n, 1]),
                "staff": station.slots,
            }
            for n, station in enumerate(model.stations)
        ],
        "links": links,
        "series": {
            name: {
                "unit": unit,
                "en": SERIES[name][0],
                "zh": SERIES[name][1],
                "doc": doc,
                "flow": name in FLOWS,
                "better": BETTER.get(name),
            }
            for name, (unit, doc) in DAILY.items()
        },
        "outcomes": words_of_outcomes(scenario, model.outcomes() if _scored(model) else ()),
    }


def words_of_outcomes(scenario: Scenario, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return unit, better direction, short names and meaning of outcomes."""
    types = {
        kind: (one.label.in_language("en"), one.label.in_language("zh"))
        for kind, one in scenario.disputes.types.items()
    }
    specs = [describe(name, types) for name in names]
    return {
        spec.name: {
            "unit": spec.unit,
            "unit_zh": ZH_UNITS[spec.unit],
            "better": spec.better,
            "en": spec.label[:1].upper() + spec.label[1:],
            "zh": spec.label_zh,
            "meaning": spec.doc,
        }
        for spec in specs
    }


def _scored(model: Any) -> bool:
    return bool(model.scenario.days > model.scenario.warmup_days)


def _text(text: Any) -> dict[str, str]:
    return {language: text.in_language(language) or text.en for language in ("en", "zh")}


def _round(value: float) -> float:
    return round(float(value), 4)
