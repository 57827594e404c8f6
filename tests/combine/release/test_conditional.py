"""A country given a release: against the dense normal of all figures, and against brute force."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec import structs
from scipy import special, stats

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.marginal import draw_shared, shared_effects
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import COUNTRY_SITES, scales_from
from measure87.combine.model.typical_scales import NO_INFORMATION
from measure87.combine.release import (
    GlobalDraws,
    conditional,
    country_given_release,
    in_codes_of,
    own_figures,
    run_layout,
)
from measure87.combine.release.conditional import CountryPaths, _systematic
from measure87.combine.release.country_model import (
    _beside_silent,
    _by_copy,
    _country_of_step,
    _silent_beside,
    country_model,
    left_of_figures,
    log_densities,
    nodes_of,
    scales_at,
)
from measure87.combine.release.own_figures import _check_years
from measure87.combine.release.parameters import (
    Layout,
    MeasureParameters,
    Parameters,
    StatedLayout,
)
from measure87.combine.release.run_layout import RunLayout, layout_from
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.releases.codec import plain, structure_of
from tests.combine.model.test_exact_normal import Dense, a_design, some_sites

COUNTRY = 6
"""Of twelve, with three figures: small enough a part of this small world to be put to it anew."""
NAMES = tuple(f"C{place}" for place in range(14))
NEARLY_NORMAL = 1e8
"""Degrees of freedom at which a factor of heavy tails is 1."""


def without_tails(design):
    parts = replace(design.parts, tail_df=NEARLY_NORMAL, survey_df=NEARLY_NORMAL)
    return design_of(design.figures, design.hierarchy, parts)


def sites_of(design, rng, tails=False):
    found = some_sites(design, rng)
    if not tails:
        found["tail"], found["survey_tail"] = np.ones(12), np.ones(design.surveys)
    return found


def layout_of_run(design):
    return run_layout(
        design, countries=NAMES, source_types=("a", "b"), adjustments=("x", "y"),
        surveys_far_off=True,
    )  # fmt: skip


def rows_of(figures, rows, **changed):
    columns = {k: v[rows] for k, v in vars(figures).items() if k != "adjustment_sd"}
    return Figures(**(columns | changed), adjustment_sd=figures.adjustment_sd)


def own(design, country=COUNTRY):
    """A country's figures, out of those of all countries."""
    return own_figures(design.figures, country, layout_of_run(design))


def with_better(figures):
    """All figures, one of the country's left out, one moved, one of a new survey and year."""
    rows = np.flatnonzero(figures.country == COUNTRY)
    logit, year, survey = figures.logit.copy(), figures.year.copy(), figures.survey.copy()
    logit[rows[1]] += 0.4
    year[rows[2]] = 2014
    survey[rows[2]] = survey.max() + 1
    kept = np.delete(np.arange(figures.n), rows[0])
    return rows_of(replace(figures, logit=logit, year=year, survey=survey), kept)


def released(design, sites, n, rng):
    """Draws of what is shared, given all figures of the design, at scales that are fixed."""
    scales = scales_from(np, design, sites)
    effects = shared_effects(design.blocks, scales, design.blocks.logit)
    size = scales.group[design.blocks.group]
    return GlobalDraws(
        {k: np.tile(v, (n, *([1] * v.ndim))) for k, v in sites.items() if k not in COUNTRY_SITES},
        np.stack([draw_shared(effects, rng) * size for _ in range(n)]),
    )


def posterior(design, sites, targets):
    """Mean and covariance of points given all figures, by the dense normal."""
    dense = Dense(design, sites)
    cross = dense.covariance(targets, dense.points)
    inside = dense.covariance(dense.points, dense.points) + dense.error
    gap = design.figures.logit - dense.mean(dense.points) - dense.steps
    mean = dense.mean(targets) + cross @ np.linalg.solve(inside, gap)
    return mean, dense.covariance(targets, targets) - cross @ np.linalg.solve(inside, cross.T)


