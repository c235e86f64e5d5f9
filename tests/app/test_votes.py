import pytest

from govsim.app.votes import LONGEST, Votes


def test_everyone_has_one_vote_and_may_change_it():
    """The last choice of each person counts, for each lesson of its own."""
    votes = Votes()
    votes.cast("wages", "ann", "county")
    votes.cast("wages", "bob", "county")
    votes.cast("wages", "ann", "municipal")
    votes.cast("river", "ann", "same")
    assert votes.counts("wages") == {"county": 1, "municipal": 1}
    assert votes.choice("wages", "ann") == "municipal"
    assert votes.counts("river") == {"same": 1}
    assert votes.choice("river", "bob") is None


def test_another_class_begins_anew():
    """Clearing a lesson forgets its votes and tells those who watch, and no other lesson's."""
    votes = Votes()
    heard = []
    stop = votes.follow("wages", lambda: heard.append(votes.counts("wages")))
    votes.cast("wages", "ann", "county")
    votes.cast("river", "ann", "county")
    votes.clear("wages")
    assert heard == [{"county": 1}, {}]
    assert votes.counts("river") == {"county": 1}
    stop()
    stop()
    votes.cast("wages", "ann", "county")
    assert len(heard) == 2


@pytest.mark.parametrize("place", range(3))
def test_names_are_short(place):
    """Nobody fills the server's memory with one vote."""
    given = ["wages", "ann", "county"]
    given[place] = "x" * (LONGEST + 1)
    with pytest.raises(ValueError, match="characters"):
        Votes().cast(*given)
