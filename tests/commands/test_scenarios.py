"""`govsim new`, `validate`, `explain` and `schema`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govsim.cli import app


def _govsim(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_new_file_is_valid(tmp_path: Path) -> None:
    """A file from `new` passes `validate` as it is."""
    file = tmp_path / "mine.yaml"
    written = _govsim("new", file, "--city", "兰州")
    assert (written.exit_code, written.stderr) == (0, "")
    assert "兰州" in file.read_text(encoding="utf-8")
    checked = _govsim("validate", file)
    assert (checked.exit_code, checked.stdout) == (0, f"{file}: ok\n")


def test_new_spares_what_exists(tmp_path: Path) -> None:
    """`new` refuses to write over a file, and leaves nothing else behind."""
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    assert _govsim("new", file).exit_code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]


def test_validate_goes_through_every_file(tmp_path: Path) -> None:
    """A broken file does not keep the others from being checked; each problem has a line."""
    good, broken = tmp_path / "good.yaml", tmp_path / "broken.yaml"
    good.write_text("title: {en: Good}\ncity: 兰州\ndays: 30\nwarmup_days: 5\n", encoding="utf-8")
    broken.write_text("dais: 30\ncity: 兰州\nwarmup_days: -1\ntitle: {en: Broken}\n", encoding="utf-8")
    result = _govsim("validate", broken, tmp_path / "missing.yaml", good)
    assert result.exit_code == 2
    assert result.stdout == f"{good}: ok\n"
    lines = result.stderr.splitlines()
    assert [line.startswith("error: ") for line in lines] == [True] * 3
    assert "broken.yaml:1:1" in lines[0]
    assert "'days'" in lines[0]
    assert "broken.yaml:3:" in lines[1]
    assert "missing.yaml" in lines[2]


def test_explain_says_what_a_key_means() -> None:
    """`explain` gives meaning, default, range and basis of a key."""
    said = _govsim("explain", "casework.alpha").stdout
    assert said.startswith("casework.alpha\n")
    assert all(f"\n  {word} " in said for word in ("meaning", "default", "allowed", "basis"))


def test_explain_lists_the_keys() -> None:
    """Without a key, `explain` lists them all."""
    assert {"extends", "days", "casework.alpha"} <= set(_govsim("explain").stdout.splitlines())


def test_explain_names_the_nearest_key() -> None:
    """A misspelt key ends with code 2 and the nearest names."""
    result = _govsim("explain", "casework.alfa")
    assert result.exit_code == 2
    assert "'casework.alpha'" in result.stderr


@pytest.mark.parametrize("to_file", [False, True])
def test_schema_is_json(to_file: bool, tmp_path: Path) -> None:
    """`schema` writes one JSON object, to standard output or whole into a file."""
    out = tmp_path / "deep" / "schema.json"
    result = _govsim("schema", *(["--out", out] if to_file else []))
    assert result.exit_code == 0
    text = out.read_text(encoding="utf-8") if to_file else result.stdout
    assert "casework" in json.loads(text)["properties"]
    if to_file:
        assert list(out.parent.iterdir()) == [out]


def test_unwritable_place_is_told(tmp_path: Path) -> None:
    """A folder that cannot be made ends with code 2 and its name."""
    wall = tmp_path / "wall"
    wall.write_text("a file, not a folder", encoding="utf-8")
    result = _govsim("schema", "--out", wall / "schema.json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {wall}")
