import pytest

from govsim.app.engine import Engine


@pytest.fixture(scope="session")
def engine():
    """An engine with one process for runs, shared by all tests of a session."""
    made = Engine(1)
    yield made
    made.close()
