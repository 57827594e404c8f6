"""Weights: by the steps of a recipe, and so that they meet known numbers of the population."""

from measure87.estimate.weighting.benchmark import Benchmark, Margin, Range
from measure87.estimate.weighting.calibration import Calibrated, calibrate, outside_benchmark
from measure87.estimate.weighting.cell_stage import StepTable
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.population_table import (
    population_variables,
    range_variables,
    read_population,
)
from measure87.estimate.weighting.prepared import PreparedRecipe, RecipeRun, prepare_recipe
from measure87.estimate.weighting.recipe import Recipe, read_recipe

__all__ = [
    "Benchmark",
    "Calibrated",
    "Margin",
    "PreparedRecipe",
    "Range",
    "Recipe",
    "RecipeFault",
    "RecipeRun",
    "StepTable",
    "calibrate",
    "outside_benchmark",
    "population_variables",
    "prepare_recipe",
    "range_variables",
    "read_population",
    "read_recipe",
]
