"""What is taken away in each exercise, and what comes back, with scales that are given."""

import hashlib
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.validation import exercises
from measure87.combine.validation import held_out as refits
from measure87.combine.validation.exercises import (
    leave_out_countries,
    leave_out_last_surveys,
    leave_out_source_types,
)
from measure87.combine.validation.held_out import (
    Budget,
    _mended,
    _poorest,
    country_folds,
    last_survey_rows,
    source_type_rows,
)
from measure87.combine.validation.predicted import Predicted
from measure87.vocabulary.combined import VALIDATION_SCORES
from measure87.vocabulary.errors import RefusedError, UsageError
from tests.combine.validation.made_draws import a_small_world, given_draws, plain_sites

CODES = [f"C{k:02}" for k in range(12)]
BUDGET = Budget(seed=1, draws=300)


class Fits:
    """Gives the same scales for every design, and remembers which figures said something."""

    def __init__(self):
        self.designs = []

    def __call__(self, design):
        self.designs.append(design)
        return given_draws(design, plain_sites(design), n=300)

    def silent(self, i):
        return np.flatnonzero(self.designs[i].figures.logit_se > 1000.0).tolist()


def test_a_country_is_in_the_same_fold_whatever_else_is_there():
    folds = country_folds(["KEN", "BGD", "PER", "LAO"], 5)
    assert folds[1] == country_folds(["BGD"], 5)[0]
    assert country_folds(["PER", "KEN"], 5).tolist() == [folds[2], folds[0]]
    assert set(country_folds([f"{i:03}" for i in range(200)], 5).tolist()) == set(range(5))


@pytest.mark.parametrize("seed", range(3))
def test_last_surveys_are_those_that_a_look_at_every_country_finds(seed):
    rng = np.random.default_rng(seed)
    country, year = rng.integers(0, 6, 15), rng.integers(2010, 2014, 15)
    figures = measured_figures(country, year, np.full(15, -2.0), np.full(15, 0.1))
    found = last_survey_rows(figures)
    for k in range(15):
        years = year[country == country[k]].tolist()
        assert found[k] == (year[k] == max(years) and len(set(years)) > 1)


def test_a_single_figure_is_nobodys_last_of_several():
    figures = measured_figures([2], [2015], [-2.0], [0.1])
    assert last_survey_rows(figures).tolist() == [False]
    assert source_type_rows(figures) == {}


def test_one_fold_is_refused():
    with pytest.raises(UsageError, match="1 fold leaves nothing"):
        country_folds(["KEN"], 1)


def test_the_last_survey_is_taken_where_an_earlier_one_stays():
    figures = measured_figures(
        [0, 0, 0, 1, 2, 2], [2010, 2015, 2015, 2012, 2011, 2011], [-2.0] * 6, [0.1] * 6
    )
    assert last_survey_rows(figures).tolist() == [False, True, True, False, False, False]


def test_one_kind_of_source_leaves_nothing_to_compare():
    figures = measured_figures([0, 1], [2010, 2010], [-2.0] * 2, [0.1] * 2)
    assert source_type_rows(figures) == {}


def test_countries_are_predicted_by_the_model_and_by_what_their_region_says():
    design = a_small_world()
    found = leave_out_countries(
        given_draws(design, plain_sites(design), n=300), CODES, Fits(), BUDGET
    )
    assert [(row["exercise"], row["method"], row["n"]) for row in found.rows] == [
        ("countries", "model", 24),
        ("countries", "region_mean", 24),
        ("countries", "region_year", 24),
    ]
    assert all(tuple(row) == VALIDATION_SCORES.names[1:] for row in found.rows)
    assert found.notes == ()
    assert found.predicted.row.tolist() == list(range(24))


