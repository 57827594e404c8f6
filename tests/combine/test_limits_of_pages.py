"""Priors and limits of the world estimate are what its pages say, each in its sentence."""

import re
from inspect import signature
from pathlib import Path

import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.aggregation import coverage, groups
from measure87.combine.aggregation.coverage import CoverageRule
from measure87.combine.aggregation.sums import GRID, MOST_PERSONS
from measure87.combine.aggregation.world import world_estimate
from measure87.combine.estimation.figure_rows import LEAST_TAIL
from measure87.combine.estimation.fitting import ROUNDS, FittedMeasure
from measure87.combine.inputs import covariates, figure_checks, population, sdg_rows
from measure87.combine.inputs.figure_table import REACH
from measure87.combine.inputs.same_figure import ROUNDING
from measure87.combine.model import (
    convergence_gate,
    parts,
    paths,
    totals,
    typical_scales,
    widths,
)
from measure87.combine.model.country_blocks import (
    DRIFT_SD,
    SCALE_PRIORS,
    SET_SCALES,
    WORLD_MEAN,
    WORLD_SD,
)
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.prior_prediction import LEVELS
from measure87.combine.model.sampling import START_SPREAD, Sampler
from measure87.combine.model.typical_scales import NO_INFORMATION
from measure87.combine.validation import (
    exercises,
    held_out,
    importance,
    predicted,
    sensitivity,
    uniformity,
)
from measure87.combine.validation.baselines import carried_forward
from measure87.combine.validation.calibration import Calibration, calibrate
from measure87.combine.validation.gather_items import ITEMS
from measure87.combine.validation.predicted import adjusted_shares, scored_rows
from measure87.combine.validation.sensitivity import survey_influence
from measure87.combine.validation.uniformity import judge_uniformity
from measure87.study.world.run_settings import ModelSettings

DOCS = Path(__file__).parents[2] / "docs"


def page(name):
    return " ".join((DOCS / f"{name}.md").read_text("utf-8").split())


MODEL, VALIDATION = page("methods/world-model"), page("methods/world-validation")
SUMS, INPUTS = page("methods/world-aggregation"), page("methods/world-inputs")
SETTINGS = page("reference/combine")


def half_normals(*names):
    return "half-normal " + "; ".join(f"{SCALE_PRIORS[name]:.1f}" for name in names)


@pytest.mark.parametrize(
    ("what", "prior"),
    [
        ("world", f"normal, mean {WORLD_MEAN:g}, SD {WORLD_SD:g}"),
        ("drift of the world, per decade", f"normal, SD {DRIFT_SD:g}"),
        ("between regions", half_normals("region")),
        ("between sub-regions of a region", half_normals("subregion")),
        *(("region drift, per decade; bends of world and of regions", half_normals(name))
          for name in ("region_drift", "bend", "region_bend")),
        ("sexes; ages; sex x age", half_normals("sex", "age", "sex_age")),
        ("source types other than the first", half_normals("source")),
        ("covariate coefficients, per SD",
         f"normal with a common scale, half-normal {widths.COVARIATE_WIDTH:g}"),
        ("countries' own levels", f"t with {ModelParts.tail_df:g} degrees of freedom, scale "
         f"half-normal {widths.COUNTRY_WIDTH:.1f}"),
        ("countries' slopes, per decade", f"half-normal {widths.SLOPE_WIDTH:g}; without a trend "
         f"{widths.DRIFTING_WIDTH:g}"),
        ("AR(1): SD; correlation from year to year", f"half-normal {widths.WANDER_WIDTH:g}; "
         "beta({:g}, {:g})".format(*widths.PERSISTENCE)),
        ("country-specific age-sex effects", f"half-normal {widths.STRUCTURE_WIDTH:g}"),
        ("survey errors beyond sampling, per source type", f"half-normal {widths.SURVEY_WIDTH:g}"),
        ("survey errors beyond sampling, per source type",
         f"half-normal {widths.SET_SURVEY_SCALE:g}"),
        ("surveys' errors, where estimated",
         f"t with {ModelParts.survey_df:g} degrees of freedom"),
        ("crosswalk effects: log of the median; log spread", f"normal, mean log "
         f"{widths.STEP_MEDIAN:g}, SD {widths.STEP_MEDIAN_SPREAD:g}; half-normal "
         f"{widths.STEP_SPREAD_WIDTH:g}"),
    ],
)  # fmt: skip
def test_every_prior_is_that_of_the_table(what, prior):
    assert f"| {what} | {prior} |" in MODEL


