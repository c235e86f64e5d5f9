"""CityModel as a Mesa model: agents, sets of agents, data collection, visualisation, other policies."""

import json
import subprocess
import sys

import mesa
import numpy as np
import pytest
import solara
from mesa.visualization import SolaraViz

from govsim import CityModel, Scenario
from govsim.agents import Decision, Office, PartyCell, Resident, SocialOrganization
from govsim.scenario import ScenarioError
from govsim.state import Event
from worlds import of_kind, world


@pytest.fixture(scope="module")
def model() -> CityModel:
    """A city after two months."""
    return CityModel(world({"disputes.claims_per_1000": 100}), "county", 1).run()


def test_offices_organisations_and_cells_are_registered_agents(model):
    """Every unit of every tier has its office and cell, every street its organisation."""
    territory = model.territory
    units = len(territory.communities) + len(territory.streets) + len(territory.counties) + 1
    by_type = model.agents_by_type
    assert len(by_type[Office]) == units
    assert len(by_type[PartyCell]) == units
    assert len(by_type[SocialOrganization]) == len(territory.streets)
    assert all(isinstance(agent, mesa.Agent) and callable(agent.step) for agent in model.agents)
    slots = by_type[Office].agg("slots", sum) + by_type[SocialOrganization].agg("slots", sum)
    assert slots == model.state.offices["slots"].sum()


def test_residents_speak_mesas_language(model):
    """select, get, agg, groupby, sort, shuffle, map and set work as on an AgentSet."""
    residents = model.residents
    assert len(residents) == len(model.state.residents.community)
    migrants = residents.select(lambda resident: resident.migrant == 1)
    assert len(migrants) == residents.agg("migrant", np.sum)
    assert list(migrants.rows) == list(residents.select(residents.columns.migrant == 1).rows)
    assert len(residents.select(at_most=10)) == 10
    assert len(residents.select(at_most=0.5)) == len(residents) // 2
    low, high = residents.agg("hardship", [np.min, np.max])
    assert low < high
    groups = residents.groupby("age_class").count()
    assert sum(groups.values()) == len(residents)
    means = residents.groupby("migrant").agg("hardship", np.mean)
    assert means[1] > means[0]
    top = residents.sort("hardship")[0]
    assert isinstance(top, Resident)
    assert isinstance(top, mesa.Agent)
    assert top.hardship == pytest.approx(float(high))
    assert sorted(residents.shuffle().rows) == list(range(len(residents)))
    for reordered in (residents.shuffle(), residents.sort("community")):
        migrants = reordered.select(reordered.columns.migrant == 1)
        assert migrants.get("migrant").all()
        assert set(migrants.rows) == set(residents.select(residents.columns.migrant == 1).rows)
    assert residents.select(at_most=3).map(lambda r: r.row) == [0, 1, 2]
    assert top in residents
    assert all(top.row in other.neighbours.rows for other in top.neighbours)


def test_a_resident_writes_its_own_row():
    """Setting an attribute of a handle sets the column, and unknown names are refused."""
    model = CityModel(world(), "county", 1)
    resident = model.residents[7]
    resident.grievance = 0.5
    assert model.state.residents.grievance[7] == pytest.approx(0.5)
    assert Resident(model, 7) == resident
    with pytest.raises(AttributeError, match="its columns are"):
        resident.height = 2
    with pytest.raises(TypeError):
        resident.remove()


def test_data_collector_collects_models_and_agents():
    """Mesa's DataCollector reads the model, offices and cells after every step."""
    model = CityModel(world({"days": 10, "disputes.claims_per_1000": 100}), "county", 1)
    collector = mesa.DataCollector(
        model_reporters={
            "open": lambda m: int(m.state.by_status[:4].sum()),
            "trust": lambda m: m.daily["trust.city"][-1],
        },
        agenttype_reporters={Office: {"waiting": "waiting"}, PartyCell: {"mobilised": "mobilised"}},
    )
    for _ in range(10):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert len(frame) == 10
    assert frame["open"].iloc[-1] > 0
    offices = collector.get_agenttype_vars_dataframe(Office)
    assert len(offices) == 10 * len(model.agents_by_type[Office])
    waiting = offices.groupby("Step")["waiting"].sum()
    government = model.state.offices["tier"] < 4
    assert waiting.iloc[-1] == model.state.offices["waiting"][government].sum()


