import copy
import pickle

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from govsim.scenario.check import check
from govsim.scenario.errors import (
    ModelProblems,
    Problem,
    ScenarioError,
    SchemaProblem,
    nearest,
    said,
    show,
)
from govsim.scenario.loader import load_text
from govsim.scenario.source import parse

from .conftest import SMALL


class Part(BaseModel):
    """A section with a rule over two keys."""

    model_config = ConfigDict(extra="forbid")
    low: float = Field(0.0, ge=0, le=1, json_schema_extra={"unit": "days"})
    high: float = Field(1.0, ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self):
        if self.low > self.high:
            raise ModelProblems(
                [SchemaProblem(("low",), self.low, f"at most {self.high:g}", "low is above high")]
            )
        return self


class Whole(BaseModel):
    """A schema with sections, a table and names that refer to it."""

    model_config = ConfigDict(extra="forbid")
    name: str = "x"
    count: int = Field(1, gt=0)
    first: Part = Part()
    second: Part = Part()
    chosen: list[str] = []
    entries: dict[str, Part] = {}

    @model_validator(mode="after")
    def _known(self):
        found = [
            SchemaProblem(("chosen", place), name, message="unknown entry", choices=tuple(self.entries))
            for place, name in enumerate(self.chosen)
            if name not in self.entries
        ]
        if found:
            raise ModelProblems(found)
        return self


FALLBACK = {**Whole().model_dump(), "entries": {"any": Part().model_dump()}}


def problems(text):
    with pytest.raises(ScenarioError) as caught:
        check(Whole, parse(text, "x"), fallback=FALLBACK)
    return [str(problem) for problem in caught.value.problems]


def test_valid_data_pass():
    """A document without problems becomes the model."""
    assert check(Whole, parse("first: {low: 0.5}\n", "x"), fallback=FALLBACK).first.low == 0.5


def test_problems_come_in_the_order_of_the_file():
    """All problems are told at once, by line and column."""
    assert problems("nmae: y\nsecond: {high: 2, low: -1}\ncount: 0\n") == [
        "x:1:1  nmae: unknown key. Did you mean 'name'? Allowed: name, count, first, second, chosen, entries",
        "x:2:16  second.high: found 2, allowed 0 to 1",
        "x:2:24  second.low: found -1, allowed 0 to 1 days",
        "x:3:8  count: found 0, allowed a whole number above 0",
    ]


def test_rules_over_several_keys_are_told_beside_wrong_values():
    """A wrong value in one place does not hide a broken rule in another."""
    assert problems("count: 0\nfirst: {low: 0.9, high: 0.1}\nentries: {a: {}}\nchosen: [a, b]\n") == [
        "x:1:8  count: found 0, allowed a whole number above 0",
        "x:2:14  first.low: low is above high: found 0.9, allowed at most 0.1",
        "x:4:13  chosen.1: unknown entry: found 'b'. Allowed: a",
    ]


def test_what_a_wrong_value_may_have_caused_is_not_told():
    """Replacing a wrong value must not make up a problem: here low is judged only once high is known."""
    assert problems("first: {low: 0.9, high: 7}\n") == ["x:1:25  first.high: found 7, allowed 0 to 1"]


def test_names_of_broken_entries_still_count_as_known():
    """An entry with a wrong value exists all the same, and may be referred to."""
    assert problems("entries: {mine: {low: 5}}\nchosen: [mine]\n") == [
        "x:1:23  entries.mine.low: found 5, allowed 0 to 1 days"
    ]


def test_names_of_tables_that_gave_way_still_count_as_known():
    """Where nothing can stand in for a broken entry, what refers to it is not blamed."""
    with pytest.raises(ScenarioError) as caught:
        check(
            Whole,
            parse("entries: {mine: {low: 5}}\nchosen: [mine, other]\n", "x"),
            fallback=Whole().model_dump(),
        )
    assert [problem.key for problem in caught.value.problems] == ["entries.mine.low", "chosen.1"]


def test_types_are_strict():
    """No text is taken for a number, no number for a text, no truth value for either."""
    assert problems("name: 5\ncount: true\nfirst: {low: '0.5', high: yes}\n") == [
        "x:1:7  name: found 5, allowed text (write '5', in quotes)",
        "x:2:8  count: found true, allowed a whole number above 0",
        "x:3:14  first.low: found '0.5', allowed a number 0 to 1 days (write 0.5, without quotes)",
        "x:3:27  first.high: found 'yes', allowed a number 0 to 1",
    ]


