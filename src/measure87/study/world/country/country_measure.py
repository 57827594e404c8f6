"""What came of one measure of a country's own series."""

from dataclasses import dataclass

import polars as pl

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.release import CountryPaths
from measure87.numerics.arrays import FloatArray
from measure87.study.world.measure_settings import MeasureSettings


@dataclass(frozen=True)
class CountryMeasure:
    """What came of one measure.

    Attributes
    ----------
    settings : MeasureSettings
    asked : Asked
        What its model was asked for, together with the measures that contain one another.
    years : tuple of int
    before : int
        How many figures the run had.
    now : ModelFigures
        Those that are used now.
    paths : CountryPaths
        Of its model.
    share : (draws, years, sexes, ages)
        Of the measure.
    estimates : DataFrame
        Rows of `COMBINED_ESTIMATES`.
    """

    settings: MeasureSettings
    asked: Asked
    years: tuple[int, ...]
    before: int
    now: ModelFigures
    paths: CountryPaths
    share: FloatArray
    estimates: pl.DataFrame
