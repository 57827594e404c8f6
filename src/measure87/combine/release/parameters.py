"""What a run releases of its model besides draws: content of `parameters.json`."""

from collections.abc import Mapping
from typing import Any

from measure87.combine.model.parts import ModelParts
from measure87.vocabulary.releases.common import Declared

SCHEMA = 1


class Layout(Declared, frozen=True, kw_only=True):
    """Codes and columns of one measure's model in one run, whatever holds its covariates.

    Attributes
    ----------
    figure_years
        First and last year of the run's figures: a trend bends between them.
    source_types, adjustments
        Names by code.
    columns
        Groups of the shared coefficients in their order, and how many each has.
    sexes, ages
        How many.
    surveys_far_off
        Whether surveys' errors have heavy tails: they were estimated.
    subregion, region
        Code of each country's sub-region, and of each sub-region's region.
    """

    figure_years: tuple[int, int]
    source_types: tuple[str, ...]
    adjustments: tuple[str, ...]
    adjustment_sd: tuple[float, ...]
    columns: tuple[tuple[str, int], ...]
    sexes: int
    ages: int
    surveys_far_off: bool
    countries: tuple[str, ...]
    subregion: tuple[int, ...]
    region: tuple[int, ...]
    parts: ModelParts


class StatedLayout(Layout, frozen=True, kw_only=True):
    """A layout as the parameters file has it: a `RunLayout` with numbers in lists.

    Attributes
    ----------
    covariates : by country, in the order of `countries`
    covariate_covariance : of countries that have any, by code
    """

    covariates: list[list[float]]
    covariate_covariance: Mapping[str, list[list[float]]]


class MeasureParameters(Declared, frozen=True, kw_only=True):
    """How many draws of one measure are released, the shape of one of each name, and their columns.

    An empty shape is a single number.
    """

    draws: int
    shapes: Mapping[str, list[int]]
    layout: StatedLayout


class Parameters(Declared, frozen=True, kw_only=True):
    """Content of `parameters.json`.

    Attributes
    ----------
    measure87 : version of the program
    settings : those by which figures become figures of the model, as the user wrote them
    split : how age groups of a population were split
    without : measures that have no parameters, and the code of the reason
    """

    schema: int
    measure87: str
    settings: dict[str, Any]
    split: str
    measures: Mapping[str, MeasureParameters]
    without: Mapping[str, str]
