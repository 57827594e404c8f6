"""What really happened in each work episode: involuntariness, coercion, forms, exclusions.

Most episodes have nothing, or bad conditions that were known and accepted. Rare
*scenarios* put things into single episodes: both criteria, one of them only, both on
different jobs, one and the same answer that could serve as both, work of the kinds that
C29 Article 2(2) may exclude, children's own routes, pressure by parents alone. Whether a
scenario amounts to forced labour is not decided here but in `truth`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, IntArray
from measure87.simulate.episodes import Episodes
from measure87.simulate.population import FOREIGN, INTERNAL, Population
from measure87.vocabulary.columns import BY_WHOM, COERCION_ITEMS, INVOLUNTARY_ITEMS

INVOLUNTARY = (*(code for code, _ in INVOLUNTARY_ITEMS), "IN5")
"""Item of each column of `involuntary`; the last comes from the question on wages kept back."""
COERCION = (*(code for code, _ in COERCION_ITEMS), "CO4")
"""Item of each column of `coercion`; the last comes from the same question."""
UNFREE_RECRUITMENT, NOT_FREE_TO_LEAVE = INVOLUNTARY.index("IN1"), INVOLUNTARY.index("IN9")
WAGES_INVOLUNTARY = len(INVOLUNTARY) - 1
WAGES_COERCION = len(COERCION) - 1

CONDITIONS = (
    "purely_military",
    "self_governing_citizens",
    "public_supervision",
    "hired_to_private",
    "population_endangered",
    "community_direct_interest",
    "community_consulted",
    "c105_purpose",
)
CONDITIONS_OF = {
    "EX_MIL": {"purely_military": True},
    "EX_CIVIC": {"self_governing_citizens": True},
    "EX_PRISON": {"public_supervision": True, "hired_to_private": False, "c105_purpose": False},
    "EX_EMERG": {"population_endangered": True},
    "EX_COMMUNAL": {"community_direct_interest": True, "community_consulted": True},
}
"""What must hold (True) or must not (False) for work to be excluded (C29 Art. 2(2))."""
EXCLUSION_CODES = ("", *CONDITIONS_OF)

SUBJECTED, THREATENED, WITNESSED = range(3)
ON_WORKER, ON_PARENTS, ON_OTHERS = range(3)
EMPLOYER, RECRUITER, PARENTS, STATE, OTHER = range(len(BY_WHOM))

_STAGES = 3
_EMPTY = -1

_BASE_RATE = 0.0073
_FOREIGN_SOUTH, _FOREIGN_ELSEWHERE, _INTERNAL = 4.0, 2.0, 1.3
_CONDITIONS_MET_SHARE = 0.55
# Bad conditions that were known and accepted, per episode: items IN3 to IN6.
_ACCEPTED = {2: 0.01, 3: 0.03, 4: 0.05, 5: 0.01}
_STRAY_COERCION = 0.0008
"""Chance of each means of coercion where nothing else is going on."""


@dataclass(frozen=True)
class Circumstances:
    """True circumstances; rows are episodes, columns are items."""

    involuntary: BoolArray
    """(episodes, INVOLUNTARY)."""
    consent_lacked: BoolArray
    """(episodes, INVOLUNTARY): free and informed consent was lacking."""
    involuntary_stage: Int8Array
    coercion: BoolArray
    """(episodes, COERCION)."""
    coercion_stage: Int8Array
    mode: Int8Array
    by_whom: Int8Array
    on_whom: Int8Array
    worst_forms: BoolArray
    """(episodes, 3): C182 Article 3 (a), (b), (c)."""
    commercial_sexual: BoolArray
    imposed_by_state: BoolArray
    exclusion: Int8Array
    """Position in `EXCLUSION_CODES`; 0 is none."""
    conditions: BoolArray
    """(episodes, CONDITIONS)."""


def _nothing(n: int) -> Circumstances:
    """Episodes in which nothing happened."""
    k, m = len(INVOLUNTARY), len(COERCION)
    return Circumstances(
        involuntary=np.zeros((n, k), dtype=bool),
        consent_lacked=np.zeros((n, k), dtype=bool),
        involuntary_stage=np.full((n, k), _EMPTY, dtype=np.int8),
        coercion=np.zeros((n, m), dtype=bool),
        coercion_stage=np.full((n, m), _EMPTY, dtype=np.int8),
        mode=np.full((n, m), _EMPTY, dtype=np.int8),
        by_whom=np.full((n, m), _EMPTY, dtype=np.int8),
        on_whom=np.full((n, m), _EMPTY, dtype=np.int8),
        worst_forms=np.zeros((n, 3), dtype=bool),
        commercial_sexual=np.zeros(n, dtype=bool),
        imposed_by_state=np.zeros(n, dtype=bool),
        exclusion=np.zeros(n, dtype=np.int8),
        conditions=np.zeros((n, len(CONDITIONS)), dtype=bool),
    )


class _Pen:
    """Writes things that happened into episodes."""

    def __init__(self, rng: np.random.Generator, episodes: Episodes) -> None:
        self.rng = rng
        self.happened = _nothing(len(episodes))

    def items(self, rows: IntArray, pool: Sequence[int]) -> list[IntArray]:
        """Row numbers and items: one item in each row, a second and a third in some."""
        keys = self.rng.random((len(rows), len(pool)))
        rank = np.argsort(np.argsort(keys, axis=1), axis=1)
        count = 1 + (self.rng.random(len(rows)) < 0.5) + (self.rng.random(len(rows)) < 0.3)
        at, column = np.nonzero(rank < count[:, None])
        return [rows[at], np.asarray(pool)[column]]

    def involuntary(self, rows: IntArray, pool: Sequence[int], lacking: bool = True) -> None:
        """Circumstances, with or without free and informed consent."""
        at, item = self.items(rows, pool)
        self.happened.involuntary[at, item] = True
        self.happened.consent_lacked[at, item] = lacking
        self.happened.involuntary_stage[at, item] = self.rng.integers(0, _STAGES, len(at))

    def coercion(
        self,
        rows: IntArray,
        by: Sequence[int] = (EMPLOYER, EMPLOYER, EMPLOYER, RECRUITER, OTHER),
        pool: Sequence[int] = range(WAGES_COERCION),
        witnesses: bool = False,
    ) -> None:
        """Means of coercion, by one of `by`, on the worker or the worker's parents."""
        at, item = self.items(rows, pool)
        n = len(at)
        mode = np.where(self.rng.random(n) < 0.6, SUBJECTED, THREATENED)
        on = np.where(self.rng.random(n) < 0.8, ON_WORKER, ON_PARENTS)
        if witnesses:
            saw = self.rng.random(n) < 0.15
            mode, on = np.where(saw, WITNESSED, mode), np.where(saw, ON_OTHERS, on)
        if tuple(by) == (PARENTS,):
            on = np.full(n, ON_WORKER)
        self.happened.coercion[at, item] = True
        self.happened.coercion_stage[at, item] = self.rng.integers(0, _STAGES, n)
        self.happened.mode[at, item] = mode
        self.happened.by_whom[at, item] = self.rng.choice(np.asarray(by), n)
        self.happened.on_whom[at, item] = on

    def wages_kept_back(self, rows: IntArray) -> None:
        """One question that says both very low wages and wages withheld."""
        happened, column = self.happened, WAGES_COERCION
        happened.involuntary[rows, WAGES_INVOLUNTARY] = True
        happened.consent_lacked[rows, WAGES_INVOLUNTARY] = True
        happened.involuntary_stage[rows, WAGES_INVOLUNTARY] = 1
        happened.coercion[rows, column] = True
        happened.coercion_stage[rows, column] = 1
        happened.mode[rows, column] = SUBJECTED
        happened.by_whom[rows, column] = EMPLOYER
        happened.on_whom[rows, column] = ON_WORKER

    def excluded_kind(self, rows: IntArray, kinds: Sequence[int]) -> None:
        """Work for a public authority that may be excluded; the conditions hold for most."""
        happened, rng = self.happened, self.rng
        kind = rng.choice(np.asarray(kinds), len(rows))
        happened.exclusion[rows] = kind
        happened.imposed_by_state[rows] = True
        met = rng.random(len(rows)) < _CONDITIONS_MET_SHARE
        for number, code in enumerate(EXCLUSION_CODES[1:], start=1):
            here = kind == number
            wanted = CONDITIONS_OF[code]
            broken = rng.integers(0, len(wanted), len(rows))
            for place, (name, must) in enumerate(wanted.items()):
                holds = met | (broken != place)
                value = np.where(holds, must, not must)
                happened.conditions[rows[here], CONDITIONS.index(name)] = value[here]


