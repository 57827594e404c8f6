"""Sums over the unseen and averages over graphs, term by term."""

import numpy as np
import pytest
from scipy import special

from measure87.estimate.multiple_lists.kernels.decomposable_graphs import decomposable_graphs
from measure87.estimate.multiple_lists.kernels.decomposable_posterior import (
    UnseenPosterior,
    _average,
    _gauss,
    _interpolated,
    _nodes,
    unseen_posterior,
    unseen_posterior_at,
)
from measure87.estimate.multiple_lists.kernels.dirichlet_margins import log_margins, log_rising

# Quantiles, and shares beyond a bound.


POSTERIOR = UnseenPosterior(
    unseen=np.array([0.0, 1.0, 2.0, 3.0]),
    mass=np.array([4.0, 1.0, 2.0, 1.0]),
    tail_unseen=np.array([10.0, 100.0]),
    tail_mass=np.array([3.0, 1.0]),
    graph_probability=np.array([1.0]),
)


@pytest.mark.parametrize(
    ("fewest", "bounded", "probabilities", "quantiles"),
    [
        # Of 8: 4 at nought, 5 up to one, 7 up to two.
        (0, True, [0.0, 0.5, 0.51, 0.625, 0.63, 0.875, 0.9, 1.0], [0, 0, 1, 1, 2, 2, 3, 3]),
        (1, True, [0.25, 0.26, 0.75, 0.76], [1, 2, 2, 3]),
        # Of 12 with the tail: 8 up to three, 11 up to ten.
        (0, False, [8 / 12, 0.7, 11 / 12, 0.95, 1.0], [3, 10, 10, 100, 100]),
    ],
)
def test_a_quantile_is_the_smallest_number_with_its_share_at_or_below(
    fewest, bounded, probabilities, quantiles
):
    found = POSTERIOR.quantiles(probabilities, fewest=fewest, bounded=bounded)
    assert found.tolist() == quantiles


def test_the_share_beyond_the_bound_is_that_of_the_tail():
    assert POSTERIOR.share_beyond(0) == pytest.approx(4 / 12)
    assert POSTERIOR.share_beyond(1) == pytest.approx(4 / 8)


# Nodes.


@pytest.mark.parametrize("most", [3, 99, 100, 101, 150, 4000])
def test_nodes_sum_smooth_functions_over_whole_numbers(most):
    """Against the sum itself; the tail ends at half a billion times the bound."""
    points, weights, n_tail = _nodes(most)
    assert n_tail == 80
    assert len(points) == len(weights)
    within = slice(0, len(points) - n_tail)
    assert (points[: min(100, most) + 1] == np.arange(min(100, most) + 1)).all()
    whole = np.arange(most + 1.0)
    for f, slope in (
        (lambda x: np.exp(-x / 300), lambda x: -np.exp(-x / 300) / 300),
        (lambda x: (x + 50) ** -1.5, lambda x: -1.5 * (x + 50) ** -2.5),
        (lambda x: x**2 / 1e4, lambda x: 2 * x / 1e4),
    ):
        # Only the slope at 100 is allowed for: at the bound there should be next to nothing.
        at_bound = slope(most + 0.5) / 24 if most > 100 else 0.0
        found = (f(points) * weights)[within].sum()
        assert found == pytest.approx(f(whole).sum() + at_bound, rel=3e-7)
    tail = points[-n_tail:]
    assert tail.min() > most + 0.5
    # 1 / x^2 from the bound on is 1 / bound.
    found = (weights[-n_tail:] / tail**2).sum()
    assert found == pytest.approx(1 / (most + 0.5), rel=1e-7)
    assert tail.max() == pytest.approx((most + 0.5) * np.exp(20.0), rel=0.05)