@pytest.mark.slow
@pytest.mark.parametrize("trend", [True, False])
def test_with_better_figures_it_is_the_posterior_of_a_run_that_had_them(trend, monkeypatch):
    """And not that of a run that has the old figures as well: the weights take these away."""
    monkeypatch.setattr(conditional, "COPIES", 8)
    monkeypatch.setattr(conditional, "PATHS_EACH", 6)
    rng = np.random.default_rng(3)
    before = without_tails(a_design(rng, trend, definitions=1))
    now = design_of(with_better(before.figures), before.hierarchy, before.parts)
    draws = released(before, sites_of(before, rng), 600, rng)
    layout = layout_of_run(before)
    found = country_given_release(draws, layout, NAMES[COUNTRY], own(before), own(now), 5)
    years = before.parts.grid.astype(int).tolist()
    none = (0.0, 0.0)
    targets = [(COUNTRY, years[0], 0, 0, 0, -1, none), (COUNTRY, years[-1], 1, 2, 0, -2, none),
               (COUNTRY, years[-1], 0, 1, 0, -3, none)]  # fmt: skip
    mean, covariance = posterior(now, sites_of(now, rng), targets)
    got = np.stack([found.logit[:, years.index(y), s, a] for _, y, s, a, *_ in targets])
    sd = np.sqrt(np.diag(covariance))
    assert found.effective_draws > 150
    band = 4.5 / np.sqrt(found.effective_draws)
    assert (np.abs(got.mean(axis=1) - mean) / sd).max() < band
    assert (np.abs(got.std(axis=1) / sd - 1.0)).max() < band
    # What is shared moves as far as a run that had them moves it: 1 is all of that way (0.7 to 1.1
    # in six draws of 600). With the old figures left in they fall short of it, or move away.
    moved = way_of(found.weights @ draws.shared - draws.shared.mean(axis=0), before, now)
    assert moved == pytest.approx(1.0, abs=0.4)
    twice = country_given_release(draws, layout, NAMES[COUNTRY], None, own(now), 5)
    counted_twice = twice.weights @ draws.shared - draws.shared.mean(axis=0)
    assert way_of(counted_twice, before, now) < moved - 0.3


def way_of(moved, before, now):
    """How far of the way from one run's shared effects to another's, by the latter's precision."""
    scales = scales_from(np, now, sites_of(now, np.random.default_rng(3)))
    size = scales.group[now.blocks.group]
    old_scales = scales_from(np, before, sites_of(before, np.random.default_rng(3)))
    old = shared_effects(before.blocks, old_scales, before.blocks.logit)
    new = shared_effects(now.blocks, scales, now.blocks.logit)
    way = new.mean - old.mean
    return (moved / size) @ new.precision @ way / (way @ new.precision @ way)


def test_unchanged_figures_leave_all_weights_alike_and_give_the_run_s_posterior(monkeypatch):
    monkeypatch.setattr(conditional, "COPIES", 8)
    monkeypatch.setattr(conditional, "PATHS_EACH", 6)
    rng = np.random.default_rng(4)
    design = without_tails(a_design(rng, True, definitions=1))
    sites = sites_of(design, rng)
    mine = own(design)
    draws = released(design, sites, 400, rng)
    found = country_given_release(draws, layout_of_run(design), NAMES[COUNTRY], mine, mine, 1)
    assert found.weights == pytest.approx(1 / 400, rel=1e-12)
    targets = [(COUNTRY, 2016, 1, 0, 0, -1, (0.0, 0.0))]
    mean, covariance = posterior(design, sites, targets)
    at = found.logit[:, -1, 1, 0]
    width = 2 * 1.645 * np.sqrt(covariance[0, 0])
    for p, z in ((0.05, -1.645), (0.95, 1.645)):
        limit = mean[0] + z * np.sqrt(covariance[0, 0])
        assert np.quantile(at, p) == pytest.approx(limit, abs=0.07 * width)


def test_unchanged_figures_leave_weights_alike_with_heavy_tails_and_steps_too():
    rng = np.random.default_rng(6)
    design = a_design(rng, False)
    mine = own(design)
    assert mine.figures.definition.any()
    draws = released(design, sites_of(design, rng, tails=True), 120, rng)
    found = country_given_release(draws, layout_of_run(design), NAMES[COUNTRY], mine, mine, 1)
    assert found.weights == pytest.approx(1 / 120, rel=1e-12)


