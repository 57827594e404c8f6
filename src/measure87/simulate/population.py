"""Who lives in the invented country: households, persons, and who is whose parent.

Every household has a head; most have a spouse, children of the couple, and some have a
grandparent, other adults, or children of kin whose own parents live elsewhere. Parents
are at least 18 years older than their children, so that nobody aged 5 or more has a
parent who was a child in the five years before the interview.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int16Array, IntArray
from measure87.simulate.places import EnumerationAreas

ABSENT = -1
"""In place of a parent's position: the parent is not in the household."""

DAYS_PER_YEAR = 365.25
NATIONAL, FOREIGN, INTERNAL = 1, 2, 3
MIGRANT_LABELS = {NATIONAL: "National", FOREIGN: "Foreign", INTERNAL: "Internal migrant"}

_PARENT_AGE_GAP = 18
_MOTHER_LAST_BIRTH = 45
_LEFT_HOME_SHARE = 0.45
_STEP_CHILD_SHARE = 0.03

# Place of a person in the household; lines are numbered in this order.
_HEAD, _SPOUSE, _CHILD, _GRANDPARENT, _OTHER, _KIN_CHILD = range(6)


@dataclass(frozen=True)
class Households:
    """All households; every field is (households,)."""

    cluster: IntArray
    """Position of the enumeration area."""
    wealth_score: FloatArray
    wealth_quintile: Int8Array
    migrant: Int8Array
    work_effect: FloatArray
    """Added to the log-odds that a child of this household works."""


@dataclass(frozen=True)
class Persons:
    """All persons, household by household, line by line; every field is (persons,)."""

    household: IntArray
    line: Int16Array
    age_years: Int16Array
    birth_day: FloatArray
    """Days before the interview, negative."""
    sex: Int8Array
    mother: IntArray
    """Position of the mother, or `ABSENT`."""
    father: IntArray


@dataclass(frozen=True)
class Population:
    """Everybody, and where they live."""

    areas: EnumerationAreas
    households: Households
    persons: Persons

    @property
    def cluster(self) -> IntArray:
        """Each person's enumeration area, (persons,)."""
        return self.households.cluster[self.persons.household]

    def __len__(self) -> int:
        """How many persons."""
        return len(self.persons.age_years)


def people(rng: np.random.Generator, areas: EnumerationAreas) -> Population:
    """Fill the enumeration areas with households and persons."""
    households = _households(rng, areas)
    return Population(areas, households, _persons(rng, households))


def _households(rng: np.random.Generator, areas: EnumerationAreas) -> Households:
    cluster = np.repeat(np.arange(len(areas)), areas.households)
    n = len(cluster)
    urban = areas.area[cluster] == 1
    score = areas.wealth_effect[cluster] + 0.9 * urban - 0.15 * areas.region[cluster]
    score = score + rng.normal(0, 0.8, n)
    cuts = np.quantile(score, [0.2, 0.4, 0.6, 0.8])
    foreign = np.where(areas.region[cluster] == 3, 0.09, 0.03)
    internal = np.where(urban, 0.14, 0.06)
    u = rng.random(n)
    migrant = np.where(u < foreign, FOREIGN, np.where(u < foreign + internal, INTERNAL, NATIONAL))
    return Households(
        cluster=cluster,
        wealth_score=score,
        wealth_quintile=(np.searchsorted(cuts, score) + 1).astype(np.int8),
        migrant=migrant.astype(np.int8),
        work_effect=rng.normal(0, 0.5, n),
    )


@dataclass(frozen=True)
class _Couple:
    """Head and spouse of each household; every field is (households,)."""

    head_age: IntArray
    head_sex: Int8Array
    has_spouse: BoolArray
    spouse_age: IntArray

    @property
    def younger(self) -> IntArray:
        """Age of the younger of the two, or of the head alone."""
        return np.where(
            self.has_spouse, np.minimum(self.head_age, self.spouse_age), self.head_age
        ).astype(np.int64)

    @property
    def woman_age(self) -> IntArray:
        """Age of the woman; of the head where there is none."""
        spouse_is_woman = self.has_spouse & (self.head_sex == 1)
        return np.where(spouse_is_woman, self.spouse_age, self.head_age).astype(np.int64)


def _couples(rng: np.random.Generator, n: int) -> _Couple:
    head_age = np.floor(rng.triangular(20, 34, 82, n)).astype(np.int64)
    head_sex = np.where(rng.random(n) < 0.77, 1, 2).astype(np.int8)
    has_spouse = rng.random(n) < np.where(head_sex == 1, 0.86, 0.12)
    gap = np.rint(rng.normal(np.where(head_sex == 1, -4, 4), 3)).astype(np.int64)
    return _Couple(head_age, head_sex, has_spouse, np.clip(head_age + gap, 19, 85))


