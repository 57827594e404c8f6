"""Jobs (work episodes) of everybody: when, how long, for whom, and what kind of work.

Days count backwards from the interview: day 0 is the day of the interview and day -1826
the first of the five-year reference period for forced labour. An episode is a row.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int16Array, IntArray
from measure87.simulate.child_week import FAMILY_BUSINESS, FARM, HAZARDS, OTHER_WORK, ChildWeek
from measure87.simulate.population import ABSENT, DAYS_PER_YEAR, Population

REFERENCE_PERIOD_DAYS = 1826
CHILD_BELOW_AGE = 18

_FIRST_WORK_AGE = 5
_ADULT_FIRST_WORK_AGE = 12


@dataclass(frozen=True)
class Episodes:
    """All work episodes, sorted by person; every field has one entry (or row) per episode."""

    person: IntArray
    """Position among all persons."""
    in_reference_week: BoolArray
    hours: Int16Array
    """In the reference week; 0 for work that is over."""
    kind: Int8Array
    hazards: BoolArray
    """(episodes, hazards)."""
    start_day: IntArray
    end_day: IntArray
    age_at_episode: Int16Array
    """Age when the part inside the reference period began (or the whole, if none is)."""
    age_at_end: Int16Array
    """Age when it ended, or now."""
    grown_day: IntArray
    """Day on which the worker became 18."""
    with_parents: BoolArray
    """Work with or for parents in the household; otherwise it is for somebody else."""

    @property
    def in_reference_period(self) -> BoolArray:
        """Whether the episode reaches into the reference period."""
        return self.end_day > -REFERENCE_PERIOD_DAYS

    @property
    def days(self) -> IntArray:
        """Days inside the reference period."""
        inside = self.end_day - np.maximum(self.start_day, -REFERENCE_PERIOD_DAYS)
        return np.maximum(0, inside)

    @property
    def is_childs(self) -> BoolArray:
        """Whether the worker was under 18 when its part inside the reference period began."""
        return np.asarray(self.age_at_episode < CHILD_BELOW_AGE, dtype=np.bool_)

    @property
    def is_adults(self) -> BoolArray:
        """Whether the worker was 18 or more at some time of it; a child before that, perhaps."""
        grown = (self.age_at_end >= CHILD_BELOW_AGE) | ~self.is_childs
        return np.asarray(grown, dtype=np.bool_)

    @property
    def days_as_adult(self) -> IntArray:
        """Days inside the reference period from the 18th birthday on."""
        first = np.maximum(self.start_day, np.maximum(self.grown_day, -REFERENCE_PERIOD_DAYS))
        return np.maximum(0, self.end_day - first)

    def __len__(self) -> int:
        """How many episodes."""
        return len(self.person)


@dataclass(frozen=True)
class _Draft:
    """Episodes of one sort, before ages and parents are known."""

    person: IntArray
    start_day: IntArray
    end_day: IntArray
    kind: Int8Array
    hours: Int16Array
    hazards: BoolArray


def working_lives(rng: np.random.Generator, population: Population, week: ChildWeek) -> Episodes:
    """Every work episode of every person aged 5 or more."""
    drafts = [
        _childrens_current(rng, population, week),
        _adults_current(rng, population),
        _recently_ended(rng, population),
        _long_ended(rng, population),
    ]
    person = np.concatenate([draft.person for draft in drafts])
    order = np.argsort(person, kind="stable")
    person = person[order]
    start = np.concatenate([draft.start_day for draft in drafts])[order]
    end = np.concatenate([draft.end_day for draft in drafts])[order]
    kind = np.concatenate([draft.kind for draft in drafts])[order]
    hours = np.concatenate([draft.hours for draft in drafts])[order]
    age = _age_at(population.persons.birth_day[person], start, end)
    return Episodes(
        person=person,
        in_reference_week=end == 0,
        hours=hours,
        kind=kind,
        hazards=np.concatenate([draft.hazards for draft in drafts])[order],
        start_day=start,
        end_day=end,
        age_at_episode=age,
        age_at_end=_age_on(population.persons.birth_day[person], end),
        grown_day=_day_of_age(population, person, CHILD_BELOW_AGE),
        with_parents=_with_parents(rng, population, person, kind, age),
    )


def _age_at(birth_day: FloatArray, start: IntArray, end: IntArray) -> Int16Array:
    """Completed years when the episode, or its part in the reference period, began."""
    reaches = end > -REFERENCE_PERIOD_DAYS
    return _age_on(birth_day, np.where(reaches, np.maximum(start, -REFERENCE_PERIOD_DAYS), start))


def _age_on(birth_day: FloatArray, day: IntArray) -> Int16Array:
    """Completed years on a day, the age of first work at least."""
    age = np.floor((day - birth_day) / DAYS_PER_YEAR)
    return np.maximum(age, _FIRST_WORK_AGE).astype(np.int16)


def _with_parents(
    rng: np.random.Generator,
    population: Population,
    person: IntArray,
    kind: Int8Array,
    age: Int16Array,
) -> BoolArray:
    """Children's work with or for parents who live in the household."""
    persons = population.persons
    has_parent = (persons.mother[person] != ABSENT) | (persons.father[person] != ABSENT)
    chance = np.where((kind == FARM) | (kind == FAMILY_BUSINESS), 0.9, 0.25)
    theirs = has_parent & (age < CHILD_BELOW_AGE) & (rng.random(len(person)) < chance)
    return np.asarray(theirs, dtype=np.bool_)


