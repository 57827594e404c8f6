"""What mothers and caretakers told about children's week, in the codes of MICS6.

Answers are free of error; some are missing. In shares of what is asked: a yes-or-no item
0.2 % no response (9); hours 0.1 % inconsistent (97), 0.8 % don't know (98) and 0.3 % no
response (99). The skip pattern is the questionnaire's: hours and hazards only after a
yes to one of the activities, hours of a task only after a yes to the task.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measure87.numerics.arrays import BoolArray, Int16Array, IntArray
from measure87.simulate.child_week import ChildWeek
from measure87.simulate.truth import ChildLabourTruth, child_labour

BLANK = -1
"""In place of what was not asked."""
YES, NO, NO_RESPONSE = 1, 2, 9
INCONSISTENT, HOURS_DONT_KNOW, HOURS_NO_RESPONSE = 97, 98, 99

MECHANISM = {
    "item_no_response": 0.002,
    "hours_inconsistent": 0.001,
    "hours_dont_know": 0.008,
    "hours_no_response": 0.003,
}
"""Shares of what is asked that stay without an answer."""


@dataclass(frozen=True)
class ChildAnswers:
    """Answers in MICS6 codes; rows are children."""

    activities: Int16Array
    """CL1A, CL1B, CL1C, CL1X: (children, 4)."""
    work_hours: Int16Array
    """CL3."""
    hazards: Int16Array
    """CL4, CL5, CL6A to CL6E, CL6X: (children, 8)."""
    water: Int16Array
    """CL7."""
    water_hours: Int16Array
    """CL8."""
    firewood: Int16Array
    """CL9."""
    firewood_hours: Int16Array
    """CL10."""
    chores: Int16Array
    """CL11A to CL11F, CL11X: (children, 7)."""
    chores_hours: Int16Array
    """CL13."""
    ever_school: Int16Array
    """CB4."""
    attends_school: Int16Array
    """CB7."""


def answer_for_children(rng: np.random.Generator, week: ChildWeek) -> ChildAnswers:
    """Put the child labour module to everybody."""
    activities = _yes_or_no(rng, week.kinds())
    works = (activities == YES).any(axis=1)
    water = _yes_or_no(rng, week.fetched_water)
    firewood = _yes_or_no(rng, week.collected_firewood)
    chores = _yes_or_no(rng, week.chores)
    hazards = _yes_or_no(rng, week.hazards())
    ever = _yes_or_no(rng, week.ever_school)
    return ChildAnswers(
        activities=activities,
        work_hours=_hours(rng, week.work_hours(), works),
        hazards=np.where(works[:, None], hazards, BLANK).astype(np.int16),
        water=water,
        water_hours=_hours(rng, week.water_hours, water == YES),
        firewood=firewood,
        firewood_hours=_hours(rng, week.firewood_hours, firewood == YES),
        chores=chores,
        chores_hours=_hours(rng, week.chores_hours, (chores == YES).any(axis=1)),
        ever_school=ever,
        attends_school=np.where(ever == YES, _yes_or_no(rng, week.attends_school), BLANK).astype(
            np.int16
        ),
    )


def _yes_or_no(rng: np.random.Generator, truth: BoolArray) -> Int16Array:
    lost = rng.random(truth.shape) < MECHANISM["item_no_response"]
    return np.where(lost, NO_RESPONSE, np.where(truth, YES, NO)).astype(np.int16)


def _hours(rng: np.random.Generator, hours: NDArray[np.integer], asked: BoolArray) -> Int16Array:
    """Hours up to 95 or a missing code; blank where not asked."""
    shares = [MECHANISM[f"hours_{why}"] for why in ("inconsistent", "dont_know", "no_response")]
    missing = np.array([INCONSISTENT, HOURS_DONT_KNOW, HOURS_NO_RESPONSE, 0])
    which = np.searchsorted(np.cumsum(shares), rng.random(len(hours)), side="right")
    told = np.where(which < len(shares), missing[which], np.minimum(hours, 95))
    return np.where(asked, told, BLANK).astype(np.int16)


def _known_hours(codes: Int16Array) -> IntArray:
    """Hours that were told; 0 for those that were not, as the custodian's rule has it."""
    known = (codes >= 0) & (codes < INCONSISTENT)
    return np.where(known, codes, 0).astype(np.int64)


def child_labour_as_told(age_years: Int16Array, answers: ChildAnswers) -> ChildLabourTruth:
    """Child labour as the custodian's rule makes it from the answers: not told is no."""
    chores = sum(
        _known_hours(codes)
        for codes in (answers.water_hours, answers.firewood_hours, answers.chores_hours)
    )
    return child_labour(
        age_years,
        _known_hours(answers.work_hours),
        np.asarray(chores, dtype=np.int64),
        (answers.hazards == YES).any(axis=1),
    )
