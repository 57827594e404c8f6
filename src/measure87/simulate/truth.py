"""Who is in child labour or in forced labour, decided from what really happened.

Written straight from the texts and for this room alone; it shares no code with the rules
that it serves to test. The texts: SDG indicator 8.7.1 with the custodian's boundaries
(at least 1, 14 and 43 hours of economic activity at 5-11, 12-14 and 15-17; at least 21
hours of household chores, water and firewood among them, at 5-14); MICS6 table PR.3.4
(the same, or any hazard); the 20th ICLS Guidelines of 2018, as a secondary source words
them, with C29 Article 2(2) for what is excluded.

Readings. An involuntary item counts where free and informed consent was lacking; not to be
free to leave (IN9) counts whatever was agreed at the beginning. Both criteria must lie on one
episode, by two answers: no question of this module is one of the pairs that one answer may
serve. A child's episode counts if
(1) it is for others and a third party coerces child or parents, (2) it is with or for
parents and a third party does so, (3) it is with or for parents one of whom is in forced
labour as an adult on one and the same day, (4) it is a worst form under C182 Article 3 (a)
to (c). Exclusions reach (1) and (2) only. Coercion of other people does not count for a child.
A parent who is not in the household counts as not in forced labour. A spell across the 18th
birthday is judged by both rules.
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int16Array, IntArray
from measure87.simulate.child_week import ChildWeek
from measure87.simulate.circumstances import (
    CONDITIONS,
    CONDITIONS_OF,
    EXCLUSION_CODES,
    NOT_FREE_TO_LEAVE,
    ON_OTHERS,
    PARENTS,
    WAGES_COERCION,
    WAGES_INVOLUNTARY,
    Circumstances,
)
from measure87.simulate.episodes import REFERENCE_PERIOD_DAYS, Episodes
from measure87.simulate.population import ABSENT, Population

NO_ROUTE = 0
ROUTES = {
    1: "for a third party, coerced by a third party",
    2: "with or for parents, coerced by a third party",
    3: "with or for parents who are in forced labour",
    4: "worst form of child labour, C182 Article 3 (a) to (c)",
}


@dataclass(frozen=True)
class EpisodeFacts:
    """All that decides about an episode; rows are episodes, everything is yes or no."""

    counts: BoolArray
    """It reaches into the reference period."""
    is_childs: BoolArray
    is_adults: BoolArray
    """A spell across the 18th birthday is both."""
    involuntary: BoolArray
    """(episodes, items): happened, and consent was lacking or does not matter."""
    coercion: BoolArray
    """(episodes, items): happened, by anybody, to anybody."""
    third_party_coercion: BoolArray
    """(episodes, items): not by the parents, on the worker or the parents."""
    excluded: BoolArray
    with_parents: BoolArray
    for_others: BoolArray
    worst_form: BoolArray
    bondage_as_menace: BoolArray
    """Bondage that is taken for a menace though none was told of."""


@dataclass(frozen=True)
class EpisodeVerdicts:
    """Verdict on each episode."""

    adult: BoolArray
    """Adult's work in forced labour: both criteria."""
    route: Int8Array
    """Child's work in forced labour: the first route that applies, or `NO_ROUTE`."""

    @property
    def forced(self) -> BoolArray:
        """Forced labour of either sort."""
        return np.asarray(self.adult | (self.route != NO_ROUTE), dtype=np.bool_)


def excluded_by_conditions(exclusion: Int8Array, conditions: BoolArray) -> BoolArray:
    """Work that C29 Article 2(2) excludes: of such a kind, and every condition holds."""
    out = np.zeros(len(exclusion), dtype=bool)
    for number, code in enumerate(EXCLUSION_CODES[1:], start=1):
        holds = exclusion == number
        for name, must in CONDITIONS_OF[code].items():
            holds = holds & (conditions[:, CONDITIONS.index(name)] == must)
        out |= holds
    return out


def facts_of(episodes: Episodes, happened: Circumstances) -> EpisodeFacts:
    """The facts, as they really were."""
    by_third = (happened.by_whom != PARENTS) & (happened.on_whom != ON_OTHERS)
    return EpisodeFacts(
        counts=episodes.in_reference_period,
        is_childs=episodes.is_childs,
        is_adults=episodes.is_adults,
        involuntary=happened.involuntary & without_consent(happened.consent_lacked),
        coercion=happened.coercion,
        third_party_coercion=happened.coercion & by_third,
        excluded=excluded_by_conditions(happened.exclusion, happened.conditions),
        with_parents=episodes.with_parents,
        for_others=~episodes.with_parents,
        worst_form=happened.worst_forms.any(axis=1),
        bondage_as_menace=np.zeros(len(episodes), dtype=bool),
    )


