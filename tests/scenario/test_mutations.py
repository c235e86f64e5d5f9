import copy

from hypothesis import given
from hypothesis import strategies as st

from govsim.scenario.errors import ScenarioError
from govsim.scenario.loader import from_dict, load_text
from govsim.scenario.plain import to_plain
from govsim.scenario.render import to_yaml
from govsim.scenario.schema import Scenario

NAMES = st.text(max_size=8) | st.sampled_from(["county", "city", "staff", "extends", "en", "a.b", "*", "0"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | NAMES
    | st.sampled_from(["兰州", "lanzou", "quickstart", "x.yaml"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


def places(data, path=()):
    """Return every path in plain data."""
    found = [path] if path else []
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, item in inside:
        found += places(item, (*path, step))
    return found


def spoil(data, path, value, how):
    """Replace, remove, or add something at a path."""
    for step in path[:-1]:
        data = data[step]
    if how == "remove":
        del data[path[-1]]
    elif how == "add" and isinstance(data[path[-1]], dict):
        data[path[-1]]["new_key"] = value
    elif how == "add" and isinstance(data[path[-1]], list):
        data[path[-1]].append(value)
    else:
        data[path[-1]] = value


def told(error):
    """Assert that an error says what is wrong."""
    assert all(problem.message and str(problem) for problem in error.problems)


@given(st.data())
def test_a_spoilt_scenario_is_refused_in_words_or_valid(small, data):
    """Whatever is changed, a scenario loads or raises `ScenarioError`; what loads can be written again."""
    plain = copy.deepcopy(to_plain(small))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(plain)))
        spoil(plain, path, data.draw(VALUES), data.draw(st.sampled_from(["replace", "remove", "add"])))
    try:
        scenario = from_dict(plain)
    except ScenarioError as error:
        told(error)
    else:
        assert load_text(to_yaml(scenario), "x") == scenario


@given(
    key=st.sampled_from(sorted(Scenario.model_fields)) | NAMES, rest=st.lists(NAMES, max_size=3), value=VALUES
)
def test_any_override_is_refused_in_words_or_valid(small, key, rest, value):
    """Whatever is put over a scenario, the result is valid or told."""
    try:
        assert isinstance(small.replace({".".join([key, *rest]): value}), Scenario)
    except ScenarioError as error:
        told(error)
