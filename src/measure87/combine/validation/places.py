"""Shares of places out of draws of countries: the sums that a change is looked at in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.validation.importance import Weights, weighted_quantile
from measure87.combine.validation.scores import LEVEL
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import WHAT_MOVES, Cell
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Places:
    """Places of one year whose shares are followed.

    Attributes
    ----------
    measure : str
    names : (places,)
        WORLD, codes of regions, ISO3 of countries.
    year : int
        Calendar year.
    year_index : int
        Its place among the years that are drawn.
    weights : (places, countries, sexes, ages)
        Share of each place's population in each cell; they add to 1 within a place.
    """

    measure: str
    names: tuple[str, ...]
    year: int
    year_index: int
    weights: FloatArray

    def shares(self, share: FloatArray) -> FloatArray:
        """(draws, places) of shares (draws, countries, years, sexes, ages)."""
        return np.asarray(np.einsum("dksa,pksa->dp", share[:, :, self.year_index], self.weights))


def places_of(
    measure: str,
    year: int,
    year_index: int,
    population: FloatArray,
    members: Sequence[tuple[str, Sequence[int]]],
) -> Places:
    """Places as sets of countries, weighted by population.

    Parameters
    ----------
    population : (countries, sexes, ages)
        Persons of that year.
    members
        Name of each place and the countries that it has, as places in the first axis.

    Raises
    ------
    DataError
        For a place without countries or without people.
    """
    weights = np.zeros((len(members), *population.shape))
    for i, (name, countries) in enumerate(members):
        which = list(countries)
        total = population[which].sum() if which else 0.0
        if not total > 0.0:
            raise DataError(f"{name} has no people in {year}", code="no-population", where=name)
        weights[i, which] = population[which] / total
    return Places(measure, tuple(name for name, _ in members), year, year_index, weights)


def move_rows(
    places: Places,
    changed: str,
    setting: str,
    how: str,
    before: FloatArray,
    after: FloatArray,
    weights: Weights,
    level: float = LEVEL,
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`: (draws, places) before, and after with the draws' weights."""
    chance = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    equal = np.full(len(before), 1.0 / len(before))
    rows: list[dict[str, Cell]] = []
    for i, name in enumerate(places.names):
        old, new = before[:, i], after[:, i]
        row: dict[str, Cell] = {
            "measure": places.measure,
            "changed": changed,
            "setting": setting,
            "place": name,
            "year": places.year,
            "before": float(old.mean()),
            "after": float(weights.weight @ new),
            "width_before": _width(old, equal, chance),
            "width_after": _width(new, weights.weight, chance),
            "how": how,
            "pareto_k": weights.shape if np.isfinite(weights.shape) else None,
            "effective_draws": weights.effective_draws,
            "flags": "" if weights.usable else "unreliable",
        }
        rows.append({column: row[column] for column in WHAT_MOVES.names})
    return rows


def _width(values: FloatArray, weight: FloatArray, chance: tuple[float, float]) -> float:
    low, high = (weighted_quantile(values, weight, one) for one in chance)
    return high - low
