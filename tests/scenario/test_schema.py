"""Values that follow from other values of a scenario."""

from govsim import Scenario


def test_a_layer_keeps_its_own_defaults_where_a_file_names_some_keys():
    """What is said of the layer of work is laid over that layer's values, not over those of any layer."""
    ties = Scenario.load("quickstart", {"ties.work.weight": 2}).ties
    assert ties.work == Scenario.load("quickstart").ties.work.model_copy(update={"weight": 2.0})
    assert ties.work.leave_county == 0.2
    assert ties.online == Scenario.load("quickstart").ties.online
