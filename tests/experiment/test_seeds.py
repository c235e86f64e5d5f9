"""Seeds of worlds."""

from hypothesis import given
from hypothesis import strategies as st

from govsim.dice import Purpose
from govsim.experiment import replicate_seeds


@given(st.integers(0, 2**63 - 1), st.integers(1, 40))
def test_first_world_has_the_root_seed(root: int, replicates: int) -> None:
    """The root seed comes first, the others differ from it and from each other, and all fit 63 bits."""
    seeds = replicate_seeds(root, replicates)
    assert seeds[0] == root
    assert len(seeds) == len(set(seeds)) == replicates
    assert all(0 <= seed < 2**63 for seed in seeds)


@given(st.integers(0, 2**63 - 1))
def test_more_worlds_leave_the_first_as_they_are(root: int) -> None:
    """Asking for more replicates adds worlds and changes none."""
    assert replicate_seeds(root, 12)[:5] == replicate_seeds(root, 5)


def test_worlds_of_two_roots_have_nothing_in_common() -> None:
    """Neighbouring root seeds lead to different worlds."""
    assert not set(replicate_seeds(1, 500)) & set(replicate_seeds(2, 500))


def test_seeds_are_pinned() -> None:
    """The seeds are part of every published result: they never change."""
    assert replicate_seeds(2026, 3) == (2026, 3785172184759275097, 5990515173161068508)


def test_no_rule_of_the_model_throws_these_dice() -> None:
    """Purpose 0, under which worlds are numbered, is nobody else's."""
    assert 0 not in {int(purpose) for purpose in Purpose}
