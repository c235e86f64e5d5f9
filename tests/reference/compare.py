"""The history that the model writes beside the one that the reference writes."""

from itertools import zip_longest

from govsim.scenario.vocabulary import CHANNELS
from govsim.state import Event, Status
from reference.model import Entry
from reference.words import Stage
from worlds import events

NEIGHBOURS = 4
"""Entries shown on either side of the first that differs."""

CONDUCT = ("misrouted", "turned_away", "taken_over", "suppressed")

FEELINGS = ("trust", "grievance", "exposure", "gain")


def history(model):
    """Return the log of a `CityModel` as entries of the reference's."""
    entries = events(model)
    keys = model.disputes.column("key")[entries["dispute"]]
    columns = (entries["time"], keys, entries["event"], entries["office"], entries["value"])
    return [
        Entry(t, key, Event(event), office, value)
        for t, key, event, office, value in zip(*(column.tolist() for column in columns), strict=True)
    ]


def check_history(model, reference):
    """Fail unless the two logs are equal, entry by entry; show the first that differs with its neighbours."""
    ours, theirs = history(model), reference.log
    if ours == theirs:
        return
    pairs = list(zip_longest(ours, theirs))
    first = next(row for row, (one, other) in enumerate(pairs) if one != other)
    lines = [f"entry {first} of the log differs (CityModel has {len(ours)}, the reference {len(theirs)})"]
    for row in range(max(0, first - NEIGHBOURS), min(len(pairs), first + NEIGHBOURS + 1)):
        one, other = pairs[row]
        if one == other:
            lines.append(f"{row:6d}  both       {_told(one)}")
        else:
            lines += [f"{row:6d}  CityModel  {_told(one)}", f"{'':6s}  reference  {_told(other)}"]
    raise AssertionError("\n".join(lines))


def _told(entry):
    if entry is None:
        return "(ended)"
    office = "no office" if entry.office < 0 else f"office {entry.office}"
    return f"day {entry.time!r}: {entry.dispute:016x} {entry.event.name} {office} {entry.value}"


def check_disputes(model, reference):
    """Fail unless every dispute has come to the same."""
    rows = model.disputes.records
    assert rows["key"].tolist() == [dispute.key for dispute in reference.disputes]
    for row, conduct, dispute in zip(rows, model.state.conduct[: rows.size], reference.disputes, strict=True):
        found = (
            Status(int(row["status"])),
            Stage(int(row["stage"])),
            int(row["severity"]),
            int(row["attempts"]),
            int(row["supporters"]),
            int(row["counties"]),
            int(row["office"]),
            *(int(conduct[name]) for name in CONDUCT),
            CHANNELS[row["channel"]] if row["channel"] >= 0 else None,
        )
        expected = (
            dispute.status,
            dispute.stage,
            dispute.severity,
            dispute.attempts,
            dispute.support,
            len(dispute.counties),
            dispute.office.row if dispute.office else -1,
            *(getattr(dispute, name) for name in CONDUCT),
            dispute.channel,
        )
        assert found == expected, f"dispute {dispute.key:016x}: CityModel {found}, reference {expected}"


def check_residents(model, reference):
    """Fail unless every resident feels the same to the last bit, and is engaged as often."""
    columns = model.state.residents
    for row, resident in enumerate(reference.world.residents):
        found = [getattr(columns, name)[row].tolist() for name in FEELINGS]
        expected = [getattr(resident, name) for name in FEELINGS]
        assert found == expected, f"resident {row}: CityModel {found}, reference {expected}"
        assert columns.mobilised[row] == resident.engagements