def without_consent(lacked: BoolArray) -> BoolArray:
    """Where an item counts as without consent: freedom to leave is of now, and always does."""
    counts = lacked.copy()
    counts[:, NOT_FREE_TO_LEAVE] = True
    return counts


def both_criteria(facts: EpisodeFacts) -> BoolArray:
    """Involuntary by one answer and coerced by another, (episodes,)."""
    wages = facts.involuntary[:, WAGES_INVOLUNTARY]
    wages_withheld = facts.coercion[:, WAGES_COERCION]
    other_involuntary = facts.involuntary[:, :WAGES_INVOLUNTARY].any(axis=1)
    other_coercion = facts.coercion[:, :WAGES_COERCION].any(axis=1)
    two = (other_involuntary & (other_coercion | wages_withheld)) | (wages & other_coercion)
    return two | facts.bondage_as_menace


def forced_adults(facts: EpisodeFacts, person: IntArray, persons: int) -> BoolArray:
    """Persons with an episode of forced labour as an adult, (persons,)."""
    adult = forced_adult_episodes(facts)
    return np.asarray(np.bincount(person[adult], minlength=persons) > 0, dtype=np.bool_)


def forced_adult_episodes(facts: EpisodeFacts) -> BoolArray:
    """Episodes of forced labour as an adult, (episodes,)."""
    adult = facts.counts & facts.is_adults & both_criteria(facts) & ~facts.excluded
    return np.asarray(adult, dtype=np.bool_)


def judge(facts: EpisodeFacts, parent_forced: BoolArray) -> EpisodeVerdicts:
    """Verdict on each episode; `parent_forced` (episodes,) says it of the worker's parents then."""
    adult = forced_adult_episodes(facts)
    child = facts.counts & facts.is_childs
    third = facts.third_party_coercion.any(axis=1) & ~facts.excluded
    route = np.select(
        [
            child & facts.for_others & third,
            child & facts.with_parents & third,
            child & facts.with_parents & parent_forced,
            child & facts.worst_form,
        ],
        [1, 2, 3, 4],
        NO_ROUTE,
    )
    return EpisodeVerdicts(adult=adult, route=route.astype(np.int8))


@dataclass(frozen=True)
class OfParents:
    """Pairs of a child's episode and an episode of a parent in the household."""

    episode: IntArray
    of_parent: IntArray


def pairs_with_parents(population: Population, episodes: Episodes) -> OfParents:
    """Every child's episode, beside every episode of each parent in the household."""
    first = np.searchsorted(episodes.person, np.arange(len(population)), side="left")
    last = np.searchsorted(episodes.person, np.arange(len(population)), side="right")
    childs = np.flatnonzero(episodes.is_childs)
    ones: list[IntArray] = []
    others: list[IntArray] = []
    for parent in (population.persons.mother, population.persons.father):
        who = parent[episodes.person[childs]]
        here = who != ABSENT
        rows, who = childs[here], who[here]
        number = last[who] - first[who]
        ones.append(np.repeat(rows, number))
        begin = np.repeat(first[who], number)
        within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        others.append(begin + within)
    return OfParents(np.concatenate(ones), np.concatenate(others))


def overlap(episodes: Episodes, pairs: OfParents) -> BoolArray:
    """Whether the two episodes of a pair have a day in common."""
    start, end = episodes.start_day, episodes.end_day
    one, other = pairs.episode, pairs.of_parent
    return np.asarray((start[one] <= end[other]) & (start[other] <= end[one]), dtype=np.bool_)


def parents_forced_then(population: Population, episodes: Episodes, forced: BoolArray) -> BoolArray:
    """Whether a parent in the household was in forced labour then; marked episodes, (episodes,)."""
    pairs = pairs_with_parents(population, episodes)
    hit = pairs.episode[forced[pairs.of_parent] & overlap(episodes, pairs)]
    return np.asarray(np.bincount(hit, minlength=len(episodes)) > 0, dtype=np.bool_)