def test_adjustments_have_the_spread_that_is_stated_for_them():
    """Their columns are in the spreads of the settings: no other factor stands before them."""
    assert "| adjustments | normal, mean 0, SD as the settings state |" in MODEL
    assert SET_SCALES == {"world": WORLD_SD, "drift": DRIFT_SD, "adjustment": 1.0}


def test_what_is_assumed_where_the_settings_say_nothing_is_on_the_page_and_in_the_settings():
    asked, errors = Asked("child_labour"), ErrorRules()
    assert f"other ages {asked.other_ages_sd:g}; recall {asked.recall_sd:g} per tenfold" in MODEL
    assert asked.other_ages_sd == ModelSettings.other_ages_sd
    assert asked.recall_sd == ModelSettings.recall_sd
    assert ModelParts.knots_every == ModelSettings.knots_every
    for key in ("effective_n", "deff", "fewest_cases"):
        told = re.search(rf"\| `{key}` \|[^|]*\| `([0-9.]+)` \|", SETTINGS)
        assert float(told[1]) == getattr(errors, key)
    assert f"{errors.effective_n:,.0f} effective persons were assumed" in MODEL


def test_validation_draws_and_folds_as_its_settings_say():
    told = re.search(r"\| `draws` \| draws of the scales[^|]*\| `([0-9]+)` \|", SETTINGS)
    assert held_out.Budget.draws == int(told[1])
    told = re.search(r"\| `folds` \|[^|]*\| `([0-9]+)` \|", SETTINGS)
    assert held_out.Budget.folds == int(told[1])


@pytest.mark.parametrize("key", ["chains", "warmup", "draws", "target_acceptance"])
def test_the_sampler_runs_as_its_settings_say(key):
    told = re.search(rf"\| `{key}` \|[^|]*\| `([0-9.]+)` \|", SETTINGS)
    assert float(told[1]) == getattr(Sampler(seed=1), key)


def test_a_region_is_shown_as_the_settings_say_where_nothing_is_asked():
    rule = CoverageRule()
    for key in ("minimum_population_share", "maximum_years_away", "minimum_countries"):
        told = re.search(rf"\| `{key}` \|[^|]*\| `([0-9.]+)` \|", SETTINGS)
        assert float(told[1]) == getattr(rule, key)
    ages = re.search(r"\| `ages` \| cells of the model[^|]*\| `\[\[(\d+), (\d+)\]\]` \|", SETTINGS)
    assert Asked("child_labour").ages == ((int(ages[1]), int(ages[2])),)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (MODEL, f"solved again until no cell moves by {totals.TOLERANCE:.5f}"),
        (MODEL, f"R-hat under {convergence_gate.LARGEST_R_HAT:g} and more than "
         f"{convergence_gate.FEWEST_EFFECTIVE:g} effective draws"),
        (MODEL, f"as many may miss {convergence_gate.LARGEST_R_HAT:g} as would by a chance of one "
         f"in a hundred each (a binomial's {100 * convergence_gate.CONFIDENCE:g} % point), and "
         f"none {convergence_gate.LARGEST_COUNTRY_R_HAT:g}."),
        (VALIDATION, f"with a standard error of {NO_INFORMATION:,.0f} on the log-odds"),
        (VALIDATION, f"are worth fewer than {held_out.FEWEST_EFFECTIVE_DRAWS:g}, the country is"),
        (VALIDATION, f"the middle {100 * predicted.BAND:g} % of how many would be"),
        (VALIDATION, f"a Pareto shape of {importance.LARGEST_SHAPE:g} or more"),
        (VALIDATION, "but set at {:g} and at {:g}, with".format(*sensitivity.SURVEY_ERRORS)),
        (VALIDATION, f"at a level found from {uniformity.ENVELOPE_DRAWS:,} simulated sets (seed "
         f"{uniformity.ENVELOPE_SEED})"),
        (SUMS, f"a multiple of 1/{1 / GRID:,.0f} of a person"),
        (SUMS, f"double precision up to {MOST_PERSONS:,.0f} persons"),
        (SUMS, f"at most {groups.MOST_OF_SMALL:,.0f} people, and at most "
         f"{100 * groups.MOST_OF_ONE_AGE:g} % of them in one year of age"),
        (INPUTS, "a year out of reach ({}-{} unless".format(*REACH)),
        (INPUTS, f"Below {figure_checks.FEWEST_PERSONS:g} a figure that is used is refused"),
        (INPUTS, f"below {figure_checks.FEW_PERSONS:g} it is used, with the warning"),
        (INPUTS, f"by more than rounding ({100 * ROUNDING:.2f} percentage points)"),
        (INPUTS, f"recall {sdg_rows._REFERENCE_WEEK_DAYS:g} days"),
        (INPUTS, f"more than `maximum_years_away` ({covariates.MOST_YEARS_AWAY}) years"),
    ],
)  # fmt: skip
def test_limits_have_the_numbers_of_their_pages(told, sentence):
    assert sentence in told


WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 10: "ten", 12: "twelve"}


@pytest.mark.parametrize(
    ("told", "sentence", "number"),
    [
        (MODEL, "two surveys at most {} years apart", typical_scales.CLOSE_YEARS),
        (MODEL, "{} proposals from sites of twice the variance", paths.PROPOSALS),
        (MODEL, "up to {} standard deviations away", START_SPREAD),
        (MODEL, "go on, up to {} times their length", ROUNDS),
        (MODEL, "at least {} countries, and a fifth", parts.FEWEST_COUNTRIES_WITH_TWO_YEARS),
        (SUMS, "at least {} countries of its sub-region", coverage.FEWEST_NEIGHBOURS),
        (SUMS, "is known of it, within {} years of the stated year", covariates.MOST_YEARS_AWAY),
        (INPUTS, "More than {} years between them is refused", population.WIDEST_GAP),
    ],
)
def test_limits_have_the_numbers_that_their_pages_have_in_words(told, sentence, number):
    assert sentence.format(WORDS[number]) in told


def test_limits_that_pages_tell_as_parts_and_multiples():
    assert "twelve proposals from sites of twice the variance" in MODEL
    assert paths.WIDENED == 2.0
    assert "and a fifth of those with figures, must have two years" in MODEL
    assert parts.SMALLEST_SHARE_WITH_TWO_YEARS == 1 / 5
    assert "as would by a chance of one in a hundred each" in MODEL
    assert convergence_gate.ALLOWED_COUNTRY_SHARE == 1 / 100
    assert "each prior halved and doubled" in VALIDATION
    assert sensitivity.FACTORS == (("halved", 1 / 2), ("doubled", 2.0))
    assert "less than one in a hundred would lie so far off" in page("methods/world-report")
    assert LEAST_TAIL == 1 / 100
    assert "the median share is 1.9 %, 90 % of country shares lie between" in MODEL
    assert LEVELS == (0.05, 1 / 4, 1 / 2, 3 / 4, 0.95)


def test_invented_truths_are_ranked_as_the_page_says():
    asked = {name: one.default for name, one in signature(calibrate).parameters.items()}
    assert f"each truth among {asked['draws']} thinned draws" in VALIDATION
    assert f"chi-square of {WORDS[asked['bins']]} equal bins" in VALIDATION
    assert signature(judge_uniformity).parameters["bins"].default == asked["bins"]
    level = signature(judge_uniformity).parameters["level"].default
    assert f"stays in with probability {level:g}" in VALIDATION
    chance = signature(Calibration.failed).parameters["chance"].default
    assert f"at 1 in {1 / chance:,.0f} shared among all quantities" in VALIDATION


def test_intervals_hold_what_the_page_says_unless_another_level_is_asked_for():
    level = signature(world_estimate).parameters["level"].default
    assert f"({100 * level:g} % unless `level` says otherwise)" in SUMS
    assert (
        f"| `level` | probability inside intervals; from 0.5 to below 1 | `{level:g}` |" in SETTINGS
    )


def test_the_18_items_of_gather_are_numbered_as_in_its_checklist():
    assert "18 items (Stevens and others 2016" in VALIDATION
    assert [item.number for item in ITEMS] == list(range(1, 19))
    for item in ITEMS:
        if item.needs:
            assert f"| `{item.needs}` | {item.number} |" in VALIDATION


@pytest.mark.parametrize(
    "asked",
    [
        FittedMeasure,
        adjusted_shares,
        carried_forward,
        exercises.leave_out_countries,
        exercises.leave_out_last_surveys,
        exercises.leave_out_source_types,
        scored_rows,
        sensitivity.prior_sensitivity,
        sensitivity.survey_error_rows,
        survey_influence,
    ],
)
def test_where_no_definition_is_named_it_is_the_innermost(asked):
    """Definition 0 of a model, which every other measure of the model counts all persons of."""
    assert "whose definition 0 is the innermost" in MODEL
    assert signature(asked).parameters["definition"].default == 0
