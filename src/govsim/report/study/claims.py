"""What a study has found of the claims that it puts to the test."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.claims import SignChange, Verdict, overall, sign_changes, verdict, weighted_sum
from govsim.analysis.corrections import adjust
from govsim.analysis.effects import ALPHA, p_value
from govsim.experiment.statistics import Estimate, estimate
from govsim.outcomes import OutcomeSpec, describe
from govsim.scenario.setting import Text
from govsim.study.claims import Claim, Contrast, Flip, cell_name
from govsim.study.results import Results


@dataclass(frozen=True)
class ContrastFinding:
    """What was found of a contrast.

    Attributes
    ----------
    contrast : Contrast
    spec : OutcomeSpec
        Of its outcome.
    estimate : Estimate
        Mean over worlds with its Student interval.
    p, adjusted_p : float
        Two-sided p value of the t test, and corrected over all contrasts of the study.
    verdict : Verdict
    """

    contrast: Contrast
    spec: OutcomeSpec
    estimate: Estimate
    p: float
    adjusted_p: float
    verdict: Verdict

    @property
    def survives(self) -> bool | None:
        """Whether the verdict stands once corrected for the number of contrasts; None where it is open."""
        return None if self.verdict is Verdict.OPEN else self.adjusted_p <= ALPHA


@dataclass(frozen=True)
class FlipFinding:
    """What was found of a contrast along a key.

    Attributes
    ----------
    flip : Flip
    contrast : Contrast
        The one that is followed.
    spec : OutcomeSpec
    values : tuple of float
        Of the key.
    estimates : tuple of Estimate
        At each of them.
    changes : tuple of SignChange
    """

    flip: Flip
    contrast: Contrast
    spec: OutcomeSpec
    values: tuple[float, ...]
    estimates: tuple[Estimate, ...]
    changes: tuple[SignChange, ...]


@dataclass(frozen=True)
class ClaimFinding:
    """What was found of a claim.

    Attributes
    ----------
    name : str
    says : Text
    verdict : Verdict
        Over its contrasts.
    contrasts : tuple of ContrastFinding
    flips : tuple of FlipFinding
    """

    name: str
    says: Text
    verdict: Verdict
    contrasts: tuple[ContrastFinding, ...]
    flips: tuple[FlipFinding, ...]


def judge(results: Results, seed: int) -> tuple[ClaimFinding, ...]:
    """Judge the claims of a study.

    Parameters
    ----------
    results : Results
    seed : int
        Root of the flips of the max-t correction.

    Returns
    -------
    tuple of ClaimFinding
        None where the study makes no claims.
    """
    claims = results.study.claims
    sums = [[_over_worlds(results, contrast) for contrast in claim.contrasts] for claim in claims]
    if not sums:
        return ()
    every = np.array([one for of_claim in sums for one in of_claim])
    adjusted = iter(adjust(every, results.study.analysis.correction, seed=seed).tolist())
    specs = {outcome.name: outcome.better for outcome in results.study.outcomes}

    def spec(contrast: Contrast) -> OutcomeSpec:
        found = describe(contrast.outcome)
        return found._replace(better=specs[contrast.outcome] or found.better)

    def found_of(claim: Claim, of_claim: Sequence[NDArray[np.float64]]) -> ClaimFinding:
        contrasts = []
        for contrast, values in zip(claim.contrasts, of_claim, strict=True):
            measured = estimate(values)
            contrasts.append(
                ContrastFinding(
                    contrast,
                    spec(contrast),
                    measured,
                    p_value(measured),
                    next(adjusted),
                    verdict(measured, contrast.side),
                )
            )
        return ClaimFinding(
            claim.name,
            claim.says,
            overall(one.verdict for one in contrasts),
            tuple(contrasts),
            tuple(_follow(results, claim, flip, spec) for flip in claim.flips),
        )

    return tuple(found_of(claim, of_claim) for claim, of_claim in zip(claims, sums, strict=True))


def _follow(results: Results, claim: Claim, flip: Flip, spec: Any) -> FlipFinding:
    contrast = claim.contrast(flip.contrast)
    estimates = tuple(estimate(_over_worlds(results, contrast, flip.key, value)) for value in flip.values)
    values = tuple(float(value) for value in flip.values)
    return FlipFinding(flip, contrast, spec(contrast), values, estimates, sign_changes(values, estimates))


def _over_worlds(
    results: Results, contrast: Contrast, key: str = "", value: Any = None
) -> NDArray[np.float64]:
    """Return a contrast world by world, with a key put over its settings."""
    terms = contrast.sum
    place = {point[0]: row for row, point in enumerate(results.points)}
    values = [
        results.outcomes[contrast.outcome][
            place[cell_name(term.setting, key, value)], results.levels.index(term.regime)
        ]
        for term in terms
    ]
    return weighted_sum(values, [term.weight for term in terms])


def claim_rows(found: Sequence[ClaimFinding]) -> list[dict[str, Any]]:
    """Return every contrast, and every contrast at every value along which it is followed, as rows."""
    rows: list[dict[str, Any]] = []
    for claim in found:
        head = {"claim": claim.name, "claim_verdict": claim.verdict.value}
        for number, one in enumerate(claim.contrasts):
            rows.append(
                head
                | _head(number, one.contrast, one.spec)
                | {"key": None, "value": None}
                | _numbers(one.estimate)
                | {"p": one.p, "p_adjusted": one.adjusted_p, "verdict": one.verdict.value}
                | {"survives_correction": one.survives}
            )
        for flip in claim.flips:
            number = [one.contrast for one in claim.contrasts].index(flip.contrast)
            rows += [
                head
                | _head(number, flip.contrast, flip.spec)
                | {"key": flip.flip.key, "value": value}
                | _numbers(measured)
                | {"p": p_value(measured), "verdict": verdict(measured, flip.contrast.side).value}
                for value, measured in zip(flip.values, flip.estimates, strict=True)
            ]
    return rows


def _head(number: int, contrast: Contrast, spec: OutcomeSpec) -> dict[str, Any]:
    return {
        "contrast": contrast.name or number,
        "says": contrast.says.en,
        "outcome": contrast.outcome,
        "unit": spec.unit,
        "side": contrast.side,
    }


def _numbers(measured: Estimate) -> dict[str, Any]:
    return {
        "estimate": measured.mean,
        "low": measured.low,
        "high": measured.high,
        "worlds": measured.values,
    }


def claims_json(found: Sequence[ClaimFinding]) -> str:
    """Return everything that was found of claims as JSON; what is not a number is null."""
    data = [
        {
            "claim": claim.name,
            "says": claim.says.model_dump(),
            "verdict": claim.verdict.value,
            "contrasts": [
                {
                    "name": one.contrast.name,
                    "says": one.contrast.says.model_dump(),
                    "outcome": one.contrast.outcome,
                    "unit": one.spec.unit,
                    "side": one.contrast.side,
                    "terms": [term.model_dump() for term in one.contrast.sum],
                }
                | _numbers(one.estimate)
                | {"p": one.p, "p_adjusted": one.adjusted_p, "verdict": one.verdict.value}
                | {"survives_correction": one.survives}
                for one in claim.contrasts
            ],
            "flips": [
                {
                    "contrast": flip.flip.contrast,
                    "key": flip.flip.key,
                    "changes_sign": [
                        {"at": one.at, "low": one.low, "high": one.high, "rising": one.rising}
                        for one in flip.changes
                    ],
                    "points": [
                        {"value": value} | _numbers(measured)
                        for value, measured in zip(flip.values, flip.estimates, strict=True)
                    ],
                }
                for flip in claim.flips
            ],
        }
        for claim in found
    ]
    return json.dumps(_finite(data), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
