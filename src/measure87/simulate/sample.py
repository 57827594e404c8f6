"""The sample: a stratified two-stage draw of households, and one child of each.

First stage: enumeration areas, systematically with probability proportional to the
frame's count of households, in each stratum apart. The allocation follows the square
root of a stratum's size, so weights differ between strata. Second stage: 20 households at
random from an up-to-date list. All members answer the forced-labour module; of the
children aged 5 to 17 one is drawn at random for the child labour module. A share of those
interviews is not completed, and the weights of the others in the stratum make up for it.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, IntArray
from measure87.simulate.places import EnumerationAreas
from measure87.simulate.population import Population
from measure87.vocabulary.errors import UsageError

HOUSEHOLDS_PER_CLUSTER = 20
LEAST_PERSONS = 2_000
"""Fewer would leave strata with one cluster."""

COMPLETED, NOT_AT_HOME, REFUSED, PARTLY, INCAPACITATED = 1, 2, 3, 4, 5
_INCOMPLETE_SHARES = {NOT_AT_HOME: 0.014, REFUSED: 0.006, PARTLY: 0.003, INCAPACITATED: 0.002}

_PERSONS_PER_HOUSEHOLD = 5.0


@dataclass(frozen=True)
class Sample:
    """Who was drawn, with design weights.

    Persons and children are given by their positions in the population, households by
    theirs; persons stand household by household.
    """

    cluster: IntArray
    """Enumeration areas drawn, (clusters,)."""
    household: IntArray
    """(households,)."""
    household_number: IntArray
    """Number of the household within its cluster, 1 to 20, (households,)."""
    household_weight: FloatArray
    """Inverse of the probability of the household, (households,)."""
    person: IntArray
    """(persons,)."""
    person_household: IntArray
    """Row of the person's household among those drawn, (persons,)."""
    child: IntArray
    """The child drawn, in each household with a child, (children,)."""
    child_household: IntArray
    """Row of the child's household, (children,)."""
    child_result: IntArray
    """Result of the interview in MICS6 codes (FS17), (children,)."""
    child_weight: FloatArray
    """Persons represented; 0 for interviews that were not completed, (children,)."""

    @property
    def person_weight(self) -> FloatArray:
        """A person's weight is that of the household, (persons,)."""
        return self.household_weight[self.person_household]


def draw_sample(rng: np.random.Generator, population: Population, persons: int) -> Sample:
    """A sample of about so many persons.

    Raises
    ------
    UsageError
        If so few persons are asked for that strata would have one cluster.
    """
    if persons < LEAST_PERSONS:
        raise UsageError(
            f"a sample of {persons} persons is too small",
            code="sample-too-small",
            hint=f"ask for {LEAST_PERSONS} persons or more",
        )
    areas = population.areas
    clusters = persons / (_PERSONS_PER_HOUSEHOLD * HOUSEHOLDS_PER_CLUSTER)
    cluster, first_stage = _draw_clusters(rng, areas, round(clusters))
    household, number, weight = _draw_households(rng, population, cluster, first_stage)
    row = np.full(len(population.households.cluster), -1)
    row[household] = np.arange(len(household))
    person = np.flatnonzero(row[population.persons.household] >= 0)
    person_row = row[population.persons.household[person]]
    order = np.lexsort((population.persons.line[person], person_row))
    person, person_row = person[order], person_row[order]
    age = population.persons.age_years[person]
    eligible = (age >= 5) & (age <= 17)
    child, child_row, children = _draw_children(rng, person[eligible], person_row[eligible])
    result = _interview_results(rng, len(child))
    stratum = areas.stratum[population.cluster[child]]
    return Sample(
        cluster=cluster,
        household=household,
        household_number=number,
        household_weight=weight,
        person=person,
        person_household=person_row,
        child=child,
        child_household=child_row,
        child_result=result,
        child_weight=_adjusted(weight[child_row] * children, stratum, result == COMPLETED),
    )


def _allocation(areas: EnumerationAreas, clusters: int) -> IntArray:
    """Clusters to draw in each stratum, at least two, (strata,)."""
    size = np.bincount(areas.stratum, areas.frame_households)[1:]
    share = np.sqrt(size) / np.sqrt(size).sum()
    number = np.maximum(2, np.rint(share * clusters)).astype(np.int64)
    return np.asarray(number)


def _draw_clusters(
    rng: np.random.Generator, areas: EnumerationAreas, clusters: int
) -> tuple[IntArray, FloatArray]:
    """Clusters, and the probability with which each came."""
    drawn, probability = [], []
    for position, number in enumerate(_allocation(areas, clusters)):
        members = rng.permutation(np.flatnonzero(areas.stratum == position + 1))
        upper = np.cumsum(areas.frame_households[members])
        step = upper[-1] / number
        points = (rng.random() + np.arange(number)) * step
        hit = np.searchsorted(upper, points, side="right")
        drawn.append(members[hit])
        probability.append(areas.frame_households[members[hit]] / step)
    cluster = np.concatenate(drawn)
    order = np.argsort(cluster)
    return cluster[order], np.concatenate(probability)[order]


def _draw_households(
    rng: np.random.Generator,
    population: Population,
    cluster: IntArray,
    first_stage: FloatArray,
) -> tuple[IntArray, IntArray, FloatArray]:
    """Households, their numbers, and their weights."""
    place = population.households.cluster
    rank = np.full(len(population.areas), -1)
    rank[cluster] = np.arange(len(cluster))
    candidate = np.flatnonzero(rank[place] >= 0)
    candidate = candidate[np.lexsort((rng.random(len(candidate)), place[candidate]))]
    within = np.arange(len(candidate)) - np.searchsorted(place[candidate], place[candidate])
    taken = within < HOUSEHOLDS_PER_CLUSTER
    household, number = candidate[taken], within[taken] + 1
    listed = population.areas.households[place[household]]
    second_stage = np.minimum(HOUSEHOLDS_PER_CLUSTER, listed) / listed
    return household, number, 1 / (first_stage[rank[place[household]]] * second_stage)


def _draw_children(
    rng: np.random.Generator, person: IntArray, household: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """One child of each household, its household, and out of how many it was drawn."""
    order = np.lexsort((rng.random(len(person)), household))
    person, household = person[order], household[order]
    rows, first, children = np.unique(household, return_index=True, return_counts=True)
    return person[first], rows, children


def _interview_results(rng: np.random.Generator, n: int) -> IntArray:
    """Result code of each interview, at random."""
    edges = np.cumsum(list(_INCOMPLETE_SHARES.values()))
    codes = np.array([*_INCOMPLETE_SHARES, COMPLETED])
    return codes[np.searchsorted(edges, rng.random(n), side="right")]


def _adjusted(weight: FloatArray, stratum: Int8Array, complete: BoolArray) -> FloatArray:
    """Weights of completed interviews, made up for the others of the same stratum."""
    everyone = np.bincount(stratum, weight)
    answered = np.bincount(stratum, weight * complete)
    factor = everyone / np.where(answered > 0, answered, 1.0)
    return np.asarray(weight * complete * factor[stratum], dtype=np.float64)
