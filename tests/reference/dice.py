"""The keyed dice of one world (2.9): a throw is a function of purpose, entity, time and count alone."""

import numpy as np

from govsim.dice import Purpose, philox4x32, uniform_pair

WORD = 0xFFFFFFFF
LONG = 0xFFFFFFFFFFFFFFFF
SPREAD = 0x9E3779B97F4A7C15
"""An odd number that spreads the bits of a resident's key over 64."""


class Dice:
    """The dice of the world with a seed."""

    def __init__(self, seed):
        self.seed = seed

    def pair(self, purpose, entity, time=0, count=0):
        """Return two uniform variates."""
        return uniform_pair(np.uint64(self.seed), int(purpose), np.uint64(entity), int(time), int(count))

    def one(self, purpose, entity, time=0, count=0):
        """Return one uniform variate, the first of the pair."""
        return self.pair(purpose, entity, time, count)[0]

    def dispute_key(self, code, kind, day, ordinal):
        """Return the identity of a candidate: its place, type, day and ordinal, enciphered to 64 bits."""
        return self.file_key(Purpose.DISPUTE_KEY, code, kind, day, ordinal)

    def file_key(self, purpose, code, kind, day, ordinal):
        """Return the identity of a row of the docket, of one sort or another."""
        words = (
            day,
            purpose | kind << 8 | ordinal << 13,
            code & WORD,
            code >> 32,
            self.seed & WORD,
            self.seed >> 32,
        )
        high, low, _, _ = philox4x32(*(np.uint64(word) for word in words))
        return int(high) << 32 | int(low)


def resident_key(code, place):
    """Return the identity of a resident: the community's code and the place among its residents."""
    return code << 24 | place


def pair_key(resident, dispute):
    """Return the identity of a resident in matters of a dispute."""
    return (resident.key * SPREAD & LONG) ^ dispute.key


def supporter_key(resident, dispute):
    """Return the identity of a resident in an episode of a dispute: another episode, other luck."""
    return pair_key(resident, dispute) + dispute.episode & LONG