def test_the_density_at_nodes_is_that_of_brute_force_over_tails_and_steps():
    """Covariances of the country's own out of words (`Dense.own`), tails and steps drawn."""
    rng = np.random.default_rng(8)
    design = a_design(rng, True)
    sites = sites_of(design, rng, tails=True)
    draws = released(design, sites, 1, rng)
    mine = own(design)
    model = country_model(mine, COUNTRY, layout_of_run(design), 1500)
    nodes = nodes_of(model, rng)
    scales = scales_at(model, draws.at(0), nodes)
    got = log_densities(model, scales, left_of_figures(model, scales, draws.shared[0]))

    dense = Dense(design, sites)
    rows = np.flatnonzero(design.figures.country == COUNTRY)
    points = [dense.points[row] for row in rows]
    blocks = design.blocks
    k = int(np.flatnonzero(blocks.country == COUNTRY)[0])
    shared = np.zeros(design.figures.n)
    told = blocks.columns[k] @ draws.shared[0][blocks.column[k]]
    shared[blocks.row[k][blocks.real[k]]] = told[blocks.real[k]]
    centre = dense.mean(points) + shared[rows]
    logit, definition = design.figures.logit[rows], design.figures.definition[rows]
    n, found = 2500, []
    tail = stats.invgamma(2.0, scale=2.0)
    for _ in range(n):
        dense.tail[COUNTRY] = float(tail.rvs(random_state=rng))
        dense.s["survey_tail"] = tail.rvs(design.surveys, random_state=rng)
        step = np.exp(np.log(0.3) + 0.5 * rng.standard_normal())
        inside = np.array([
            [dense.own(p, q, (p[1] - 2015) / 10, (q[1] - 2015) / 10) for q in points]
            for p in points
        ]) + np.diag(design.figures.logit_se[rows] ** 2)  # fmt: skip
        found.append(stats.multivariate_normal(centre + step * definition, inside).logpdf(logit))
    brute = special.logsumexp(found) - np.log(n)
    ratio = np.exp(np.array(found) - brute)
    error = ratio.std() / np.sqrt(n)
    assert special.logsumexp(got) - np.log(1500) == pytest.approx(brute, abs=4.5 * error + 0.02)


def test_figures_that_say_too_much_of_the_world_are_refused(monkeypatch):
    monkeypatch.setattr(conditional, "COPIES", 4)
    rng = np.random.default_rng(3)
    design = without_tails(a_design(rng, False, definitions=1))
    draws = released(design, sites_of(design, rng), 150, rng)
    mine = own(design)
    figures = design.figures
    hers = figures.country == COUNTRY
    far = replace(figures, logit=figures.logit + 6.0 * hers)
    far = own_figures(far, COUNTRY, layout_of_run(design))
    with pytest.raises(RefusedError, match="draws of the release are worth") as refused:
        country_given_release(draws, layout_of_run(design), NAMES[COUNTRY], mine, far, 1)
    assert refused.value.code == "world-sensitive-to-country"


def test_a_layout_comes_back_from_json_as_it_was():
    design = a_design(np.random.default_rng(1), True)
    layout = layout_of_run(design)
    again = layout_from(structure_of(StatedLayout, plain(layout.stated())))
    for name, value in structs.asdict(layout).items():
        if isinstance(value, np.ndarray):
            assert np.array_equal(getattr(again, name), value), name
        else:
            assert getattr(again, name) == value, name


def given_of(design, figures, **changed):
    names = {
        "source_types": ("b", "a"),
        "adjustments": ("y", "x"),
        "known_sources": (),
        "survey_errors": (),
    } | changed
    nothing = {"step_sign": (), "same_ages": (), "row": np.arange(figures.n), "assumed": (),
               "assumed_se": np.zeros(figures.n), "surveys": (), "table": None}  # fmt: skip
    return ModelFigures(figures=figures, **names, **nothing)


def test_figures_laid_out_by_themselves_come_into_the_codes_of_the_run():
    design = a_design(np.random.default_rng(1), False)
    layout, mine = layout_of_run(design), own(design).figures
    turned = replace(mine, source_type=1 - mine.source_type, adjustment=mine.adjustment[:, ::-1])
    found = in_codes_of(given_of(design, turned), layout)
    assert np.array_equal(found.source_type, mine.source_type)
    assert np.array_equal(found.adjustment, mine.adjustment)


