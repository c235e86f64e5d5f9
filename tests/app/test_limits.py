import dataclasses

import pytest

from classroom import TINY, request
from govsim.app.engine import RefusedError, limits
from govsim.scenario.loader import load_text


def test_a_text_at_the_limit_is_read_and_a_byte_more_is_refused():
    """The limit of a text counts bytes, not characters."""
    limits.check_text("字" * (limits.TEXT_BYTES // 3))
    with pytest.raises(RefusedError, match="256 KB"):
        limits.check_text("字" * (limits.TEXT_BYTES // 3 + 1))


@pytest.mark.parametrize(
    "further",
    [
        {"days": 0},
        {"days": limits.DAYS + 1},
        {"seed": -1},
        {"seed": 2**63},
        {"changes": ((1, "casework.alpha", "0.2"),) * (limits.CHANGES + 1)},
        {"changes": ((1, "casework.alpha", "x" * 2_001),)},
        {"text": TINY + "#" * limits.TEXT_BYTES},
    ],
)
def test_too_much_is_refused_before_it_is_read(further):
    """What can be seen without reading the scenario is refused at once, in both languages."""
    with pytest.raises(RefusedError) as refused:
        limits.check_request(request(**further))
    assert set(refused.value.text) == {"en", "zh"}
    assert all(refused.value.text.values())


def test_a_usual_request_is_let_through():
    """Nobody is kept from what a class needs."""
    limits.check_request(request(days=365, changes=((100, "casework.alpha", "0.2"),)))
    limits.check_scenario(load_text(TINY))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"city.invented.population": 20_000_000}, "simulated residents"),
        ({"days": 2000}, "days"),
        ({"city.invented.counties": 60, "city.invented.streets": 40}, "communities"),
        (
            {
                "city.invented.population": 2_000_000,
                "scale": 100,
                "days": 1000,
                "disputes.claims_per_1000": 500,
            },
            "disputes are too many",
        ),
    ],
)
def test_a_bomb_of_a_scenario_is_refused_before_its_city_is_built(changes, said):
    """Size is refused by what it costs: residents, days, communities, disputes."""
    with pytest.raises(RefusedError, match=said):
        limits.check_scenario(load_text(TINY).replace(changes))


def test_worlds_are_limited():
    """From two worlds to what a class can wait for."""
    limits.check_worlds(2)
    limits.check_worlds(limits.WORLDS)
    for n in (1, limits.WORLDS + 1):
        with pytest.raises(RefusedError):
            limits.check_worlds(n)


def test_the_key_names_everything_that_changes_a_run():
    """Requests that differ in anything have different keys, equal ones the same."""
    base = request()
    others = [
        dataclasses.replace(base, regime="municipal"),
        dataclasses.replace(base, seed=6),
        dataclasses.replace(base, days=59),
        dataclasses.replace(base, scenario=TINY + "\n"),
        dataclasses.replace(base, changes=((3, "casework.alpha", "0.2"),)),
    ]
    assert len({one.key for one in [base, *others]}) == len(others) + 1
    assert request().key == base.key
