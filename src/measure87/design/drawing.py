"""Draws planned samples from a known population, many at a time.

First stage: clusters in proportion to their units, systematically in random order, in each
stratum apart; strata get clusters in proportion to their units, two at least. Second stage: so
many units of each cluster at random, all where it has no more. Then those who answer are asked,
as the fieldwork says: everybody who counts in the unit, or one of them drawn at random.
"""

from dataclasses import dataclass

import numpy as np

from measure87.design.population import Population
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Scheme:
    """How a sample is drawn and asked.

    Attributes
    ----------
    clusters : int
    asked : int
        Units visited in a cluster.
    response : float
        Chance that a unit answers.
    one_of_unit : bool
        Whether one person of a unit is drawn; otherwise all are asked.
    sensitivity, specificity : float
        Of the answers.
    """

    clusters: int
    asked: int
    response: float = 1.0
    one_of_unit: bool = False
    sensitivity: float = 1.0
    specificity: float = 1.0


@dataclass(frozen=True)
class Drawn:
    """Persons of many samples; every field of persons is (persons,).

    draw, stratum : number of the sample, from 0; stratum of the population
    cluster : number of the cluster within all samples
    weight : persons represented
    outcome, found : the truth, and what was answered; 0 or 1
    draws, clusters : how many samples, and clusters in each
    """

    draw: IntArray
    stratum: IntArray
    cluster: IntArray
    weight: FloatArray
    truth: IntArray
    found: IntArray
    draws: int
    clusters: int


def allocation(population: Population, clusters: int) -> IntArray:
    """Clusters of each stratum in proportion to its units, two at least, by largest remainders."""
    size = np.bincount(population.stratum, population.size)
    there = np.bincount(population.stratum)
    if clusters < 2 * size.size:
        raise UsageError(
            f"{clusters} clusters cannot be two or more in each of {size.size} strata",
            code="plan",
            hint="plan more clusters, or draw from a population with fewer strata",
        )
    number = np.full(size.size, 2)
    while number.sum() < clusters:
        # Sainte-Lague's divisors give every further cluster to the stratum that is due next.
        number[np.argmax(size / (2 * number + 1))] += 1
    if (number > there).any():
        raise UsageError(
            f"{clusters:,} clusters cannot be drawn from {there.sum():,} in {size.size} strata",
            code="plan",
            hint="plan fewer clusters, or draw from a larger population",
        )
    return np.asarray(number)


def draw_samples(
    population: Population, scheme: Scheme, draws: int, rng: np.random.Generator
) -> Drawn:
    """So many samples of one scheme."""
    number = allocation(population, scheme.clusters)
    cluster = np.concatenate([_clusters(population, number, rng) for _ in range(draws)])
    of_draw = np.repeat(np.arange(draws), scheme.clusters)
    unit, row = _units(population, cluster, scheme.asked, rng)
    answers = rng.random(unit.size) < scheme.response
    unit, row = unit[answers], row[answers]
    stratum = population.stratum[cluster]
    total = np.bincount(population.stratum, population.size)
    taken = np.minimum(scheme.asked, population.size[cluster])
    weight = (total / number)[stratum] / taken
    person = _one_of_each if scheme.one_of_unit else _all_of_each
    at, truth, times = person(population, unit, rng)
    found = np.where(
        truth == 1,
        rng.random(truth.size) < scheme.sensitivity,
        rng.random(truth.size) >= scheme.specificity,
    )
    return Drawn(
        draw=of_draw[row[at]],
        stratum=stratum[row[at]],
        cluster=row[at],
        weight=weight[row[at]] * times,
        truth=truth,
        found=found.astype(np.int64),
        draws=draws,
        clusters=scheme.clusters,
    )


def _clusters(population: Population, number: IntArray, rng: np.random.Generator) -> IntArray:
    """Clusters of one sample."""
    found = []
    for stratum, wanted in enumerate(number):
        members = rng.permutation(np.flatnonzero(population.stratum == stratum))
        upper = np.cumsum(population.size[members])
        points = (rng.random() + np.arange(wanted)) * (upper[-1] / wanted)
        found.append(members[np.searchsorted(upper, points, side="right")])
    return np.concatenate(found)


def _units(
    population: Population, cluster: IntArray, asked: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Units at random of each cluster, and the row of the cluster (Floyd's algorithm)."""
    size = population.size[cluster]
    taken = np.minimum(asked, size)
    chosen = np.full((cluster.size, int(taken.max())), -1)
    for i in range(chosen.shape[1]):
        last = size - taken + i
        pick = np.floor(rng.random(cluster.size) * (last + 1)).astype(np.int64)
        again = (chosen[:, :i] == pick[:, None]).any(axis=1)
        chosen[:, i] = np.where(i < taken, np.where(again, last, pick), -1)
    row, column = np.nonzero(chosen >= 0)
    return population.first[cluster[row]] + chosen[row, column], row


def _one_of_each(
    population: Population, unit: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray, FloatArray]:
    """One person of each unit that has one, weighed by their number."""
    at = np.flatnonzero(population.persons[unit] > 0)
    persons = population.persons[unit[at]].astype(np.float64)
    case = rng.random(at.size) * persons < population.cases[unit[at]]
    return at, case.astype(np.int64), persons


def _all_of_each(
    population: Population, unit: IntArray, _: np.random.Generator
) -> tuple[IntArray, IntArray, FloatArray]:
    """Everybody of each unit."""
    persons = population.persons[unit]
    at = np.repeat(np.arange(unit.size), persons)
    line = np.arange(at.size) - np.repeat(np.cumsum(persons) - persons, persons)
    return at, (line < population.cases[unit[at]]).astype(np.int64), np.ones(at.size)