def test_figures_of_which_the_run_says_nothing_are_refused():
    design = a_design(np.random.default_rng(1), True)
    layout, mine = layout_of_run(design), own(design).figures
    for figures, changed, code in (
        (mine, {"source_types": ("a", "c")}, "release-source-type"),
        (mine, {"adjustments": ("x", "by telephone")}, "release-adjustment"),
        (replace(mine, year=mine.year + 20), {}, "release-years"),
    ):
        with pytest.raises(RefusedError) as refused:
            in_codes_of(given_of(design, figures, **changed), layout)
        assert refused.value.code == code
        assert refused.value.hint


def test_columns_that_the_run_does_not_have_are_refused():
    design = a_design(np.random.default_rng(1), False)
    layout = layout_of_run(design)
    narrow = structs.replace(layout, columns=layout.columns[:-1])
    with pytest.raises(RefusedError, match="do not fit the columns"):
        country_model(own(design), COUNTRY, narrow, 4)


def with_totals(design):
    """Every third figure of both sexes of one age, or of everybody; every fourth a count."""
    figures = design.figures
    weight, n = figures.cell_weight.copy(), figures.n
    weight[::3] = 0.0
    weight[::6, :, 1] = (0.48, 0.52)
    weight[3::6] = np.array([[0.2, 0.15, 0.1], [0.25, 0.2, 0.1]])
    counted = np.arange(n) % 4 == 1
    people = 150.0 * counted
    told = replace(
        figures,
        cell_weight=weight,
        counted=counted,
        effective_n=people,
        cases=np.round(people * special.expit(figures.logit)),
        logit_se=np.where(counted, 0.0, figures.logit_se),
    )
    return design_of(told, design.hierarchy, design.parts)


def worst_limit(country, n_run, n_released, monkeypatch):
    """How far limits lie from those of the model's own paths at the same scales, in widths."""
    monkeypatch.setattr(conditional, "COPIES", 16)
    monkeypatch.setattr(conditional, "PATHS_EACH", 8)
    rng = np.random.default_rng(11)
    design = with_totals(without_tails(a_design(rng, False, definitions=1)))
    sites = sites_of(design, rng)
    mine = own(design, country)
    assert mine.figures.total.any()
    given = [(scales_from(np, design, sites), design.blocks.logit)] * n_run
    run = draw_paths_given(design, given, rng).logit[:, country, 0]
    draws = released(design, sites, n_released, rng)
    found = country_given_release(draws, layout_of_run(design), NAMES[country], mine, mine, 1)
    theirs, ours = (np.quantile(x, [0.05, 0.95], axis=0) for x in (run, found.logit[:, 0]))
    return np.abs((ours - theirs) / (theirs[1] - theirs[0])).max()


@pytest.mark.slow
def test_totals_and_counts_unchanged_give_about_the_limits_of_the_run(monkeypatch):
    """Linearised from the country's figures alone they were 0.2 to 0.3 of a width away."""
    assert worst_limit(6, 500, 120, monkeypatch) < 0.16


@pytest.mark.proof
@pytest.mark.parametrize("country", [3, 6])
def test_totals_and_counts_unchanged_give_the_limits_of_the_run(country, monkeypatch):
    """Within 5 % of the interval's width, for each sex and age."""
    assert worst_limit(country, 3000, 700, monkeypatch) < 0.05


def test_copies_of_a_country_stand_beside_countries_that_say_nothing():
    """Two figures of her, three copies, and two others of two years and both kinds of source."""
    figures = measured_figures(
        [0, 0], [2011, 2014], [-2.0, -1.0], [0.1, 0.3], source_type=[1, 0], survey=[0, 1]
    )
    layout = SimpleNamespace(
        source_types=("a", "b"), sexes=1, ages=1, figure_years=(2010, 2015), adjustments=(),
        adjustment_sd=(),
    )  # fmt: skip
    found = _beside_silent(figures, layout, 3, 2)
    assert found.country.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert found.year.tolist() == [2011, 2014] * 3 + [2010, 2015] * 2
    assert found.survey.tolist() == [0, 1, 2, 3, 4, 5, 6, 6, 7, 7]
    assert found.source_type.tolist() == [1, 0] * 3 + [0, 1] * 2
    assert found.logit.tolist() == [-2.0, -1.0] * 3 + [0.0] * 4
    assert found.logit_se.tolist() == [0.1, 0.3] * 3 + [NO_INFORMATION] * 4
    assert (found.cell_weight == 1.0).all()
    assert not found.counted.any()
    nothing = (found.cases, found.effective_n, found.definition)
    assert all(one.tolist() == [0] * 10 for one in nothing)


