"""What the answers leave open: forced labour as it can be known from what was told.

Every person is judged twice, once with all that was not told taken as speaking against
forced labour and once as speaking for it. Where both agree the person is determined.
This is a second, slow way to what a classification reaches by three-valued logic.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, Int8Array, IntArray
from measure87.simulate.answers import DONT_KNOW, NOT_TOLD, REFUSED, YES, ModuleAnswers
from measure87.simulate.circumstances import (
    CONDITIONS,
    CONDITIONS_OF,
    EXCLUSION_CODES,
    ON_OTHERS,
    PARENTS,
    UNFREE_RECRUITMENT,
    Circumstances,
)
from measure87.simulate.episodes import REFERENCE_PERIOD_DAYS, Episodes
from measure87.simulate.population import ABSENT, Population
from measure87.simulate.truth import (
    NO_ROUTE,
    EpisodeFacts,
    OfParents,
    excluded_by_conditions,
    forced_adult_episodes,
    forced_adults,
    judge,
    pairs_with_parents,
    without_consent,
)


@dataclass(frozen=True)
class Bounds:
    """A yes-or-no under both readings of the unknown; every field is (persons,)."""

    if_no: BoolArray
    if_yes: BoolArray

    def status(self) -> Int8Array:
        """No 0, unknown 1, yes 2."""
        return (self.if_no.astype(np.int8) + self.if_yes).astype(np.int8)


@dataclass(frozen=True)
class ForcedLabourAsTold:
    """Forced labour as the answers tell it."""

    as_adult: Bounds
    as_child: Bounds
    any: Bounds


def _is(answers: Int8Array, unknown_is_yes: bool) -> BoolArray:
    """Yes, or possibly yes."""
    yes = answers == YES
    if unknown_is_yes:
        yes = yes | (answers == DONT_KNOW) | (answers == REFUSED)
    return np.asarray(yes, dtype=np.bool_)


def _excluded(happened: Circumstances, answers: ModuleAnswers, unknown_is_met: bool) -> BoolArray:
    """Excluded if all conditions are (or may be) met."""
    conditions = answers.conditions == YES
    unknown = answers.conditions == DONT_KNOW
    for code in EXCLUSION_CODES[1:]:
        for name, must in CONDITIONS_OF[code].items():
            column = CONDITIONS.index(name)
            here = unknown[:, column] & (happened.exclusion == EXCLUSION_CODES.index(code))
            conditions[here, column] = must if unknown_is_met else not must
    excluded = excluded_by_conditions(happened.exclusion, conditions)
    return np.where(answers.exclusion_unknown, unknown_is_met, excluded)


def _facts(
    episodes: Episodes, happened: Circumstances, answers: ModuleAnswers, high: bool
) -> EpisodeFacts:
    """Facts under one reading of the unknown."""
    told = answers.involuntary == YES
    lacked = ~told | without_consent(_is(answers.consent_lacked, high))
    involuntary = _is(answers.involuntary, high) & lacked
    coercion = _is(answers.coercion, high)
    # Who did it and to whom is asked only after a yes; after a refusal it may be anybody.
    by_third = (happened.by_whom != PARENTS) & (happened.on_whom != ON_OTHERS)
    return EpisodeFacts(
        counts=_is(answers.in_reference_period, high),
        is_childs=episodes.is_childs,
        is_adults=episodes.is_adults,
        involuntary=involuntary,
        coercion=coercion,
        third_party_coercion=coercion & (by_third | (answers.coercion != YES)),
        excluded=_excluded(happened, answers, unknown_is_met=not high),
        with_parents=_is(answers.with_parents, high),
        for_others=_is(answers.for_others, high),
        worst_form=_is(answers.worst_forms, high).any(axis=1),
        # Who was born or sold into the work and denies coercion may be coerced all the same.
        bondage_as_menace=involuntary[:, UNFREE_RECRUITMENT] & high,
    )


def _of_parents(
    population: Population,
    episodes: Episodes,
    answers: ModuleAnswers,
    forced: BoolArray,
    high: bool,
) -> BoolArray:
    """Whether a parent was (or may have been) in forced labour then, (episodes,).

    Of parents who are both not in the household, or of whom it was not told who they are, nothing
    is known, so they may have been.
    """
    persons = population.persons
    nobody = (persons.mother == ABSENT) & (persons.father == ABSENT)
    untold = nobody | ~answers.mother_told | ~answers.father_told
    out = np.full(len(episodes), high) & untold[episodes.person]
    pairs = pairs_with_parents(population, episodes)
    told_parent = _parent_was_told(population, episodes, answers, pairs)
    then = _overlap_as_told(episodes, answers, pairs, high) & forced[pairs.of_parent]
    hit = pairs.episode[then & told_parent]
    return np.asarray(out | (np.bincount(hit, minlength=len(episodes)) > 0), dtype=np.bool_)


def _parent_was_told(
    population: Population, episodes: Episodes, answers: ModuleAnswers, pairs: OfParents
) -> BoolArray:
    """Whether the line of the parent of a pair was told, (pairs,)."""
    child, parent = episodes.person[pairs.episode], episodes.person[pairs.of_parent]
    of_mother = population.persons.mother[child] == parent
    told = np.where(of_mother, answers.mother_told[child], answers.father_told[child])
    return np.asarray(told, dtype=np.bool_)


def _overlap_as_told(
    episodes: Episodes, answers: ModuleAnswers, pairs: OfParents, high: bool
) -> BoolArray:
    """Whether the episodes of a pair surely (or possibly) had a day in common, (pairs,).

    Dates are told with the days; that an episode goes on is always told.
    """
    told = answers.days != NOT_TOLD
    one, other = pairs.episode, pairs.of_parent

    def began_before(first: IntArray, second: IntArray) -> BoolArray:
        dated = told[first] & told[second]
        before = episodes.start_day[first] <= episodes.end_day[second]
        known = np.where(dated, before, high)
        return np.asarray(episodes.in_reference_week[second] | known, dtype=np.bool_)

    days = np.where(told, answers.days, 0)
    must = told[one] & told[other] & (days[one] + days[other] > REFERENCE_PERIOD_DAYS)
    together = began_before(one, other) & began_before(other, one)
    return np.asarray(must | together, dtype=np.bool_)


def _judge(
    population: Population,
    episodes: Episodes,
    happened: Circumstances,
    answers: ModuleAnswers,
    high: bool,
) -> tuple[BoolArray, BoolArray]:
    """Persons in forced labour as adults, and as children, under one reading."""
    n = len(population)
    facts = _facts(episodes, happened, answers, high)
    adults = forced_adults(facts, episodes.person, n)
    forced = forced_adult_episodes(facts)
    verdicts = judge(facts, _of_parents(population, episodes, answers, forced, high))
    child = np.bincount(episodes.person[verdicts.route != NO_ROUTE], minlength=n) > 0
    return adults, np.asarray(child, dtype=np.bool_)


def as_told(
    population: Population, episodes: Episodes, happened: Circumstances, answers: ModuleAnswers
) -> ForcedLabourAsTold:
    """Forced labour under both readings of what was not told."""
    adult_low, child_low = _judge(population, episodes, happened, answers, high=False)
    adult_high, child_high = _judge(population, episodes, happened, answers, high=True)
    return ForcedLabourAsTold(
        as_adult=Bounds(adult_low, adult_high),
        as_child=Bounds(child_low, child_high),
        any=Bounds(adult_low | child_low, adult_high | child_high),
    )