def at_most_one_each(
    population: Population, episodes: Episodes, happened: Circumstances
) -> tuple[Episodes, Circumstances]:
    """The same country with at most one episode of forced labour a person.

    So that days in forced labour are the days of one episode, and no two of them overlap.
    From every later one all that made it forced labour is taken away.
    """
    verdicts = true_verdicts(population, episodes, happened)
    rows = np.flatnonzero(verdicts.forced)
    later = rows[1:][episodes.person[rows[1:]] == episodes.person[rows[:-1]]]
    keep = np.ones(len(episodes), dtype=bool)
    keep[later] = False
    return (
        replace(episodes, with_parents=episodes.with_parents & keep),
        replace(
            happened,
            involuntary=happened.involuntary & keep[:, None],
            coercion=happened.coercion & keep[:, None],
            worst_forms=happened.worst_forms & keep[:, None],
        ),
    )


def true_verdicts(
    population: Population, episodes: Episodes, happened: Circumstances
) -> EpisodeVerdicts:
    """Verdict on each episode, from what really happened."""
    facts = facts_of(episodes, happened)
    adults = forced_adult_episodes(facts)
    return judge(facts, parents_forced_then(population, episodes, adults))


@dataclass(frozen=True)
class ForcedLabourTruth:
    """What is true of each person; every field is (persons,)."""

    as_adult: BoolArray
    """An episode at 18 or more with both criteria."""
    route: Int8Array
    """An episode under 18, by this route; or `NO_ROUTE`."""
    days: IntArray
    """Days in forced labour within the reference period."""
    by_state: BoolArray
    """Forced labour that the State imposes; all other is private."""
    commercial_sexual: BoolArray
    """Forced labour that is commercial sexual exploitation, privately imposed."""

    @property
    def any(self) -> BoolArray:
        """Forced labour at whatever age."""
        return np.asarray(self.as_adult | (self.route != NO_ROUTE), dtype=np.bool_)

    @property
    def share_of_period(self) -> FloatArray:
        """Days over the length of the reference period, 0 to 1."""
        return np.minimum(1.0, self.days / REFERENCE_PERIOD_DAYS)


def forced_labour(
    episodes: Episodes, happened: Circumstances, verdicts: EpisodeVerdicts, persons: int
) -> ForcedLabourTruth:
    """From episodes to persons."""

    def somebody(marked: BoolArray) -> BoolArray:
        return np.asarray(np.bincount(episodes.person[marked], minlength=persons) > 0)

    route = np.zeros(persons, dtype=np.int8)
    rows = np.flatnonzero(verdicts.route != NO_ROUTE)[::-1]
    route[episodes.person[rows]] = verdicts.route[rows]
    as_adult = np.where(verdicts.adult, episodes.days_as_adult, 0)
    before = episodes.days - episodes.days_as_adult
    as_child = np.where(verdicts.route != NO_ROUTE, before, 0)
    days = np.bincount(episodes.person, as_adult + as_child, persons)
    return ForcedLabourTruth(
        as_adult=somebody(verdicts.adult),
        route=route,
        days=days.astype(np.int64),
        by_state=somebody(verdicts.forced & happened.imposed_by_state),
        commercial_sexual=somebody(
            verdicts.forced & happened.commercial_sexual & ~happened.imposed_by_state
        ),
    )


@dataclass(frozen=True)
class ChildLabourTruth:
    """What is true of each child aged 5 to 17; every field is (children,)."""

    sdg_a: BoolArray
    """Economic activity at or above the age's hours."""
    sdg_b: BoolArray
    """The same, or chores at or above their hours."""
    mics_pr34: BoolArray
    """The same, or any hazard."""
    any_hazard: BoolArray


def child_labour(
    age_years: Int16Array,
    work_hours: IntArray,
    chores_hours: IntArray,
    any_hazard: BoolArray,
) -> ChildLabourTruth:
    """Child labour from hours in a week; `chores_hours` has water and firewood in it."""
    age = age_years
    sdg_a = (
        ((age <= 11) & (work_hours >= 1))
        | ((age >= 12) & (age <= 14) & (work_hours >= 14))
        | ((age >= 15) & (work_hours >= 43))
    )
    sdg_b = sdg_a | ((age <= 14) & (chores_hours >= 21))
    return ChildLabourTruth(sdg_a, sdg_b, sdg_b | any_hazard, any_hazard)


def true_child_labour(population: Population, week: ChildWeek) -> ChildLabourTruth:
    """Child labour, from what children really did."""
    chores = week.water_hours + week.firewood_hours + week.chores_hours
    return child_labour(
        population.persons.age_years[week.child],
        week.work_hours(),
        chores.astype(np.int64),
        week.hazards().any(axis=1),
    )
