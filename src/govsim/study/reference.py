"""The reference of study files, as Markdown."""

from govsim.scenario.errors import dotted
from govsim.scenario.explain import written
from govsim.scenario.fields import every_key
from govsim.study.file import Study


def study_reference() -> str:
    """Return the reference of every key of a study file."""
    lines = [
        "# Keys of a study file",
        "",
        "Written from the schema by `python tools/write_study_reference.py`; do not edit it by hand.",
        "`*` stands for the place of an item. [Studies](../tutorials/studies.md) leads through a file.",
        "",
        "| key | meaning | default | allowed |",
        "|---|---|---|---|",
    ]
    for path, spot in every_key(Study):
        info = spot.info
        if info is None:
            continue
        has_parts = spot.section is not None
        default = "required" if info.is_required() else f"`{written(info.default)}`"
        allowed = "" if has_parts else spot.allowed(kind=True)
        cells = (f"`{dotted(path)}`", info.description or "", "" if has_parts else default, allowed)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
