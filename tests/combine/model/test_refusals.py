"""What is refused: trends that figures cannot carry, bad figures, draws that did not converge."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.combine.model import convergence_gate
from measure87.combine.model.convergence_gate import (
    LARGEST_COUNTRY_R_HAT,
    Convergence,
    allowed_failures,
    judge_convergence,
)
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import logit_standard_error, measured_figures
from measure87.combine.model.parts import (
    Hierarchy,
    ModelParts,
    countries_without_trend,
    hierarchy_without_covariates,
)
from measure87.vocabulary.errors import DataError, RefusedError, UsageError

PLACES = hierarchy_without_covariates(np.arange(91) % 4, [0, 0, 1, 1])
TREND = ModelParts(2015, (2010, 2019), trend=True)


def figures_of(country, year):
    return measured_figures(country, year, np.full(len(country), -2.0), np.full(len(country), 0.1))


def test_a_trend_is_refused_where_ninety_of_ninety_one_countries_have_one_year():
    country = np.append(np.arange(91), 0)
    year = np.append(2010 + np.arange(91) % 10, 2019)
    with pytest.raises(RefusedError, match="90 of 91 countries have figures for one year") as no:
        design_of(figures_of(country, year), PLACES, TREND)
    assert no.value.code == "trend-not-carried"
    assert "stated year" in no.value.hint


def test_the_same_figures_carry_a_stated_year():
    figures = figures_of(np.arange(91), 2010 + np.arange(91) % 10)
    assert len(design_of(figures, PLACES, ModelParts(2015, (2015, 2015))).blocks.country) == 91


def test_two_figures_of_one_year_are_not_two_years():
    country, year = np.repeat(np.arange(91), 2), np.full(182, 2015)
    with pytest.raises(RefusedError, match="91 of 91"):
        design_of(figures_of(country, year), PLACES, TREND)


def test_a_trend_is_accepted_with_repeated_countries_and_says_which_have_none():
    country = np.append(np.arange(91), np.arange(30))
    figures = figures_of(country, np.append(np.full(91, 2012), np.full(30, 2018)))
    design_of(figures, PLACES, TREND)
    assert countries_without_trend(figures, PLACES).tolist() == [False] * 30 + [True] * 61


def test_other_years_than_the_stated_one_need_a_trend():
    with pytest.raises(UsageError, match="without a trend only 2015"):
        ModelParts(2015, (2010, 2015))


@pytest.mark.parametrize("wrong", [0.0, -0.1, np.nan])
def test_a_standard_error_that_is_not_positive_is_refused_with_its_row(wrong):
    with pytest.raises(DataError, match="in row 1"):
        measured_figures([0, 1], [2015, 2015], [-2.0, -2.0], [0.1, wrong])


def test_a_percentage_is_not_a_share():
    with pytest.raises(DataError, match="26"):
        logit_standard_error([0.1, 26.0], [1000.0, 1000.0])


@pytest.mark.parametrize(
    ("shares", "said"),
    [([0.0, 0.2], "1 of 2 shares"), ([0.2, 1.0], "1 of 2 shares"), ([-0.1, 1.5, 0.3], "2 of 3")],
)
def test_shares_of_nobody_and_everybody_have_no_error_of_their_log_odds(shares, said):
    with pytest.raises(DataError, match=said):
        logit_standard_error(shares, np.full(len(shares), 100.0))


@pytest.mark.parametrize("persons", [0.0, -1.0, np.nan])
def test_an_error_is_of_somebody(persons):
    with pytest.raises(DataError, match="effective number of persons"):
        logit_standard_error([0.1, 0.1], [100.0, persons])


def test_the_error_of_log_odds_is_that_of_the_delta_method():
    share, persons = np.array([0.1, 0.5, 0.9]), np.array([100.0, 0.5, 2000.0])
    error_of_share = np.sqrt(share * (1 - share) / persons)
    wanted = error_of_share / (share * (1 - share))
    assert logit_standard_error(share, persons) == pytest.approx(wanted, rel=1e-12)


def test_a_figure_of_an_unknown_country_is_refused():
    with pytest.raises(DataError, match="of country 95"):
        design_of(figures_of([95], [2015]), PLACES, ModelParts(2015, (2015, 2015)))


def test_a_gap_in_the_covariates_is_refused_here():
    with pytest.raises(DataError, match="not finite"):
        Hierarchy(np.zeros(2, int), np.zeros(1, int), np.full((2, 1), np.nan), np.zeros((2, 1, 1)))


def test_chains_that_agree_pass_and_chains_apart_are_refused_by_name():
    rng = np.random.default_rng(1)
    good = rng.normal(size=(4, 500, 2))
    judge_convergence({"scale": good}).refuse_unless_passed()
    apart = good + np.array([0.0, 0.0, 0.0, 1.0])[:, None, None] * np.array([0.0, 1.0])
    found = judge_convergence({"scale": apart})
    assert found.failed == ("scale[1]",)
    with pytest.raises(RefusedError, match=r"scale\[1\] \(R-hat 1\."):
        found.refuse_unless_passed()


def test_chains_that_agree_but_are_short_are_refused():
    draws = np.random.default_rng(2).normal(size=(4, 60))
    assert judge_convergence({"scale": draws}).failed == ("scale",)


def test_few_country_values_may_miss_but_not_many():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(4, 500, 300))
    values[0, :, 0] += 0.4
    assert judge_convergence({}, {"tail": values}).passed
    values[0, :, :10] += 0.4
    assert not judge_convergence({}, {"tail": values}).passed


@pytest.mark.parametrize(("worst", "passed"), [(1.049, True), (1.051, False)])
def test_one_country_far_from_convergence_refuses_the_draws(worst, passed):
    judged = Convergence(
        {}, {}, country_failures=0, country_quantities=91, worst_country_r_hat=worst
    )
    assert judged.passed == passed


@pytest.mark.parametrize(
    ("r_hat", "effective", "passed"),
    [(1.0099, 400.5, True), (1.01, 400.5, False), (1.2, 400.5, False), (1.0099, 400.0, False)],
)
def test_a_quantity_passes_below_an_r_hat_of_1_01_with_more_than_400_draws(
    r_hat, effective, passed
):
    """The limits that Vehtari and others (2021) recommend."""
    judged = Convergence(
        {"scale": r_hat},
        {"scale": effective},
        country_failures=0,
        country_quantities=91,
        worst_country_r_hat=1.0,
    )
    assert judged.passed == passed
    assert judged.failed == (() if passed else ("scale",))


@pytest.mark.parametrize(
    ("cases", "persons", "fits"),
    [
        (0.0, 4.0, True),
        (4.0, 4.0, True),
        (5.0, 4.0, False),
        (0.0, 0.0, False),
        (np.nan, 4.0, False),
    ],
)
def test_a_count_has_persons_and_no_more_cases_than_those(cases, persons, fits):
    one = measured_figures([0], [2015], [-2.0], [0.1])
    told = {"cases": np.array([cases], float), "effective_n": np.array([persons], float)}
    if fits:
        assert replace(one, counted=np.array([True]), **told).counted.all()
    else:
        with pytest.raises(DataError, match="cases must lie between 0 and an effective n"):
            replace(one, counted=np.array([True]), **told)
    assert not replace(one, **told).counted.any(), "of measured figures no count is asked"


@pytest.mark.parametrize("name", ["country", "survey"])
def test_a_code_under_0_is_refused_with_its_name(name):
    figures = figures_of(np.arange(3), np.full(3, 2015))
    wrong = np.array([0, -1, 2])
    with pytest.raises(DataError, match=f"{name} has values under 0"):
        design_of(replace(figures, **{name: wrong}), PLACES, ModelParts(2015, (2015, 2015)))


def test_a_countrys_r_hat_of_exactly_1_05_is_too_large():
    assert not Convergence({}, {}, 0, 91, LARGEST_COUNTRY_R_HAT).passed


def test_of_quantities_that_did_not_pass_five_are_named():
    names = [f"scale[{n}]" for n in range(7)]
    judged = Convergence(dict.fromkeys(names, 1.2), dict.fromkeys(names, 500.0), 0, 91, 1.0)
    with pytest.raises(RefusedError) as caught:
        judged.refuse_unless_passed()
    assert [name for name in names if name in caught.value.text] == names[:5]


def test_where_nothing_is_asked_of_countries_none_may_miss():
    assert allowed_failures(0) == 0
    assert not Convergence({}, {}, 1, 0, 1.0).passed


def test_of_effective_draws_in_bulk_and_tails_the_fewer_count(monkeypatch):
    draws = {"scale": np.zeros((4, 10))}
    monkeypatch.setattr(convergence_gate, "rank_normalised_r_hat", lambda x: 1.0)
    for bulk, tail in ((900.0, 300.0), (300.0, 900.0)):
        monkeypatch.setattr(convergence_gate, "effective_sample_size", lambda x, n=bulk: n)
        monkeypatch.setattr(convergence_gate, "tail_effective_sample_size", lambda x, n=tail: n)
        assert judge_convergence(draws).effective == {"scale": 300.0}


def test_a_countrys_value_misses_from_the_limit_on_and_the_worst_is_told(monkeypatch):
    values = iter([1.0, 1.01, 1.0099, 1.2])
    monkeypatch.setattr(convergence_gate, "rank_normalised_r_hat", lambda x: next(values))
    judged = judge_convergence({}, {"tail": np.zeros((4, 10, 4))})
    assert (judged.country_failures, judged.country_quantities) == (2, 4)
    assert judged.worst_country_r_hat == 1.2
    assert judge_convergence({}, {}).worst_country_r_hat == 1.0


def test_a_model_of_no_figure_is_refused_as_such():
    with pytest.raises(DataError, match="there is no figure") as caught:
        figures_of(np.arange(0), np.arange(0))
    assert caught.value.code == "no-figures"


@pytest.mark.parametrize("weight", [np.ones((2, 1)), np.ones((3, 1, 1)), np.ones((2, 1, 1, 1))])
def test_cell_weights_have_figures_sexes_and_ages(weight):
    with pytest.raises(DataError, match=r"cell weights have shape .*, not \(2, sexes, ages\)"):
        measured_figures([0, 1], [2015] * 2, [-2.0] * 2, [0.1] * 2, cell_weight=weight)


def test_one_figure_whose_weights_do_not_add_up_is_told_with_its_row():
    weight = np.ones((3, 1, 1))
    for wrong in (0.9, 1.1, -1.0):
        weight[1] = wrong
        with pytest.raises(DataError, match=r"1 of 3 figures' do not \(first: row 1\)") as caught:
            measured_figures([0, 1, 2], [2015] * 3, [-2.0] * 3, [0.1] * 3, cell_weight=weight)
        assert caught.value.code == "cell-weights"


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_one_log_odds_that_is_no_number_is_told_with_its_row(wrong):
    with pytest.raises(DataError, match=r"1 log-odds are not finite \(first in row 1\)") as caught:
        measured_figures([0, 1], [2015, 2015], [-2.0, wrong], [0.1, 0.1])
    assert caught.value.code == "logit-not-finite"


@pytest.mark.parametrize("name", ["year", "logit", "definition", "cases", "counted"])
def test_columns_are_as_long_as_there_are_figures(name):
    figures = figures_of(np.arange(3), np.full(3, 2015))
    longer = np.zeros(4, dtype=getattr(figures, name).dtype)
    if name == "logit":  # the others are then too short
        name, n = "country", 4
        changes = {"logit": longer}
    else:
        n, changes = 3, {name: longer}
    with pytest.raises(DataError, match=rf"{name} has shape \(\d,\), not \({n},\)") as caught:
        replace(figures, **changes)
    assert caught.value.code == "wrong-shape"