def test_whole_numbers_may_stand_for_fractions():
    """`1` is a fine value for a number."""
    assert check(Whole, parse("first: {high: 1}\n", "x"), fallback=FALLBACK).first.high == 1.0


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("1_000", "write 1000"),
        ("'12'", "write 12, without quotes"),
        ("5%", "write 0.05"),
        ("1,500", "write 1500"),
    ],
)
def test_advice_on_numbers(written, advice):
    """A number in the wrong dress is shown in the right one."""
    assert f"({advice})" in problems(f"count: {written}\n")[0]


@pytest.mark.parametrize("written", ["nan", "inf", "1e999", "many"])
def test_no_advice_where_there_is_none(written):
    """Words that Python would take for numbers are not offered."""
    assert "(write" not in problems(f"count: '{written}'\n")[0]


def test_a_section_without_lines_keeps_its_defaults():
    """A null section, in a file that inherits none, is its default."""
    assert check(Whole, parse("first:\nsecond: null\n", "x"), fallback=FALLBACK) == Whole()


def test_a_null_entry_of_a_table_is_told():
    """A table's entry needs its content."""
    assert problems("entries: {mine: null}\n") == [
        "x:1:17  entries.mine: found null, allowed a mapping of low, high"
    ]


def test_further_checks_are_placed_too():
    """Checks that the schema cannot make speak of key paths as the schema's own do."""
    with pytest.raises(ScenarioError) as caught:
        check(
            Whole,
            parse("first: {low: 0.3}\ncount: 0\n", "x"),
            fallback=FALLBACK,
            further=lambda whole: [SchemaProblem(("first", "low"), whole.first.low, message="unheard of")],
        )
    assert [str(problem) for problem in caught.value.problems] == [
        "x:1:14  first.low: unheard of: found 0.3",
        "x:2:8  count: found 0, allowed a whole number above 0",
    ]


def test_the_document_is_left_as_it_was():
    """Looking past problems does not change the data that are looked at."""
    document = parse("count: 0\nfirst: {low: 5}\nentries: {a: {low: 7}}\n", "x")
    before = copy.deepcopy(document.data)
    with pytest.raises(ScenarioError):
        check(Whole, document, fallback=FALLBACK)
    assert document.data == before


def test_a_problem_says_found_allowed_and_nearest():
    """The parts of a message can be had one by one."""
    with pytest.raises(ScenarioError) as caught:
        load_text(SMALL + "casework: {distribution: lognorml}\n", "x")
    (problem,) = caught.value.problems
    assert problem == Problem(
        file="x",
        line=3,
        column=26,
        key="casework.distribution",
        message="found 'lognorml'. Did you mean 'lognormal'? "
        "Allowed: exponential, lognormal, gamma, deterministic",
        found="'lognorml'",
        allowed="exponential, lognormal, gamma, deterministic",
        nearest=("lognormal",),
    )


def test_errors_survive_pickling():
    """A worker process can hand the error back."""
    error = ScenarioError([Problem("x", 1, 2, "a", "wrong")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301  our own bytes


def test_an_error_needs_a_problem():
    """An error that says nothing is a mistake of the program."""
    with pytest.raises(ValueError, match="at least one problem"):
        ScenarioError([])


def test_nearest_names():
    """Case, hyphens and blanks do not count; far names are not offered."""
    assert nearest("Cross-County", ["community", "county", "cross_county"])[0] == "cross_county"
    assert nearest("qqqq", ["community", "county"]) == ()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (0.1 + 0.2, "0.3"),
        (3.0, "3"),
        (1e300, "1e+300"),
        (10**80, "a huge number"),
        (float("-inf"), "-.inf"),
        ({}, "an empty mapping"),
        ([1, 2], "a list of 2"),
        ("y" * 100, repr("y" * 60 + "...")),
        (object(), "a value of type object"),
    ],
)
def test_values_in_messages(value, shown):
    """Values are shown as a file would hold them, and never at length."""
    assert show(value) == shown


def test_the_sentence_of_a_rule():
    """A rule's sentence has its words, what was found, what is allowed, and the nearest name."""
    assert said(SchemaProblem((), 2, "1", "the sum is off")) == "the sum is off: found 2, allowed 1"
    assert said(SchemaProblem((), "b", choices=("a", "bb"))) == "found 'b'. Did you mean 'bb'? Allowed: a, bb"
    assert said(SchemaProblem(())) == "not allowed"
