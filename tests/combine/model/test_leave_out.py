"""Figures without their country: by dense normals at each node, and weighted over draws by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import special, stats

from measure87.combine.model import leave_out
from measure87.combine.model.design import design_of
from measure87.combine.model.leave_out import (
    NODES,
    _nodes,
    _step_scales,
    _Without,
    _without_each,
    leave_countries_out,
)
from measure87.combine.model.priors import scales_from
from measure87.combine.model.typical_scales import prior_of_figures
from tests.combine.model.test_exact_normal import a_design, some_sites


@pytest.fixture(scope="module")
def laid_out():
    """Two definitions, and surveys whose errors have tails."""
    rng = np.random.default_rng(5)
    design = a_design(rng, trend=False)
    figures = design.figures
    # No survey is of two countries.
    pairs = np.column_stack([figures.country, figures.survey])
    survey = np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)
    design = design_of(replace(figures, survey=survey), design.hierarchy, design.parts)
    assert design.surveys_with_tails.all()
    return design, some_sites(design, rng)


def steps_of(design, sites):
    """Log median and log spread of every figure's step."""
    shape = design.step.shape
    return np.full(shape, sites["step_log_median"][0]), np.full(shape, sites["step_log_spread"][0])


def own_shift(design, steps, nodes, g):
    sign = np.concatenate([[0.0], design.step_sign])[design.step]
    return sign * design.step_weight * np.exp(steps[0] + steps[1] * nodes.step[g])


def conditioned(design, scales):
    """Mean and covariance of all figures, with their sampling errors."""
    mean, covariance = prior_of_figures(design.blocks, scales)
    return mean, covariance + np.diag(design.by_figure(design.blocks.error_variance))


@pytest.mark.parametrize("k", [0, 4, 11])
def test_a_country_is_left_out_by_conditioning_on_the_others_at_every_node(laid_out, k):
    """Its own level, its surveys' errors and its steps are those of the node."""
    design, sites = laid_out
    blocks, logit = design.blocks, design.figures.logit
    scales, steps = scales_from(np, design, sites), steps_of(design, sites)
    nodes = _nodes(design, np.random.default_rng(6))
    found = _without_each(design, scales, steps, nodes, np.random.default_rng(7))
    mine = np.zeros(len(logit), bool)
    rows = blocks.row[k][blocks.real[k]]
    mine[rows] = True
    density, each, centre = [], [], []
    for g in range(NODES):
        tail, survey_tail, shift = (
            scales.tail.copy(), scales.survey_tail.copy(), np.array(scales.shift)
        )  # fmt: skip
        tail[k] = nodes.tail[g]
        own = np.unique(blocks.survey[k][blocks.real[k]])
        survey_tail[own] = nodes.survey_tail[g][own]
        shift[k] = own_shift(design, steps, nodes, g)[k]
        here = replace(scales, tail=tail, survey_tail=survey_tail, shift=shift)
        mean, full = conditioned(design, here)
        gain = np.linalg.solve(full[np.ix_(~mine, ~mine)], full[np.ix_(~mine, mine)])
        expected = mean[mine] + gain.T @ (logit - mean)[~mine]
        spread = full[np.ix_(mine, mine)] - full[np.ix_(mine, ~mine)] @ gain
        density.append(stats.multivariate_normal(expected, spread).logpdf(logit[mine]))
        each.append(stats.norm(expected, np.sqrt(np.diag(spread))).logpdf(logit[mine]))
        centre.append(expected)
    order = np.argsort(rows)
    seen = blocks.real[k]
    assert found.log_density[k] == pytest.approx(special.logsumexp(density) - np.log(NODES))
    got = found.log_density_each[k][seen][order]
    assert got == pytest.approx(special.logsumexp(each, axis=0) - np.log(NODES), rel=1e-8)
    assert found.expected[k][seen][order] == pytest.approx(np.mean(centre, axis=0), rel=1e-8)


class Chance:
    """In the place of chance: one node for all countries, and the deviations that are told."""

    def __init__(self, node, deviation):
        self.node, self.deviation = node, deviation

    def integers(self, low, high, size):
        assert (low, high) == (0, NODES)
        return np.full(size, self.node)

    def standard_normal(self, shape):
        return np.broadcast_to(self.deviation, shape)