def _one_each(rng: np.random.Generator, episodes: Episodes, among: BoolArray) -> IntArray:
    """One episode at random of every person who has one among those marked."""
    rows = np.flatnonzero(among)
    rows = rows[np.lexsort((rng.random(len(rows)), episodes.person[rows]))]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = episodes.person[rows[1:]] != episodes.person[rows[:-1]]
    return rows[first]


def what_happened(
    rng: np.random.Generator, population: Population, episodes: Episodes
) -> Circumstances:
    """Circumstances of every episode."""
    pen = _Pen(rng, episodes)
    _everyday(pen, episodes)
    _adults(pen, population, episodes)
    _children(pen, episodes)
    return pen.happened


def _everyday(pen: _Pen, episodes: Episodes) -> None:
    """Bad conditions that were accepted, and now and then coercion alone."""
    rng, n = pen.rng, len(episodes)
    grown = episodes.age_at_episode >= 15
    for item, chance in _ACCEPTED.items():
        rows = np.flatnonzero(grown & (rng.random(n) < chance))
        pen.happened.involuntary[rows, item] = True
        pen.happened.involuntary_stage[rows, item] = 1
    for item in range(WAGES_COERCION):
        rows = np.flatnonzero(~episodes.is_childs & (rng.random(n) < _STRAY_COERCION))
        pen.coercion(rows, pool=[item], witnesses=True)


