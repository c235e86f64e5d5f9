"""Write the keyed dice as one raw stream of 32-bit words, for batteries of tests of random numbers.

The stream runs through consecutive entities on one day, or through consecutive days of one entity: the two
directions in which the model asks. Words are in the byte order of the machine. With Debian's `dieharder`::

    python tools/dice_stream.py --by entity | dieharder -g 200 -a
    python tools/dice_stream.py --by day --words 1 | dieharder -g 200 -d 2

It writes until the reader has had enough or `--blocks` draws are out.
"""

import argparse
import os
import sys
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Purpose, words

CHUNK = 1 << 16
"""Draws written at a time."""


class Direction(NamedTuple):
    """By how much entity and day grow from one draw to the next."""

    entity: int
    day: int
    longest: int


DIRECTIONS = {"entity": Direction(1, 0, 2**64), "day": Direction(0, 1, 2**32)}


@numba.njit
def fill(
    out: NDArray[np.uint32],
    seed: np.uint64,
    purpose: np.uint64,
    entity: np.uint64,
    day: np.uint64,
    steps: tuple[np.uint64, np.uint64],
) -> None:  # pragma: no cover - compiled
    """Fill each row of `out` with the four words of one draw."""
    for row in range(out.shape[0]):
        at = np.uint64(row)
        block = words(seed, purpose, entity + at * steps[0], day + at * steps[1], np.uint64(0))
        for column in range(4):
            out[row, column] = block[column]


def draws(first: int, number: int, by: str, seed: int, purpose: int, other: int) -> NDArray[np.uint32]:
    """Return the words of consecutive draws.

    Parameters
    ----------
    first : int
        Entity or day of the first draw.
    number : int
        Number of draws.
    by : {"entity", "day"}
        What grows from draw to draw.
    seed, purpose : int
        As in `govsim.dice.words`.
    other : int
        The day of all draws if they run through entities, else their entity.

    Returns
    -------
    ndarray of uint32, shape (number, 4)
    """
    direction = DIRECTIONS[by]
    entity, day = (first, other) if direction.entity else (other, first)
    out = np.empty((number, 4), dtype=np.uint32)
    key = (np.uint64(seed), np.uint64(purpose), np.uint64(entity), np.uint64(day))
    fill(out, *key, (np.uint64(direction.entity), np.uint64(direction.day)))
    return out


def main() -> None:
    """Write the stream to standard output."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--by", choices=sorted(DIRECTIONS), default="entity", help="what grows (entity)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the dice (1)")
    parser.add_argument(
        "--purpose", choices=Purpose.__members__, default="CONTACT", help="what for (CONTACT)"
    )
    parser.add_argument("--first", type=int, default=0, help="entity or day of the first draw (0)")
    parser.add_argument("--other", type=int, default=0, help="day of all entities, or entity of all days (0)")
    parser.add_argument("--words", type=int, choices=range(1, 5), default=4, help="words of each draw (4)")
    parser.add_argument("--blocks", type=int, help="draws to write; all that there are if absent")
    given = parser.parse_args()
    end = DIRECTIONS[given.by].longest
    if given.blocks is not None:
        end = min(end, given.first + given.blocks)
    purpose = Purpose[given.purpose]
    try:
        for first in range(given.first, end, CHUNK):
            number = min(CHUNK, end - first)
            block = draws(first, number, given.by, given.seed, purpose, given.other)
            sys.stdout.buffer.write(np.ascontiguousarray(block[:, : given.words]))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has had enough; without this Python complains once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
