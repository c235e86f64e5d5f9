"""Outcomes and daily series against a slow second count."""

import math
from statistics import mean, median

import numpy as np
import pytest

from govsim import CityModel
from govsim.outcomes import DAILY, HEADLINE, describe
from govsim.scenario.vocabulary import STAGES, TIERS
from govsim.state import Event, Status
from worlds import REGIMES, of_kind, world

CHANGES = {
    "counties": 3,
    "population": 4000,
    "days": 150,
    "warmup_days": 30,
    "disputes.claims_per_1000": 150,
    "contagion.beta": 0.05,
    "contagion.outbreak_size": 10,
    "casework.reporting_pressure": 0.3,
    "casework.return_days": 20,
    "detection.false_alarms_per_1000": 20,
}


@pytest.fixture(scope="module", params=["county", "municipal", "unhandled"])
def model(request):
    """Return a run with something of everything."""
    return CityModel(world(CHANGES), request.param).run()


def test_shares_and_times_are_those_of_a_plain_count(model):
    """Every share of disputes brought after the warm-up, counted one dispute at a time."""
    found = model.outcomes()
    scored = [d for d in model.disputes if d.opened >= 30 and not d.alarm]
    brought = [d for d in scored if d.highest >= STAGES.index("mediation")]
    per_1000 = 1000 / 4000 / (120 / 365)
    for stage, name in enumerate(STAGES):
        assert found[f"disputes.{name}"] == pytest.approx(per_1000 * sum(d.highest >= stage for d in scored))

    def share(chosen, of=brought):
        return pytest.approx(mean(map(bool, map(chosen, of))) if of else math.nan, nan_ok=True)

    resolved = [d for d in brought if d.status == Status.RESOLVED]
    assert found["resolved_share"] == share(lambda d: d.status == Status.RESOLVED)
    assert found["resolved_rate"] == pytest.approx(per_1000 * len(resolved))
    for status in (Status.SETTLED, Status.ABANDONED, Status.SPILLED, Status.DORMANT):
        assert found[f"{status.name.lower()}_share"] == share(lambda d, s=status: d.status == s)
    assert found["open_share"] == share(lambda d: d.status < Status.DORMANT)
    ends = ("resolved", "settled", "abandoned", "spilled", "dormant", "open")
    assert sum(found[f"{end}_share"] for end in ends) == pytest.approx(1)
    tiers = model.state.offices["tier"]
    for code, name in enumerate((*TIERS, "organization")):
        at = share(lambda d, c=code: d.status == Status.RESOLVED and tiers[d.resolved_office] == c)
        assert found[f"resolved_at.{name}"] == at
    reported = [d for d in brought if d.reported]
    assert found["reported_share"] == share(lambda d: d.reported)
    assert found["reported_gap"] == pytest.approx((len(reported) - len(resolved)) / len(brought))
    assert found["recurrence_share"] == share(lambda d: d.episode, reported)
    assert found["first_time_share"] == share(lambda d: d.status == Status.RESOLVED and d.attempts == 1)
    assert found["left_county_share"] == share(lambda d: d.highest_tier == 3 or d.status == Status.SPILLED)
    crossing = [d for d in brought if d.counties > 1]
    assert found["crossing_share"] == pytest.approx(len(crossing) / len(brought))
    assert found["resolved_share.crossing"] == share(lambda d: d.status == Status.RESOLVED, crossing)
    assert found["detected_share"] == share(lambda d: d.detected)
    assert found["wait_days_mean"] == pytest.approx(mean(d.waited for d in brought))
    days = [d.closed - d.entered for d in resolved]
    assert found["resolution_days_median"] == pytest.approx(median(days) if days else math.nan, nan_ok=True)
    for group in ("migrant", "aged"):
        ours = [d for d in brought if getattr(d, group)]
        others = [d for d in brought if not getattr(d, group)]
        gap = mean(d.status == Status.RESOLVED for d in others) - mean(
            d.status == Status.RESOLVED for d in ours
        )
        assert found[f"gap.{group}.resolved"] == pytest.approx(gap)
    outbreaks = [d for d in scored if not math.isnan(d.outbreak_began)]
    assert found["outbreaks"] == pytest.approx(1000 * per_1000 * len(outbreaks))
    if outbreaks:
        assert found["outbreak_size_mean"] == pytest.approx(mean(d.peak_supporters for d in outbreaks))
        assert all(d.peak_supporters >= 10 for d in outbreaks)
    alarms = sum(d.alarm for d in model.disputes if d.opened >= 30)
    assert found["false_alarms"] == pytest.approx(per_1000 * alarms)


