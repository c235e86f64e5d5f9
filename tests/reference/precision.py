"""Single precision, where the model keeps it: the one place that deals with rounding.

The model computes in double precision, but keeps what residents feel, and the stake and difficulty of
disputes, in single precision. Rules need not care: what is declared here rounds when it is set.
"""

import numpy as np


def single(x):
    """Return a number rounded to single precision."""
    return float(np.float32(x))


class Single:
    """An attribute of an object that is rounded to single precision whenever it is set."""

    def __set_name__(self, owner, name):
        """Take note of the attribute's name."""
        self.slot = f"_{name}"

    def __get__(self, instance, owner=None):
        """Return the rounded value."""
        return getattr(instance, self.slot)

    def __set__(self, instance, value):
        """Round and keep a value."""
        setattr(instance, self.slot, single(value))


class Singles(list):
    """A list whose items are rounded to single precision whenever they are set."""

    def __setitem__(self, place, value):
        """Round and keep an item."""
        super().__setitem__(place, single(value))