def _day_of_age(population: Population, person: IntArray, age: int) -> IntArray:
    """The day on which a person reached that age."""
    reached = population.persons.birth_day[person] + age * DAYS_PER_YEAR
    return np.ceil(reached).astype(np.int64)


def _childrens_current(rng: np.random.Generator, population: Population, week: ChildWeek) -> _Draft:
    person = week.child[week.job_child]
    earliest = _day_of_age(population, person, _FIRST_WORK_AGE)
    start = -rng.integers(7, 1500, len(person))
    return _Draft(
        person,
        np.minimum(np.maximum(start, earliest), -1),
        np.zeros(len(person), dtype=np.int64),
        week.job_kind,
        week.job_hours,
        week.job_hazards,
    )


def _employment_chance(age: Int16Array, sex: Int8Array) -> FloatArray:
    """Share of adults at work, by age and sex."""
    peak = np.where(sex == 1, 0.86, 0.62)
    return peak * np.where(age < 25, 0.65, np.where(age < 60, 1.0, 0.45))


def _adult_work(
    rng: np.random.Generator,
    person: IntArray,
    start: IntArray,
    end: IntArray,
) -> _Draft:
    """Kind, hours and hazards for adults' episodes."""
    n = len(person)
    kind = rng.choice(4, size=n, p=[0.3, 0.15, 0.1, 0.45]).astype(np.int8)
    hours = np.clip(np.rint(rng.normal(40, 13, n)), 1, 90)
    hazards = rng.random((n, len(HAZARDS))) < 0.08
    current = end == 0
    return _Draft(person, start, end, kind, np.where(current, hours, 0).astype(np.int16), hazards)


def _adults_current(rng: np.random.Generator, population: Population) -> _Draft:
    """Jobs that adults hold now; one in eight has a second."""
    persons = population.persons
    adult = np.flatnonzero(persons.age_years >= CHILD_BELOW_AGE)
    chance = _employment_chance(persons.age_years[adult], persons.sex[adult])
    number = (rng.random(len(adult)) < chance) * (1 + (rng.random(len(adult)) < 0.12))
    person = np.repeat(adult, number)
    earliest = _day_of_age(population, person, _ADULT_FIRST_WORK_AGE)
    start = -np.ceil(rng.exponential(6 * DAYS_PER_YEAR, len(person))).astype(np.int64)
    end = np.zeros(len(person), dtype=np.int64)
    return _adult_work(rng, person, np.maximum(start, earliest), end)


def _recently_ended(rng: np.random.Generator, population: Population) -> _Draft:
    """Work that ended within the reference period, of adults and of children from 8 on."""
    age = population.persons.age_years
    chance = np.where(age >= CHILD_BELOW_AGE, 0.22, np.where(age >= 8, 0.04, 0.0))
    person = np.flatnonzero(rng.random(len(age)) < chance)
    first_age = np.where(age[person] >= CHILD_BELOW_AGE, _ADULT_FIRST_WORK_AGE, _FIRST_WORK_AGE)
    earliest = np.ceil(population.persons.birth_day[person] + first_age * DAYS_PER_YEAR).astype(
        np.int64
    )
    latest_length = np.minimum(REFERENCE_PERIOD_DAYS, -earliest)
    end = -np.ceil(rng.random(len(person)) * (latest_length - 2)).astype(np.int64)
    end = np.minimum(end, -1)
    length = np.ceil(rng.exponential(1.2 * DAYS_PER_YEAR, len(person))).astype(np.int64)
    return _adult_work(rng, person, np.maximum(end - length, earliest), end)


def _long_ended(rng: np.random.Generator, population: Population) -> _Draft:
    """Work of people of 35 and more that was over before the reference period began."""
    age = population.persons.age_years
    person = np.flatnonzero((age >= 35) & (rng.random(len(age)) < 0.05))
    end = -REFERENCE_PERIOD_DAYS - rng.integers(1, 2500, len(person))
    return _adult_work(rng, person, end - rng.integers(30, 1000, len(person)), end)


INDUSTRIES = {
    FARM: ("01", "921"),
    FAMILY_BUSINESS: ("47", "522"),
    2: ("10", "932"),
    OTHER_WORK: ("41", "931"),
}
"""Kind of activity to ISIC Rev.4 division and ISCO-08 minor group, the usual ones."""
