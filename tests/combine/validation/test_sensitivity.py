"""What priors and surveys move, against densities written out and fits made anew."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.marginal import log_marginal
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import draw_paths, draw_paths_given
from measure87.combine.model.priors import scales_from
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.typical_scales import prior_of_figures
from measure87.combine.validation import sensitivity
from measure87.combine.validation import sensitivity as influence
from measure87.combine.validation.held_out import design_in_the_same_form
from measure87.combine.validation.importance import Weights, smoothed_weights
from measure87.combine.validation.move_words import largest_moves
from measure87.combine.validation.moves import what_moves
from measure87.combine.validation.prior_widths import SampledPrior, sampled_priors, set_priors
from measure87.combine.validation.sensitivity import (
    SURVEY_ERRORS,
    _log_ratio,
    _set_widths,
    has_set_survey_errors,
    most_influential,
    move_rows,
    places_of,
    prior_sensitivity,
    survey_error_rows,
    survey_influence,
    thinned_draws,
    with_survey_errors,
)
from measure87.vocabulary.combined import WHAT_MOVES
from measure87.vocabulary.errors import DataError
from tests.combine.model.test_exact_normal import a_design
from tests.combine.validation.made_draws import GOOD, a_small_world, given_draws, plain_sites


def everywhere(design, year_index=0):
    k = design.hierarchy.countries
    cells = design.figures.cell_weight.shape[1:]
    population = np.linspace(1.0, 3.0, k)[:, None, None] * np.ones((k, *cells))
    region = design.hierarchy.region_of_country
    members = [
        ("WORLD", range(k)),
        ("REGION0", np.flatnonzero(region == 0).tolist()),
        ("AAA", [0]),
    ]
    return places_of("child_labour", 2015, year_index, population, members)


def scattered(design, draws=400, seed=1):

    sites = plain_sites(design, np.random.default_rng(seed), draws)
    return ScaleDraws(design, sites, GOOD, 0)


def test_priors_are_told_without_a_pass_through_the_figures(monkeypatch):
    def passed(_blocks):
        raise AssertionError("the density of the figures was asked for")

    monkeypatch.setattr("measure87.combine.model.priors.sampled_log_marginal", passed)
    design = a_design(np.random.default_rng(1), trend=False)
    assert "country_scale" in {one.name for one in sampled_priors(design)}


def test_every_prior_on_the_page_is_found_in_the_model():
    design = a_design(np.random.default_rng(1), trend=True)
    found = {one.name: (one.family, one.first, one.second) for one in sampled_priors(design)}
    told = {
        "region_scale": 1.0,
        "subregion_scale": 0.5,
        "region_drift_scale": 0.3,
        "bend_scale": 0.3,
        "region_bend_scale": 0.3,
        "sex_scale": 0.5,
        "age_scale": 1.0,
        "sex_age_scale": 0.3,
        "source_scale": 0.5,
        "country_scale": 1.0,
        "slope_scale": 0.3,
        "wander_scale": 0.3,
        "structure_scale": 0.2,
        "covariate_scale": 0.5,
        "step_log_spread": 1.0,
    }
    for name, width in told.items():
        assert found[name] == ("normal", 0.0, width), name
    assert found["persistence"] == ("beta", 4.0, 2.0)
    assert found["step_log_median"] == ("normal", pytest.approx(np.log(0.25)), 1.0)
    assert set(found) - set(told) <= {"persistence", "step_log_median", "survey_scale"}
    integrated_out = {one.name: (one.first, one.second) for one in set_priors(design)}
    assert integrated_out == {"world": (-4.0, 3.0), "drift": (0.0, 0.3)}


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_ratios_of_priors_are_those_of_the_densities(factor):
    x = np.array([0.01, 0.2, 0.9])
    half = SampledPrior("a", "normal", 0.0, 0.3)
    want = stats.halfnorm.logpdf(x, scale=0.3 * factor) - stats.halfnorm.logpdf(x, scale=0.3)
    assert half.log_ratio(x, factor) == pytest.approx(want)
    vector = half.log_ratio(np.column_stack([x, x]), factor)
    assert vector == pytest.approx(2 * want)
    of_step = SampledPrior("c", "normal", np.log(0.25), 0.8)
    at = np.array([-3.0, -1.4, 0.5])
    plain, other = (stats.norm(np.log(0.25), 0.8 * times) for times in (1.0, factor))
    assert of_step.log_ratio(at, factor) == pytest.approx(other.logpdf(at) - plain.logpdf(at))
    beta = SampledPrior("b", "beta", 4.0, 2.0)
    wider = stats.beta(1, 1) if factor == 2.0 else stats.beta(18.0, 9.0)
    assert beta.log_ratio(x, factor) == pytest.approx(wider.logpdf(x) - stats.beta.logpdf(x, 4, 2))
    if factor == 0.5:
        assert wider.std() == pytest.approx(stats.beta(4, 2).std() / 2)


def test_reweighted_draws_are_those_of_the_other_prior():
    """A scale of which nothing else is known: its draws from the narrow prior, exactly."""
    x = np.abs(np.random.default_rng(3).normal(0.0, 1.0, 4000))

    weights = smoothed_weights(SampledPrior("a", "normal", 0.0, 1.0).log_ratio(x, 0.5))
    assert weights.usable
    assert weights.weight @ x == pytest.approx(stats.halfnorm.mean(scale=0.5), abs=0.02)


def test_rows_of_prior_sensitivity_name_every_prior_twice_for_every_place():
    design = a_small_world()
    rows = prior_sensitivity(scattered(design), everywhere(design), n=200, seed=5)
    assert all(tuple(row) == WHAT_MOVES.names for row in rows)
    changed = {row["changed"] for row in rows}
    assert {"region_scale", "country_scale", "world_scale", "drift_scale"} <= changed
    assert len(rows) == len(changed) * 2 * 3
    world = [row for row in rows if row["place"] == "WORLD"]
    assert len({row["before"] for row in world}) == 1
    # Figures of twelve countries say where the world is, whatever is believed beforehand.
    wide = next(r for r in world if (r["changed"], r["setting"]) == ("world_scale", "doubled"))
    assert wide["after"] == pytest.approx(wide["before"], rel=0.05)
    assert wide["how"] == "redrawn"


def test_a_wider_prior_widens_a_country_without_figures():
    """Half-normal draws of the country scale, their prior doubled: an exact statement.

    Without figures of hers a country's share is as uncertain as the scale says.
    """
    design = a_small_world()
    draws = scattered(design)
    draws.sites["country_scale"][:] = np.abs(
        np.random.default_rng(7).normal(0.0, 1.0, draws.sites["country_scale"].shape)
    )
    k = design.hierarchy.countries
    shares = np.zeros((k, 1, 1)) + 1.0
    places = places_of("child_labour", 2015, 0, shares, [("AAA", [0])])
    rows = prior_sensitivity(draws, places, n=400, seed=5)
    of = {(r["changed"], r["setting"]): r for r in rows}
    assert of["country_scale", "doubled"]["pareto_k"] > of["country_scale", "halved"]["pareto_k"]


def test_thinned_draws_are_those_of_the_sampler():
    design = a_small_world()
    draws = scattered(design, draws=50)
    thin = thinned_draws(draws, 7)
    for i, (scales, logit) in enumerate(draws.thinned(7)):
        sites = {name: x[i] for name, x in thin.sites.items()}
        assert scales_from(np, design, sites).country == scales.country
        assert thin.given[i][1] is logit or (thin.given[i][1] == logit).all()


def test_shares_of_places_are_weighted_by_people():
    design = a_small_world()
    share = np.random.default_rng(1).uniform(size=(4, 12, 1, 1, 1))
    people = np.linspace(1.0, 3.0, 12)
    got = everywhere(design).shares(share)
    for d in range(4):
        by_hand = sum(share[d, k, 0, 0, 0] * people[k] for k in range(12)) / people.sum()
        assert got[d, 0] == pytest.approx(by_hand)
    assert got[:, 2] == pytest.approx(share[:, 0, 0, 0, 0])


def test_a_place_without_people_is_refused():
    with pytest.raises(DataError, match="EMPTY has no people in 2015"):
        places_of("m", 2015, 0, np.ones((2, 1, 1)), [("EMPTY", [])])


@pytest.mark.slow
def test_a_survey_that_is_left_out_is_as_if_it_had_never_been():
    """Against the same model laid out without its figures, with the same scales."""

    design = a_small_world()
    draws = given_draws(design, plain_sites(design), n=1500)
    places = everywhere(design)
    names = [f"survey {i}" for i in range(design.surveys)]
    rows = survey_influence(draws, places, names, n=1500, seed=4, surveys=[0])
    of = {row["place"]: row for row in rows}
    other = without_survey(design, 0)
    again = given_draws(other, plain_sites(design), n=1500)
    share = draw_paths(again, 1500, np.random.default_rng(9)).share
    want = places.shares(share)
    for i, place in enumerate(places.names):
        error = want[:, i].std() / np.sqrt(1500)
        assert of[place]["after"] == pytest.approx(want[:, i].mean(), abs=5 * error)
    assert abs(of["AAA"]["after"] - of["AAA"]["before"]) > 0.0


def without_survey(design, survey):
    """The same model laid out without its figures."""
    kept, n = design.figures.survey != survey, design.figures.n
    fewer = {
        name: x[kept] if np.ndim(x) and len(x) == n else x
        for name, x in vars(design.figures).items()
    }
    return design_of(Figures(**fewer), design.hierarchy, design.parts)


def test_without_a_survey_draws_weigh_as_the_other_figures_have_them_beside_all():
    design = a_small_world()
    draws = scattered(design, draws=6)
    given = list(draws.thinned(6))
    held = np.asarray(design.figures.survey == 3)
    got = _log_ratio(design, design_in_the_same_form(design, held), given)
    other = without_survey(design, 3)
    fewer = ScaleDraws(other, draws.sites, GOOD, 0)
    wanted = np.array(
        [
            float(log_marginal(np, other.blocks, *less) - log_marginal(np, design.blocks, *every))
            for every, less in zip(given, fewer.thinned(6), strict=True)
        ]
    )
    assert got - got[0] == pytest.approx(wanted - wanted[0], abs=1e-6)
    assert np.ptp(got) > 0.05


def test_surveys_that_are_asked_about_are_left_out_in_turn():
    design = a_small_world()
    names = [f"survey {k}" for k in range(design.surveys)]
    draws, places = scattered(design), everywhere(design)
    rows = survey_influence(draws, places, names, n=40, seed=4, surveys=[1, 0])
    assert [row["changed"] for row in rows] == ["survey 1"] * 3 + ["survey 0"] * 3
    assert [row["place"] for row in rows] == ["WORLD", "REGION0", "AAA"] * 2
    before = places.shares(
        draw_paths_given(design, list(draws.thinned(40)), np.random.default_rng(4)).share
    )
    assert [row["before"] for row in rows] == pytest.approx([*before.mean(axis=0)] * 2, rel=1e-12)


def test_without_a_choice_every_survey_is_left_out_in_turn():
    design = a_small_world(countries=4, years=(2015,))
    names = [f"survey {k}" for k in range(4)]
    rows = survey_influence(scattered(design, draws=20), everywhere(design), names, n=10, seed=4)
    assert [row["changed"] for row in rows[::3]] == names


def test_what_moves_a_place_most_comes_first_whichever_way_it_moves_it():
    moved = {"a": (0.2, 0.25), "b": (0.2, 0.1), "c": (0.2, 0.2), "d": (0.4, 0.46)}
    rows = [
        {"place": "AAA", "changed": name, "before": before, "after": after}
        for name, (before, after) in moved.items()
    ]
    other = {"place": "BBB", "changed": "e", "before": 0.0, "after": 1.0}
    found = most_influential([other, *rows], "AAA")
    assert [row["changed"] for row in found] == ["b", "d", "a", "c"]


@pytest.mark.slow
def test_the_survey_that_moves_a_country_most_is_its_own():
    design = a_small_world()
    names = [f"of country {k}" for k in range(12) for _ in range(2)]
    rows = survey_influence(scattered(design), everywhere(design), names, n=100, seed=4)
    assert len(rows) == 24 * 3
    assert most_influential(rows, "AAA")[0]["changed"] == "of country 0"
    assert all(row["setting"] == "left_out" for row in rows)


def estimates(**values):
    rows = {
        "measure": "child_labour",
        "place_kind": "country",
        "year": 2020,
        "sex": "both",
        "age_from": 5,
        "age_to": 17,
        "statistic": "share",
    }
    return pl.DataFrame(
        [
            {**rows, "place": place, "value": x, "lower": x - 0.01, "upper": x + 0.02}
            for place, x in values.items()
        ]
    )


def test_two_runs_are_laid_beside_each_other_and_gaps_are_flagged():
    before, after = estimates(AAA=0.1, BBB=0.2, CCC=0.3), estimates(AAA=0.1, BBB=0.3, DDD=0.4)
    got = what_moves(before, after, changed="effective n", setting="500")
    assert got.columns[: len(WHAT_MOVES.names)] == list(WHAT_MOVES.names)
    rows = {row["place"]: row for row in got.iter_rows(named=True)}
    assert got["place"][0] in ("BBB", "CCC", "DDD")
    assert rows["BBB"]["after"] == 0.3
    assert rows["BBB"]["width_before"] == pytest.approx(0.03)
    assert (rows["CCC"]["after"], rows["CCC"]["flags"]) == (None, "only-before")
    assert (rows["DDD"]["before"], rows["DDD"]["flags"]) == (None, "only-after")
    assert rows["AAA"]["flags"] == ""


def of_two_runs(*rows):
    """Estimates before and after: place, year, sex, least age, and value of both runs."""
    names = ("place", "year", "sex", "age_from")
    sides = []
    for run in (0, 1):
        one = estimates(**dict.fromkeys(map(str, range(len(rows))), 0.0))
        told = {name: [row[k] for row in rows] for k, name in enumerate(names)}
        value = pl.Series([row[4 + run] for row in rows])
        one = one.with_columns(**{name: pl.Series(told[name]) for name in names})
        sides.append(
            one.with_columns(value=value, lower=value - 0.01, upper=value + 0.02 * (1 + run))
        )
    return sides


def test_the_largest_relative_difference_comes_first_and_equal_ones_by_place_year_sex_and_age():
    rows = [
        ("CCC", 2020, "both", 5, 0.4, 0.5),
        ("BBB", 2020, "male", 5, 0.2, 0.2),
        ("BBB", 2020, "both", 15, 0.2, 0.2),
        ("BBB", 2020, "both", 5, 0.2, 0.2),
        ("BBB", 2019, "male", 5, 0.2, 0.2),
        ("AAA", 2020, "male", 5, 0.2, 0.2),
        ("DDD", 2020, "both", 5, 0.1, 0.05),
    ]
    before, after = of_two_runs(*rows)
    persons = after.with_columns(statistic=pl.lit("persons"), value=9.0)
    got = what_moves(before, pl.concat([persons, after]), changed="x", setting="y")
    found = got.select("place", "year", "sex", "age_from").rows()
    assert found == [rows[k][:4] for k in (6, 0, 5, 4, 3, 2, 1)]
    assert got["before"].to_list() == [0.1, 0.4, 0.2, 0.2, 0.2, 0.2, 0.2]
    assert got["after"].to_list() == [0.05, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2]
    assert got["width_before"].to_list() == pytest.approx([0.03] * 7)
    assert got["width_after"].to_list() == pytest.approx([0.05] * 7)
    assert set(got.select("changed", "setting", "how", "flags").rows()) == {
        ("x", "y", "another_run", "")
    }
    with pytest.raises(DataError, match="before have one figure twice") as refused:
        what_moves(pl.concat([before, before[:1]]), after, changed="x", setting="y")
    assert refused.value.code == "repeated-estimate"


def test_rows_of_what_moves_are_means_and_distances_of_weighted_quantiles():
    places = places_of("m", 2015, 0, np.ones((2, 1, 1)), [("WORLD", [0, 1]), ("AAA", [0])])
    before = np.column_stack([np.arange(10.0), np.arange(10.0)[::-1] / 10.0])
    after = before * [2.0, 3.0]
    weight = np.array([0.5, *np.zeros(4), 0.1, 0.1, 0.1, 0.1, 0.1])
    rows = move_rows(places, "c", "s", "h", before, after, Weights(weight, 0.5), 0.8)
    # At 80 % the second lowest of ten and the highest but one; half of the weight is the first's.
    told = [(row["place"], row["before"], row["after"]) for row in rows]
    means = [weight @ after[:, k] for k in range(2)]
    assert told == [
        ("WORLD", 4.5, pytest.approx(means[0])),
        ("AAA", pytest.approx(0.45), pytest.approx(means[1])),
    ]
    assert [row["width_before"] for row in rows] == pytest.approx([8.0, 0.8])
    assert [row["width_after"] for row in rows] == pytest.approx([2 * 8.0, 3 * 0.9])
    assert [row["flags"] for row in rows] == ["", ""]
    assert [row["pareto_k"] for row in rows] == [0.5, 0.5]
    assert rows[0]["effective_draws"] == pytest.approx(1 / (0.25 + 5 * 0.01))
    bad = move_rows(places, "c", "s", "h", before, after, Weights(weight, np.inf), 0.8)
    assert [(row["flags"], row["pareto_k"]) for row in bad] == [("unreliable", None)] * 2


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.25, 1.3])
def test_a_wider_or_narrower_beta_keeps_its_mean(factor):
    """Of parameters 8 and 4: at 1.3 times the spread both are still above 1."""
    wider = stats.beta(*SampledPrior("b", "beta", 8.0, 4.0)._widened(factor))
    assert wider.mean() == pytest.approx(2 / 3, rel=1e-12)
    assert wider.std() == pytest.approx(factor * stats.beta(8, 4).std(), rel=1e-12)


@pytest.mark.parametrize("given", [(8.0, 4.0), (4.0, 8.0), (2.0, 2.0)])
def test_a_beta_does_not_become_wider_than_the_uniform(given):
    assert SampledPrior("b", "beta", *given)._widened(2.5) == (1.0, 1.0)


def test_runs_with_nothing_in_common_are_refused():
    with pytest.raises(DataError, match="no estimate in common"):
        what_moves(estimates(AAA=0.1), estimates(BBB=0.1), changed="x", setting="y")


def test_a_file_that_is_no_estimate_is_refused():
    with pytest.raises(DataError, match="after lack the column 'measure'"):
        what_moves(estimates(AAA=0.1), pl.DataFrame({"a": [1]}), changed="x", setting="y")


def test_what_moves_a_place_most_is_told_and_what_cannot_be_trusted_is_named():
    def row(changed, setting, after, flags=""):
        return {
            "place": "WORLD",
            "year": 2015,
            "before": 0.1,
            "after": after,
            "changed": changed,
            "setting": setting,
            "flags": flags,
        }

    rows = [
        row("country_scale", "halved", 0.101),
        row("survey_scale", "doubled", 0.0975),
        row("slope_scale", "doubled", 0.2, "unreliable"),
    ]
    assert largest_moves(rows) == (
        "WORLD 2015: 10.00 % becomes 9.75 % at most (survey_scale doubled)",
        "not to be told from these draws: slope_scale doubled",
    )
    assert largest_moves([]) == ()


def one_survey_each(**parts):
    figures = measured_figures(
        np.arange(12), np.full(12, 2015), np.linspace(-3.0, -1.0, 12), np.full(12, 0.1),
        source_type=np.arange(12) % 2,
    )  # fmt: skip
    world = hierarchy_without_covariates(np.arange(12) % 3, np.arange(3))
    return design_of(figures, world, ModelParts(2015, (2015, 2015), **parts))


def without_survey_sites(design, n):
    sites = {k: x for k, x in plain_sites(design).items() if not k.startswith("survey")}
    return given_draws(design, sites, n=n)


def test_set_errors_of_surveys_are_tried_at_other_sizes_and_stated_ones_are_left():
    design = one_survey_each(survey_errors=((1, 0.2),))
    assert has_set_survey_errors(design)
    other = with_survey_errors(design, 0.5)
    assert other.set_survey_scales.tolist() == [0.5, 0.2]
    assert not has_set_survey_errors(other)
    assert not has_set_survey_errors(a_small_world())


def test_other_sizes_of_survey_errors_stand_beside_the_run_and_smaller_ones_pull_less():
    """Given scales, the highest country lies nearer to its figure where surveys err less."""
    design = one_survey_each()
    draws = without_survey_sites(design, 400)
    others = {sd: without_survey_sites(with_survey_errors(design, sd), 400) for sd in SURVEY_ERRORS}
    k = design.hierarchy.countries
    places = places_of("m", 2015, 0, np.ones((k, 1, 1)), [("HIGH", [k - 1])])
    rows = survey_error_rows(draws, others, places, n=400, seed=2)
    assert [(r["changed"], r["setting"], r["how"], r["flags"]) for r in rows] == [
        ("survey_scale", "0.1", "another_run", ""),
        ("survey_scale", "0.5", "another_run", ""),
    ]
    figure = 1.0 / (1.0 + np.exp(1.0))
    assert figure > rows[0]["after"] > rows[0]["before"] > rows[1]["after"]
    assert rows[0]["width_after"] < rows[0]["width_before"] < rows[1]["width_after"]


def test_a_fit_that_has_not_converged_is_flagged():
    design = one_survey_each()
    draws = without_survey_sites(design, 50)
    bad = Convergence({"country_scale": 1.2}, {"country_scale": 20.0}, 0, 0, 1.0)
    other = replace(without_survey_sites(with_survey_errors(design, 0.1), 50), convergence=bad)
    rows = survey_error_rows(draws, {0.1: other}, everywhere(design), n=50, seed=2)
    assert {row["flags"] for row in rows} == {"unreliable"}


def test_of_a_survey_that_is_left_out_its_figures_alone_say_nothing(monkeypatch):
    design = a_small_world(countries=4, years=(2012, 2015))
    names = [f"survey {k}" for k in range(design.surveys)]
    told = []

    def recorded(one, held):
        told.append(np.flatnonzero(held).tolist())
        return design_in_the_same_form(one, held)

    monkeypatch.setattr(influence, "design_in_the_same_form", recorded)
    survey_influence(scattered(design, draws=20), everywhere(design), names, n=10, seed=4,
                     surveys=[2, 0])  # fmt: skip
    assert told == [np.flatnonzero(design.figures.survey == k).tolist() for k in (2, 0)]


def test_open_ages_of_two_runs_are_the_same_ages():
    before, after = (
        estimates(AAA=x).with_columns(pl.lit(None, pl.Int64).alias("age_to")) for x in (0.1, 0.2)
    )
    (row,) = what_moves(before, after, changed="effective n", setting="500").to_dicts()
    assert (row["before"], row["after"], row["flags"]) == (0.1, 0.2, "")


@pytest.mark.parametrize(("level", "width"), [(0.8, 80.0), (0.9, 90.0), (0.5, 50.0)])
def test_widths_are_those_of_limits_with_as_much_on_both_sides(level, width):
    """101 draws, 0 to 100; weighed twice as much below 50 a half lies below 34."""
    places = places_of("m", 2015, 0, np.ones((1, 1, 1)), [("ALL", [0])])
    draws = np.random.default_rng(1).permutation(101.0 * np.arange(101) / 101)[:, None]
    weight = np.where(draws[:, 0] < 50, 2.0, 1.0)
    weights = Weights(weight / weight.sum(), 0.1)
    (row,) = move_rows(places, "a", "b", "c", draws, draws, weights, level)
    assert row["width_before"] == pytest.approx(width, abs=1.0)
    order = np.repeat(np.arange(101.0), np.where(np.arange(101) < 50, 2, 1))
    low, high = np.quantile(order, [(1 - level) / 2, (1 + level) / 2])
    assert row["width_after"] == pytest.approx(high - low, abs=1.0)
    assert row["after"] == pytest.approx(order.mean(), rel=1e-9)


@pytest.mark.parametrize(
    ("given", "wider"),
    [
        ((14.25, 4.75), (3.0, 1.0)),
        ((4.75, 14.25), (1.0, 3.0)),
        ((6.3, 6.3), (1.2, 1.2)),
        # One side alone would fall below the uniform.
        ((8.0, 2.0), (1.0, 1.0)),
        ((2.0, 8.0), (1.0, 1.0)),
    ],
)
def test_a_beta_of_twice_the_spread_has_its_mean_unless_that_is_wider_than_the_uniform(
    given, wider
):
    assert SampledPrior("b", "beta", *given)._widened(2.0) == pytest.approx(wider, rel=1e-12)


def test_a_width_that_is_set_is_changed_alone():
    design = a_small_world()
    given = next(iter(scattered(design, draws=1).thinned(1)))[0]
    widths = _set_widths(design)
    assert set(widths) == {"world_scale", "drift_scale"}
    for name, changed in widths.items():
        place = design.blocks.groups.index(name.removesuffix("_scale"))
        expected = np.array(given.group)
        expected[place] *= 2.0
        assert changed(given, 2.0).group.tolist() == expected.tolist()


def test_draws_weigh_as_figures_are_likelier_with_another_width_that_is_set(monkeypatch):
    """By dense normals of all figures; each width halved and doubled."""
    design, ratios = a_small_world(countries=4), []
    draws = scattered(design, draws=3)
    monkeypatch.setattr(sensitivity, "sampled_priors", lambda _: ())

    def recorded(ratio):
        ratios.append(ratio)
        return Weights(np.full(len(ratio), 1.0 / len(ratio)), 0.1)

    monkeypatch.setattr(sensitivity, "smoothed_weights", recorded)
    rows = prior_sensitivity(draws, everywhere(design), n=3, seed=1)
    assert [(row["changed"], row["setting"]) for row in rows[::3]] == [
        (name, setting) for name in _set_widths(design) for setting, _ in sensitivity.FACTORS
    ]

    def density(scales):
        mean, covariance = prior_of_figures(design.blocks, scales)
        error = np.diag(design.by_figure(design.blocks.error_variance))
        return stats.multivariate_normal(mean, covariance + error).logpdf(design.figures.logit)

    cases = [
        (changed, factor)
        for changed in _set_widths(design).values()
        for _, factor in sensitivity.FACTORS
    ]
    for ratio, (changed, factor) in zip(ratios, cases, strict=True):
        expected = [density(changed(one, factor)) - density(one) for one, _ in draws.thinned(3)]
        assert ratio == pytest.approx(expected, abs=1e-8)