def test_panels_integrate_polynomials_exactly():
    points, weights = _gauss(1.0, 6.0, 2.0)
    assert len(points) == 24, "three panels of eight nodes, none wider than two"
    assert (weights * points**15).sum() == pytest.approx((6.0**16 - 1) / 16, rel=1e-12)
    assert len(_gauss(0.0, 4.0, 2.0)[0]) == 16


def test_between_nodes_the_logarithm_is_a_spline_over_the_root_and_below_100_it_is_exact():
    nodes = np.concatenate([np.arange(101.0), np.arange(11.0, 20.0) ** 2])
    jumps = np.where(np.arange(101) % 2, 1.0, -1.0)
    density = np.concatenate([jumps, 3.0 * np.arange(11.0, 20.0) - 2.0])
    found = _interpolated(nodes, density, np.arange(301.0))
    assert (found[:101] == jumps).all()
    assert found[200:] == pytest.approx(3.0 * np.sqrt(np.arange(200.0, 301.0)) - 2.0, abs=0.3)
    few = np.array([0.0, 1.0, 2.0, 3.0])
    assert _interpolated(few, few**2, few).tolist() == [0.0, 1.0, 4.0, 9.0]


# Averages over graphs.


@pytest.mark.slow
def test_graphs_are_averaged_as_their_factors_say():
    """Three graphs of up to two factors over four numbers of unseen, written out."""
    rng = np.random.default_rng(1)
    margins, base = rng.normal(size=(8, 4)), rng.normal(size=4)
    inside = np.array([1.0, 0.5, 0.0, 2.0])
    cliques = np.array([[7, 0], [3, 6], [1, 6]])
    separators = np.array([[0, 0], [0, 2], [0, 4]])
    terms = np.array([1, 2, 2])
    mixture, masses = np.zeros(4), np.full(3, -np.inf)
    _average(cliques, separators, terms, margins, base, inside, mixture, masses)
    each = np.array([
        base + sum(margins[cliques[g, t]] - margins[separators[g, t]] for t in range(terms[g]))
        for g in range(3)
    ])  # fmt: skip
    wanted = np.exp(each).sum(axis=0)
    assert mixture / mixture.sum() == pytest.approx(wanted / wanted.sum())
    assert masses == pytest.approx(np.log(np.exp(each) @ inside))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("apart", [5.0, 40.0, 50.0, 900.0])
def test_graphs_of_next_to_no_probability_are_left_out_whatever_their_order(order, apart):
    """The second so many logarithms below the first, the third above neither."""
    margins = np.zeros((4, 2))
    margins[1], margins[2], margins[3] = (0.0, -1.0), (-apart, -apart), (-2 * apart, -1.0 - apart)
    cliques = np.array([1, 2, 3])[list(order)][:, None]
    mixture, masses = np.zeros(2), np.full(3, -np.inf)
    one = np.ones(2)
    _average(
        cliques, np.zeros((3, 1), int), np.ones(3, int), margins, np.zeros(2), one, mixture, masses
    )
    wanted = np.exp(margins[1:]).sum(axis=0)
    assert mixture / mixture.sum() == pytest.approx(wanted / wanted.sum(), rel=1e-12)
    got = masses[np.argsort(order)]
    assert got[0] == pytest.approx(np.log(1 + np.exp(-1.0)))
    if apart < 45:
        assert got[1] == pytest.approx(np.log(2.0) - apart)
        assert got[2] == pytest.approx(np.logaddexp(-2 * apart, -1.0 - apart))


def test_rising_factorials_are_ratios_of_gamma_functions():
    unseen = np.array([0.0, 1.0, 7.0, 300.0])
    for a in (0.03, 0.5, 1.0, 2.0, 40.5):
        wanted = special.gammaln(unseen + a) - special.gammaln(unseen + 1)
        assert log_rising(a, unseen) == pytest.approx(wanted, abs=1e-9), a
    # Without loss where both are near 1e13: a - 1 times the log of the unseen.
    assert log_rising(3.0, np.array([1e12])) == pytest.approx([2 * np.log(1e12)], rel=1e-10)
    assert log_rising(0.5, np.array([1e12])) == pytest.approx([-0.5 * np.log(1e12)], rel=1e-10)