def test_values_of_copies_are_taken_the_first_of_each_then_the_second():
    model = SimpleNamespace(copies=2)
    found = _by_copy(model, np.array([1, 0, 2, 1, 0, 3]))
    assert [one.tolist() for one in found] == [[1, 0], [4, 3]]
    assert _by_copy(model, np.array([2, 3])) == []


@pytest.mark.parametrize(("copies", "silent"), [(1, 11), (8, 12), (9, 13), (400, 110)])
def test_beside_any_number_of_copies_enough_countries_have_two_years(copies, silent):
    """Ten, and one in five of her copies and those that are more than ten."""
    assert _silent_beside(copies) == silent


@pytest.mark.parametrize("seed", range(5))
def test_draws_are_chosen_as_often_as_they_weigh_to_one_more_or_less(seed):
    exact = _systematic(np.array([0.5, 0.25, 0.25]), 4, np.random.default_rng(seed))
    assert exact.tolist() == [0, 0, 1, 2]
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(6))
    each = [np.bincount(_systematic(weights, 10, rng), minlength=6) for _ in range(2000)]
    assert (np.floor(10 * weights) <= np.min(each, axis=0)).all()
    assert (np.max(each, axis=0) <= np.ceil(10 * weights)).all()
    assert np.mean(each, axis=0) == pytest.approx(10 * weights, abs=0.06)


def test_shares_of_paths_are_those_of_the_asked_definition_at_the_ages_that_have_it():
    """Two draws, one year, one sex, two ages; definition 1 has its step at the second age."""
    logit = np.array([[-2.0, -1.0], [0.0, 1.0]]).reshape(2, 1, 1, 2)
    paths = CountryPaths(
        logit=logit,
        effective_draws=2.0,
        weights=np.array([0.5, 0.5]),
        step=np.array([[0.0, 0.5], [0.0, -0.25]]),
        step_ages=np.array([[1.0, 1.0], [0.0, 1.0]]),
    )
    assert paths.share == pytest.approx(special.expit(logit), rel=1e-12)
    moved = logit + np.array([[0.0, 0.5], [0.0, -0.25]]).reshape(2, 1, 1, 2)
    assert paths.share_under(1) == pytest.approx(special.expit(moved), rel=1e-12)


class Given:
    """Four global draws whose density of the figures is told, with and without those before."""

    def __init__(self, monkeypatch, now, before, fewest=1.0):
        self.now, self.before, self.asked = np.log(now), np.log(before), []
        monkeypatch.setattr(conditional, "country_model", self.model)
        monkeypatch.setattr(conditional, "_one", self.one)
        monkeypatch.setattr(conditional, "_densities", self.densities)
        monkeypatch.setattr(conditional, "step_ages", lambda model, n: (model, n))
        monkeypatch.setattr(conditional, "PATHS_EACH", 2)
        monkeypatch.setattr(conditional, "FEWEST_EFFECTIVE", fewest)

    def model(self, figures, place, layout, copies):
        self.asked.append((figures, place, copies))
        return figures

    def one(self, model, draws, draw, seed, rng):
        assert (model, seed) == ("now", 7)
        paths = np.full((2, 1, 1, 1), 10.0 * draw) + np.arange(2.0)[:, None, None, None]
        return np.array([self.now[draw], -np.inf]), (paths, np.full((2, 3), 1.0 * draw))

    def densities(self, model, draws, draw, seed):
        assert (model, seed) == ("before", 7)
        return np.array([-np.inf, self.before[draw]])