@pytest.mark.slow
def test_where_weights_are_poor_the_model_is_fitted_again_as_often_as_the_budget_allows():
    """One draw has a country scale that no other figure believes; its weights are all."""
    design = a_small_world()
    draws = given_draws(design, plain_sites(design), n=300)
    draws.sites["region_scale"][:] = np.exp(np.random.default_rng(1).normal(0, 3, (1, 300)))
    draws.sites["country_scale"][:] = np.exp(np.random.default_rng(2).normal(-2, 2, (1, 300)))
    fits = Fits()
    budget = replace(BUDGET, single_refits=1)
    found = leave_out_countries(draws, CODES, fits, budget)
    assert len(fits.designs) == 1
    again = fits.silent(0)
    assert len(again) == 2
    code = CODES[design.figures.country[again[0]]]
    assert f"fitted again without: {code}" in found.notes[0]
    assert "beyond the budget" in found.notes[1]
    assert found.predicted.row.tolist() == list(range(24))


def test_a_country_whose_own_fit_does_not_converge_keeps_its_weighted_prediction():
    design = a_small_world()
    draws = given_draws(design, plain_sites(design), n=300)
    draws.sites["country_scale"][:] = np.exp(np.random.default_rng(2).normal(-2, 2, (1, 300)))
    bad = Convergence({"country_scale": 1.2}, {"country_scale": 20.0}, 0, 0, 1.0)

    def fit(one):
        return replace(given_draws(one, plain_sites(one), n=300), convergence=bad)

    found = leave_out_countries(draws, CODES, fit, replace(BUDGET, single_refits=2))
    assert len(found.notes) >= 2
    assert all("weights are poor and stay" in note for note in found.notes[:2])
    assert found.rows[0]["n"] == 24


def counted(design):
    figures = design.figures
    which = np.arange(figures.n) == 5
    made = Figures(
        **{
            **vars(figures),
            "counted": which,
            "logit_se": np.where(which, 0.0, figures.logit_se),
            "cases": np.where(which, 8.0, 0.0),
            "effective_n": np.where(which, 60.0, 0.0),
        }
    )
    return design_of(made, design.hierarchy, design.parts)


def test_counts_are_predicted_as_counts_without_another_fit():
    design = counted(a_small_world())
    found = leave_out_countries(
        given_draws(design, plain_sites(design), n=300),
        CODES,
        Fits(),
        replace(BUDGET, single_refits=0),
    )
    drawn = found.predicted.draws[:, 5]
    # Log-odds of whole cases among 60 persons, half a case added to both sides.
    cases = 61.0 / (1.0 + np.exp(-drawn)) - 0.5
    assert np.abs(cases - np.round(cases)).max() < 1e-9
    assert len(np.unique(np.round(cases))) > 5
    often = (np.round(cases) == 8.0).mean()
    chance = np.exp(found.predicted.log_density[5])
    assert chance == pytest.approx(often, abs=3.0 * np.sqrt(often / 300.0))
    assert all(np.isfinite(row["log_score"]) for row in found.rows)


def test_figures_of_one_year_have_no_baseline_with_a_year():
    design = a_small_world(years=(2015,))
    found = leave_out_countries(
        given_draws(design, plain_sites(design), n=300), CODES, Fits(), BUDGET
    )
    assert [row["method"] for row in found.rows] == ["model", "region_mean"]


def test_figures_of_two_years_have_one_however_near_they_are():
    design = a_small_world(years=(2014, 2015))
    found = leave_out_countries(
        given_draws(design, plain_sites(design), n=300), CODES, Fits(), replace(BUDGET, draws=50)
    )
    assert [row["method"] for row in found.rows] == ["model", "region_mean", "region_year"]


def left_out_of(design):
    """Countries left out of figures of two definitions, with one step between these."""
    sites = plain_sites(design) | {
        "step": np.array([0.25]),
        "step_log_median": np.array([-1.4]),
        "step_log_spread": np.array([0.5]),
    }
    return leave_out_countries(given_draws(design, sites, n=300), CODES, Fits(), BUDGET)


def test_a_count_of_another_definition_takes_the_log_score_from_nobody():
    design = counted(a_small_world())
    other = replace(design.figures, definition=design.figures.counted.astype(np.int64))
    found = left_out_of(design_of(other, design.hierarchy, design.parts))
    assert found.rows[0]["n"] == 23
    assert all(np.isfinite(row["log_score"]) for row in found.rows)


