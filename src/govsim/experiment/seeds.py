"""Seeds of the worlds of an experiment."""

from govsim.dice import words

_NO_PURPOSE = 0
"""Purposes of the model's dice start at 1: worlds are numbered outside of all of them."""

_LARGEST = 2**63 - 1
"""Seeds fit a signed 64-bit integer, which is what tables hold."""


def replicate_seeds(root: int, replicates: int) -> tuple[int, ...]:
    """Return the seed of each replicate.

    Parameters
    ----------
    root : int
        Root seed of the experiment.
    replicates : int
        Number of replicates, at least 1.

    Returns
    -------
    tuple of int
        The root seed itself, then seeds below 2**63 keyed by the root seed and the number of the replicate.
        More replicates never change the seeds of the earlier ones.
    """
    return tuple(replicate_seed(root, replicate) for replicate in range(replicates))


def replicate_seed(root: int, replicate: int) -> int:
    """Return the seed of one replicate, counted from 0; see `replicate_seeds`."""
    if replicate == 0:
        return root
    high, low, _, _ = words(root, _NO_PURPOSE, replicate, 0, 0)
    return (int(high) << 32 | int(low)) & _LARGEST