def test_margins_are_those_of_the_dirichlet_cell_by_cell():
    observed = np.array([0.0, 5, 3, 2, 4, 0, 1, 6])
    possible = np.array([True, True, True, True, True, False, True, False])
    unseen, delta = np.array([0.0, 2.0, 9.0]), 0.25
    found = log_margins(observed, possible, 3, delta, unseen)
    for lists in range(8):
        wanted = np.zeros(3)
        for cell in {h & lists for h in range(8)}:
            members = [h for h in range(8) if h & lists == cell]
            persons = observed[members].sum() + (unseen if cell == 0 else 0.0)
            prior = delta * possible[members].sum()
            if prior > 0:
                wanted += special.gammaln(persons + prior) - special.gammaln(prior)
        assert found[lists] == pytest.approx(wanted - special.gammaln(unseen + 1)), lists


# All together.


COUNTS = np.array([0, 20, 15, 6, 12, 5, 4, 3])
POSSIBLE = np.ones(8, dtype=np.bool_)


def written_out(unseen, delta):
    """(graphs, unseen) posterior of three lists from the margins, with prior 1 / N."""
    graphs = decomposable_graphs(3)
    n = COUNTS.sum()
    margins = log_margins(COUNTS.astype(float), POSSIBLE, 3, delta, unseen)
    multinomial = special.gammaln(n + unseen + 1) - special.gammaln(unseen + 1)
    found = []
    for g in range(len(graphs.codes)):
        density = multinomial - np.log(n + unseen)
        for t in range(graphs.terms[g]):
            density = density + margins[graphs.cliques[g, t]] - margins[graphs.separators[g, t]]
        found.append(density)
    return np.exp(np.array(found) - np.max(found))


@pytest.mark.parametrize(("fewest", "most"), [(0, 3000), (1, 3000), (40, 90)])
def test_the_posterior_of_whole_numbers_is_that_of_all_graphs_written_out(fewest, most):
    found = unseen_posterior(
        COUNTS, POSSIBLE, decomposable_graphs(3), delta=0.125, fewest=fewest, most=most
    )
    whole = np.arange(most + 1.0)
    each = written_out(whole, 0.125)
    assert (found.unseen == whole).all()
    mixture = each.sum(axis=0)
    assert found.mass / found.mass.sum() == pytest.approx(mixture / mixture.sum(), rel=1e-5)
    chance = each[:, whole >= fewest].sum(axis=1)
    assert found.graph_probability == pytest.approx(chance / chance.sum(), rel=1e-6)


def test_at_given_numbers_each_counts_once():
    unseen = np.array([1, 5, 50])
    found = unseen_posterior_at(COUNTS, POSSIBLE, decomposable_graphs(3), delta=1.0, unseen=unseen)
    each = written_out(unseen.astype(float), 1.0)
    mixture = each.sum(axis=0)
    assert found.mass / found.mass.sum() == pytest.approx(mixture / mixture.sum())
    assert found.graph_probability == pytest.approx(each.sum(axis=1) / each.sum())
    assert len(found.tail_unseen) == len(found.tail_mass) == 0
    spoilt = COUNTS.copy()
    spoilt[0] = 999
    again = unseen_posterior_at(spoilt, POSSIBLE, decomposable_graphs(3), delta=1.0, unseen=unseen)
    assert (again.mass == found.mass).all(), "nobody is known of those on no list"


def test_up_to_a_large_bound_numbers_stand_in_equal_steps():
    found = unseen_posterior(
        COUNTS, POSSIBLE, decomposable_graphs(3), delta=1.0, fewest=0, most=9_000_000
    )
    assert len(found.unseen) <= 4_000_001
    assert set(np.diff(found.unseen).tolist()) == {3.0}
