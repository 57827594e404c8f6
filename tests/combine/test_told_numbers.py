"""Numbers that are ours, and that pages tell: what a page says is what the program has."""

from pathlib import Path

import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.aggregation.coverage import FEWEST_NEIGHBOURS, CoverageRule
from measure87.combine.aggregation.groups import MOST_OF_ONE_AGE, MOST_OF_SMALL
from measure87.combine.estimation.figure_rows import LEAST_TAIL
from measure87.combine.estimation.fitting import ROUNDS
from measure87.combine.inputs.figure_checks import FEWEST_PERSONS
from measure87.combine.inputs.figure_table import REACH
from measure87.combine.inputs.population import WIDEST_GAP
from measure87.combine.inputs.same_figure import ROUNDING
from measure87.combine.model.convergence_gate import (
    ALLOWED_COUNTRY_SHARE,
    CONFIDENCE,
    FEWEST_EFFECTIVE,
    LARGEST_COUNTRY_R_HAT,
    LARGEST_R_HAT,
)
from measure87.combine.model.parts import (
    FEWEST_COUNTRIES_WITH_TWO_YEARS,
    SMALLEST_SHARE_WITH_TWO_YEARS,
    ModelParts,
)
from measure87.combine.model.paths import PROPOSALS, WIDENED
from measure87.combine.model.typical_scales import CLOSE_YEARS, SET_SURVEY_SCALE
from measure87.combine.release.conditional import FEWEST_EFFECTIVE as FEWEST_OF_RELEASE
from measure87.combine.validation.sensitivity import SURVEY_ERRORS

PAGES = Path(__file__).parents[2] / "docs"
RULE = CoverageRule()
STATED = ModelParts(2015, (2015, 2015))
TOLD = [
    ("world-model", "rank-normalised R-hat under 1.01 and more than 400 effective draws",
     (LARGEST_R_HAT, FEWEST_EFFECTIVE), (1.01, 400)),
    ("world-model", "would by a chance of one in a hundred each (a binomial's 99 % point), and "
     "none 1.05", (ALLOWED_COUNTRY_SHARE, CONFIDENCE, LARGEST_COUNTRY_R_HAT), (0.01, 0.99, 1.05)),
    ("world-model", "at least ten countries, and a fifth of those with figures, must have two "
     "years or more", (FEWEST_COUNTRIES_WITH_TWO_YEARS, SMALLEST_SHARE_WITH_TWO_YEARS), (10, 0.2)),
    ("world-model", "twelve proposals from sites of twice the variance", (PROPOSALS, WIDENED),
     (12, 2)),
    ("world-model", "t with 4 degrees of freedom, scale half-normal 1.0", (STATED.tail_df,), (4,)),
    ("world-model", "half-normal of width 0.35, t with 4 degrees of freedom",
     (STATED.survey_df,), (4,)),
    ("world-model", "is fitted anew at 0.1 and at 0.5", SURVEY_ERRORS, (0.1, 0.5)),
    ("world-model", "**Set at 0.35** otherwise", (SET_SURVEY_SCALE,), (0.35,)),
    ("world-model", "two surveys at most three years apart", (CLOSE_YEARS,), (3,)),
    ("world-aggregation", "no more than ten years from the estimate's year, hold at least half of "
     "its people", (RULE.maximum_years_away, RULE.minimum_population_share), (10, 0.5)),
    ("world-aggregation", "at least three countries of its sub-region", (FEWEST_NEIGHBOURS,), (3,)),
    ("world-aggregation", "at most 110,000 people, and at most 3 % of them in one year of age",
     (MOST_OF_SMALL, MOST_OF_ONE_AGE), (110_000, 0.03)),
    ("world-inputs", "a year out of reach (1970-2035 unless you say otherwise)", REACH,
     (1970, 2035)),
    ("world-inputs", "or that of fewer than ten persons", (FEWEST_PERSONS,), (10,)),
    ("world-inputs", "disagree by more than rounding (0.05 percentage points)", (ROUNDING,),
     (0.0005,)),
    ("world-inputs", "More than five years between them is refused", (WIDEST_GAP,), (5,)),
    ("world-report", "less than one in a hundred would lie so", (LEAST_TAIL,), (0.01,)),
    ("../reference/combine", "chains that have not converged go on, up to four times as many",
     (ROUNDS,), (4,)),
    ("../reference/combine", "the weighted draws are worth fewer than 100", (FEWEST_OF_RELEASE,),
     (100,)),
]  # fmt: skip


@pytest.mark.parametrize(("page", "sentence", "numbers", "told"), TOLD)
def test_what_a_page_says_is_what_the_program_has(page, sentence, numbers, told):
    text = " ".join((PAGES / "methods" / f"{page}.md").read_text("utf-8").split())
    assert sentence in text
    assert tuple(numbers) == told


@pytest.mark.parametrize(
    ("setting", "number"),
    [("other_ages_sd", Asked("m").other_ages_sd), ("recall_sd", Asked("m").recall_sd),
     ("effective_n", ErrorRules().effective_n), ("deff", ErrorRules().deff),
     ("fewest_cases", ErrorRules().fewest_cases), ("knots_every", STATED.knots_every)],
)  # fmt: skip
def test_what_is_assumed_without_a_setting_is_what_the_reference_says(setting, number):
    lines = (PAGES / "reference" / "combine.md").read_text("utf-8").splitlines()
    told = {line.split("|")[-2].strip() for line in lines if line.startswith(f"| `{setting}` |")}
    assert f"`{number:g}`" in told
    assert Asked("m").ages == ((5, 17),)
