"""The tables that `combine` gives: estimates of places, changes, inputs as fitted, validation.

They are what the world report reads. A place is a country, a sub-region, a region, an
overlapping group of countries, or the world. `value` is the mean of the draws, so that parts add
up to wholes in what is printed too; `median` stands beside it, for the draws can be skewed.
"""

from collections.abc import Sequence

from measure87.vocabulary.columns.table import Column, Table
from measure87.vocabulary.published_figures import PUBLISHED_FIGURES, SEXES

type Cell = str | int | float | Sequence[float] | None
"""What stands in a column of a row; draws are a list."""

PLACE_KINDS = (
    ("world", "All countries of the estimate"),
    ("region", "Region"),
    ("subregion", "Sub-region"),
    ("group", "Group of countries"),
    ("country", "Country"),
)

BASES = (
    ("own_figures", "Own figures, and what other countries say of them"),
    ("borrowed", "No figures of its own: from its region and what is known of it"),
    ("sum", "Sum over countries"),
)

STATISTICS = (("share", "Share of the population"), ("persons", "Number of persons"))

QUANTITIES = (
    ("share", "Share of the population in the last year"),
    ("persons", "Number of persons in the last year"),
    ("change_in_share", "Change of the share"),
    ("change_in_persons", "Change of the number of persons"),
    ("from_population", "Part of the change in persons: more or fewer people"),
    ("from_composition", "Part: the structure by country, sex and age changed"),
    ("from_prevalence", "Part: shares within countries, sexes and ages changed"),
    ("annual_rate_of_reduction", "Yearly rate of reduction of the share; negative is a rise"),
    ("required_rate", "Yearly rate of reduction needed to reach the target"),
    ("acceleration", "Needed rate as a multiple of the estimated one"),
    ("chance_of_target", "Probability that the target is reached at the estimated rate"),
)
"""What a row of changes is about. Rates are per year: 0.05 is five per cent of the share."""

SCENARIOS = (
    ("constant_share", "Every country, sex and age keeps its share"),
    ("same_rate", "The place's share goes on as it did between the two years"),
    ("required_rate", "The place reaches the target at a steady rate"),
)
"""Projections that have a name of their own; those of a stated rate have the user's names."""

_WHO = (
    Column("measure", "code", "which measure, such as child_labour_sdg_a", required=True),
    Column("place_kind", "code", "what kind of place", levels=PLACE_KINDS, required=True),
    Column("place", "code", "ISO 3166-1 alpha-3, region, or WORLD for all", required=True),
    Column(
        "place_name",
        "code",
        "English name; of a sum that lacks countries of its place with how many it has",
        required=True,
    ),
    Column("region", "code", "code of the region that it lies in; empty for regions and world"),
    Column("sex", "code", "whom it is about", levels=SEXES, required=True),
    Column("age_from", "integer", "youngest age", unit="completed years", required=True),
    Column("age_to", "integer", "oldest age, empty is open", unit="completed years"),
)

COMBINED_ESTIMATES = Table(
    "combined_estimates",
    "one estimate of one place, year, sex, age and statistic",
    (
        *_WHO[:5],
        Column("year", "integer", "calendar year", required=True),
        *_WHO[5:],
        Column("statistic", "code", "share or number", levels=STATISTICS, required=True),
        Column("value", "number", "mean of the draws: 0 to 1, or persons"),
        Column("median", "number", "median of the draws"),
        Column("se", "number", "standard deviation of the draws"),
        Column("lower", "number", "lower limit of the interval with equal tails"),
        Column("upper", "number", "upper limit"),
        Column("level", "number", "probability between the limits, 0 to 1"),
        Column(
            "new_survey_lower",
            "number",
            "of a country's share: lower limit of what a new survey would find, errors included",
        ),
        Column("new_survey_upper", "number", "upper limit of the same"),
        Column("published", "number", "of a country's share: its own figure of the nearest year"),
        Column("published_year", "integer", "year of that figure"),
        Column(
            "expected_without",
            "number",
            "what such a figure would be expected to be without any figure of the country",
        ),
        Column(
            "why_differs",
            "code",
            "why estimate and figure differ, with blanks between",
        ),
        Column("basis", "code", "what it rests on", levels=BASES, required=True),
        Column("population", "number", "people of that sex and age", unit="persons"),
        Column("n_figures", "integer", "published figures of the place that were used"),
        Column("n_countries_with_figures", "integer", "countries behind it that have figures"),
        Column("latest_figure", "integer", "year of the latest of these figures"),
        Column(
            "coverage",
            "number",
            "share of its population in countries with figures, 0 to 1; empty is unknown",
        ),
        Column("n_countries", "integer", "countries in the sum; empty for a country"),
        Column("n_countries_missing", "integer", "countries of the place that are not in the sum"),
        Column(
            "n_countries_without_population",
            "integer",
            "those of them that the population file does not have",
        ),
        Column(
            "population_missing",
            "number",
            "people of that sex and age in the missing ones that the file has; empty is unknown",
            unit="persons",
        ),
        Column("flags", "code", "what to know of it, with blanks between"),
    ),
)
"""Rows that may not be published are not in the table: they are in `refused`, with the reason."""

