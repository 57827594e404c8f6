"""A population of which everything is known, to draw planned samples from.

Units are what a survey visits in a cluster: persons, or households with their members. A unit
may have nobody who counts, as a household without an eligible child.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Population:
    """Units cluster by cluster; every field of units is (units,), of clusters (clusters,).

    Attributes
    ----------
    persons, cases : persons of a unit who count, and of them those with the outcome
    first, size : first unit of a cluster, and how many it has
    stratum : of a cluster, counted from 0
    """

    persons: IntArray
    cases: IntArray
    first: IntArray
    size: IntArray
    stratum: IntArray

    @property
    def strata(self) -> int:
        """How many there are."""
        return int(self.stratum.max()) + 1

    @property
    def prevalence(self) -> float:
        """Share of persons with the outcome."""
        return float(self.cases.sum() / self.persons.sum())

    def in_clusters(self, values: IntArray) -> FloatArray:
        """Sums over the units of each cluster."""
        return np.asarray(np.add.reduceat(values, self.first), dtype=np.float64)

    @property
    def icc(self) -> float:
        """Correlation of two persons of different units of a cluster, within strata.

        Clusters count by their units, as they do when drawn with chances in proportion to them.
        """
        weight = self.size / self.size.sum()
        persons, cases = self.in_clusters(self.persons), self.in_clusters(self.cases)
        pairs = persons**2 - self.in_clusters(self.persons**2)
        both = cases**2 - self.in_clusters(self.cases**2)
        known = pairs > 0.0
        together = np.sum((weight * both)[known] / pairs[known]) / weight[known].sum()
        people = np.bincount(self.stratum, persons)
        share = np.bincount(self.stratum, cases) / np.maximum(people, 1.0)
        apart = float(people @ share**2 / people.sum())
        p = self.prevalence
        return float(np.clip((together - apart) / (p * (1.0 - p)), 0.0, 1.0))

    @property
    def icc_unit(self) -> float:
        """Correlation of two persons of one unit; 0 where no unit has two."""
        pairs = self.persons**2 - self.persons
        if not pairs.any():
            return 0.0
        together = float((self.cases**2 - self.cases).sum() / pairs.sum())
        p = self.prevalence
        return float(np.clip((together - p**2) / (p * (1.0 - p)), 0.0, 1.0))

    def units_percent(self) -> dict[str, float]:
        """Units by number of persons who count, in percent, as a plan states them."""
        numbers, counts = np.unique(self.persons, return_counts=True)
        return {
            str(number): 100.0 * count / self.persons.size
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        }


def population_of(
    cluster: IntArray, outcome: FloatArray, stratum: IntArray | None, unit: IntArray | None
) -> Population:
    """A population from its table of persons.

    Parameters
    ----------
    cluster : (persons,) int
        Codes from 0, without gaps.
    outcome : (persons,) float
        1 with the outcome, 0 without, NaN for persons who do not count.
    stratum : (persons,) int or None
        Codes from 0; none is one stratum.
    unit : (persons,) int or None
        Codes of households; none visits persons one by one.

    Raises
    ------
    DataError
        If nobody counts, nobody or everybody has the outcome, or a unit lies in two clusters, or
        a cluster in two strata.
    """
    places = np.zeros_like(cluster) if stratum is None else stratum
    units = np.arange(cluster.size) if unit is None else unit
    counts = np.isfinite(outcome)
    if not counts.any():
        raise _fault("nobody in the population counts", "give an outcome of 0 and 1")
    if set(np.unique(outcome[counts])) - {0.0, 1.0}:
        raise _fault("the outcome has other values than 0 and 1", "give 1, 0, or nothing")
    order = np.lexsort((units, cluster))
    key = np.column_stack([cluster, units])[order]
    begins = np.flatnonzero(np.r_[True, np.any(np.diff(key, axis=0) != 0, axis=1)])
    if np.unique(units).size < begins.size:
        raise _fault("a household lies in two clusters", "give every household a code of its own")
    persons = np.add.reduceat(counts[order].astype(np.int64), begins)
    cases = np.add.reduceat(np.nan_to_num(outcome)[order].astype(np.int64), begins)
    first = np.flatnonzero(np.r_[True, np.diff(key[begins, 0]) != 0])
    low, high = (end.reduceat(places[order], begins[first]) for end in (np.minimum, np.maximum))
    if (low != high).any():
        raise _fault("a cluster lies in two strata", "give every cluster a code of its own")
    if cases.sum() in (0, persons.sum()):
        raise _fault("nobody or everybody in the population has the outcome", "name another")
    return Population(persons, cases, first, np.diff(np.r_[first, begins.size]), low)


def _fault(text: str, hint: str) -> DataError:
    return DataError(text, code="population", hint=hint)
