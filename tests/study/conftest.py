"""What the tests of studies share."""

from pathlib import Path

import pytest

from desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an empty desk."""
    return Desk(tmp_path)