def test_a_prediction_is_drawn_about_its_mean_at_one_node_with_that_nodes_covariance(laid_out):
    design, sites = laid_out
    blocks = design.blocks
    scales, steps = scales_from(np, design, sites), steps_of(design, sites)
    nodes = _nodes(design, np.random.default_rng(6))
    node, k, m = 3, 5, blocks.real.shape[1]

    def predicted(deviation):
        made = _without_each(design, scales, steps, nodes, Chance(node, deviation))
        return made.predicted[k], made.expected[k]

    middle, expected = predicted(np.zeros(m))
    shifts = np.stack([own_shift(design, steps, nodes, g)[k] for g in range(NODES)])
    assert middle == pytest.approx(expected - shifts.mean(axis=0) + shifts[node], rel=1e-9)
    root = np.stack([predicted(one)[0] - middle for one in np.eye(m)], axis=1)
    tail, survey_tail = scales.tail.copy(), scales.survey_tail.copy()
    tail[k], own = nodes.tail[node], np.unique(blocks.survey[k][blocks.real[k]])
    survey_tail[own] = nodes.survey_tail[node][own]
    mean, full = conditioned(design, replace(scales, tail=tail, survey_tail=survey_tail))
    mine = np.zeros(len(mean), bool)
    rows = blocks.row[k][blocks.real[k]]
    mine[rows] = True
    gain = np.linalg.solve(full[np.ix_(~mine, ~mine)], full[np.ix_(~mine, mine)])
    spread = full[np.ix_(mine, mine)] - full[np.ix_(mine, ~mine)] @ gain
    seen, order = blocks.real[k], np.argsort(rows)
    got = (root @ root.T)[np.ix_(seen, seen)][np.ix_(order, order)]
    assert got == pytest.approx(spread, rel=1e-8)


def test_nodes_are_equally_probable_and_paired_by_chance(laid_out):
    design, _ = laid_out
    nodes = _nodes(design, np.random.default_rng(6))
    middle = (np.arange(NODES) + 0.5) / NODES
    # A factor on the variance that is df over a chi-square of df.
    factors = 4.0 / stats.chi2.isf(middle, 4)
    assert nodes.tail == pytest.approx(factors, rel=1e-9)
    assert np.sort(nodes.survey_tail, axis=0) == pytest.approx(
        np.repeat(np.sort(factors)[:, None], design.surveys, axis=1), rel=1e-9
    )
    assert len(np.unique(nodes.survey_tail[0])) > 1
    taken = design.step > 0
    assert not nodes.step[:, ~taken].any()
    assert np.sort(nodes.step[:, taken], axis=0) == pytest.approx(
        np.repeat(stats.norm.ppf(middle)[:, None], taken.sum(), axis=1), rel=1e-9
    )


def test_surveys_whose_scale_is_set_have_no_tails(laid_out):
    design, _ = laid_out
    half = np.arange(design.surveys) % 2 == 0
    some = SimpleNamespace(
        parts=design.parts, surveys=design.surveys, surveys_with_tails=half,
        step_definition=design.step_definition, step=design.step,
    )  # fmt: skip
    nodes = _nodes(some, np.random.default_rng(6))
    assert (nodes.survey_tail[:, ~half] == 1.0).all()
    assert (nodes.survey_tail[:, half] != 1.0).any(axis=0).all()


def draws_of(definitions, step, n=(2, 4)):
    """Eight draws: the log median of definition d in draw i is i + 100 d, its spread i + 200 d."""
    at = np.arange(np.prod(n)).reshape(*n, 1)
    d = np.arange(definitions)
    return SimpleNamespace(
        n=int(np.prod(n)),
        sites={"step_log_median": at + 100.0 * d, "step_log_spread": at + 200.0 * d},
        design=SimpleNamespace(
            step=np.array(step), step_definition=np.array([1, 1, definitions][:3])
        ),
    )


def test_steps_of_draws_that_are_looked_at_are_those_of_their_definitions():
    """The third step is from definition 0 to the second; three of eight draws are looked at."""
    found = _step_scales(draws_of(2, [[0, 1], [2, 3]]), 3)
    assert len(found) == 3
    for draw, (median, spread) in zip((0, 3, 7), found, strict=True):
        assert median[[0, 1, 1], [1, 0, 1]].tolist() == [draw, draw, draw + 100]
        assert spread[[0, 1, 1], [1, 0, 1]].tolist() == [draw, draw, draw + 200]
    assert len(_step_scales(draws_of(1, [[0, 1], [2, 3]]), 99)) == 8


def test_without_steps_there_is_nothing_to_look_up():
    none = draws_of(1, [[0, 0]])
    none.design.step_definition = np.zeros(0, int)
    found = _step_scales(none, 5)
    assert len(found) == 5
    assert not np.any(found)


