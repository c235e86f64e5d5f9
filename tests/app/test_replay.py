import json

import numpy as np
import pytest

from classroom import TINY
from govsim import CityModel
from govsim.app.engine.dossier import Dossier
from govsim.app.engine.live import live
from govsim.app.engine.replay import MAGIC
from govsim.scenario.loader import load_text
from govsim.state import Event, Status


@pytest.fixture(scope="module")
def lived():
    """A tiny city that has been lived, its replay, and the shares of days it told."""
    model = CityModel(load_text(TINY), "county")
    told = []
    return model, live(model, told.append), told


def test_progress_is_told_day_by_day(lived):
    """Progress rises to one, a day at a time."""
    *_, told = lived
    assert told == [(day + 1) / 60 for day in range(60)]


def test_counties_add_up_to_the_city(lived):
    """Every series by county sums to that of the city, day by day."""
    _, replay, _ = lived
    for name in ("waiting", "arose", "resolved", "spilled", "outbreaks"):
        np.testing.assert_array_equal(replay.county[name].sum(axis=0), replay.city[name])
    np.testing.assert_array_equal(replay.county["supporters"].sum(axis=0), replay.city["supporters"])
    assert replay.city["arose"].sum() > 50


def test_streets_add_up_to_counties(lived):
    """Series by street sum to those by county."""
    _, replay, _ = lived
    of = np.array([street["county"] for street in replay.meta["streets"]])
    for name in ("open", "supporters"):
        by_county = np.array([replay.street[name][of == county].sum(axis=0) for county in range(3)])
        np.testing.assert_array_equal(by_county, replay.county[name])


def test_offices_add_up_to_the_city(lived):
    """What offices have waiting and in hand is what the city has, drafts and false alarms besides."""
    model, replay, _ = lived
    last = {name: int(values[:, -1].sum()) for name, values in replay.office.items()}
    rows = model.disputes.records
    assert last["waiting"] == (rows["status"] == Status.WAITING).sum()
    assert last["in_service"] == (rows["status"] == Status.IN_SERVICE).sum()
    assert len(replay.meta["offices"]) == len(replay.office["waiting"])


def test_links_lead_up_to_the_city(lived):
    """Every office but the city's hangs under another, and all places are on the screen."""
    _, replay, _ = lived
    offices = replay.meta["offices"]
    above = dict(link for link in replay.meta["links"] if offices[link[0]]["tier"] != "county")
    counties = {n for n, office in enumerate(offices) if office["tier"] == "county"}
    assert {n for n, office in enumerate(offices) if office["tier"] != "city"} == set(above) | counties
    for office in offices + replay.meta["counties"] + replay.meta["streets"]:
        assert 0.0 <= office["x"] <= 1.0
        assert 0.0 <= office["y"] <= 1.0


def test_circles_of_counties_do_not_overlap(lived):
    """Counties touch rather than cover each other, with areas by population."""
    _, replay, _ = lived
    counties = replay.meta["counties"]
    for n, one in enumerate(counties):
        for other in counties[:n]:
            apart = np.hypot(one["x"] - other["x"], one["y"] - other["y"])
            assert apart > 0.97 * (one["r"] + other["r"])
    share = [county["r"] ** 2 / county["population"] for county in counties]
    np.testing.assert_allclose(share, share[0], rtol=0.01)


def test_events_are_told_in_both_languages_and_in_order(lived):
    """Events come in the order of time, each with its county, dispute and a sentence in each language."""
    model, replay, _ = lived
    days = [event.day for event in replay.events]
    assert days == sorted(days)
    kinds = {event.kind for event in replay.events}
    assert {"resolved", "abandoned"} <= kinds
    assert kinds <= {event.name.lower() for event in Event}
    for event in replay.events:
        assert 0.0 < event.weight <= 1.0
        assert model.disputes[event.dispute].opened < event.day + 1
        county = replay.meta["counties"][event.county]["name"]
        assert county["en"] in event.text["en"]
        assert event.text["zh"].startswith(county["zh"])


def test_packed_frames_are_read_back(lived):
    """Magic, header and aligned arrays: a reader that knows the format finds every number again."""
    _, replay, _ = lived
    packed = replay.frames()
    assert packed[:4] == MAGIC
    length = int.from_bytes(packed[4:8], "little")
    header = json.loads(packed[8 : 8 + length])
    start = -(-(8 + length) // 8) * 8
    assert header["meta"]["title"] == {"en": "Tiny", "zh": "小城"}
    assert len(header["events"]) == len(replay.events)
    assert set(header["outcomes"]) == set(replay.outcomes)
    groups = {"city": replay.city, "county": replay.county, "street": replay.street, "office": replay.office}
    seen = set()
    for said in header["arrays"]:
        assert said["offset"] % 8 == 0
        dtype = {"f4": "<f4", "u2": "<u2"}[said["dtype"]]
        count = int(np.prod(said["shape"]))
        found = np.frombuffer(packed, dtype, count, start + said["offset"]).reshape(said["shape"])
        np.testing.assert_array_equal(found, groups[said["group"]][said["name"]])
        seen.add((said["group"], said["name"]))
    assert len(seen) == sum(len(series) for series in groups.values())
    assert replay.frames() is packed


def test_a_dossier_tells_the_stories_of_the_run(lived):
    """After packing, stories are those that the model tells, found by row and by key."""
    model, replay, _ = lived
    dossier = Dossier.unpack(Dossier.of(model).pack())
    row = max(replay.events, key=lambda event: event.weight).dispute
    story = dossier.story(row)
    key = int(model.disputes.column("key")[row])
    for language in ("en", "zh"):
        lines = model.disputes.story(key, language).splitlines()[1:]
        assert [line.split(maxsplit=1)[1] for line in lines] == story[language]
    assert len(story["days"]) == len(story["en"]) == len(story["kinds"])
    assert dossier.story(story["key"]) == story
    assert dossier.story("0123456789abcdef")["en"] == []
    assert dossier.story("../../etc/passwd")["row"] == -1


def test_cards_say_how_things_stood_on_the_day(lived):
    """A county's card counts what had happened by then, and the last decision is no later."""
    model, replay, _ = lived
    dossier = Dossier.of(model)
    for day in (0, 20, 59):
        for county in range(3):
            card = dossier.card("county", county, day)
            facts = {fact["en"]: fact["value"] for fact in card["facts"]}
            assert facts["Disputes so far"] == replay.county["arose"][county, : day + 1].sum()
            assert facts["Resolved for good"] == replay.county["resolved"][county, : day + 1].sum()
            assert facts["Still open"] == replay.county["open"][county, day]
            if card["decision"] is not None:
                assert card["decision"]["day"] <= day
                assert card["decision"]["why"]["zh"]


def test_the_card_of_a_dispute_leads_on(lived):
    """A dispute's card names its county, offices and parties, and stands under its key, too."""
    model, replay, _ = lived
    dossier = Dossier.of(model)
    row = next(event.dispute for event in replay.events if event.kind == "resolved")
    card = dossier.card("dispute", row, 59)
    assert dossier.card("dispute", card["key"], 59)["name"] == card["name"]
    kinds = {neighbour["kind"] for neighbour in card["neighbours"]}
    assert {"county", "resident"} <= kinds
    assert card["decision"]["dispute"] == row
    state = next(fact["value"]["en"] for fact in card["facts"] if fact["en"] == "State")
    assert state == "resolved for good"
