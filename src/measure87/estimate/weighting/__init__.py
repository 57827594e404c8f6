"""Weights: by the steps of a recipe, and so that they meet known numbers of the population."""

from typing import TYPE_CHECKING

from measure87.vocabulary.names_when_used import names_when_used

if TYPE_CHECKING:
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

_HOMES = {
    "Benchmark": "benchmark",
    "Calibrated": "calibration",
    "Margin": "benchmark",
    "PreparedRecipe": "prepared",
    "Range": "benchmark",
    "Recipe": "recipe",
    "RecipeFault": "fault",
    "RecipeRun": "prepared",
    "StepTable": "cell_stage",
    "calibrate": "calibration",
    "outside_benchmark": "calibration",
    "population_variables": "population_table",
    "prepare_recipe": "prepared",
    "range_variables": "population_table",
    "read_population": "population_table",
    "read_recipe": "recipe",
}
"""Public name to the module that has it."""

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

__getattr__ = names_when_used(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