def test_predictions_and_scores_are_weighted_by_one_over_the_density(monkeypatch):
    """Two countries of two and one figures; published log-odds are 0.1 plus 0.8 times them."""
    rng = np.random.default_rng(2)
    s, k, m = 16, 2, 2
    real = np.array([[True, True], [True, False]])
    row = np.array([[0, 2], [1, 0]])
    log_density = rng.normal(size=(s, k)) * np.array([0.1, 4.0])
    each, expected, predicted = rng.normal(size=(3, s, k, m))
    made = iter(
        [_Without(*one) for one in zip(log_density, each, expected, predicted, strict=True)]
    )
    monkeypatch.setattr(leave_out, "_nodes", lambda *_: None)
    monkeypatch.setattr(leave_out, "_step_scales", lambda *_: [None] * s)
    monkeypatch.setattr(leave_out, "_without_each", lambda *_: next(made))

    def by_figure(values):
        found = np.empty(3)
        found[row[real]] = values[real]
        return found

    slope = np.array([0.8, 0.5, 1.0])
    checked = []
    draws = SimpleNamespace(
        convergence=SimpleNamespace(refuse_unless_passed=lambda: checked.append(True)),
        thinned=lambda n: iter([(None, None)] * n),
        design=SimpleNamespace(
            blocks=SimpleNamespace(country=np.array([4, 9]), real=real, row=row),
            linear=SimpleNamespace(slope=slope, published=lambda x: 0.1 + slope * x),
            by_figure=by_figure,
        ),
    )
    found = leave_countries_out(draws, s, np.random.default_rng(1))
    assert checked == [True]
    ratio = np.exp(-log_density)
    cut = np.minimum(ratio, np.sqrt(s) * ratio.mean(axis=0))
    weight = cut / cut.sum(axis=0)
    assert found.country.tolist() == [4, 9]
    assert found.effective_draws == pytest.approx(1.0 / (weight**2).sum(axis=0), rel=1e-12)
    assert found.effective_draws[0] > 15.0 > found.effective_draws[1]
    mean = by_figure((weight[:, :, None] * expected).sum(axis=0))
    assert found.expected == pytest.approx(0.1 + slope * mean, rel=1e-12)
    # A density of log-odds that are 0.8 times as far apart is 1 / 0.8 times as high.
    wider = by_figure(np.array([[0.8, 1.0], [0.5, 1.0]]))
    score = np.log((weight * np.exp(log_density)).sum(axis=0))
    assert found.log_score == pytest.approx(score - np.log([0.8, 0.5]), rel=1e-12)
    of_each = by_figure(np.log((weight[:, :, None] * np.exp(each)).sum(axis=0)))
    assert found.log_score_each == pytest.approx(of_each - np.log(wider), rel=1e-12)
    # Every predicted row is one of the draws, each country's by itself; heavier ones come oftener.
    assert found.predicted.shape == (s, 3)
    for figure, (country, place) in enumerate([(0, 0), (1, 0), (0, 1)]):
        values = 0.1 + slope[figure] * predicted[:, country, place]
        assert np.isin(found.predicted[:, figure].round(12), values.round(12)).all()
    assert len(np.unique(found.predicted[:, 1])) < len(np.unique(found.predicted[:, 0]))
    same = [
        np.argmin(np.abs(0.1 + slope[0] * predicted[:, 0, 0] - one))
        for one in found.predicted[:, 0]
    ]
    assert found.predicted[:, 2] == pytest.approx(0.1 + predicted[same, 0, 1], rel=1e-9)


def test_a_count_is_predicted_without_the_error_that_a_binomial_draw_adds():
    """The first figure of country 5 is a count: its log-odds are drawn next to exactly."""
    rng = np.random.default_rng(5)
    plain = a_design(rng, trend=False, definitions=1)
    figures = plain.figures
    k = 5
    row = int(np.flatnonzero(figures.country == k)[0])
    counted = np.arange(figures.n) == row
    design = design_of(
        replace(
            figures, counted=counted, cases=9.0 * counted, effective_n=90.0 * counted,
            survey=np.arange(figures.n),
        ),
        plain.hierarchy, plain.parts,
    )  # fmt: skip
    scales = scales_from(np, design, some_sites(design, rng))
    nodes = _nodes(design, np.random.default_rng(6))
    none = (np.zeros(design.step.shape),) * 2
    m, node = design.blocks.real.shape[1], 3

    def predicted(deviation):
        return _without_each(design, scales, none, nodes, Chance(node, deviation)).predicted[k]

    middle = predicted(np.zeros(m))
    root = np.stack([predicted(one) - middle for one in np.eye(m)], axis=1)
    place = int(np.flatnonzero(design.blocks.row[k] == row)[0])
    tail, survey_tail = scales.tail.copy(), scales.survey_tail.copy()
    tail[k], mine = nodes.tail[node], figures.country == k
    survey_tail[mine] = nodes.survey_tail[node][mine]
    _, full = conditioned(design, replace(scales, tail=tail, survey_tail=survey_tail))
    gain = np.linalg.solve(full[np.ix_(~mine, ~mine)], full[~mine, row])
    own = design.by_figure(design.blocks.error_variance)[row]
    spread = full[row, row] - full[row, ~mine] @ gain - own + 1e-6
    assert (root @ root.T)[place, place] == pytest.approx(spread, rel=1e-7)
