"""What of a run is worth telling: the gravest events, in sentences."""

from typing import Any

import numpy as np

from govsim.app.engine.replay import Event
from govsim.state import Event as Logged

MOST = 480
"""Events told of one run."""

_WEIGHT = {
    Logged.OUTBREAK: 1.0,
    Logged.RULE: 0.95,
    Logged.SPILLED: 0.8,
    Logged.SUPPRESSED: 0.75,
    Logged.CROSSED: 0.55,
    Logged.CLOSED_ON_PAPER: 0.5,
    Logged.RETURNED: 0.45,
    Logged.TURNED_AWAY: 0.42,
    Logged.MISROUTED: 0.4,
    Logged.HANDED_ON: 0.4,
    Logged.TAKEN_OVER: 0.38,
    Logged.SPOKEN_FOR: 0.38,
    Logged.DEADLINE: 0.35,
    Logged.ABANDONED: 0.3,
    Logged.REFERRED: 0.25,
    Logged.RESOLVED: 0.28,
}
"""How much each kind matters; those that are not here are told in the story of their dispute alone."""

_PER_KIND = 40
"""Events of one kind at most, so that the many do not hide the few."""


def tell(model: Any) -> tuple[Event, ...]:
    """Return what happened in a run that is worth telling, in the order of time.

    A dispute weighs more the more people stand up for it and the graver it is. Of each kind the weightiest
    are kept.

    Parameters
    ----------
    model : CityModel
    """
    state, docket = model.state, model.disputes
    log = state.log[: _logged(state)]
    records = docket.records
    county = state.places.county[records["community"]]
    weight = np.zeros(len(log))
    grave = (
        records["severity"][log["dispute"]] / 4.0
        + np.log1p(records["peak_supporters"][log["dispute"]]) / 10.0
    )
    real = records["alarm"][log["dispute"]] == 0
    for kind, value in _WEIGHT.items():
        rows = np.flatnonzero((log["event"] == kind) & (real | (kind == Logged.RULE)))
        kept = rows[np.argsort(-grave[rows], kind="stable")[:_PER_KIND]]
        weight[kept] = value * np.minimum(1.0, 0.6 + 0.4 * grave[kept])
    chosen = np.argsort(-weight, kind="stable")[:MOST]
    chosen = np.sort(chosen[weight[chosen] > 0.0])
    # Entries are appended as they happen, so the order of rows is that of time.
    sentences = {row: _lines(docket, row) for row in sorted({int(log["dispute"][n]) for n in chosen})}
    kinds = list(model.scenario.disputes.types.items())
    counties = model.territory.counties
    told = []
    for n in chosen.tolist():
        entry = log[n]
        row = int(entry["dispute"])
        name, kind = kinds[records["type"][row]]
        where = int(county[row])
        place = {"en": counties.english[where], "zh": counties.name[where]}
        label = {language: kind.label.in_language(language) or name for language in ("en", "zh")}
        line = sentences[row][n]
        told.append(
            Event(
                # What happens in the evening of the last day bears the time of the next morning.
                day=min(int(entry["time"]), model.scenario.days - 1),
                kind=Logged(int(entry["event"])).name.lower(),
                county=where,
                dispute=row,
                weight=round(float(weight[n]), 3),
                text={
                    "en": f"{label['en']} dispute in {place['en']}: {line['en']}",
                    "zh": f"{place['zh']}{label['zh']}纠纷：{line['zh']}",
                },
                type=name,
            )
        )
    return tuple(told)


def _logged(state: Any) -> int:
    from govsim.state import N_EVENTS

    return int(state.counters[N_EVENTS])


def _lines(docket: Any, row: int) -> dict[int, dict[str, str]]:
    """Return the sentences of a dispute's story by the row of the log that each tells."""
    entries = []
    entry = int(docket.state.disputes["last_event"][row])
    while entry >= 0:
        entries.append(entry)
        entry = int(docket.state.log["previous"][entry])
    key = int(docket.state.disputes["key"][row])
    told = {language: docket.story(key, language).splitlines()[1:] for language in ("en", "zh")}
    return {
        entry: {language: lines[n].split(maxsplit=1)[1] for language, lines in told.items()}
        for n, entry in enumerate(reversed(entries))
    }
