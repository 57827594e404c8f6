"""Figures of one measure as numbers of who answered, who is a case, and who did not answer.

A reading may leave unknown answers out of the persons that its figures are of, or count them as
no or as yes. The same persons are so 91 by one reading, and 86 and 5 unknown by another. What a
measure does its bounds tell; where they do not, for its figures are in steps or have no case, it
may leave them out or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from measure87.disseminate.gate.audit.relations import counts_unknown_as_cases, leaves_unknown_out
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UnknownTreatment

type Measure = tuple[str, str | None]
type Treated = tuple[Sequence[UnknownTreatment], Sequence[UnknownTreatment]]
"""How the measures of two figures may count unknown answers: of the earlier, and of the later."""


@dataclass(frozen=True)
class Answers:
    """Persons of a figure.

    known, cases : who answered, and of them the cases
    unknown : who did not; 0 where it is not told
    told : whether it is told who did not
    """

    known: int
    cases: int
    unknown: int
    told: bool = True


def as_counted(figure: Estimate) -> Answers:
    """By the counts of a figure, as if nobody's answer were unknown but those it leaves out."""
    return _answers(figure, "exclude")


def as_answered(figure: Estimate, treatments: Sequence[UnknownTreatment]) -> list[Answers]:
    """By each way in which its measure may count unknown answers, each different one once."""
    return list(dict.fromkeys(_answers(figure, one) for one in treatments))


def treatments_of(figures: Sequence[Estimate]) -> tuple[UnknownTreatment, ...]:
    """How a measure may count unknown answers, as its figures tell.

    Parameters
    ----------
    figures
        Of the one measure.
    """
    if leaves_unknown_out(figures):
        return ("exclude",)
    bounded = [one for one in figures if one.n_unknown and one.value_if_no is not None]
    if not bounded:
        return ("exclude", "no")
    counted: UnknownTreatment = "yes" if counts_unknown_as_cases(figures) else "no"
    is_exact = any(one.digits is None and cases_of(one) for one in bounded)
    return (counted,) if is_exact else ("exclude", counted)


def measure_of(figure: Estimate) -> Measure:
    """A measure by its name and its definition."""
    return figure.name, figure.definition


def by_measure(figures: Sequence[Estimate]) -> dict[Measure, tuple[UnknownTreatment, ...]]:
    """How each measure may count unknown answers."""
    found: dict[Measure, list[Estimate]] = {}
    for one in figures:
        found.setdefault(measure_of(one), []).append(one)
    return {measure: treatments_of(some) for measure, some in found.items()}


def counts_few(
    now: Estimate, then: Estimate, alone: tuple[int, int], treated: Treated, minimum: int
) -> bool:
    """Whether those who are in one input alone are few by two figures, were these of one measure.

    Where both inputs have some of a group alone, counts do not tell them apart.
    """
    left, came = alone
    counts = (then.n, now.n, cases_of(then), cases_of(now))
    if min(left, came) or any(one is None for one in counts):
        return False
    number = max(left, came)
    unknown = (1 if left else -1) * ((then.n_unknown or 0) - (now.n_unknown or 0))
    if 0 < unknown < minimum and unknown <= number:
        return True
    return any(
        _is_of_persons(known, cases, number)
        and is_few(np.array([cases]), np.array([known - cases]), minimum)[0]
        for known, cases in _of_the_rest(now, then, alone, treated)
    )


def may_be_one(now: Estimate, then: Estimate, alone: tuple[int, int], treated: Treated) -> bool:
    """Whether two figures may be of one measure, by those who are in one input alone."""
    return any(
        _is_of_persons(known, cases, max(alone))
        for known, cases in _of_the_rest(now, then, alone, treated)
    )


def _of_the_rest(
    now: Estimate, then: Estimate, alone: tuple[int, int], treated: Treated
) -> Iterator[tuple[int, int]]:
    """How many of those who are in one input alone answered, and how many are cases.

    Where it is not told how many did not answer, everybody may have.
    """
    sign, number = (1 if alone[0] else -1), max(alone)
    pairs = [
        (as_counted(then), as_counted(now)),
        *product(as_answered(then, treated[0]), as_answered(now, treated[1])),
    ]
    for before, after in pairs:
        known, cases = sign * (before.known - after.known), sign * (before.cases - after.cases)
        is_told = before.told and after.told
        yield (known if is_told or cases <= known <= number else number), cases


def _is_of_persons(known: int, cases: int, number: int) -> bool:
    return 0 <= cases <= known <= number


def _answers(figure: Estimate, treatment: UnknownTreatment) -> Answers:
    n, cases, unknown = figure.n or 0, cases_of(figure) or 0, figure.n_unknown or 0
    told = UNKNOWN_NOT_SHOWN not in figure.flags
    among = 0 if treatment == "exclude" else unknown
    return Answers(n - among, cases - (unknown if treatment == "yes" else 0), unknown, told)