@pytest.mark.slow
def test_last_surveys_are_predicted_in_folds_and_beside_the_survey_before():
    design, fits = a_small_world(), Fits()
    found = leave_out_last_surveys(design, CODES, fits, BUDGET)
    assert [(row["method"], row["n"]) for row in found.rows] == [
        ("model", 12),
        ("previous_survey", 12),
    ]
    taken = sorted(row for i in range(len(fits.designs)) for row in fits.silent(i))
    assert taken == np.flatnonzero(design.figures.year == 2017).tolist()
    # Its own earlier survey says more of a country than its region does.
    countries = leave_out_countries(
        given_draws(design, plain_sites(design), n=300), CODES, Fits(), BUDGET
    )
    assert found.rows[0]["crps_logit"] < countries.rows[0]["crps_logit"]


def with_another_age(design):
    """The same, in which country 3 asked of another age last, and country 4 by another definition.

    Figures stand by country, of 2012 and 2017.
    """
    age, definition = np.zeros(24, dtype=np.int64), np.zeros(24, dtype=np.int64)
    age[7], definition[9] = 1, 1
    figures = design.figures
    made = measured_figures(
        figures.country, figures.year, figures.logit, figures.logit_se, age=age,
        definition=definition,
    )  # fmt: skip
    return design_of(made, design.hierarchy, design.parts)


class FitsOfTwo(Fits):
    """The same for figures of two definitions and ages."""

    def __call__(self, design):
        self.designs.append(design)
        sites = plain_sites(design) | {
            "step": np.full(design.step_country.size, 0.25),
            "step_log_median": np.array([-1.4]),
            "step_log_spread": np.array([0.5]),
            "structure_scale": np.asarray(0.1),
            "age_scale": np.asarray(0.5),
            "sex_scale": np.asarray(0.5),
        }
        return given_draws(design, sites, n=40)


