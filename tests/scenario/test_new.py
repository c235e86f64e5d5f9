import os
import re

import pytest

from govsim.scenario.errors import ScenarioError
from govsim.scenario.loader import load
from govsim.scenario.new import write_new
from govsim.scenario.shipped import shipped


def problem(*args, **kwargs):
    with pytest.raises(ScenarioError) as caught:
        write_new(*args, **kwargs)
    (only,) = caught.value.problems
    return str(only)


@pytest.mark.parametrize("template", sorted(shipped()))
def test_a_starter_is_its_template(tmp_path, template):
    """A fresh file is valid and differs from what it extends by its title alone."""
    path = write_new(tmp_path / "my_first-city.yaml", template)
    scenario = load(path)
    assert scenario.title.en == "My first city"
    assert scenario.replace({"title": load(template).title.model_dump()}) == load(template)


def test_uncommented_lines_are_valid(tmp_path):
    """Every line that is commented out may be used as it stands."""
    path = write_new(tmp_path / "x.yaml", "quickstart")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^( *)#(\w)", r"\1\2", text), encoding="utf-8")
    scenario = load(path)
    assert scenario.city.real == "兰州"
    assert scenario.regimes["municipal"].staff.city == 0.3


def test_with_a_city(tmp_path):
    """A real city takes the place of the template's, invented or real."""
    for template in ("quickstart", "lanzhou"):
        scenario = load(write_new(tmp_path / f"{template}.yaml", template, city="成都"))
        assert scenario.city.real == "成都"
        assert scenario.city.invented is None


def test_nothing_is_overwritten(tmp_path, monkeypatch):
    """A file that exists is left as it is, and so is a dangling link."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.yaml"
    path.write_text("mine", encoding="utf-8")
    assert problem("x.yaml") == "x.yaml  the file exists already and is left as it is"
    assert path.read_text(encoding="utf-8") == "mine"
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert "exists already" in problem(tmp_path / "link.yaml")
    assert sorted([path.name for path in tmp_path.iterdir()]) == ["link.yaml", "x.yaml"]


def test_unknown_template_and_city(tmp_path):
    """Unknown names are told with the nearest, and nothing is written."""
    assert "unknown template 'quickstrat'. Did you mean 'quickstart'?" in problem(
        tmp_path / "x.yaml", "quickstrat"
    )
    assert "no city is called 'Chengdoo'; nearest: 成都市" in problem(tmp_path / "x.yaml", city="Chengdoo")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_folder_that_is_not_there(tmp_path):
    """A file that cannot be written is told with the reason."""
    assert "cannot be written: No such file or directory" in problem(tmp_path / "none" / "x.yaml")
    assert "cannot be written" in problem(tmp_path / "x\0.yaml")


def test_where_links_cannot_be_made(tmp_path, monkeypatch):
    """On a file system without links the file is moved, and still never overwritten."""

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    path = write_new(tmp_path / "x.yaml")
    assert load(path).title.en == "X"
    assert "exists already" in problem(path)
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path, monkeypatch):
    """Whoever takes the name first keeps it, also where links cannot be made."""

    def taken(_, target):
        target.write_text("theirs", encoding="utf-8")
        raise PermissionError

    monkeypatch.setattr(os, "link", taken)
    assert "exists already" in problem(tmp_path / "x.yaml")
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8") == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]
