"""Weights that meet known numbers of the population."""

from measure87.estimate.weighting.benchmark import Benchmark, Margin, Range
from measure87.estimate.weighting.calibration import Calibrated, calibrate, outside_benchmark
from measure87.estimate.weighting.population_table import (
    population_variables,
    range_variables,
    read_population,
)

__all__ = [
    "Benchmark",
    "Calibrated",
    "Margin",
    "Range",
    "calibrate",
    "outside_benchmark",
    "population_variables",
    "range_variables",
    "read_population",
]
