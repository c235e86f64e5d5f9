"""Names and numbers as people read them."""

from math import nan

import pytest

from govsim.outcomes import describe
from govsim.report.words import decimals, number, with_unit


@pytest.mark.parametrize(
    ("precision", "places"), [(25.0, 0), (2.5, 1), (0.25, 2), (0.0025, 4), (1e-12, 6), (0.0, 4), (nan, 4)]
)
def test_decimals_show_two_digits_of_the_precision(precision: float, places: int) -> None:
    """A number is shown as finely as it is known, within bounds."""
    assert decimals(precision) == places


@pytest.mark.parametrize(
    ("value", "places", "signed", "text"),
    [
        (1234.5, 1, False, "1,234.5"),
        (-0.5, 2, False, "\u22120.50"),
        (0.5, 2, True, "+0.50"),
        (-0.0004, 2, True, "0.00"),
        (nan, 2, True, "-"),
    ],
)
def test_numbers(value: float, places: int, signed: bool, text: str) -> None:
    """Thousands are parted, minus is a minus, zero has no sign."""
    assert number(value, places, signed=signed) == text


def test_units_stand_behind_names() -> None:
    """Shares have no unit."""
    assert with_unit(describe("wait_days_mean")) == "mean time in queues (days)"
    assert with_unit(describe("resolved_share")) == "resolved for good"