def test_last_surveys_are_scored_beside_the_one_before_where_there_is_one_of_the_same_age():
    design, fits = with_another_age(a_small_world()), FitsOfTwo()
    found = leave_out_last_surveys(design, CODES, fits, replace(BUDGET, draws=40))
    # All twelve are taken away, eleven are of the definition, and ten of an age asked before.
    assert [(row["method"], row["n"]) for row in found.rows] == [
        ("model", 11),
        ("model", 10),
        ("previous_survey", 10),
    ]
    assert (found.refused, found.notes) == ("", ())
    assert sorted(found.predicted.row.tolist()) == list(range(1, 24, 2))
    folds = country_folds(CODES, 5)
    together = [{int(folds[row // 2]) for row in fits.silent(i)} for i in range(len(fits.designs))]
    assert together == [{fold} for fold in sorted(set(folds.tolist()))]


def test_a_cross_section_has_no_last_surveys():
    found = leave_out_last_surveys(a_small_world(years=(2015,)), CODES, Fits(), BUDGET)
    assert (found.rows, found.refused) == ((), "no country has figures of two years")


def test_each_kind_of_source_is_predicted_from_the_others():
    design, fits = a_small_world(source_types=2), Fits()
    found = leave_out_source_types(design, ["mics", "census"], fits, BUDGET)
    assert [(row["exercise"], row["method"], row["n"]) for row in found.rows] == [
        ("sources:mics", "model", 12),
        ("sources:mics", "region_mean", 12),
        ("sources:census", "model", 12),
        ("sources:census", "region_mean", 12),
    ]
    assert fits.silent(1) == np.flatnonzero(design.figures.source_type == 1).tolist()


def test_kinds_of_which_one_has_few_figures_are_not_predicted_from_each_other():
    design = a_small_world()
    few = np.arange(len(design.figures.source_type)) < 3
    figures = replace(design.figures, source_type=few.astype(np.int64))
    found = leave_out_source_types(
        replace(design, figures=figures), ["mics", "census"], Fits(), BUDGET
    )
    assert found.refused == "no two kinds of source have 5 figures each"


@pytest.mark.parametrize(
    ("sizes", "fewest", "kinds"),
    [
        ((6, 18), 6, [0, 1]),
        ((6, 18), 7, []),
        ((5, 7, 12), 6, [1, 2]),
        ((3, 18, 3), 6, [1]),
    ],
)
def test_kinds_with_as_many_figures_as_are_asked_for_are_predicted(sizes, fewest, kinds):
    """A kind is one to be predicted where it has as many, and all the others together too."""
    design, fits = a_small_world(), Fits()
    kind = np.random.default_rng(1).permutation(np.repeat(np.arange(len(sizes)), sizes))
    figures = replace(design.figures, source_type=kind)
    design = design_of(figures, design.hierarchy, design.parts)
    names = ["mics", "census", "lfs"][: len(sizes)]
    budget = replace(BUDGET, draws=30)
    found = leave_out_source_types(design, names, fits, budget, fewest=fewest)
    assert [(row["exercise"], row["n"]) for row in found.rows] == [
        (f"sources:{names[k]}", sizes[k]) for k in kinds for _ in range(2)
    ]
    if kinds:
        assert found.predicted.row.tolist() == np.flatnonzero(np.isin(kind, kinds)).tolist()
        assert [fits.silent(i) for i in range(len(kinds))] == [
            np.flatnonzero(kind == k).tolist() for k in kinds
        ]
    else:
        assert found.refused == f"no two kinds of source have {fewest} figures each"


def test_a_kind_that_cannot_be_predicted_from_the_few_others_is_noted():
    design = a_small_world()
    figures = replace(design.figures, source_type=(np.arange(24) >= 5).astype(np.int64))
    design = design_of(figures, design.hierarchy, design.parts)
    found = leave_out_source_types(design, ["mics", "census"], Fits(), replace(BUDGET, draws=30))
    assert [row["exercise"] for row in found.rows] == ["sources:mics"] * 2
    (note,) = found.notes
    assert note.startswith("sources:census: 5 figures of other")


def test_only_figures_of_the_definition_are_scored_and_all_of_a_kind_are_taken_away():
    design, fits = with_another_age(a_small_world()), FitsOfTwo()
    kind = (design.figures.country < 6).astype(np.int64)
    figures = replace(design.figures, source_type=kind)
    design = design_of(figures, design.hierarchy, design.parts)
    budget = replace(BUDGET, draws=40)
    found = leave_out_source_types(design, ["mics", "census"], fits, budget)
    assert [row["n"] for row in found.rows] == [12, 12, 11, 11]
    assert sorted(found.predicted.row.tolist()) == list(range(24))
    few = leave_out_source_types(design, ["mics", "census"], fits, budget, fewest=12)
    assert few.refused == "no two kinds of source have 12 figures each"
    other = leave_out_source_types(design, ["mics", "census"], fits, budget, definition=1)
    assert other.refused == "no two kinds of source have 5 figures each"


def test_one_kind_of_source_is_refused_with_the_reason():
    found = leave_out_source_types(a_small_world(), ["mics"], Fits(), BUDGET)
    assert found.refused == "no two kinds of source have 5 figures each"


def test_draws_that_have_not_converged_give_no_scores():
    design = a_small_world()
    bad = Convergence({"country_scale": 1.2}, {"country_scale": 20.0}, 0, 0, 1.0)

    def fit(one):
        return replace(given_draws(one, plain_sites(one), n=300), convergence=bad)

    found = leave_out_last_surveys(design, CODES, fit, BUDGET)
    assert "have not converged" in found.refused
    assert found.rows == ()
    with pytest.raises(RefusedError, match="have not converged"):
        leave_out_countries(fit(design), CODES, fit, BUDGET)


@pytest.mark.slow
def test_figures_of_other_definitions_are_not_scored_and_their_density_not_mixed_in():
    design = a_small_world()
    other = replace(design.figures, definition=(np.arange(24) == 3).astype(np.int64))
    found = left_out_of(design_of(other, design.hierarchy, design.parts))
    assert found.rows[0]["n"] == 23
    assert found.notes == ()
    assert all(np.isfinite(row["log_score"]) for row in found.rows)


def test_the_same_seed_gives_the_same_scores():
    design = a_small_world()
    rows = [leave_out_last_surveys(design, CODES, Fits(), BUDGET).rows for _ in range(2)]
    assert rows[0] == rows[1]


@pytest.mark.slow
def test_figures_of_another_definition_are_scored_where_that_is_what_is_estimated():
    """Every country has both definitions, the second from a survey of its own year."""
    place = np.repeat(np.arange(12), 2)
    figures = measured_figures(
        place,
        np.tile([2012, 2015], 12),
        np.linspace(-3.0, -1.0, 24),
        np.full(24, 0.1),
        definition=np.tile([0, 1], 12),
    )
    world = hierarchy_without_covariates(np.arange(12) % 3, np.arange(3))
    design = design_of(figures, world, ModelParts(2015, (2015, 2015)))
    sites = plain_sites(design) | {
        "step": np.full(12, 0.3),
        "step_log_median": np.array([np.log(0.3)]),
        "step_log_spread": np.array([0.5]),
    }
    draws = given_draws(design, sites, n=200)
    found = [
        leave_out_countries(draws, CODES, Fits(), BUDGET, definition=definition)
        for definition in (0, 1)
    ]
    assert [one.rows[0]["n"] for one in found] == [12, 12]
    assert (found[0].predicted.draws == found[1].predicted.draws).all()
    observed = found[1].predicted.observed[figures.definition == 1]
    expected = found[1].predicted.expected[figures.definition == 1]
    rmse = np.sqrt(np.mean((expected - observed) ** 2))
    assert found[1].rows[0]["rmse_logit"] == pytest.approx(rmse, rel=1e-12)


class Rows:
    """Predictions of some rows, of which it is only told which they are."""

    def __init__(self, row):
        self.row = np.asarray(row)

    def of_rows(self, rows):
        return Rows([one for one in self.row.tolist() if one in rows])


@pytest.fixture
def told(monkeypatch):
    """Scores say which figures they are of."""
    monkeypatch.setattr(
        exercises, "score_row",
        lambda name, method, of, level: (name, method, of.row.tolist(), level),
    )  # fmt: skip
    monkeypatch.setattr(exercises, "joined_predictions", lambda parts: parts)


def test_a_regression_is_scored_on_figures_of_the_definition_whose_covariates_are_known(
    monkeypatch, told
):
    """Of six figures four are of the definition, and of three of these all is known."""
    scored = np.array([True, True, False, True, True, False])
    known = np.array([True, True, True, True, False, False])
    year = np.array([2015, 2015, 2010, 2015, 2015, 2015])
    design = SimpleNamespace(figures=SimpleNamespace(year=year), hierarchy=None)

    def baseline(name):
        return lambda *_: SimpleNamespace(name=name, known=known)

    for name in ("region_mean", "region_year", "region_regression"):
        monkeypatch.setattr(exercises, name, baseline(name))
    monkeypatch.setattr(exercises, "scored_rows", lambda *_: scored)
    monkeypatch.setattr(
        exercises, "without_each_country", lambda figures, one, which: Rows(np.flatnonzero(which))
    )
    given = (Rows(range(6)), ("a note",))
    found = leave_out_countries(
        SimpleNamespace(design=design), [], None, BUDGET, regression=(0,), level=0.8,
        predictions=given,
    )  # fmt: skip
    mine, of_known = [0, 1, 3, 4], [0, 1, 3]
    # All scored figures are of one year, so that no line over the years is drawn.
    assert found.rows == (
        ("countries", "model", mine, 0.8), ("countries", "region_mean", mine, 0.8),
        ("countries_with_covariates", "model", of_known, 0.8),
        ("countries_with_covariates", "region_mean", of_known, 0.8),
        ("countries_with_covariates", "region_regression", of_known, 0.8),
    )  # fmt: skip
    assert found.notes == ("a note",)


@pytest.mark.parametrize("without", [0, 1])
def test_the_model_is_scored_again_only_where_some_figures_have_no_earlier_one(
    monkeypatch, told, without
):
    design = a_small_world()
    last = np.flatnonzero(last_survey_rows(design.figures))
    monkeypatch.setattr(exercises, "refitted", lambda *_: Rows(range(design.figures.n)))
    monkeypatch.setattr(exercises, "carried_forward", lambda *_: Rows(last[without:]))
    found = leave_out_last_surveys(design, CODES, None, BUDGET)
    methods = [(row[1], len(row[2])) for row in found.rows]
    again = [("model", 11)] if without else []
    assert methods == [("model", 12), *again, ("previous_survey", 12 - without)]


def test_where_no_kind_of_source_can_be_fitted_all_reasons_are_told(monkeypatch):
    def refuse(design, rows, fit, budget):
        raise RefusedError("too few", code="made-up")

    monkeypatch.setattr(exercises, "refitted", refuse)
    found = leave_out_source_types(a_small_world(source_types=2), ("mics", "dhs"), None, BUDGET)
    assert found.refused == "sources:mics: too few; sources:dhs: too few"
    assert (found.rows, found.predicted) == ((), None)


@pytest.mark.parametrize("folds", [2, 3, 7])
def test_the_fold_of_a_country_is_the_rest_of_the_first_sixteen_digits_of_its_hash(folds):
    found = country_folds(CODES, folds)
    digits = [hashlib.sha256(code.encode()).hexdigest()[:16] for code in CODES]
    assert found.tolist() == [int(one, 16) % folds for one in digits]


@pytest.mark.parametrize(
    ("draws", "poor"), [(500, [7, 2]), (200, [7, 2]), (100, [7]), (40, []), (1000, [7, 2])]
)
def test_weights_are_poor_below_a_hundred_draws_or_half_of_those_there_are(draws, poor):
    left = SimpleNamespace(
        country=np.array([2, 5, 7, 8]), effective_draws=np.array([99.9, 100.0, 20.0, 120.0])
    )
    assert _poorest(left, Budget(seed=1, draws=draws)).tolist() == poor


def of_rows(rows, value):
    n = len(rows)
    return Predicted(
        row=np.array(rows), observed=np.zeros(n), expected=np.full(n, value),
        draws=np.zeros((3, n)), log_density=np.zeros(n), together=None,
    )  # fmt: skip


def test_countries_with_poor_weights_are_fitted_again_within_the_budget(monkeypatch):
    """Of three poor countries two are fitted; of one the fit is refused, and it stays as it was."""
    design = a_small_world(countries=4)
    told = []

    def again(one, parts, fit, budget):
        rows = np.flatnonzero(parts[0]).tolist()
        told.append(rows)
        if rows[0] == 0:
            raise RefusedError("too few", code="made-up")
        return of_rows(rows, 9.0)

    monkeypatch.setattr(refits, "refitted", again)
    budget = Budget(seed=1, single_refits=2)
    found, notes = _mended(design, of_rows(range(8), 1.0), np.array([2, 0, 3]), CODES, None, budget)
    assert told == [[4, 5], [0, 1]]
    assert found.row.tolist() == list(range(8))
    assert found.expected.tolist() == [1.0] * 4 + [9.0] * 2 + [1.0] * 2
    assert notes == [
        "weights are poor, fitted again without: C02",
        "weights are poor and stay, C00: without it too few",
        "weights are poor, beyond the budget of fits: C03",
    ]
    same, none = _mended(design, of_rows(range(8), 1.0), np.zeros(0, int), CODES, None, budget)
    assert same.row.tolist() == list(range(8))
    assert none == []


def test_a_budget_that_says_nothing_of_it_has_five_fits_of_single_countries(monkeypatch):
    """As the page of methods has it; of seven poor countries two stay as they were."""
    monkeypatch.setattr(
        refits, "refitted", lambda one, parts, *_: of_rows(np.flatnonzero(parts[0]), 9.0)
    )
    found, notes = _mended(
        a_small_world(countries=7), of_rows(range(14), 1.0), np.arange(7), CODES, None, Budget(1)
    )
    assert found.expected.tolist() == [9.0] * 10 + [1.0] * 4
    assert notes[-1] == "weights are poor, beyond the budget of fits: C05, C06"
