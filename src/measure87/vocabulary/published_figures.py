"""The tables that `combine` works from: published figures, populations, covariates, pairs.

A published figure is somebody else's estimate, or one of ours after release. What a figure does
not come with (a standard error, a sample size) stays empty here: it is for the model to say what
it assumes about it, in the open.
"""

from measure87.vocabulary.columns.table import Column, Table

SEXES = (("both", "Both sexes"), ("female", "Female"), ("male", "Male"))

SOURCE_TYPES = (
    ("child_labour_survey", "Survey on child labour"),
    ("mics", "Multiple Indicator Cluster Survey"),
    ("dhs", "Demographic and Health Survey"),
    ("labour_force_survey", "Labour force survey"),
    ("household_survey", "Other household survey"),
    ("census", "Population census"),
    ("forced_labour_survey", "Survey on forced labour"),
    ("lists", "Estimate from overlapping lists"),
    ("scale_up", "Network scale-up"),
    ("administrative", "Administrative records"),
    ("modelled", "Estimate of a model"),
    ("unknown", "Not stated"),
)
"""Kinds of source, each with an error of its own in the model."""

PUBLISHED_FIGURES = Table(
    "published_figures",
    "one published figure",
    (
        Column("country", "code", "ISO 3166-1 alpha-3", required=True),
        Column("year", "integer", "year that the figure is about", required=True),
        Column("sex", "code", "whom it is about", levels=SEXES, required=True),
        Column("age_from", "integer", "youngest age", unit="completed years"),
        Column("age_to", "integer", "oldest age, empty is open", unit="completed years"),
        Column("definition", "code", "whose definition, such as child_labour/sdg_8_7_1"),
        Column("measure", "code", "which measure of it, such as child_labour_sdg_a", required=True),
        Column("source_type", "code", "kind of source", levels=SOURCE_TYPES, required=True),
        Column("source", "code", "survey or publication, as the publisher names it"),
        Column("origin", "code", "where the figure was taken from", required=True),
        Column("recall_days", "number", "length of the reference period", unit="days"),
        Column("estimate", "number", "share of the population of that sex and age, 0 to 1"),
        Column("se", "number", "standard error of the share, as published"),
        Column("n", "number", "persons in the sample", unit="persons"),
        Column("deff", "number", "design effect"),
        Column("marks", "code", "footnote marks, with blanks between"),
        Column("note", "code", "what the publisher says about comparability"),
        Column("included", "code", "whether the model may use it", required=True),
        Column("reason", "code", "why it is left out; empty where it is used"),
    ),
)

POPULATION_COUNTS = Table(
    "population_counts",
    "a country's people of one sex and age group in one year",
    (
        Column("country", "code", "ISO 3166-1 alpha-3", required=True),
        Column("year", "integer", "year, middle", required=True),
        Column("sex", "code", "sex", levels=SEXES, required=True),
        Column("age_from", "integer", "youngest age", unit="completed years", required=True),
        Column("age_to", "integer", "oldest age, empty is open", unit="completed years"),
        Column("persons", "number", "people", unit="persons", required=True),
    ),
)

COVARIATE_VALUES = Table(
    "covariate_values",
    "one value of one covariate",
    (
        Column("country", "code", "ISO 3166-1 alpha-3", required=True),
        Column("year", "integer", "year that the value is about", required=True),
        Column("covariate", "code", "name", required=True),
        Column("value", "number", "in the covariate's own unit", required=True),
        Column("vintage", "code", "edition or day of the download, as the user declares it"),
        Column("source", "code", "publisher and series"),
    ),
)

CROSSWALK_PAIRS = Table(
    "crosswalk_pairs",
    "one country, year, sex and age that has a figure on each of two measures",
    (
        Column("country", "code", "ISO 3166-1 alpha-3", required=True),
        Column("year", "integer", "year", required=True),
        Column("sex", "code", "sex", levels=SEXES, required=True),
        Column("age_from", "integer", "youngest age", unit="completed years"),
        Column("age_to", "integer", "oldest age", unit="completed years"),
        Column("first", "number", "share on the first measure", required=True),
        Column("second", "number", "share on the second measure", required=True),
        Column("log_odds_difference", "number", "logit of second less first", required=True),
    ),
)
