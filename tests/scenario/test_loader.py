import pytest

from govsim.scenario.errors import ScenarioError
from govsim.scenario.loader import from_dict, load, load_text, locate, parse_settings
from govsim.scenario.plain import to_plain
from govsim.scenario.shipped import shipped

from .conftest import SMALL


def problems(call, *args, **kwargs):
    with pytest.raises(ScenarioError) as caught:
        call(*args, **kwargs)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_scenarios_load(name):
    """Every shipped scenario is valid, by name and by path."""
    assert load(name) == load(shipped()[name])


def test_a_missing_file_and_a_missing_name(write):
    """What is not there is told with the nearest name."""
    write("mine.yaml", SMALL)
    assert problems(load, "mien.yaml") == ["mien.yaml  no such file. Did you mean 'mine.yaml'?"]
    (message,) = problems(load, "quickstrat")
    assert message.startswith(
        "quickstrat  no such file, and no shipped scenario of this name. Did you mean 'quickstart'? Allowed: "
    )


@pytest.mark.parametrize("name", ["", ".", "/", "a\0b", "x" * 5000, "./", "..", "~"])
def test_odd_paths(name, write):
    """Odd paths are files that are not there, or folders."""
    assert len(problems(load, name)) == 1


def test_a_file_without_an_ending_can_be_loaded(write):
    """A bare name that is not shipped may be a file."""
    path = write("mine", SMALL)
    assert locate("mine").resolve() == path


def test_overrides_count_over_the_file():
    """Values by dotted key go over what the file says, into sections, tables and lists."""
    scenario = load_text(
        SMALL + "casework: {alpha: 0.3}\n",
        "x",
        overrides={
            "casework.alpha": 0.2,
            "contagion": {"beta": 0.5},
            "compare.regimes.1": "triage",
            "regimes.county.entry.1.tier": "street",
            "regimes.unhandled": None,
        },
    )
    assert scenario.casework.alpha == 0.2
    assert scenario.contagion.beta == 0.5
    assert scenario.contagion.tiring_days == load_text(SMALL, "x").contagion.tiring_days
    assert scenario.compare.regimes == ["county", "triage"]
    assert [row.tier for row in scenario.regimes["county"].entry] == ["community", "street"]
    assert "unhandled" not in scenario.regimes


def test_a_city_can_be_put_over_a_city():
    """One word replaces an invented city, and a path replaces one word."""
    assert load_text(SMALL, "x", overrides={"city": "成都"}).city.real == "成都"
    text = SMALL.replace("{invented: {counties: 2, streets: 2, communities: 2, population: 400}}", "兰州")
    assert load_text(text, "x", overrides={"city.real": "成都"}).city.real == "成都"


def test_wrong_overrides_are_named_by_their_option():
    """Messages name the option in place of a file, beside the problems of the file itself."""
    assert problems(
        load_text,
        SMALL + "days: 0\n",
        "x",
        overrides={"casework.alpha": 2, "casework.alhpa": 1, "compare.regimes.0": "contry"},
    ) == [
        "x:3:7  days: found 0, allowed a whole number 1 to 36500 days",
        *problems(load_text, SMALL, "x", overrides={"casework.alhpa": 1}),
        "--set casework.alpha: found 2, allowed 0 to 0.9",
        (
            "--set compare.regimes.0: unknown regime: found 'contry'. Did you mean 'county'? "
            "Allowed: county, municipal, subsidiarity, triage, unhandled"
        ),
    ]
    (unknown,) = problems(load_text, SMALL, "x", overrides={"casework.alhpa": 1})
    assert unknown.startswith("--set casework.alhpa: unknown key. Did you mean 'alpha'")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "compare.regimes.2",
            "x",
            "--set compare.regimes.2: compare.regimes has no item '2', allowed 0 to 1",
        ),
        ("compare.regimes.first", "x", "has no item 'first', allowed 0 to 1"),
        ("a..b", 1, "--set a..b  a key is names joined by dots, such as casework.alpha"),
        ("", 1, "a key is names joined by dots, such as casework.alpha"),
        (".".join("a" * 50), 1, "a key is names joined by dots"),
        ("extends", "lanzhou", "only a file can extend another"),
        ("days", object(), "--set days: found a value of type object"),
        ("days.x", 1, "--set days.x  days: found a mapping, allowed a whole number 1 to 36500 days"),
    ],
)
def test_keys_that_cannot_be_set(key, value, message):
    """Overrides that lead nowhere are refused in words."""
    told = problems(load_text, SMALL, "x", overrides={key: value})
    assert len(told) == 1
    assert message in told[0]


def test_an_override_leaves_the_marks_of_its_neighbours():
    """Setting one item of a list keeps the positions of the others."""
    text = SMALL + "compare:\n  regimes: [county, municipal, triaje]\n"
    assert problems(load_text, text, "x", overrides={"compare.regimes.0": "subsidiarity"}) == [
        (
            "x:4:32  compare.regimes.2: unknown regime: found 'triaje'. Did you mean 'triage'? "
            "Allowed: county, municipal, subsidiarity, triage, unhandled"
        )
    ]


