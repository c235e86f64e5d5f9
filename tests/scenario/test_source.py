import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.scenario.errors import ScenarioError
from govsim.scenario.scalars import resolve
from govsim.scenario.source import LARGEST_FILE, Mark, parse, parse_value, read


def messages(text):
    with pytest.raises(ScenarioError) as caught:
        parse(text, "x.yaml")
    return [str(problem) for problem in caught.value.problems]


def told(error):
    assert all(problem.message for problem in error.problems)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("nUll", "nUll"),
        ("true", True),
        ("FALSE", False),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2020-11-01", "2020-11-01"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("0108", 108),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1e3", 1000.0),
        ("5.", 5.0),
        ("-.5", -0.5),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        (".", "."),
        ("9" * 400, math.inf),
    ],
)
def test_scalars_follow_yaml_1_2(written, meant):
    """Plain scalars mean what the YAML 1.2 core schema says, and nothing else."""
    found = resolve(written)
    assert found == meant
    assert type(found) is type(meant)


def test_not_a_number_is_read():
    """`.nan` is a float that is not a number; the schema refuses it later, with its position."""
    assert math.isnan(resolve(".NaN"))


def test_positions_of_keys_and_values():
    """Every key and value is remembered by line and column from 1, in block and flow style and in lists."""
    document = parse("a:\n  b: {c: 1}\n  d:\n    - x\n    - [y,  z]\n", "x.yaml")
    assert document.data == {"a": {"b": {"c": 1}, "d": ["x", ["y", "z"]]}}
    assert document.keys["a", "b", "c"] == Mark("x.yaml", 2, 7)
    assert document.values["a", "b", "c"] == Mark("x.yaml", 2, 10)
    assert document.values["a", "d", 0] == Mark("x.yaml", 4, 7)
    assert document.values["a", "d", 1, 1] == Mark("x.yaml", 5, 12)


def test_an_empty_value_stands_at_its_key():
    """A key with nothing after its colon is null, is marked as empty, and points to the key."""
    document = parse("a:\nb: null\n", "x.yaml")
    assert document.data == {"a": None, "b": None}
    assert document.empty == {("a",)}
    assert document.values["a",] == Mark("x.yaml", 1, 1)


def test_position_of_what_is_not_written_is_that_of_what_holds_it():
    """A value that is not written is placed at the nearest key above it, or at the scalar in short for it."""
    document = parse("city: 兰州\ncasework: {alpha: 1}\n", "x.yaml")
    assert document.value_mark(("city", "real")) == Mark("x.yaml", 1, 7)
    assert document.value_mark(("casework", "kappa")) == Mark("x.yaml", 2, 1)
    assert document.value_mark(("days",)) == Mark("x.yaml")


def test_keys_are_text():
    """A key is its text whatever it looks like, so that `on` and `2020` are names."""
    assert parse("on: 1\n2020: 2\n'3': 3\n", "x.yaml").data == {"on": 1, "2020": 2, "3": 3}


def test_quoted_scalars_are_text():
    """Quotes force text, in single, double and block style."""
    assert parse("a: '1'\nb: \"true\"\nc: |\n  1\n", "x.yaml").data == {"a": "1", "b": "true", "c": "1\n"}


def test_every_breach_of_the_dialect_is_told_at_once():
    """Aliases, anchors, tags, merge keys, double keys and complex keys are all told with their positions."""
    assert messages("a: &x 1\nb: *x\nc: !y 2\na: {z: 1, z: 2}\n<<: 3\n? [1]\n: 4\n") == [
        "x.yaml:1:4  a: the anchor &x is not allowed: write the value out",
        "x.yaml:2:4  b: the alias *x is not allowed: write the value out",
        "x.yaml:3:4  c: the tag !y is not allowed: leave it out",
        "x.yaml:4:1  a: this key stands twice; first in line 1",
        "x.yaml:4:11  z: this key stands twice; first in line 4",
        "x.yaml:5:1  <<: the merge key << is not allowed: use `extends:`",
        "x.yaml:6:3  a key must be a plain name",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: \x07", "x.yaml:1  the character U+0007 is not allowed in YAML"),
        ('a: "\\ud800"', "x.yaml:1:4  a: half of a surrogate pair is not a character"),
        ("%YAML 1.1\n---\na: NO", "x.yaml:2:1  a %YAML line must say 1.2"),
        ("%TAG ! !foo\n---\na: 1", "x.yaml:2:1  a %TAG line is not allowed"),
        (": 1", "x.yaml:1:1  a key must be a plain name"),
        ("just text", "x.yaml:1:1  a scenario must be a mapping of keys to values"),
    ],
)
def test_refusals(text, message):
    """What no scenario needs is refused in words."""
    assert messages(text) == [message]


@pytest.mark.parametrize("text", ["[" * 3000, "a: " + "{a: " * 3000, "- " * 3000])
def test_deep_nesting_is_refused(text):
    """Thousands of brackets end in a message, not in a recursion error."""
    assert "levels deep" in messages(text)[0]


def test_unreadable_files(write, tmp_path):
    """A missing file, a folder, bytes that are not UTF-8, and a file that is too large are told as such."""
    files = {
        tmp_path / "none.yaml": "f  no such file",
        tmp_path: "f  not a file but a folder",
        write(
            "latin.yaml", "title: 1\nen: \xe9".encode("latin-1")
        ): "f:2  not UTF-8 text: save the file in the encoding UTF-8",
        write("large.yaml", b"#" * (LARGEST_FILE + 1)): "f  larger than 1 MB, which no scenario needs",
    }
    for path, message in files.items():
        with pytest.raises(ScenarioError) as caught:
            read(path, "f")
        assert str(caught.value) == message


def test_byte_order_mark_and_windows_line_ends_are_read(write):
    """Files saved by Windows editors are read as any other."""
    document = read(write("x.yaml", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"), "x")
    assert document.data == {"a": 1, "b": 2}
    assert document.keys["b",] == Mark("x", 2, 1)


def test_a_single_value():
    """The text after `--set key=` is one YAML value."""
    assert parse_value("[a, 0.5, NO]", "--set x") == ["a", 0.5, "NO"]
    assert parse_value("", "--set x") is None
    with pytest.raises(ScenarioError, match=r"^--set x  one value is allowed, not several lines$"):
        parse_value("1\nb: 2", "--set x")
    with pytest.raises(ScenarioError, match=r"^--set x  not YAML: expected"):
        parse_value("[1", "--set x")


@given(st.text(alphabet=st.one_of(st.sampled_from("ab:-?[]{},&*!|>'\"%@# \n\t0.~<"), st.characters())))
def test_no_text_breaks_the_reader(text):
    """Whatever the text, it is read or refused with problems."""
    try:
        document = parse(text, "x.yaml")
    except ScenarioError as error:
        told(error)
    else:
        assert isinstance(document.data, dict)
