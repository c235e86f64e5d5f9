import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tool():
    return runpy.run_path(str(ROOT / "tools" / "write_model_reference.py"))


@pytest.mark.parametrize("name", ["columns", "outcomes"])
def test_the_page_is_in_step(tool, name):
    """A reference page says what the code declares; if not: python tools/write_model_reference.py."""
    page = ROOT / "docs" / "reference" / f"{name}.md"
    assert page.read_text(encoding="utf-8") == tool[f"{name}_page"]()
