"""The five governances (3.4.18): the table is read from the page itself."""

import math
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "model.md"
DIALS = ("political", "rule_of_law", "morality", "autonomy", "smart")
ROW = re.compile(r"^\| (\w+) \| `([\w.*]+)` \| (value|lack) \| ([\d.]+) \| (?:benefit|cost) \|", re.MULTILINE)
HIGHEST = {
    "party.reach": 20,
    "party.burden": 5,
    "casework.hardening": 5,
    "escalation.settle_latent": 10,
    "escalation.settle_claim": 10,
    "escalation.lump_latent": 10,
    "escalation.lump_claim": 10,
    "detection.false_alarms_per_1000": 1000,
    "detection.false_alarm_days": 365,
    "disputes.types.*.service_days": 1000,
}
"""Limits that a multiplied value can run into."""


def table():
    """Return the rows of the page: dial, key, what is moved, factor."""
    return [
        (dial, key, form, float(factor)) for dial, key, form, factor in ROW.findall(PAGE.read_text("utf-8"))
    ]


def turned(scenario, regime):
    """Return the scenario that is lived under a regime."""
    dials = scenario.regimes[regime].governances or scenario.governances
    own = {name: getattr(dials, name) for name in DIALS}
    mean = math.prod(own.values()) ** (1.0 / 5.0)
    strength = {name: own[name] * (1.0 + dials.integration * mean) for name in DIALS}
    society = scenario.regimes[regime].society.model_dump(exclude_none=True)
    if society:
        scenario = scenario.replace({f"organizations.{name}": value for name, value in society.items()})
    changes = {}
    keys = {key: form for dial, key, form, _ in table() if strength[dial] != 0}
    for key, form in keys.items():
        factor = math.prod(
            f ** strength[dial] for dial, moved, _, f in table() if moved == key and strength[dial] != 0
        )
        for name in scenario.disputes.types if "*" in key else [""]:
            one = key.replace("*", name)
            before = value_at(scenario, one)
            after = before * factor if form == "value" else 1.0 - (1.0 - before) * factor
            changes[one] = min(after, float(HIGHEST.get(key, math.inf)))
    return scenario.replace(changes) if changes else scenario


def value_at(scenario, key):
    """Return the value under a dotted key."""
    here = scenario
    for step in key.split("."):
        here = here[step] if isinstance(here, dict) else getattr(here, step)
    return here


def threshold(own, lived, written):
    """Return the threshold of a resident where the mean of all has moved."""
    before, after = written.population.threshold_mean, lived.population.threshold_mean
    return own if before == after else 1.0 - (1.0 - own) * ((1.0 - after) / (1.0 - before))