def test_wellbeing_is_weighed_by_persons(model):
    """Trust, gain, happiness and security are means over persons, relaxed to the last evening."""
    found, r, trust = model.outcomes(), model.state.residents, model.scenario.trust
    weight = model.state.places.weight[r.community]
    fade = np.exp(-trust.grievance_decay * (150.0 - np.minimum(r.updated, 150)))
    rest = np.minimum(1, trust.grievance_rest * r.hardship)
    grievance = rest + (r.grievance - rest) * fade
    for code, tier in enumerate(TIERS):
        assert found[f"trust.{tier}"] == pytest.approx(np.average(r.trust[:, code], weights=weight), rel=1e-5)
        assert model.daily[f"trust.{tier}"][-1] == pytest.approx(found[f"trust.{tier}"], rel=1e-5)
    assert found["happiness"] == pytest.approx(1 - np.average(grievance, weights=weight), rel=1e-5)
    assert found["security"] == pytest.approx(1 - np.average(r.exposure * fade, weights=weight), rel=1e-5)
    assert found["gain"] == pytest.approx(np.average(r.gain, weights=weight), rel=1e-5)


FLOWS = {
    "arose": Event.AROSE,
    "brought": Event.ENTERED,
    "resolved": Event.RESOLVED,
    "closed_on_paper": Event.CLOSED_ON_PAPER,
    "abandoned": Event.ABANDONED,
    "spilled": Event.SPILLED,
    "outbreaks": Event.OUTBREAK,
}


def test_daily_flows_are_the_log_day_by_day(model):
    """Each flow counts its events of the day, false alarms left out; levels end where the docket stands."""
    alarm = model.disputes.column("alarm")
    for name, event in FLOWS.items():
        entries = of_kind(model, event)
        entries = entries[alarm[entries["dispute"]] == 0]
        # An evening belongs to the day that it ends.
        day = np.ceil(entries["time"]).astype(int) - 1 if name == "outbreaks" else entries["time"].astype(int)
        assert model.daily[name].tolist() == np.bincount(day, minlength=150).tolist(), name
    real = model.disputes.records[alarm == 0]
    assert model.daily["waiting"][-1] == (real["status"] == Status.WAITING).sum()
    assert model.daily["supporters"][-1] == model.disputes.column("supporters").sum()


@pytest.mark.parametrize("regime", REGIMES)
def test_every_outcome_and_series_is_described(regime):
    """Each name has a unit, a sentence in both languages, and where it matters a better direction."""
    model = CityModel(world({"days": 3}), regime).run()
    for name in model.outcomes():
        spec = describe(name)
        assert spec.name == name
        assert spec.unit
        assert spec.doc
        assert spec.label_zh
        assert "_" not in spec.label
        assert spec.better in ("higher", "lower", None)
    for language in ("label", "label_zh"):
        assert len({getattr(describe(name), language) for name in model.outcomes()}) == len(model.outcomes())
    assert set(HEADLINE) <= set(model.outcomes())
    assert set(model.daily) == set(DAILY)
    with pytest.raises(KeyError):
        describe("no.such.outcome")


def test_types_of_dispute_are_called_by_their_names():
    """Where names are given, reports use them; keys stand in elsewhere."""
    names = {"finance": ("finance and platforms", "金融与平台")}
    known, other = (describe(f"resolved_share.type.{kind}", names) for kind in ("finance", "land_use"))
    assert (known.label, known.label_zh) == ("resolved for good: finance and platforms", "化解率：金融与平台")
    assert (other.label, other.label_zh) == ("resolved for good: land use", "化解率：land_use")
