"""Write docs/reference/columns.md and docs/reference/outcomes.md from what the code declares."""

import enum
from collections.abc import Iterable
from pathlib import Path

from govsim import CityModel, Scenario
from govsim.columns import Schema, describe
from govsim.outcomes import DAILY, HEADLINE
from govsim.outcomes import describe as describe_outcome
from govsim.population import AGE_CLASSES, SCHEMA
from govsim.scenario.vocabulary import CHANNELS, LAYERS, REASONS, SCOPES, SEVERITIES, STAGES, TIERS
from govsim.state import CHANNEL, CONDUCT, DISPUTE, LOG, OFFICE, ORGANIZATION, SUPPORTER, TYPE, Event, Status

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
WRITTEN = "Written from the code by `python tools/write_model_reference.py`; do not edit it by hand."

TABLES: tuple[tuple[str, str, Schema], ...] = (
    ("Residents", "One row each, sorted by community: `model.residents`.", SCHEMA),
    ("Disputes", "The docket, one record each, in order of arrival: `model.disputes`.", DISPUTE),
    (
        "Conduct",
        "How offices behaved towards each dispute, row by row beside the docket: `model.state.conduct`.",
        CONDUCT,
    ),
    (
        "Log",
        "One record for every event of a dispute: `model.disputes.events(key)`, in words `story(key)`.",
        LOG,
    ),
    (
        "Offices",
        "Offices of government, tier by tier, then social organisations: `model.state.offices`.",
        OFFICE,
    ),
    (
        "Supporters",
        "One record for every resident and dispute they have joined: `model.state.supporters`.",
        SUPPORTER,
    ),
    ("Channels", "In the order of their codes: `model.state.channels`.", CHANNEL),
    ("Types of dispute", "In the order of `disputes.types`: `model.state.types`.", TYPE),
)
CODES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Tiers", (*TIERS, "social organisation")),
    ("Stages", STAGES),
    ("Scopes", SCOPES),
    ("Severities", SEVERITIES),
    ("Reasons for a decision", REASONS),
    ("Layers of ties", LAYERS),
    ("Channels", CHANNELS),
    ("Age classes", AGE_CLASSES),
)
KIND = "TYPE"
"""What stands for any type of dispute in an outcome's name."""


def columns_page() -> str:
    """Return the page of all columns and codes."""
    lines = [
        "# Columns",
        "",
        WRITTEN,
        "A time is in days since the start of the run. A code is a place, from 0, in one of the lists below.",
    ]
    for title, text, schema in TABLES:
        lines += ["", f"## {title}", "", text, ""]
        lines += table(
            ("column", "type", "default", "unit", "meaning"),
            (
                (
                    f"`{c['name']}`",
                    f"{c['type']} {c['shape']}" if c["shape"] else c["type"],
                    f"{c['default']:.10g}",
                    c["unit"],
                    c["doc"],
                )
                for c in describe(schema)
            ),
        )
    lines += ["", "## Codes", ""]
    lines += table(
        ("code", *(title.lower() for title, _ in CODES)),
        (
            (code, *(names[code] if code < len(names) else "" for _, names in CODES))
            for code in range(max(len(names) for _, names in CODES))
        ),
    )
    lines += [
        "",
        f"Tier {ORGANIZATION}, the social organisation, occurs in the table of offices only.",
        "",
        f"`Status` of a dispute, from {Status.RESOLVED.value} on an end state: {members(Status)}.",
        "",
        f"`Event` of a log entry: {members(Event)}.",
    ]
    return "\n".join(lines) + "\n"


def outcomes_page() -> str:
    """Return the page of all outcomes and daily series."""
    lines = [
        "# Outcomes",
        "",
        WRITTEN,
        "`model.outcomes()` returns all of them by name, NaN where one is not defined.",
        f"`{KIND}` stands for a type of dispute. *Brought* disputes are those that reached mediation.",
        "Disputes that arose during the warm-up are left out. `*` marks what a report shows first.",
        "",
        "## At the end of a run",
        "",
    ]
    specs = [describe_outcome(name) for name in outcome_names()]
    lines += table(
        ("outcome", "in reports", "中文", "unit", "better", "meaning"),
        (
            (
                f"`{s.name}`{'*' if s.name in HEADLINE else ''}",
                s.label,
                s.label_zh,
                s.unit,
                s.better or "",
                s.doc,
            )
            for s in specs
        ),
    )
    lines += ["", "## Daily", "", "`model.daily` has one value a day, taken in the evening.", ""]
    lines += table(
        ("series", "unit", "meaning"), ((f"`{name}`", unit, doc) for name, (unit, doc) in DAILY.items())
    )
    return "\n".join(lines) + "\n"


def outcome_names() -> list[str]:
    """Return the names of all outcomes in the model's order, those by type of dispute once for all types."""
    # Outcomes of conduct and of smart governance are measured only where one of their rules is on.
    small = {
        "title": {"en": "Reference"},
        "city": {"invented": {}},
        "scale": 100,
        "conduct": {"misrouting": 0.1},
        "detection": {"data_sharing": 0.1},
    }
    names = [name.partition(".type.") for name in CityModel(Scenario.from_dict(small), "county").outcomes()]
    return list(dict.fromkeys(f"{head}.type.{KIND}" if kind else head for head, _, kind in names))


def members(codes: type[enum.IntEnum]) -> str:
    """Return the members of an enumeration with their numbers."""
    return ", ".join(f"{member.value} {member.name.lower().replace('_', ' ')}" for member in codes)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """Return the lines of a Markdown table."""
    head = list(head)
    written = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *written)]


def main() -> None:
    """Write both pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in (("columns", columns_page()), ("outcomes", outcomes_page())):
        (FOLDER / f"{name}.md").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
