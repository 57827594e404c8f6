"""Persons whom three inputs or more leave: are all of them cases, or one or two of them?

Everybody, those without late interviews, those without proxies, and those without both: the first
less the second less the third plus the fourth counts those of both kinds. Of a few all figures of
the last input are hidden, see `measure87.study.ledger.differing`. Of more than that they give way
by what they count, as those of two inputs do: where one or two are cases, or all but one or two,
or all, or one or two gave no answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from measure87.disseminate.gate.kept_releases import Beside, Group, Way, group_of
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.survey.compared.as_answered import (
    Answers,
    Measure,
    as_answered,
    as_counted,
    by_measure,
    measure_of,
)
from measure87.disseminate.gate.tables.tables import cases_of, respondents_of
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UnknownTreatment

type _Treated = Mapping[Measure, tuple[UnknownTreatment, ...]]


def told_by_several(
    figures: Sequence[Estimate],
    others: Mapping[str, Sequence[Beside]],
    rules: DisclosureRules,
    hidden: Collection[int],
) -> set[int]:
    """Positions of figures that tell of more than a few persons, beside those of several inputs.

    Parameters
    ----------
    figures
        Before anything is hidden.
    others
        Name of a figure to the inputs before its own.
    hidden
        Positions of those that are not shown in any case.
    """
    treated = by_measure([one for one in figures if one.name in others])
    several = [
        (name, left, [_by_group(one, rules) for one in left.figures], by_measure_of(left.figures))
        for name, every in others.items()
        for one in every
        for left in one.several
        if left.ways
    ]
    found = set()
    for k, figure in enumerate(figures) if several else ():
        group = group_of(figure)
        if k in hidden or cases_of(figure) is None or figure.n is None:
            continue
        found |= {
            k
            for name, left, before, treated_then in several
            if name == figure.name
            for way in left.ways.get(group, ())
            for some in _of_inputs(before, group, way)
            if counts_told(
                [figure, *some], way, [treated, *[treated_then] * len(some)], rules.minimum_cases
            )
        }
    return found


def by_measure_of(figures: Sequence[Sequence[Estimate]]) -> _Treated:
    """How each measure of some inputs may count unknown answers."""
    return by_measure([one for some in figures for one in some])


def counts_told(
    figures: Sequence[Estimate], way: Way, treated: Sequence[_Treated], minimum: int
) -> bool:
    """Whether figures say of whom they leave that one or two are cases, or none, or all are.

    Parameters
    ----------
    figures
        Of the later input, and of each earlier one that is added or taken away.
    way
        With which signs, and how many are left.
    treated
        Of each figure how measures may count unknown answers.
    """
    signs = (1, *(sign for sign in way.signs if sign))
    ways = [
        tuple(as_counted(one) for one in figures),
        *product(
            *(
                as_answered(one, by[measure_of(one)])
                for one, by in zip(figures, treated, strict=True)
            )
        ),
    ]
    return any(_tell(signs, answers, way, minimum) for answers in dict.fromkeys(ways))


def _tell(signs: Sequence[int], answers: Sequence[Answers], way: Way, minimum: int) -> bool:
    pairs = [*zip(signs, answers, strict=True)]
    known = sum(sign * one.known for sign, one in pairs)
    cases = sum(sign * one.cases for sign, one in pairs)
    unknown = sum(sign * one.unknown for sign, one in pairs)
    if not way.least <= cases <= way.most:
        return False  # these figures are not of one measure
    if way.least and way.most:  # some are added and some taken away: only the ends tell
        return min(cases - way.least, way.most - cases) < minimum
    if way.least:
        known, cases, unknown = -known, -cases, -unknown
    number = way.most - way.least
    if not all(one.told for one in answers) and not cases <= known <= number:
        known = number
    if not cases <= known <= number:
        return False
    if 0 < unknown < minimum:
        return True
    return bool(is_few(np.array([cases]), np.array([known - cases]), minimum)[0])


def _of_inputs(
    before: Sequence[Mapping[Group, Sequence[Estimate]]], group: Group, way: Way
) -> Iterator[tuple[Estimate, ...]]:
    """One figure of a group of each earlier input that is added or taken away, in every way."""
    every = (of.get(group, ()) for of, sign in zip(before, way.signs, strict=True) if sign)
    return product(*every)


def _by_group(figures: Sequence[Estimate], rules: DisclosureRules) -> dict[Group, list[Estimate]]:
    """Figures that may be shown, of each group one of each measure."""
    first: dict[tuple[Group, Measure], Estimate] = {}
    for one in figures:
        judged = respondents_of(one, rules.minimum_cases) or 0
        if cases_of(one) is not None and judged >= rules.minimum_respondents:
            first.setdefault((frozenset(one.group.items()), measure_of(one)), one)
    found: dict[Group, list[Estimate]] = {}
    for (group, _), one in first.items():
        found.setdefault(group, []).append(one)
    return found
