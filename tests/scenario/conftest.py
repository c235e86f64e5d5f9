import pytest

from govsim.scenario.loader import load_text
from govsim.scenario.schema import Scenario

SMALL = """\
title: {en: Small}
city: {invented: {counties: 2, streets: 2, communities: 2, population: 400}}
"""


@pytest.fixture(scope="session")
def small() -> Scenario:
    """Return the smallest sensible scenario."""
    return load_text(SMALL, "small.yaml")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes a file into the test's folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return path

    return written
