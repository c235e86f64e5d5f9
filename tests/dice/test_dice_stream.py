"""The tool that writes the dice as a raw stream for outside batteries of tests."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from govsim import dice
from govsim.dice import Purpose

TOOL = Path(__file__).resolve().parents[2] / "tools" / "dice_stream.py"


@pytest.mark.parametrize(("by", "keys"), [("entity", (2**40, 3)), ("day", (9, 2**31))])
def test_stream_is_what_the_dice_draw(by, keys):
    """Word by word, in both directions."""
    first, other = keys if by == "entity" else keys[::-1]
    options = ["--by", by, "--seed", "5", "--purpose", "AGE", "--blocks", "100", "--words", "3"]
    options += ["--first", str(first), "--other", str(other)]
    run = subprocess.run([sys.executable, str(TOOL), *options], capture_output=True, check=True)
    entity, day = keys
    step = (1, 0) if by == "entity" else (0, 1)
    expected = [
        dice.words(5, Purpose.AGE, np.uint64(entity + i * step[0]), np.uint64(day + i * step[1]), 0)[:3]
        for i in range(100)
    ]
    np.testing.assert_array_equal(np.frombuffer(run.stdout, np.uint32).reshape(-1, 3), expected)