def paths_of(before):
    layout = SimpleNamespace(countries=("ZZA", "ZZB"))
    return country_given_release(SimpleNamespace(n=4), layout, "ZZB", before, "now", 7)


@pytest.mark.parametrize("before", [None, "before"])
def test_draws_weigh_as_the_new_figures_are_likelier_than_those_before(monkeypatch, before):
    """0.2, 0.4, 0.1 and 0.3; where there were figures before, over twice as much for the last."""
    given = Given(monkeypatch, [0.2, 0.4, 0.1, 0.3], [1.0, 1.0, 1.0, 2.0])
    found = paths_of(before)
    ratio = np.array([0.2, 0.4, 0.1, 0.3 if before is None else 0.15])
    weight = ratio / ratio.sum()
    assert found.weights == pytest.approx(weight, rel=1e-12)
    assert found.effective_draws == pytest.approx(1.0 / (weight**2).sum(), rel=1e-12)
    assert [one[0] for one in given.asked] == (["now"] if before is None else ["now", "before"])
    assert {one[1:] for one in given.asked} == {(1, conditional.COPIES)}
    assert found.logit.shape == (8, 1, 1, 1)
    draw = (found.logit[:, 0, 0, 0] // 10).astype(int)
    assert found.step[:, 0].astype(int).tolist() == draw.tolist()
    times = np.bincount(draw, minlength=4)
    assert (np.abs(times - 8 * weight) < 1.0).all()
    # The paths of each draw take turns.
    assert (found.logit[:, 0, 0, 0] % 10).tolist() == [0.0, 1.0] * 4
    assert found.step_ages == ("now", 2)


def test_draws_worth_as_many_as_are_needed_are_enough(monkeypatch):
    Given(monkeypatch, [0.25] * 4, [1.0] * 4, fewest=4.0)
    assert paths_of(None).effective_draws == 4.0
    Given(monkeypatch, [0.25] * 4, [1.0] * 4, fewest=4.0001)
    with pytest.raises(RefusedError, match="ZZB: with these figures the draws") as caught:
        paths_of(None)
    assert caught.value.code == "world-sensitive-to-country"


def test_the_last_draw_is_taken_where_weights_add_up_to_next_to_one():
    """Ten times a tenth is a little less than 1 to the machine."""
    weights = np.full(10, 0.1)
    assert np.cumsum(weights)[-1] < 1.0
    almost = SimpleNamespace(random=lambda: np.nextafter(1.0, 0.0))
    assert _systematic(weights, 1, almost).tolist() == [9]


def test_a_country_and_those_that_say_nothing_have_a_slope_and_an_offset_for_each_figure():
    design = with_totals(without_tails(a_design(np.random.default_rng(11), False, definitions=1)))
    mine = own(design)
    model = country_model(mine, COUNTRY, layout_of_run(design), 3)
    linear, n = model.design.linear, mine.figures.n
    assert len(linear.slope) == len(linear.offset) == model.design.figures.n
    assert linear.slope[: 3 * n].tolist() == mine.linear.slope.tolist() * 3
    assert linear.offset[: 3 * n].tolist() == mine.linear.offset.tolist() * 3
    assert set(linear.slope[3 * n :]) == {1.0}
    assert set(linear.offset[3 * n :]) == {0.0}


def test_steps_of_copies_are_log_normal_about_the_middle_of_their_definition(monkeypatch):
    told = []
    monkeypatch.setattr(
        "measure87.combine.release.country_model.scales_from",
        lambda *about: told.append(about[2]),
    )
    design = SimpleNamespace(step_definition=np.array([1, 2, 1]))
    nodes = SimpleNamespace(
        tail=np.ones(2), survey_tail=np.full(4, 3.0), step_score=np.array([0.0, 1.0, -2.0])
    )
    sites = {"step_log_median": np.array([-1.0, -2.0]), "step_log_spread": np.array([0.5, 0.25])}
    for far_off in (True, False):
        scales_at(SimpleNamespace(design=design, surveys_far_off=far_off), sites, nodes)
    scales_at(SimpleNamespace(design=design, surveys_far_off=False), {"country_scale": 1.0}, nodes)
    heavy, plain, bare = told
    assert heavy["step"] == pytest.approx(np.exp([-1.0, -1.75, -2.0]), rel=1e-12)
    assert heavy["survey_tail"].tolist() == [3.0] * 4
    assert "survey_tail" not in plain
    assert set(bare) == {"country_scale", "tail"}


def test_a_step_is_of_the_copy_whose_figures_take_it():
    """Figures of three copies; the first takes two steps, the last none."""
    design = SimpleNamespace(
        step_definition=np.array([1, 2, 1]),
        step=np.array([0, 2, 1, 3, 0]),
        by_figure=lambda values: values,
        figures=SimpleNamespace(country=np.array([0, 0, 0, 1, 2])),
    )
    assert _country_of_step(SimpleNamespace(design=design)).tolist() == [0, 0, 1]


@pytest.mark.parametrize("country", range(12))
def test_totals_of_a_country_have_the_linear_form_of_the_run_and_single_cells_none(country):
    design = with_totals(without_tails(a_design(np.random.default_rng(11), False, definitions=1)))
    rows = np.flatnonzero(design.figures.country == country)
    mine = own(design, country)
    assert mine.linear.slope == pytest.approx(design.linear.slope[rows], rel=1e-9)
    assert mine.linear.offset == pytest.approx(design.linear.offset[rows], abs=1e-9)
    assert (mine.linear.slope[~mine.figures.total] == 1.0).all()
    assert (mine.linear.slope[mine.figures.total] < 1.0).all()


def test_a_country_without_totals_needs_no_figures_of_others():
    design = a_design(np.random.default_rng(1), False)
    rows = np.flatnonzero(design.figures.country == COUNTRY)
    alone = own_figures(rows_of(design.figures, rows), COUNTRY, layout_of_run(design))
    assert alone.linear.figures is alone.figures
    assert set(alone.linear.slope) == {1.0}
    assert set(alone.linear.offset) == {0.0}


@pytest.mark.parametrize("figure_years", [(2005, 2012), (2002, 2018), (2005, 2018), (2002, 2012)])
@pytest.mark.parametrize("trend", [True, False])
def test_with_a_trend_figures_lie_within_the_years_of_figures_and_estimates(figure_years, trend):
    layout = SimpleNamespace(
        figure_years=figure_years, parts=SimpleNamespace(years=(2004, 2016), trend=trend)
    )
    first, last = min(figure_years[0], 2004), max(figure_years[1], 2016)
    _check_years(SimpleNamespace(year=np.array([first, 2010, last])), layout)
    for year in (first - 1, last + 1):
        figures = SimpleNamespace(year=np.array([2010, year]))
        if not trend:
            _check_years(figures, layout)
            continue
        told = f"a figure of {year} lies outside the years of the release, {first} to {last}"
        with pytest.raises(RefusedError, match=told):
            _check_years(figures, layout)


@pytest.mark.parametrize("countries", [0, 1, 3])
def test_a_layout_of_any_number_of_countries_comes_back_with_what_is_unsure(countries):
    """Of the last country one of two covariates is not known."""
    layout = layout_of_run(a_design(np.random.default_rng(1), True))
    covariance = np.zeros((countries, 2, 2))
    covariance[-1:, 1, 1] = 0.5
    few = structs.replace(
        layout,
        countries=NAMES[:countries],
        covariates=np.arange(2.0 * countries).reshape(countries, 2),
        covariate_covariance=covariance,
    )
    stated = few.stated()
    assert list(stated.covariate_covariance) == list(NAMES[:countries][-1:])
    again = layout_from(stated)
    assert again.covariates.tolist() == few.covariates.tolist()
    assert again.covariate_covariance.tolist() == covariance.tolist()
    assert again.covariates.shape == (countries, 2 if countries else 0)


@pytest.mark.parametrize(
    "structure", [Layout, StatedLayout, MeasureParameters, Parameters, RunLayout],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_parameters_take_their_values_by_name_and_keep_them(structure):
    names = structure.__struct_fields__
    with pytest.raises(TypeError, match="positional"):
        structure(*names)
    one = structure(**dict.fromkeys(names, "x"))
    with pytest.raises(AttributeError, match="immutable"):
        setattr(one, names[0], "y")
