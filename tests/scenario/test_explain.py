import pytest

from govsim.scenario.errors import ScenarioError
from govsim.scenario.explain import all_keys, explain, written
from govsim.scenario.fields import every_key
from govsim.scenario.schema import Scenario


def test_a_number():
    """A key is explained with meaning, unit, default, range, basis and source."""
    told = explain("casework.patience_days")
    assert told.unit == "days"
    assert told.default == 60.0
    assert told.allowed == "a number above 0 to 1000000 days"
    assert told.basis == "sourced"
    assert "60 days" in told.source
    assert str(told).splitlines()[0] == "casework.patience_days"
    assert "  default  60" in str(told).splitlines()


def test_keys_inside_tables():
    """An entry's key is explained with the base's own value, `*` with the schema's."""
    assert explain("disputes.types.family.share").default == 0.25
    general = explain("disputes.types.*.share")
    assert general.required
    assert general.meaning == explain("disputes.types.family.share").meaning
    assert "a value must be given" in str(general)
    assert explain("regimes.county.staff").default == {"community": 0.55, "street": 0.2, "county": 0.25}
    assert explain("regimes.county.crossing.superior").default == "city"
    assert explain("regimes.municipal.crossing.superior").default is None
    assert explain("regimes.county.entry.0.tier").default == "community"
    assert explain("shocks.flood.day").unit == "day"


def test_sections_entries_and_items():
    """Sections, entries and items of lists are explained as well."""
    assert explain("casework").allowed.startswith("a mapping of ")
    assert explain("regimes.triage").meaning == "One governance regime."
    assert explain("compare.regimes.0").meaning == "One item of compare.regimes."
    assert explain("compare.regimes").default == ["county", "municipal"]
    assert explain("extends").allowed == "a name, a file or null"


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("casework.alpah", "casework.alpha"),
        ("alpha", "casework.alpha"),
        ("Casework.Alpha", "casework.alpha"),
        ("disputes.types.famly.share", "disputes.types.family.share"),
        ("regimes.mine.staff", "regimes.*.staff"),
        ("casework.alpha.x", "casework.alpha"),
        ("compare.regimes.first", "compare.regimes"),
    ],
)
def test_unknown_keys(key, nearest):
    """A key that does not exist is refused with the nearest ones."""
    with pytest.raises(ScenarioError) as caught:
        explain(key)
    (problem,) = caught.value.problems
    assert problem.key == key
    assert nearest in problem.nearest


@pytest.mark.parametrize("key", ["", ".", "..", "x" * 10_000, "a.b.c.d.e"])
def test_odd_keys(key):
    """Odd keys are unknown."""
    with pytest.raises(ScenarioError, match="unknown key"):
        explain(key)


def test_every_key_can_be_explained():
    """All keys have a meaning and allowed values; every number that is not pure has a unit and a basis."""
    keys = all_keys()
    assert len(keys) == len(set(keys)) > 200
    for key in keys:
        told = explain(key)
        assert told.meaning.endswith((".", ";"))
        assert told.allowed
    for path, spot in every_key(Scenario):
        if spot.info is not None:
            assert spot.basis in {"sourced", "stylised", "choice"}, path
        if spot.basis == "sourced":
            assert spot.source, path


def test_defaults_in_words():
    """Defaults are shown as a file would hold them."""
    assert written(["a", "b"]) == "[a, b]"
    assert written({}) == "{}"
    assert written(None) == "null"
    assert written(0.1) == "0.1"


def test_a_default_is_that_of_the_section_it_stands_in():
    """Layers of ties and channels have values of their own for the same key."""
    assert explain("ties.neighbours.leave_county").default == 0.0
    assert explain("ties.work.leave_county").default == 0.2
    assert explain("ties.online.leave_county").default == 0.4
    assert explain("channels.court.cost").default == 0.4
