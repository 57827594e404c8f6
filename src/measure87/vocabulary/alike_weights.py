"""Weights that are alike for everybody in a class: what a reader can then add up.

Where every person of a region has the same weight, each weighted figure of a group is a sum of
its counts by region, times numbers that the reader knows. The disclosure gate counts with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FigureKey = tuple[str, str, int, str]
"""Name, definition (or nothing), which sample (0 unless several give one measure), statistic."""


@dataclass(frozen=True)
class WeightClass:
    """Persons of one weight.

    Attributes
    ----------
    group
        Variable to code, one of each variable by which weights are alike.
    least, most
        Weight of any person in it, above 0; the same but for persons of whom the code is missing.
    """

    group: Mapping[str, str]
    least: float
    most: float


@dataclass(frozen=True)
class AlikeWeights:
    """Classes that together are everybody, within each of which weights are alike.

    Attributes
    ----------
    variables
        By which they are alike: one, or several crossed.
    classes
        Every class with somebody in it.
    figures
        What was estimated with these weights.
    spreads_unknown
        Whether a total is the proportion times all persons who were asked; otherwise it is
        of those whose answer is known.
    """

    variables: tuple[str, ...]
    classes: tuple[WeightClass, ...]
    figures: frozenset[FigureKey]
    spreads_unknown: bool = False
