"""Why the number of persons changed: more people, other people, or another share of them.

With N persons among P people, the share is N / P = sum over cells of w p, where a cell is one
sex and age of one country, w its part of the people and p its share. Then exactly

    N1 - N0 =  mean(N/P) (P1 - P0)                    more or fewer people
             + mean(P) sum of mean(p) (w1 - w0)       people moved between cells
             + mean(P) sum of mean(w) (p1 - p0)       shares within cells changed

with means of the two years: no order of the years or of the parts is preferred. In a place of one
cell the second part is 0. Parts of a region are not sums of its countries' parts: that one country
grows faster than another is growth in each of them and composition in the region.

Source: Kitagawa (1955), J. Am. Stat. Assoc. 50, 1168-1194, for the last two parts of a difference
of rates; not read in print.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.aggregation.sums import on_grid
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class ChangeParts:
    """Parts of the change of persons, (draws, sexes, ages); they add up to it to the last bit."""

    total: FloatArray
    population: FloatArray
    composition: FloatArray
    prevalence: FloatArray


def change_parts(
    persons: FloatArray,
    people: FloatArray,
    cell_share: FloatArray,
    cell_people: FloatArray,
    parts: FloatArray,
) -> ChangeParts:
    """Decompose the change of persons between two years, in every draw.

    Parameters
    ----------
    persons : (draws, 2, margin sexes, margin ages), persons, on the grid
    people : (2, margin sexes, margin ages), persons
    cell_share : (draws, countries, 2, sexes, ages), 0 to 1
    cell_people : (countries, 2, sexes, ages), persons
    parts : (margin sexes, margin ages, sexes, ages)
        Which cells a margin is made of, as `cells_of_margin`.

    Notes
    -----
    The first two parts are put on the grid of persons and the third is what remains, so that the
    sum is exact; it differs from its formula by less than a hundred-thousandth of a person for
    each cell. Margins without people in one of the years are for the caller to refuse.
    """
    known = np.all(people > 0, axis=0)
    rate = np.divide(persons, people, out=np.zeros_like(persons), where=people > 0)
    total = persons[:, 1] - persons[:, 0]
    population = on_grid(rate.mean(axis=1) * (people[1] - people[0])) * known
    moved = _moved(people, cell_people, parts) * people.mean(axis=0)
    middle = cell_share.mean(axis=2)
    composition = on_grid(np.tensordot(middle, moved, axes=3)) * known
    return ChangeParts(total, population, composition, total - population - composition)


def _moved(people: FloatArray, cell_people: FloatArray, parts: FloatArray) -> FloatArray:
    """(countries, sexes, ages, margin sexes, margin ages): change of each cell's part."""
    weights = []
    for year in (0, 1):
        of_margin = np.einsum("csa,ijsa->csaij", cell_people[:, year], parts)
        weights.append(
            np.divide(of_margin, people[year], out=np.zeros_like(of_margin), where=people[year] > 0)
        )
    return np.asarray(weights[1] - weights[0], dtype=np.float64)