COMBINED_CHANGES = Table(
    "combined_changes",
    "the change of one place, sex and age between two years",
    (
        *_WHO,
        Column("from_year", "integer", "first year", required=True),
        Column("to_year", "integer", "last year; later than the draws in a projection"),
        Column("quantity", "code", "what changed, or rate", levels=QUANTITIES, required=True),
        Column("scenario", "code", "which projection or target; empty for what was estimated"),
        Column("value", "number", "mean of the draws; of rates and multiples the median"),
        Column("lower", "number", "lower limit"),
        Column("upper", "number", "upper limit"),
        Column("level", "number", "probability between the limits, 0 to 1"),
        Column("probability_of_decline", "number", "share of draws that fall, 0 to 1"),
        Column("flags", "code", "what to know of it, with blanks between"),
    ),
)
"""What a scenario decides has no probability of decline: flags `share-held-constant` and
`direction-assumed`."""

COMBINED_REFUSALS = Table(
    "combined_refusals",
    "what may not be published of one place, with the reason",
    (
        Column("measure", "code", "which measure", required=True),
        Column("place_kind", "code", "what kind of place", levels=PLACE_KINDS, required=True),
        Column("place", "code", "ISO 3166-1 alpha-3, region, or WORLD for all", required=True),
        Column("year", "integer", "calendar year that is refused, or that refuses a quantity"),
        Column("sex", "code", "whom it is about; empty is everybody", levels=SEXES),
        Column("age_from", "integer", "youngest age; empty is all ages", unit="completed years"),
        Column("age_to", "integer", "oldest age", unit="completed years"),
        Column("statistic", "code", "share, persons, or a quantity of changes; empty is all"),
        Column("code", "code", "short name of the reason", required=True),
        Column("text", "code", "the reason in words", required=True),
    ),
)

FITTED_FIGURES = Table(
    "fitted_figures",
    "one published figure, and what the model makes of it",
    (
        *PUBLISHED_FIGURES.columns,
        Column("serves", "code", "the measure that is estimated from it; empty is its own"),
        Column("assumed_se", "number", "standard error that the model used, of the share"),
        Column("assumed", "code", "where that comes from: published, n, or assumed"),
        Column("adjusted", "number", "the figure brought to the measure that is estimated"),
        Column("fitted", "number", "what the model says of the place, year, sex and age"),
        Column("fitted_lower", "number", "lower limit"),
        Column("fitted_upper", "number", "upper limit"),
        Column("left_out_expected", "number", "what it says without any figure of the country"),
        Column("left_out_lower", "number", "lower limit for the figure, its own error included"),
        Column("left_out_upper", "number", "upper limit"),
        Column("left_out_tail", "number", "probability of a figure so far off from it, two-sided"),
        Column("differs_by", "code", "what sets it apart from the estimate, with blanks between"),
        Column("outlier", "code", "far off from what others or its country's own lead to expect"),
    ),
)

VALIDATION_SCORES = Table(
    "validation_scores",
    "one method's score in one exercise",
    (
        Column("measure", "code", "which measure; empty where there is one"),
        Column("exercise", "code", "what was left out: countries, last_surveys, sources"),
        Column("method", "code", "the model, or a baseline"),
        Column("n", "integer", "figures predicted"),
        Column("rmse_logit", "number", "root mean squared error, log-odds"),
        Column("bias_logit", "number", "mean of predicted less published, log-odds"),
        Column("mae_share", "number", "mean absolute error, share"),
        Column("level", "number", "level of the intervals whose coverage is counted"),
        Column("covered", "integer", "figures inside their intervals"),
        Column("band_from", "integer", "fewest to be expected of right intervals (95 %)"),
        Column("band_to", "integer", "most"),
        Column("crps_logit", "number", "continuous ranked probability score, log-odds"),
        Column("log_score", "number", "mean log density, log-odds; of counts log probability"),
    ),
)

MOVE_METHODS = (
    ("reweighted", "Draws weighted anew"),
    ("redrawn", "Drawn anew given the scales, these weighted anew"),
    ("another_run", "Comparison of two runs"),
)

WHAT_MOVES = Table(
    "what_moves",
    "one estimate before and after one assumption or input was changed",
    (
        Column("measure", "code", "which measure", required=True),
        Column("changed", "code", "prior, survey or setting that was changed", required=True),
        Column("setting", "code", "what was done to it: halved, doubled, left_out", required=True),
        Column("place", "code", "ISO 3166-1 alpha-3, region, or WORLD for all", required=True),
        Column("year", "integer", "calendar year", required=True),
        Column("before", "number", "mean of the draws, share 0 to 1 (or persons)"),
        Column("after", "number", "the same after the change"),
        Column("width_before", "number", "upper less lower limit"),
        Column("width_after", "number", "the same after the change"),
        Column("how", "code", "how it was found", levels=MOVE_METHODS, required=True),
        Column("pareto_k", "number", "shape of the largest weights; from 0.7 not to be trusted"),
        Column("effective_draws", "number", "what the weighted draws are worth"),
        Column("flags", "code", "what to know of it, with blanks between"),
    ),
)