BATCH = """
import json
from mesa.batchrunner import batch_run
from govsim import CityModel

if __name__ == "__main__":
    rows = batch_run(
        CityModel,
        parameters={
            "scenario": "quickstart", "regime": ["county", "municipal"], "casework.alpha": [0.0, 0.4],
            "days": 20, "warmup_days": 5, "scale": 4, "disputes.claims_per_1000": 300, "collect": True,
        },
        number_processes=2, rng=[3, 4], display_progress=False,
    )
    print(json.dumps(rows))
"""


def test_batch_run_gives_the_outcomes_of_plain_runs(tmp_path):
    """Mesa's batch_run, over keys and regimes and in two processes, has the outcomes of each run as it is."""
    file = tmp_path / "batch.py"
    file.write_text(BATCH, encoding="utf-8")
    said = subprocess.run([sys.executable, file], capture_output=True, check=True, text=True).stdout
    rows = json.loads(said)
    assert len(rows) == 8
    changes = {"days": 20, "warmup_days": 5, "scale": 4, "disputes.claims_per_1000": 300}
    row = next(r for r in rows if (r["regime"], r["casework.alpha"], r["rng"]) == ("municipal", 0.4, 4))
    alone = CityModel(Scenario.load("quickstart", changes | {"casework.alpha": 0.4}), "municipal", 4).run()
    found = alone.outcomes()
    assert {name: row[name] for name in found} == pytest.approx(found, rel=0, abs=0, nan_ok=True)
    assert len({json.dumps([row[name] for name in found]) for row in rows}) == 8


def test_changes_are_laid_over_a_scenario():
    """Keys given beside a scenario, or beside its name, are checked like those of a file."""
    scenario = world()
    model = CityModel(scenario, "county", 1, **{"casework.alpha": 0.3})
    assert model.scenario.casework.alpha == 0.3
    assert not hasattr(model, "datacollector")
    with pytest.raises(ScenarioError, match=r"casework\.alpha"):
        CityModel(scenario, "county", 1, **{"casework.alpha": 3})
    with pytest.raises(ScenarioError, match="casework"):
        CityModel("quickstart", "county", 1, **{"casework.alpa": 0.3})


class Stubborn(Office):
    """An office that never refers anything."""

    def decide(self, file):  # noqa: ARG002 - the signature of Office
        """Try again, whatever happened."""
        return Decision.hold()


def test_a_subclass_of_office_brings_another_policy():
    """Offices that never refer leave no referral in the log but those of organisations."""
    scenario = world({"disputes.claims_per_1000": 200, "days": 120, "organizations.per_street": 0})
    usual = CityModel(scenario, "county", 1).run()
    stubborn = CityModel(scenario, "county", 1, office_class=Stubborn).run()
    assert len(of_kind(usual, Event.REFERRED)) > 0
    assert len(of_kind(stubborn, Event.REFERRED)) == 0
    assert len(of_kind(stubborn, Event.HELD)) > 0


def test_solara_viz_shows_the_model():
    """SolaraViz renders the model with a component of its own, and steps it."""
    model = CityModel(Scenario.load("quickstart", {"days": 20, "warmup_days": 0}))
    seen = []

    @solara.component
    def Day(model):  # noqa: N802 - components are named like classes
        seen.append(model.day)
        solara.Text(f"day {model.day}")

    page = SolaraViz(model, components=[(Day, 0)], model_params={"scenario": model.scenario})
    _, context = solara.render(page, handle_error=False)
    try:
        assert seen
    finally:
        context.close()


def test_a_dispute_tells_its_story_in_both_languages(model):
    """The story has one line for every event, dated in order, and names the offices."""
    dispute = max(model.disputes, key=lambda d: d.attempts)
    for language in ("en", "zh"):
        lines = dispute.story(language).splitlines()
        assert len(lines) == 1 + len(model.disputes.events(dispute.key))
        days = [float(line.split()[0]) for line in lines[1:]]
        assert days == sorted(days)
    assert f"{dispute.key:016x}" in lines[0]
    assert model.disputes.find(dispute.key).row == dispute.row
    with pytest.raises(KeyError):
        model.disputes.find(1)


def test_an_unknown_regime_is_refused():
    """The error names the regimes that there are."""
    with pytest.raises(ValueError, match="county, municipal"):
        CityModel(world(), "provincial", 1)


def test_a_phase_can_be_switched_off():
    """Without its phase nothing spreads, and everything else goes on."""
    scenario = world({"disputes.claims_per_1000": 100, "days": 30})
    model = CityModel(scenario, "county", 1)
    del model.phases["spread"]
    model.run()
    assert len(model.disputes) > 0
    supporters = model.disputes.column("peak_supporters")
    assert supporters.max() > 0, "parties still stand up for their dispute"