def _persons(rng: np.random.Generator, households: Households) -> Persons:
    n = len(households.cluster)
    couple = _couples(rng, n)
    every = np.arange(n)
    groups = [
        (every, _HEAD, couple.head_age, couple.head_sex),
        (
            np.flatnonzero(couple.has_spouse),
            _SPOUSE,
            couple.spouse_age[couple.has_spouse],
            (3 - couple.head_sex)[couple.has_spouse],
        ),
        _children(rng, couple, households.wealth_quintile),
        _grandparents(rng, couple),
        _others(rng, n),
        _kin_children(rng, n),
    ]
    household = np.concatenate([group[0] for group in groups])
    role = np.concatenate([np.full(len(group[0]), group[1]) for group in groups])
    age = np.concatenate([group[2] for group in groups])
    sex = np.concatenate([group[3] for group in groups])
    order = np.lexsort((-age, role, household))
    household, role, age, sex = household[order], role[order], age[order], sex[order]
    first = np.searchsorted(household, every)
    mother, father = _parents(rng, household, role, sex, first)
    return Persons(
        household=household,
        line=(np.arange(len(household)) - first[household] + 1).astype(np.int16),
        age_years=age.astype(np.int16),
        birth_day=-(age + rng.random(len(age))) * DAYS_PER_YEAR,
        sex=sex.astype(np.int8),
        mother=mother,
        father=father,
    )


_Group = tuple[IntArray, int, IntArray, Int8Array]


def _sexes(rng: np.random.Generator, n: int) -> Int8Array:
    return rng.integers(1, 3, n).astype(np.int8)


def _children(rng: np.random.Generator, couple: _Couple, wealth_quintile: Int8Array) -> _Group:
    """Children of the head, as old as the parents' ages allow and at most 24."""
    mean = 3.4 - 0.25 * (wealth_quintile - 3)
    household = np.repeat(np.arange(len(mean)), np.minimum(rng.poisson(mean), 9))
    oldest = np.minimum(24, couple.younger - _PARENT_AGE_GAP)[household]
    youngest = np.maximum(0, couple.woman_age - _MOTHER_LAST_BIRTH)[household]
    u = rng.random(len(household))
    age = np.floor(youngest + u * (oldest - youngest + 1)).astype(np.int64)
    at_home = (oldest >= youngest) & ((age < 18) | (rng.random(len(age)) >= _LEFT_HOME_SHARE))
    return household[at_home], _CHILD, age[at_home], _sexes(rng, int(at_home.sum()))


def _grandparents(rng: np.random.Generator, couple: _Couple) -> _Group:
    """The head's own mother or father, who may be in forced labour as anyone else."""
    has = np.flatnonzero((rng.random(len(couple.head_age)) < 0.10) & (couple.head_age <= 62))
    age = couple.head_age[has] + rng.integers(_PARENT_AGE_GAP, 32, len(has))
    sex = np.where(rng.random(len(has)) < 0.75, 2, 1).astype(np.int8)
    return has, _GRANDPARENT, np.minimum(age, 95), sex


def _others(rng: np.random.Generator, n: int) -> _Group:
    """Relatives, lodgers, live-in workers: adults whose parents are not there."""
    household = np.repeat(np.arange(n), rng.binomial(2, 0.14, n))
    age = rng.integers(18, 70, len(household))
    return household, _OTHER, age, _sexes(rng, len(household))


def _kin_children(rng: np.random.Generator, n: int) -> _Group:
    """Children of kin or of nobody there, 5 to 17."""
    household = np.flatnonzero(rng.random(n) < 0.07)
    age = rng.integers(5, 18, len(household))
    return household, _KIN_CHILD, age, _sexes(rng, len(household))


def _parents(
    rng: np.random.Generator,
    household: IntArray,
    role: IntArray,
    sex: Int8Array,
    first: IntArray,
) -> tuple[IntArray, IntArray]:
    """Positions of the mother and the father of each person, `ABSENT` where not there."""
    n = len(household)
    mother, father = np.full(n, ABSENT), np.full(n, ABSENT)
    head = first[household]
    second = np.minimum(head + 1, n - 1)
    has_spouse = (role[second] == _SPOUSE) & (household[second] == household)
    child = np.flatnonzero(role == _CHILD)
    step = rng.random(len(child)) < _STEP_CHILD_SHARE
    for parent, present in ((head, np.full(n, True)), (second, has_spouse)):
        own = present[child] & ((parent[child] == head[child]) | ~step)
        woman = sex[parent[child]] == 2
        mother[child] = np.where(own & woman, parent[child], mother[child])
        father[child] = np.where(own & ~woman, parent[child], father[child])
    elder = np.flatnonzero(role == _GRANDPARENT)
    woman_elder = sex[elder] == 2
    mother[head[elder[woman_elder]]] = elder[woman_elder]
    father[head[elder[~woman_elder]]] = elder[~woman_elder]
    return mother, father