def test_settings_of_the_command_line():
    """`key=value` pairs are YAML values by dotted key."""
    assert parse_settings(["casework.alpha=0.2", "city = 成都", "title.en='a=b'", "a=NO", "b="]) == {
        "casework.alpha": 0.2,
        "city": "成都",
        "title.en": "a=b",
        "a": "NO",
        "b": None,
    }
    assert parse_settings(["a=[1, b]"]) == {"a": [1, "b"]}
    assert problems(parse_settings, ["a=1", "b=2", "a=3"]) == ["--set a: this key is given twice"]
    assert problems(parse_settings, ["alpha", "=1", "a=[1"]) == [
        "--set  found 'alpha', allowed key=value",
        "--set  found '=1', allowed key=value",
        (
            "--set a  not YAML: expected ',' or ']', but got '<stream end>' "
            "(the bracket that opens here is not closed, or a comma is missing)"
        ),
    ]


@pytest.mark.parametrize(
    ("inherited", "own", "real"),
    [
        ("{invented: {counties: 2}}", "{real: 兰州}", "兰州"),
        ("{real: 兰州}", "{invented: {counties: 2}}", None),
        ("兰州", "{invented: {counties: 2}}", None),
        ("{invented: {counties: 2}}", "兰州", "兰州"),
    ],
)
def test_who_gives_one_kind_of_city_does_not_inherit_the_other(tmp_path, inherited, own, real):
    """A city is real or invented, however the file that is extended and the one that extends it say so."""
    (tmp_path / "lower.yaml").write_text(f"title: {{en: x}}\ncity: {inherited}\n", encoding="utf-8")
    upper = tmp_path / "upper.yaml"
    upper.write_text(f"extends: lower.yaml\ncity: {own}\n", encoding="utf-8")
    city = load(upper).city
    assert (city.real, city.invented is None) == (real, real is not None)
    assert load(upper, {"city.real": "成都"}).city.real == "成都"


def test_what_is_given_last_is_at_fault(tmp_path):
    """Of two values that do not go together, that of an option is told before that of a file."""
    path = tmp_path / "long.yaml"
    path.write_text("extends: quickstart\nwarmup_days: 100\n", encoding="utf-8")
    assert problems(load, path, {"days": 50}) == [
        "--set days: the warm-up leaves no day to score: found 50, allowed more than warmup_days (100)"
    ]


def test_plain_data_are_read_as_a_file_is():
    """A mapping made in Python extends the base, may be tuples, and is told without positions."""
    data = {"title": {"en": "Small"}, "city": {"invented": {"counties": 1}}}
    assert from_dict(data) == from_dict({**data, "extends": "base"})
    assert from_dict({**data, "compare": {"regimes": ("county", "triage")}}).compare.regimes == [
        "county",
        "triage",
    ]
    assert problems(from_dict, {**data, "days": 0}) == [
        "days: found 0, allowed a whole number 1 to 36500 days"
    ]


def test_data_that_no_file_could_hold():
    """Keys that are not text, objects and circles are refused, all at once."""
    circle: list = []
    circle.append(circle)
    told = problems(from_dict, {"days": object(), 5: 1, "title": {"en": "\ud800"}, "seed": circle, "": 1})
    assert told[0].startswith("days: found a value of type object")
    assert told[1] == "a key must be a plain name, found 5"
    assert told[2] == "title.en: half of a surrogate pair is not a character"
    assert "levels deep" in told[3]
    assert told[4] == "a key must be a plain name, found ''"


def test_replacing_values(small):
    """A copy with other values leaves the original alone, and refuses wrong ones by key."""
    changed = small.replace({"casework.alpha": 0.4, "regimes.triage": None, "compare.replicates": 3})
    assert (changed.casework.alpha, small.casework.alpha) == (0.4, 0.1)
    assert "triage" in small.regimes
    assert "triage" not in changed.regimes
    assert problems(small.replace, {"casework.alpha": 4}) == ["casework.alpha: found 4, allowed 0 to 0.9"]
    assert small.replace({}) == small


def test_methods_of_the_scenario(write, small):
    """`Scenario.load`, `from_dict` and `to_yaml` do what the functions do."""
    from govsim.scenario import Scenario

    assert Scenario.load(write("small.yaml", SMALL)) == small
    assert Scenario.from_dict(to_plain(small)) == small
    assert load_text(small.to_yaml(), "x") == small


def test_importing_the_package_is_light():
    """`import govsim.scenario` loads neither pydantic nor the YAML reader."""
    import subprocess
    import sys

    code = "import sys, govsim.scenario; print({'pydantic', 'ruamel', 'numba', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_public_names():
    """Everything that the package offers can be had from it."""
    import govsim.scenario

    for name in govsim.scenario.__all__:
        assert getattr(govsim.scenario, name) is not None
    assert set(govsim.scenario.__all__) <= set(dir(govsim.scenario))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = govsim.scenario.nonsense
