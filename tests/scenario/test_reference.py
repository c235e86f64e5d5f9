import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from govsim.scenario.explain import all_keys
from govsim.scenario.plain import to_plain
from govsim.scenario.reference import json_schema, reference_markdown
from govsim.scenario.shipped import base, shipped
from govsim.scenario.source import parse, read

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scenario.md"
BROKEN = Path(__file__).parent / "broken"


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_page_is_in_step():
    """The reference page says what the schema says; if not: python tools/write_scenario_reference.py."""
    assert PAGE.read_text(encoding="utf-8") == reference_markdown()


def test_the_page_has_every_key():
    """Each key below the top has its row."""
    page = reference_markdown()
    missing = [key for key in all_keys() if f"| `{key}` |" not in page and f"## `{key}`: " not in page]
    assert missing == []


def test_the_schema_is_json():
    """The schema can be written to a file and names its dialect and title."""
    schema = json.loads(json.dumps(json_schema(), allow_nan=False))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "govsim scenario"


def test_scenarios_fit_the_schema(validator, small):
    """The base, the shipped files, the short forms and a resolved scenario are accepted by an editor."""
    files = [base().data, to_plain(small), *(read(path, name).data for name, path in shipped().items())]
    files += [
        parse(text, "x").data for text in ("extends: lanzhou\n", "city: 5101\n", "regimes: {triage: null}\n")
    ]
    for data in files:
        assert list(validator.iter_errors(data)) == []


@pytest.mark.parametrize(
    "name", ["unknown_key", "out_of_range", "bad_tier", "wrong_type", "bad_name", "extends_list"]
)
def test_an_editor_sees_broken_files(validator, name):
    """Unknown keys, ranges, types and names are checked while one types."""
    data = read(BROKEN / f"{name}.yaml", name).data
    assert list(validator.iter_errors(data))


def test_an_editor_completes(validator):
    """Closed lists, descriptions, units and basis are in the schema."""
    casework = validator.schema["$defs"]["CaseworkSettings"]["properties"]
    assert casework["distribution"]["enum"] == ["exponential", "lognormal", "gamma", "deterministic"]
    assert casework["patience_days"]["description"].startswith("Mean patience of waiting parties")
    assert "Unit: days. Basis: sourced." in casework["patience_days"]["description"]
    assert validator.schema["properties"]["extends"]["examples"][:1] == ["base"]


def test_an_editor_knows_the_short_forms(validator):
    """One word may stand for a list of words, but only a word of the list."""

    def row(scope):
        return {"regimes": {"mine": {"entry": [{"tier": "city", "scope": scope}]}}}

    assert list(validator.iter_errors(row("county"))) == []
    assert list(validator.iter_errors(row(["county", "community"]))) == []
    assert list(validator.iter_errors(row("nowhere")))


def test_a_file_may_leave_things_out(validator):
    """A file that extends another need not say anything."""
    assert list(validator.iter_errors({})) == []
    assert list(validator.iter_errors({"regimes": {"mine": {"staff": {"city": 1}}}})) == []


def test_making_the_schema_twice_gives_the_same():
    """Nothing is kept between calls."""
    first = copy.deepcopy(json_schema())
    assert json_schema() == first
