"""What people told the interviewer about their work episodes: the truth, or nothing.

Answers are free of error; some are missing. The mechanism, in shares of what is asked:

* a person refuses the whole module: 1 %;
* an item of involuntariness or coercion: 0.25 % don't know, 0.15 % refuse; but where both
  criteria are really there, coercion is refused in 4 % and consent not known in 3 %, so
  that the unknown are not like the others;
* consent 1 %, for whom a child's work was 0.5 %, whether work was of a kind that may be
  excluded 5 %, and each condition of exclusion 8 %;
* whether an episode reaches into the reference period: 0.3 %; its days: 2 % more;
* hours of a job: 1 %; the line of the mother 1 %, of the father 2 %.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, Int8Array, IntArray
from measure87.simulate.circumstances import (
    CONDITIONS,
    CONDITIONS_OF,
    EXCLUSION_CODES,
    WAGES_COERCION,
    WAGES_INVOLUNTARY,
    Circumstances,
)
from measure87.simulate.episodes import Episodes
from measure87.simulate.population import Population

NOT_ASKED, YES, NO, DONT_KNOW, REFUSED = 0, 1, 2, 8, 9
ANSWER_LABELS = {YES: "Yes", NO: "No", DONT_KNOW: "Don't know", REFUSED: "Refused"}
NOT_TOLD = -1
"""In place of a number."""

CRITERIA_FROM_AGE = 15
"""The items of involuntariness are put for episodes from this age on."""

MECHANISM = {
    "module_refused": 0.01,
    "item_dont_know": 0.0025,
    "item_refused": 0.0015,
    "coercion_refused_where_both_criteria": 0.04,
    "consent_dont_know_where_both_criteria": 0.03,
    "consent_dont_know": 0.01,
    "exclusion_kind_dont_know": 0.05,
    "exclusion_condition_dont_know": 0.08,
    "for_whom_dont_know": 0.005,
    "reference_period_dont_know": 0.003,
    "days_not_told": 0.02,
    "hours_not_told": 0.01,
    "mother_line_unknown": 0.01,
    "father_line_unknown": 0.02,
}
"""Shares of what is asked that stay without an answer."""


@dataclass(frozen=True)
class ModuleAnswers:
    """Answers of the forced-labour module; rows are episodes unless said otherwise."""

    in_reference_period: Int8Array
    days: IntArray
    hours: IntArray
    involuntary: Int8Array
    """(episodes, items)."""
    consent_lacked: Int8Array
    coercion: Int8Array
    with_parents: Int8Array
    for_others: Int8Array
    worst_forms: Int8Array
    """(episodes, 3)."""
    commercial_sexual: Int8Array
    exclusion_unknown: BoolArray
    """Work of a kind that may be excluded, but it was not told whether it was."""
    conditions: Int8Array
    """(episodes, CONDITIONS)."""
    refused_module: BoolArray
    """(persons,)."""
    mother_told: BoolArray
    """(persons,): whether it is known which line the mother has, or that she is not there."""
    father_told: BoolArray


def _coded(truth: BoolArray) -> Int8Array:
    return np.where(truth, YES, NO).astype(np.int8)


def _lose(
    rng: np.random.Generator, answers: Int8Array, dont_know: float, refused: float = 0.0
) -> Int8Array:
    """Answers with some replaced by don't know or refused; what was not asked stays so."""
    u = rng.random(answers.shape)
    lost = np.where(u < dont_know, DONT_KNOW, np.where(u < dont_know + refused, REFUSED, answers))
    return np.where(answers == NOT_ASKED, NOT_ASKED, lost).astype(np.int8)


def _ask(answers: Int8Array, asked: BoolArray) -> Int8Array:
    """Answers where the question was put."""
    wide = asked if answers.ndim == asked.ndim else asked[:, None]
    return np.where(wide, answers, NOT_ASKED).astype(np.int8)


