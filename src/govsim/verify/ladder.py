"""The ladder of escalation against competing hazards."""

from functools import lru_cache

import numpy as np

from govsim.model import CityModel
from govsim.scenario import Scenario
from govsim.verify.check import Measured

BASE, GAMMA, PATIENCE = 0.02, 0.4, 40.0
CLAIM, SETTLE_LATENT, LUMP_LATENT = 0.08, 0.012, 0.008
BRING, SETTLE_CLAIM, LUMP_CLAIM = 0.08, 0.012, 0.008
STAGES = ("claim", "mediation", "formal", "petition", "collective")


def _scenario(residents: int) -> Scenario:
    return Scenario.from_dict(
        {
            "title": {"en": "Hazards alone"},
            "city": {"invented": {"counties": 1, "streets": 1, "communities": 1, "population": residents}},
            "days": 700,
            "warmup_days": 0,
            "scale": 1,
            "disputes": {"claims_per_1000": 1000, "grievance_effect": 0},
            "contagion": {"beta": 0},
            "detection": {"grid": 0, "smart": 0, "false_alarms_per_1000": 0},
            "casework": {"patience_days": PATIENCE},
            "escalation": {
                "base": BASE,
                "gamma": GAMMA,
                "chi": 0,
                "theta": 0,
                "serious": 1,
                "grave": 1,
                "claim_rate": CLAIM,
                "settle_latent": SETTLE_LATENT,
                "lump_latent": LUMP_LATENT,
                "mediation_rate": BRING,
                "settle_claim": SETTLE_CLAIM,
                "lump_claim": LUMP_CLAIM,
            },
        }
    )


@lru_cache(maxsize=1)
def _reached(share: float, seed: int) -> tuple[int, ...]:
    """Return how many of the early disputes reached each stage, where nobody handles any."""
    scenario = _scenario(max(2000, round(200_000 * share)))
    rows = CityModel(scenario, "unhandled", seed).run().disputes.records
    early = rows["highest"][rows["opened"] < 0.5 * scenario.days]
    return tuple(int((early >= stage).sum()) for stage in range(len(STAGES) + 1))


def reach(stage: int, share: float, seed: int) -> Measured:
    """Measure the share of disputes that reach a stage (1 = claim), against the product of the ratios."""
    rates = [
        (CLAIM, SETTLE_LATENT + LUMP_LATENT),
        (BRING, SETTLE_CLAIM + LUMP_CLAIM),
        *((BASE * np.exp(GAMMA * s), 1.0 / PATIENCE) for s in range(3)),
    ]
    target = float(np.prod([up / (up + out) for up, out in rates[:stage]]))
    counts = _reached(share, seed)
    return Measured.share(target, counts[stage], counts[0])
