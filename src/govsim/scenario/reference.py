"""The schema for editors (JSON Schema) and for readers (Markdown)."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from govsim.scenario.explain import all_keys, explain, written
from govsim.scenario.extends import EXTENDS
from govsim.scenario.schema import Scenario
from govsim.scenario.shipped import BASE, shipped

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario *files*, with which editors complete and check.

    Nothing is required, because a file inherits what it does not say; sections may be empty, and entries of
    tables null, which drops what is inherited. Rules over several keys are left to ``govsim validate``.
    """
    schema = Scenario.model_json_schema(schema_generator=_FileSchema)
    extends = explain(EXTENDS)
    schema["properties"] = {
        EXTENDS: {
            "title": "Extends",
            "description": extends.meaning,
            "type": ["string", "null"],
            "examples": [BASE, *shipped()],
        },
        **schema["properties"],
    }
    for model in (schema, *schema.get("$defs", {}).values()):
        model.pop("required", None)
        for key in model.get("properties", {}).values():
            _describe(key)
            _allow_nothing(key)
    return {"$schema": DIALECT, **schema}


def reference_markdown() -> str:
    """Return the reference of every key as Markdown, a section for each top-level key."""
    lines = [
        "# Keys of a scenario file",
        "",
        "Written from the schema by `python tools/write_scenario_reference.py`; do not edit it by hand.",
        "`*` stands for the name of an entry or the place of an item in a list. Basis: *sourced* figures are",
        "measured or statutory, *stylised* ones are to be swept and not believed, *choice* is up to whoever",
        "runs the model. `govsim explain KEY` shows the same for one key.",
    ]
    groups: dict[str, list[str]] = {"": []}
    for key in all_keys():
        groups.setdefault(key.partition(".")[0], []).append(key)
    # A top-level key without keys below it goes to the first group.
    for top in [top for top, keys in groups.items() if keys == [top]]:
        groups[""] += groups.pop(top)
    for top, keys in groups.items():
        title = f"`{top}`: {explain(top).meaning}" if top else "Top level"
        lines += ["", f"## {title}", ""]
        lines += ["| key | meaning | default | allowed | basis |", "|---|---|---|---|---|"]
        lines += [_row(key) for key in keys if key != top]
    return "\n".join(lines) + "\n"


def _row(key: str) -> str:
    told = explain(key)
    if isinstance(told.default, dict) or told.allowed.startswith("a mapping"):
        return f"| `{key}` | {told.meaning} | | {'required' if told.required else ''} | |"
    basis = told.basis or ""
    if told.source:
        basis += f": {told.source}"
    default = "required" if told.required else f"`{written(told.default)}`"
    cells = (f"`{key}`", told.meaning, default, told.allowed, basis)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _describe(key: JsonSchemaValue) -> None:
    """Say unit, basis and source in the description, where editors show them."""
    parts = [str(key.get("description", "")).strip()]
    parts += [f"{name.capitalize()}: {key[name]}." for name in ("unit", "basis", "source") if key.get(name)]
    key["description"] = " ".join(part for part in parts if part)


def _allow_nothing(key: JsonSchemaValue) -> None:
    """Allow null for sections and for entries of tables, and no other names in tables than the pattern's."""
    if "$ref" in key:
        key["anyOf"] = [{"$ref": key.pop("$ref")}, {"type": "null"}]
    if key.get("type") == "object":
        key["type"] = ["object", "null"]
        key.pop("minProperties", None)
        key["additionalProperties"] = False
        entries = key["patternProperties"]
        key["patternProperties"] = {
            pattern: {"anyOf": [entry, {"type": "null"}]} for pattern, entry in entries.items()
        }


class _FileSchema(GenerateJsonSchema):
    """Allows the short forms that the schema's before-validators take."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Allow one item for a list and a name for a mapping."""
        inner = super().function_before_schema(schema)
        if inner.get("type") == "array":
            return {"anyOf": [inner, inner["items"]]}
        return {"anyOf": [inner, {"type": ["string", "integer"]}]}
