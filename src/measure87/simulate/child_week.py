"""What children aged 5 to 17 really did in the reference week: work, chores, school.

These are the true states; `answers` says later what was told about them. How likely a
child is to work depends on age, sex, area, region, wealth, and on what households and
enumeration areas have in common.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int16Array, IntArray
from measure87.simulate.population import Population

HAZARDS = (
    "heavy_loads",
    "dangerous_tools",
    "dust_fumes_gas",
    "extreme_temperature",
    "noise_vibration",
    "heights",
    "chemicals_explosives",
    "other_hazard",
)
FARM, FAMILY_BUSINESS, GOODS, OTHER_WORK = range(4)
"""Kinds of activity, in the order in which the questionnaire asks."""

CHORES = 7
"""Kinds of household chore that the questionnaire asks about."""

_HAZARD_CHANCE = np.array([0.11, 0.10, 0.09, 0.09, 0.04, 0.03, 0.03, 0.02])
_CHORE_CHANCE = np.array([0.35, 0.25, 0.50, 0.25, 0.18, 0.04, 0.20])
_REGION_WORK = np.array([-0.25, 0.0, 0.25, 0.45])
_MOST_JOB_HOURS = 60


@dataclass(frozen=True)
class ChildWeek:
    """The week of every child; rows are children, hours are whole hours."""

    child: IntArray
    """Position among all persons, (children,)."""
    fetched_water: BoolArray
    water_hours: Int16Array
    collected_firewood: BoolArray
    firewood_hours: Int16Array
    chores: BoolArray
    """(children, CHORES): which chores."""
    chores_hours: Int16Array
    ever_school: BoolArray
    attends_school: BoolArray
    has_difficulty: BoolArray
    """A functional difficulty."""
    job_child: IntArray
    """Row of the child whose job it is, (jobs,)."""
    job_kind: Int8Array
    job_hours: Int16Array
    job_hazards: BoolArray
    """(jobs, hazards)."""

    def worked(self) -> BoolArray:
        """Whether each child had a job, (children,)."""
        return np.bincount(self.job_child, minlength=len(self.child)) > 0

    def work_hours(self) -> IntArray:
        """Hours over all jobs, (children,)."""
        total = np.bincount(self.job_child, self.job_hours, len(self.child))
        return total.astype(np.int64)

    def kinds(self) -> BoolArray:
        """Which kinds of activity, (children, 4)."""
        out = np.zeros((len(self.child), 4), dtype=bool)
        out[self.job_child, self.job_kind] = True
        return out

    def hazards(self) -> BoolArray:
        """Which hazards in any job, (children, hazards)."""
        out = np.zeros((len(self.child), len(HAZARDS)), dtype=bool)
        np.logical_or.at(out, self.job_child, self.job_hazards)
        return out


def _logistic(x: FloatArray) -> FloatArray:
    return 1 / (1 + np.exp(-x))


def live_through_the_week(rng: np.random.Generator, population: Population) -> ChildWeek:
    """Work, chores and schooling of every child aged 5 to 17."""
    persons, homes, areas = population.persons, population.households, population.areas
    child = np.flatnonzero((persons.age_years >= 5) & (persons.age_years <= 17))
    home = persons.household[child]
    place = homes.cluster[home]
    age = persons.age_years[child].astype(np.float64)
    girl = persons.sex[child] == 2
    rural = areas.area[place] == 2
    wealth = homes.wealth_quintile[home].astype(np.float64)

    push = (
        -1.35
        + 0.20 * np.minimum(age - 10, 5)
        - 0.35 * girl
        + 0.55 * rural
        + _REGION_WORK[areas.region[place] - 1]
        - 0.22 * (wealth - 3)
        + areas.work_effect[place]
        + homes.work_effect[home]
    )
    works = rng.random(len(child)) < _logistic(push)
    school_push = 3.4 - 0.28 * np.maximum(0, age - 11) + 0.35 * (wealth - 3) - 0.9 * works
    attends = rng.random(len(child)) < _logistic(school_push)
    job_child = np.repeat(np.arange(len(child)), works * _number_of_jobs(rng, len(child)))
    kind, hours, hazards = _jobs(rng, age[job_child], attends[job_child], rural[job_child])
    water, water_hours = _task(rng, _logistic(-1.6 + 0.9 * rural + 0.05 * age + 0.3 * girl), 3)
    wood, wood_hours = _task(rng, _logistic(-2.6 + 1.3 * rural + 0.05 * age), 3)
    chores, chores_hours = _chores(rng, age, girl)
    return ChildWeek(
        child=child,
        fetched_water=water,
        water_hours=water_hours,
        collected_firewood=wood,
        firewood_hours=wood_hours,
        chores=chores,
        chores_hours=chores_hours,
        ever_school=attends | (rng.random(len(child)) < 0.75),
        attends_school=attends,
        has_difficulty=rng.random(len(child)) < 0.09,
        job_child=job_child,
        job_kind=kind,
        job_hours=hours,
        job_hazards=hazards,
    )


def _number_of_jobs(rng: np.random.Generator, n: int) -> IntArray:
    """One job for most, two for a sixth, three for a few."""
    return 1 + (rng.random(n) < 0.16) + (rng.random(n) < 0.03).astype(np.int64)


def _jobs(
    rng: np.random.Generator,
    age: FloatArray,
    attends: BoolArray,
    rural: BoolArray,
) -> tuple[Int8Array, Int16Array, BoolArray]:
    """Kind, hours and hazards of each job."""
    n = len(age)
    u = rng.random(n)
    farm = np.where(rural, 0.55, 0.20)
    kind = np.where(u < farm, FARM, np.where(u < farm + 0.2, FAMILY_BUSINESS, GOODS))
    kind = np.where(u > 0.85, OTHER_WORK, kind)
    log_hours = 1.5 + 0.09 * (age - 10) + 0.75 * ~attends + rng.normal(0, 0.8, n)
    hours = np.minimum(np.floor(np.exp(log_hours)), _MOST_JOB_HOURS)
    frailty = rng.gamma(0.8, 1 / 0.8, n)
    chance = np.minimum(0.9, frailty[:, None] * _HAZARD_CHANCE)
    hazards = rng.random((n, len(HAZARDS))) < chance
    return kind.astype(np.int8), hours.astype(np.int16), hazards


def _task(
    rng: np.random.Generator, chance: FloatArray, mean_hours: float
) -> tuple[BoolArray, Int16Array]:
    """Whether a task was done, and its hours (which may be less than one, written 0)."""
    did = rng.random(len(chance)) < chance
    hours = np.minimum(np.floor(rng.gamma(1.2, mean_hours / 1.2, len(chance))), 40)
    return did, np.where(did, hours, 0).astype(np.int16)


def _chores(
    rng: np.random.Generator, age: FloatArray, girl: BoolArray
) -> tuple[BoolArray, Int16Array]:
    """Which chores, and the hours of all of them together."""
    n = len(age)
    reach = np.clip((age - 3) / 8, 0.15, 1.3) * np.where(girl, 1.25, 0.8)
    chores = rng.random((n, CHORES)) < np.minimum(0.95, reach[:, None] * _CHORE_CHANCE)
    kinds = chores.sum(axis=1)
    hours = np.floor(rng.gamma(1.0 + 0.5 * kinds, 1.5 + 0.12 * age, n))
    return chores, np.where(kinds > 0, np.minimum(hours, 60), 0).astype(np.int16)
