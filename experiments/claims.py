"""Seven claims of the policy literature, put to the test on paired worlds.

Every claim is one or several contrasts: weighted sums of an outcome over settings and regimes, taken world
by world, so that a contrast has a mean with an interval. A contrast supports its claim if the interval lies
on the claimed side of zero, contradicts it if it lies on the other, and leaves it open otherwise. Where a
claim could flip, the contrast is followed along a parameter to the value at which it changes its sign.

    python experiments/claims.py --out results/claims        # all, 20 worlds, about half an hour
    python experiments/claims.py --quick                     # without the flips, some minutes
    python experiments/claims.py --only H6 --replicates 40

Settings that are done are kept in the directory, so that a run that was interrupted goes on where it was.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contrasts import Contrast, Flip, Runs, Term, between, crossings, verdict

from govsim.experiment.statistics import Estimate

CITY = "governance-radius"
"""Nine counties of 5,000 residents each at 1:1; disputes are five times as frequent as in the country."""

RESOLVED = "resolved_share"
LEGISLATING = {
    "days": 730,
    "law.cases_needed": 0,
    "law.drafting_days": 90,
    "law.effect": 0.1,
    "regimes.municipal.legislates": "city",
}
"""Two years under a city that may pass rules; without a threshold of cases it passes none."""

POOLING = {"casework.alpha": 0, "casework.tau": 0, "casework.kappa": 1, "casework.coordination_time": 0}


def epidemic(harshness: float) -> dict[str, Any]:
    """Return the changes that bring an epidemic met by measures, enforced by so much force."""
    spell = {"types": ["medical", "labour", "housing", "family"], "factor": 1.6, "day": 150, "length": 90}
    measures = {"stringency": 0.9, "compliance": 0.5, "harsh_trust": 0.002, "harsh_grievance": 0.003}
    label = {"label": {"en": "Epidemic", "zh": "疫情"}}
    return {"shocks": {"epidemic": label | spell | measures | {"harshness": harshness}}}


@dataclass(frozen=True)
class Claim:
    """One claim, what it is measured by, and along what it may flip."""

    name: str
    says: str
    contrasts: tuple[Contrast, ...]
    flips: tuple[Flip, ...] = ()


def levers(
    says: str, outcome: str, side: int, on: Mapping[str, Any], regime: str = "municipal", **off: Any
) -> Contrast:
    """Return the contrast of a setting with a lever on less one with it off, under one regime."""
    return between(says, outcome, side, Term(1, regime, on), Term(1, regime, off))


def regimes(
    says: str, outcome: str, plus: str, minus: str, changes: Mapping[str, Any] | None = None, side: int = 1
) -> Contrast:
    """Return the contrast of one regime less another in one setting."""
    return between(says, outcome, side, Term(1, plus, changes or {}), Term(1, minus, changes or {}))


def claims() -> tuple[Claim, ...]:
    """Return the seven claims."""
    effective = regimes(
        "more is resolved for good at the level of the city than at that of the county",
        RESOLVED,
        "municipal",
        "county",
    )
    pooled = regimes(
        "waits are shorter where staff is pooled, if nothing else differs", "wait_days_mean",
        "municipal", "county", POOLING, side=-1,
    )  # fmt: skip
    grassroots = regimes(
        "more is resolved for good where everything enters low than under the county",
        RESOLVED,
        "subsidiarity",
        "county",
    )
    reducer = levers(
        "organisations that mediate raise what is resolved, at equal staff", RESOLVED, 1,
        {"organizations.dilution": 0}, "municipal",
        **{"organizations.dilution": 0, "organizations.take_up": 0, "organizations.staff_share": 0},
    )  # fmt: skip
    diluter = levers(
        "organisations that calm their members make outbreaks rarer", "outbreaks", -1,
        {"organizations.dilution": 0.5}, "municipal", **{"organizations.dilution": 0},
    )  # fmt: skip
    watched = {"detection.smart": 0.03, "detection.false_alarms_per_1000": 0}
    warned = levers(
        "systems that find disputes early raise what is resolved, without false alarms", RESOLVED, 1, watched
    )
    alarmed = levers(
        "they do so with forty false alarms per 1,000 residents", RESOLVED, 1,
        watched | {"detection.false_alarms_per_1000": 40},
    )  # fmt: skip
    harsh = {"conduct.harshness": 0.8}
    forced, free = epidemic(0.8), epidemic(0)
    severity = (
        levers("suppressed disputes leave fewer people mobilised", "supporters_mean", -1, harsh),
        levers("more disputes are only asleep, and will come back", "dormant_share", 1, harsh),
        levers("and trust falls", "trust.mean", -1, harsh),
        levers(
            "measures enforced in an epidemic leave fewer mobilised in their first month",
            "supporters_mean",
            -1,
            forced | {"days": 180, "warmup_days": 150},
            **free,
            days=180,
            warmup_days=150,
        ),
        levers("and so over the year", "supporters_mean", -1, forced, **free),
        levers("more is resolved for good", RESOLVED, 1, forced, **free),
        levers("but trust falls", "trust.mean", -1, forced, **free),
        levers("and grievance rises", "grievance_mean", 1, forced, **free),
    )
    dials = ("political", "rule_of_law", "morality", "autonomy", "smart")
    together = Term(1, "municipal", {f"governances.{dial}": 0.5 for dial in dials})
    alone = [Term(-1, "municipal", {f"governances.{dial}": 0.5}) for dial in dials]
    interaction = Contrast(
        "the five together raise what is resolved by more than the sum of each alone", RESOLVED, 1,
        (together, *alone, Term(len(dials) - 1, "municipal")),
    )  # fmt: skip
    return (
        Claim(
            "H1",
            "The city is the most effective level; there is an optimal governance radius.",
            (
                effective,
                regimes("nor does the street do better", RESOLVED, "municipal", "lead_street"),
                regimes("nor the community", RESOLVED, "municipal", "lead_community"),
            ),
            (
                Flip(effective, "casework.alpha", (0, 0.1, 0.2, 0.3, 0.4)),
                Flip(effective, "casework.kappa", (0.3, 0.5, 0.7, 0.9, 1)),
                Flip(effective, "casework.load", (0.5, 0.7, 0.85, 1.0, 1.2)),
            ),
        ),
        Claim(
            "H2",
            "Pooled resources and local legislative power beat the county.",
            (
                pooled,
                regimes(
                    "and more is resolved, if nothing else differs", RESOLVED, "municipal", "county", POOLING
                ),
                levers(
                    "rules of the city leave fewer disputes to bring",
                    "disputes.mediation",
                    -1,
                    LEGISLATING | {"law.cases_needed": 20},
                    **LEGISLATING,
                ),
            ),
            (Flip(pooled, "casework.load", (0.4, 0.6, 0.85, 1.1, 1.5)),),
        ),
        Claim(
            "H3",
            "Shifting the centre of gravity down to the grassroots is better.",
            (grassroots, regimes("and than under the city", RESOLVED, "subsidiarity", "municipal")),
            (
                Flip(grassroots, "casework.skill_community", (0.5, 1, 1.5, 2, 3)),
                Flip(grassroots, "casework.load", (0.5, 0.7, 0.85, 1.0, 1.2)),
            ),
        ),
        Claim(
            "H4",
            "Social organisations reduce conflict and dilute it.",
            (reducer, diluter),
            (Flip(reducer, "organizations.skill", (0.5, 1, 1.5, 2.2, 3)),),
        ),
        Claim(
            "H5",
            "Technology improves early warning.",
            (
                levers("more disputes are found before anyone claims", "detected_share", 1, watched),
                warned,
                alarmed,
            ),
            (Flip(warned, "detection.false_alarms_per_1000", (0, 10, 20, 40, 80)),),
        ),
        Claim("H6", "Harsh measures calm today and cost trust tomorrow.", severity),
        Claim(
            "H7",
            "The five governances work better together than the sum of each.",
            (interaction,),
            (Flip(interaction, "governances.integration", (0, 0.25, 0.5, 1)),),
        ),
    )


def overall(verdicts: list[str]) -> str:
    """Return the verdict on a claim from those on its contrasts."""
    if len(set(verdicts)) == 1:
        return verdicts[0]
    return "mixed" if "contradicted" in verdicts else "supported in part"


def judge(runs: Runs, chosen: list[Claim]) -> Iterator[dict[str, Any]]:
    """Run what the claims need and yield what becomes of each, as plain data."""
    for claim in chosen:
        for contrast in claim.contrasts:
            runs.want(contrast)
        for flip in claim.flips:
            for value in flip.values:
                runs.want(flip.contrast, {flip.key: value})
    runs.run()
    for claim in chosen:
        found = [(contrast, runs.measure(contrast)) for contrast in claim.contrasts]
        verdicts = [verdict(*pair) for pair in found]
        yield {
            "claim": claim.name,
            "says": claim.says,
            "verdict": overall(verdicts),
            "contrasts": [
                {"says": c.says, "outcome": c.outcome, "verdict": v} | _numbers(e)
                for (c, e), v in zip(found, verdicts, strict=True)
            ],
            "flips": [_flip(runs, flip) for flip in claim.flips],
        }


def _flip(runs: Runs, flip: Flip) -> dict[str, Any]:
    measured = [runs.measure(flip.contrast, {flip.key: value}) for value in flip.values]
    return {
        "says": flip.contrast.says,
        "key": flip.key,
        "at": crossings(flip.values, measured),
        "points": [{"value": x} | _numbers(e) for x, e in zip(flip.values, measured, strict=True)],
    }


def _numbers(measured: Estimate) -> dict[str, float]:
    return {"estimate": measured.mean, "low": measured.low, "high": measured.high}


def tell(row: Mapping[str, Any]) -> str:
    """Return what became of a claim as text."""
    lines = [f"{row['claim']}  {row['says']}  ->  {row['verdict'].upper()}"]
    lines += [
        f"    {c['verdict']:12} {c['says']}: {c['outcome']} "
        f"{c['estimate']:+.4g} [{c['low']:+.4g}, {c['high']:+.4g}]"
        for c in row["contrasts"]
    ]
    for flip in row["flips"]:
        points = ", ".join(f"{p['value']:g}: {p['estimate']:+.3g}" for p in flip["points"])
        where = ", ".join(f"{x:.3g}" for x in flip["at"])
        says = f"changes its sign at {where}" if where else "does not change its sign clearly"
        lines.append(f"    along {flip['key']} ({flip['says']}) it {says}: {points}")
    return "\n".join(lines)


def main() -> None:
    """Judge the claims asked for, print and save the verdicts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default="", metavar="H1,H6", help="names of claims, by commas")
    parser.add_argument("--quick", action="store_true", help="contrasts alone, not where they flip")
    parser.add_argument("--replicates", type=int, default=20, help="worlds of each setting (20)")
    parser.add_argument("--workers", type=int, help="processes")
    parser.add_argument("--out", type=Path, default=Path("results/claims"), help="directory (results/claims)")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    options = parser.parse_args()
    if options.replicates < 2:
        parser.error("--replicates must be at least 2")
    names = [name for name in options.only.split(",") if name]
    known = {claim.name: claim for claim in claims()}
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"unknown claim {unknown[0]!r}; allowed: {', '.join(known)}")
    chosen = [known[name] for name in names or known]
    if options.quick:
        chosen = [replace(claim, flips=()) for claim in chosen]
    rows = list(judge(Runs(CITY, options.replicates, options.out / "settings", options.workers), chosen))
    options.out.mkdir(parents=True, exist_ok=True)
    unfinished = options.out / ".claims.json"
    unfinished.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    unfinished.replace(options.out / "claims.json")
    print(json.dumps(rows, indent=1) if options.json else "\n\n".join(map(tell, rows)))


if __name__ == "__main__":
    main()