def _forced_rate(population: Population, person: IntArray) -> FloatArray:
    """Chance that an adult's work is given both criteria."""
    migrant = population.households.migrant[population.persons.household[person]]
    place = population.cluster[person]
    south = population.areas.region[place] == 3
    foreign = np.where(south, _FOREIGN_SOUTH, _FOREIGN_ELSEWHERE)
    times = np.where(migrant == FOREIGN, foreign, np.where(migrant == INTERNAL, _INTERNAL, 1.0))
    rate = _BASE_RATE * times * np.exp(population.areas.forced_effect[place])
    return np.minimum(0.5, rate).astype(np.float64)


def _adults(pen: _Pen, population: Population, episodes: Episodes) -> None:
    """Scenarios of those who were 18 or more."""
    rng = pen.rng
    current = ~episodes.is_childs & episodes.in_reference_period
    rows = _one_each(rng, episodes, current)
    any_item, no_consent_item = range(WAGES_INVOLUNTARY), (2, 3, 4, 5, 8)
    forced = _forced_rate(population, episodes.person[rows])
    u, start = rng.random(len(rows)), np.zeros(len(rows))

    def draw(share: float | FloatArray) -> IntArray:
        """The rows whose number falls into the next stretch of that length."""
        nonlocal start
        taken = rows[(u >= start) & (u < start + share)]
        start = start + share
        return taken

    both = draw(forced)
    pen.involuntary(both, any_item)
    pen.coercion(both, witnesses=True)
    women = population.persons.sex[episodes.person[both]] == 2
    sexual = rng.random(len(both)) < np.where(women, 0.08, 0.01)
    pen.happened.commercial_sexual[both[sexual]] = True
    pen.involuntary(draw(0.010), any_item)
    pen.coercion(draw(0.012), witnesses=True)
    accepted = draw(0.004)
    pen.involuntary(accepted, no_consent_item, lacking=False)
    pen.coercion(accepted)
    pen.wages_kept_back(draw(0.004))
    wages_and_more = draw(0.0006)
    pen.wages_kept_back(wages_and_more)
    pen.involuntary(wages_and_more, (1, 2, 6))
    public = draw(0.004)
    pen.excluded_kind(public, range(1, len(EXCLUSION_CODES)))
    pen.involuntary(public, (8, 9))
    pen.coercion(public, by=(STATE,))
    _split_between_jobs(pen, episodes, current, draw(0.03))
    _before_the_period(pen, episodes)


def _split_between_jobs(pen: _Pen, episodes: Episodes, current: BoolArray, rows: IntArray) -> None:
    """One criterion on this job and the other on the same person's next job, if any."""
    rows = rows[rows + 1 < len(episodes)]
    following = rows + 1
    same = (episodes.person[following] == episodes.person[rows]) & current[following]
    pen.involuntary(rows[same], range(WAGES_INVOLUNTARY))
    pen.coercion(following[same])


def _before_the_period(pen: _Pen, episodes: Episodes) -> None:
    """Both criteria, in work that was over before the reference period."""
    past = ~episodes.is_childs & ~episodes.in_reference_period
    rows = np.flatnonzero(past & (pen.rng.random(len(episodes)) < 0.05))
    pen.involuntary(rows, range(WAGES_INVOLUNTARY))
    pen.coercion(rows)


def _children(pen: _Pen, episodes: Episodes) -> None:
    """Scenarios of those who were under 18, some of them adults today."""
    rng = pen.rng
    rows = _one_each(rng, episodes, episodes.is_childs & episodes.in_reference_period)
    u = rng.random(len(rows))
    elsewhere, family = ~episodes.with_parents[rows], episodes.with_parents[rows]
    pen.coercion(rows[elsewhere & (u < 0.014)])
    pen.coercion(rows[family & (u < 0.007)])
    pen.coercion(rows[(u >= 0.02) & (u < 0.045)], by=(PARENTS,))
    worst = rows[(u >= 0.05) & (u < 0.0545)]
    form = rng.integers(0, 3, len(worst))
    pen.happened.worst_forms[worst, form] = True
    pen.happened.commercial_sexual[worst[form == 1]] = True
    grown = episodes.age_at_episode[rows] >= 15
    public = rows[grown & elsewhere & (u >= 0.06) & (u < 0.08)]
    pen.excluded_kind(public, [EXCLUSION_CODES.index("EX_COMMUNAL")])
    pen.coercion(public, by=(STATE, OTHER))