def interview(
    rng: np.random.Generator,
    population: Population,
    episodes: Episodes,
    happened: Circumstances,
    both: BoolArray,
) -> ModuleAnswers:
    """Put the forced-labour module to everybody; `both` marks episodes with both criteria."""
    persons, n, m = len(population), len(episodes), MECHANISM
    refused_module = rng.random(persons) < m["module_refused"]
    silent = refused_module[episodes.person]
    involuntary, consent, coercion = _criteria(rng, episodes, happened, both, silent)
    in_period = _lose(rng, _coded(episodes.in_reference_period), m["reference_period_dont_know"])
    days_told = (in_period != DONT_KNOW) & (rng.random(n) >= m["days_not_told"])
    hours_told = episodes.in_reference_week & (rng.random(n) >= m["hours_not_told"])
    child = episodes.is_childs
    relation = _lose(rng, _coded(episodes.with_parents), m["for_whom_dont_know"])
    relation[silent] = REFUSED
    opposite = np.select([relation == YES, relation == NO], [NO, YES], relation)
    worst = _lose(rng, _coded(happened.worst_forms), 0.0005, 0.0005)
    worst[silent] = REFUSED
    sexual = _lose(rng, _coded(happened.commercial_sexual), 0.0005, 0.0005)
    sexual[silent] = REFUSED
    # Of a child's work it is the same question as the second worst form.
    sexual = np.where(child, worst[:, 1], sexual).astype(np.int8)
    kind_unknown = (happened.exclusion > 0) & (rng.random(n) < m["exclusion_kind_dont_know"])
    return ModuleAnswers(
        in_reference_period=in_period,
        days=np.where(days_told, episodes.days, NOT_TOLD),
        hours=np.where(hours_told, episodes.hours, NOT_TOLD).astype(np.int64),
        involuntary=involuntary,
        consent_lacked=consent,
        coercion=coercion,
        with_parents=_ask(relation, child),
        for_others=_ask(opposite.astype(np.int8), child),
        worst_forms=_ask(worst, child),
        commercial_sexual=sexual,
        exclusion_unknown=kind_unknown,
        conditions=_ask(_conditions(rng, happened), ~kind_unknown),
        refused_module=refused_module,
        mother_told=rng.random(persons) >= m["mother_line_unknown"],
        father_told=rng.random(persons) >= m["father_line_unknown"],
    )


def _criteria(
    rng: np.random.Generator,
    episodes: Episodes,
    happened: Circumstances,
    both: BoolArray,
    silent: BoolArray,
) -> tuple[Int8Array, Int8Array, Int8Array]:
    """Answers on involuntary circumstances, on consent, and on coercion."""
    m = MECHANISM
    item_lost = (m["item_dont_know"], m["item_refused"])
    involuntary = _lose(rng, _coded(happened.involuntary), *item_lost)
    coercion = _lose(rng, _coded(happened.coercion), *item_lost)
    reticent = both[:, None] & (
        rng.random(coercion.shape) < m["coercion_refused_where_both_criteria"]
    )
    coercion[reticent] = REFUSED
    involuntary[silent] = REFUSED
    coercion[silent] = REFUSED
    old_enough = (episodes.age_at_episode >= CRITERIA_FROM_AGE) | episodes.is_adults
    involuntary = _ask(involuntary, old_enough)
    # One question fills both columns on wages kept back, so its answer is one.
    coercion[:, WAGES_COERCION] = np.where(
        involuntary[:, WAGES_INVOLUNTARY] == NOT_ASKED,
        coercion[:, WAGES_COERCION],
        involuntary[:, WAGES_INVOLUNTARY],
    )
    chance = np.where(both, m["consent_dont_know_where_both_criteria"], m["consent_dont_know"])
    unsure = rng.random(involuntary.shape) < chance[:, None]
    consent = np.where(unsure, DONT_KNOW, _coded(happened.consent_lacked)).astype(np.int8)
    return involuntary, np.where(involuntary == YES, consent, NOT_ASKED).astype(np.int8), coercion


def _conditions(rng: np.random.Generator, happened: Circumstances) -> Int8Array:
    """Answers on the conditions of Article 2(2), put only where they matter."""
    told = _lose(rng, _coded(happened.conditions), MECHANISM["exclusion_condition_dont_know"])
    asked = np.zeros(told.shape, dtype=bool)
    for number, code in enumerate(EXCLUSION_CODES[1:], start=1):
        for name in CONDITIONS_OF[code]:
            asked[happened.exclusion == number, CONDITIONS.index(name)] = True
    return np.where(asked, told, NOT_ASKED).astype(np.int8)
