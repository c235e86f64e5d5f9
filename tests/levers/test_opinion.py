"""Opinion: social influence after Friedkin and Johnsen on the ties of the city."""

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

import govsim
from govsim.conflict.contagion import threshold
from govsim.conflict.opinion import begin, exchange, influence
from paired import CATCHING, interval, lowers, raises
from worlds import digest

SWAYED = {
    "opinion.susceptibility": 0.9,
    "opinion.period": 7,
    "opinion.weight": 1,
    "contagion.trust_effect": 6,
}


def model_of(changes, seed=3):
    """Return a model of a seed that has not lived a day."""
    return CATCHING.model(changes, seed)


def supporters(model):
    """Return the mean number of supporters after the warm-up."""
    return model.daily["supporters"][30:].mean()


@pytest.mark.parametrize(
    "idle", [{"opinion.weight": 1, "opinion.period": 1}, {"opinion.susceptibility": 0.9, "opinion.weight": 0}]
)
def test_opinion_that_nobody_heeds_leaves_the_same_bits(idle):
    """Without susceptibility, or without weight in the threshold, every event is as before."""
    assert digest(CATCHING.lived(idle, seeds=[2])[0]) == digest(CATCHING.lived(seeds=[2])[0])


def test_one_exchange_is_the_formula_on_the_ties():
    """x <- lambda W x + (1 - lambda) x0 with W the ties, those of two layers twice, and x0 the mean trust."""
    model = model_of({"opinion.susceptibility": 0.3})
    people, ties = model.state.residents, model.population.ties
    own = people.trust.astype(float).mean(axis=1)
    assert people.opinion == pytest.approx(own, abs=1e-6)
    people.opinion[:] = np.random.default_rng(1).random(own.size)
    before = people.opinion.astype(float)
    n = own.size
    matrix = sparse.csr_array(
        (np.ones(ties.neighbour.size), ties.neighbour.astype(int), ties.start), shape=(n, n)
    )
    degree = np.diff(ties.start)
    heard = np.where(degree > 0, matrix @ before / np.maximum(degree, 1), before)
    exchange(model.reference)
    assert people.opinion == pytest.approx(0.3 * heard + 0.7 * own, abs=1e-6)
    # The same step of the same kernel as that of `govsim.opinions`, on a graph of its own.
    step = govsim.opinions(matrix, own, 0.3, steps=1).final
    begin(model.reference)
    exchange(model.reference)
    assert people.opinion == pytest.approx(step, abs=1e-6)


def test_shares_and_stubbornness_may_differ():
    """A share for every tie and a susceptibility for everyone; the lonely hear themselves."""
    start, neighbour = np.array([0, 2, 3, 3]), np.array([1, 2, 0], dtype=np.uint32)
    x, x0 = np.array([0.2, 0.6, 0.9]), np.array([0.0, 1.0, 0.5])
    found = influence(start, neighbour, np.array([0.25, 0.75, 1.0]), x, x0, np.array([1.0, 0.5, 0.4]))
    assert found == pytest.approx([0.25 * 0.6 + 0.75 * 0.9, 0.5 * 0.2 + 0.5, 0.4 * 0.9 + 0.6 * 0.5])
    alike = influence(start, neighbour, np.empty(0), x, x0, np.array([0.5]))
    assert alike == pytest.approx([0.5 * 0.75, 0.1 + 0.5, 0.45 + 0.25])


def test_thresholds_heed_the_opinion_by_its_weight():
    """phi exp(y ((1 - w) own + w opinion - 1/2)) at no grievance."""
    model = model_of({"opinion.susceptibility": 0.5, "opinion.weight": 0.3, "contagion.trust_effect": 2,
                      "contagion.grievance_effect": 0})  # fmt: skip
    people = model.state.residents
    people.opinion[5], people.trust[5] = 0.9, 0.1
    expected = people.threshold[5] * np.exp(2 * (0.7 * 0.1 + 0.3 * 0.9 - 0.5))
    assert threshold(model.reference, 5, 0.0) == pytest.approx(expected, rel=1e-6)


def test_opinions_are_exchanged_on_their_days():
    """Every `period` days, as a phase of its own."""
    model = model_of({"opinion.susceptibility": 0.5, "opinion.period": 10})
    changed = []
    for day in range(30):
        model.day = day
        before = model.state.residents.opinion.copy()
        model.phases["exchange"]()
        changed.append(not np.array_equal(before, model.state.residents.opinion))
    assert np.flatnonzero(changed).tolist() == [9, 19, 29]


def test_opinions_draw_together_and_with_them_thresholds():
    """Expressed opinions spread less than trust; fewer are left with the low thresholds of deep distrust."""
    swayed = CATCHING.lived(SWAYED)
    plain = CATCHING.lived({**SWAYED, "opinion.susceptibility": 0})
    for model in swayed:
        own = model.state.residents.trust.mean(axis=1)
        assert model.state.residents.opinion.std() < 0.6 * own.std()
    assert lowers(swayed, plain, supporters)


def test_distrust_is_catching():
    """Where trust is lost in one county, those who are tied to it speak with less trust elsewhere."""

    def after_loss(changes):
        models = []
        for seed in CATCHING.seeds:
            model = model_of({**changes, "days": 120}, seed)
            lost = model.state.places.county[model.state.residents.community] == 0
            model.state.residents.trust[lost] = 0.05
            models.append(model.run())
        return models

    def elsewhere(model):
        there = model.state.places.county[model.state.residents.community] != 0
        return model.state.residents.opinion[there].mean()

    def joined_elsewhere(model):
        rows = model.disputes.records
        away = model.state.places.county[rows["community"]] != 0
        return rows["peak_supporters"][away].mean()

    short = {**SWAYED, "days": 120}
    assert interval(after_loss(SWAYED), CATCHING.lived(short), elsewhere)[1] < -0.02
    assert raises(after_loss(SWAYED), CATCHING.lived(short), joined_elsewhere)


def test_on_two_nodes_the_city_kernel_meets_the_closed_form():
    """(I - lambda W)^-1 (1 - lambda) x0."""
    found = govsim.opinions(nx.path_graph(2), [0.0, 1.0], susceptibility=0.5).final
    assert found == pytest.approx([1 / 3, 2 / 3])
