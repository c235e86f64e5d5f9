from pathlib import Path

import pytest

from govsim.scenario.errors import ScenarioError
from govsim.scenario.extends import inherit, merge
from govsim.scenario.loader import load, load_text
from govsim.scenario.source import Document, Mark, parse, read

from .conftest import SMALL


def merged(lower, upper):
    return merge(parse(lower, "lower"), parse(upper, "upper"))


def test_mappings_merge_and_the_rest_replaces():
    """Mappings merge key by key; lists, texts and numbers give way whole."""
    document = merged("a: {b: 1, c: [1, 2], d: x}\n", "a: {c: [3], e: 2}\n")
    assert document.data == {"a": {"b": 1, "c": [3], "d": "x", "e": 2}}


def test_every_part_remembers_its_file():
    """A merged value points to the file and line it came from, a mapping to the last that touched it."""
    document = merged("a: {b: 1}\nl: [1, 2]\n", "\na:\n  c: 2\nl: [3]\n")
    assert document.values["a", "b"] == Mark("lower", 1, 8)
    assert document.values["a", "c"] == Mark("upper", 3, 6)
    assert document.keys["a",] == Mark("upper", 2, 1)
    assert document.values["l", 0] == Mark("upper", 4, 5)
    assert ("l", 1) not in document.values


def test_null_removes_an_inherited_mapping():
    """`null` over a mapping drops the entry, over a scalar it is the value null."""
    assert merged("t: {a: {x: 1}, b: {x: 2}}\ns: 5\n", "t: {a: null}\ns: null\n").data == {
        "t": {"b": {"x": 2}},
        "s": None,
    }


def test_nothing_after_a_colon_keeps_an_inherited_mapping():
    """A section whose lines are all comments changes nothing."""
    assert merged("a: {b: 1}\ns: 5\n", "a:\n  # b: 2\ns:\n").data == {"a": {"b": 1}, "s": None}


def test_a_new_text_drops_the_old_translation():
    """A title in one language does not keep the other title's translation."""
    assert merged("title: {en: Old, zh: 旧}\n", "title: {en: New}\n").data == {"title": {"en": "New"}}
    assert merged("title: {en: Old, zh: 旧}\n", "title: {zh: 新}\n").data == {
        "title": {"en": "Old", "zh": "新"}
    }


def test_merging_leaves_its_inputs_alone():
    """Neither document changes, so that the package's base can be shared."""
    lower, upper = parse("a: {b: [1]}\n", "lower"), parse("a: {c: [2]}\n", "upper")
    result = merge(lower, upper)
    result.data["a"]["b"].append(9)
    result.data["a"]["c"].append(9)
    assert lower.data == {"a": {"b": [1]}}
    assert upper.data == {"a": {"c": [2]}}


def test_a_chain_of_files(write):
    """Each file counts over the one that it extends, wherever the files lie."""
    write("deep/grand.yaml", SMALL + "days: 10\nscale: 2\nseed: 3\n")
    write("parent.yaml", "extends: deep/grand.yaml\nscale: 4\nseed: 5\n")
    child = write("deep/child.yaml", "extends: ../parent.yaml\nseed: 6\n")
    scenario = load(child)
    assert (scenario.days, scenario.scale, scenario.seed) == (10, 4, 6)
    assert list(scenario.regimes) == ["county", "municipal", "subsidiarity", "triage", "unhandled"]


@pytest.mark.parametrize("head", ["", "extends: base\n", "extends:\n"])
def test_every_file_extends_the_base(head):
    """The package's base is there without a word."""
    assert "triage" in load_text(head + SMALL, "x").regimes


def test_extending_nothing():
    """`extends: null` does without the base, so its tables have to be given."""
    with pytest.raises(ScenarioError, match=r"regimes: a value is needed here"):
        load_text("extends: null\n" + SMALL, "x")


def test_a_file_that_extends_itself(write):
    """The shortest circle is told with its chain."""
    path = write("a.yaml", "extends: ./a.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(caught.value) == (
        "a.yaml:1:10  extends: these files extend each other in a circle: a.yaml -> a.yaml"
    )


def test_a_circle_through_a_link_is_seen(write, tmp_path):
    """Two names of one file are one file."""
    path = write("a.yaml", "extends: b.yaml\n")
    (tmp_path / "b.yaml").symlink_to(path)
    with pytest.raises(ScenarioError, match=r"in a circle: a\.yaml -> "):
        load(path)


def test_a_very_long_chain_is_refused(write):
    """A chain without an end in sight is told, not followed until the stack overflows."""
    for number in range(60):
        write(f"{number}.yaml", f"extends: {number + 1}.yaml\n")
    with pytest.raises(ScenarioError, match="more than 32 files extend each other"):
        load(Path("0.yaml"))


def test_a_file_beside_is_offered_for_a_bare_name(write):
    """A file's name without its ending is taken for a shipped scenario, so the file is offered."""
    write("mine.yaml", SMALL)
    path = write("child.yaml", "extends: mine\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(caught.value) == (
        "child.yaml:1:10  extends: no shipped scenario 'mine'. Did you mean 'mine.yaml'?"
    )


def test_text_from_strangers_reads_no_files(write):
    """Without a folder only shipped scenarios can be extended."""
    target = write("secret.yaml", SMALL)
    for name in ("secret.yaml", "./secret.yaml", str(target)):
        with pytest.raises(ScenarioError, match="extends: no file"):
            load_text(f"extends: '{name}'\n", "upload")


@pytest.mark.parametrize(
    "name", ["''", "'.'", "..", "/", "'a\\0b'", '"a\\0b.yaml"', "x" * 5000, "x" * 5000 + ".yaml"]
)
def test_names_that_no_file_has(write, name):
    """Odd names are files that are not there."""
    with pytest.raises(ScenarioError, match="extends: no "):
        load(write("x.yaml", f"extends: {name}\n"))


def test_inherit_takes_extends_out(write, tmp_path):
    """The merged data hold keys of a scenario only."""
    write("a.yaml", SMALL)
    document = inherit(read(write("b.yaml", "extends: a.yaml\n"), "b"), tmp_path)
    assert "extends" not in document.data
    assert isinstance(document, Document)
