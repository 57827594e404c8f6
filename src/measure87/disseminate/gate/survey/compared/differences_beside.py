"""What one measure has more than another, beside the same of another input or of another reading.

Chores of children who do no work are had from two measures: all child labour, less that without
chores. A comparison shows them as a figure of their own. So the crossings of one input are held
against the differences of the other, and differences against differences, as figures are against
figures. Of two measures that lie in each other, as the study says or as counts may be: of one
family, the one with no more cases than the other in any group.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from measure87.disseminate.gate.kept_releases import Beside, Group, group_of
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.survey.compared.as_answered import (
    Measure,
    Treated,
    by_measure,
    counts_few,
    may_be_one,
    measure_of,
)
from measure87.disseminate.gate.tables.tables import cases_of, family_of, respondents_of
from measure87.vocabulary.estimate import Estimate, measures_behind
from measure87.vocabulary.status import UnknownTreatment

type _Treatments = Mapping[Measure, Sequence[UnknownTreatment]]


@dataclass(frozen=True)
class _Difference:
    """What a wide measure has more than a narrow one, as a figure."""

    figure: Estimate
    wide: Estimate
    narrow: Estimate


def told_by_differences(
    figures: Sequence[Estimate],
    others: Mapping[str, Sequence[Beside]],
    rules: DisclosureRules,
    hidden: Collection[int] = (),
) -> set[int]:
    """Positions of figures that would tell, as differences, of few who are in one alone.

    Of a difference the wide measure gives way.

    Parameters
    ----------
    figures
        Of this release, before anything is hidden.
    others
        Name of a figure to what stands beside it.
    hidden
        Positions of those that are not shown in any case.
    """
    shown = {k: one for k, one in enumerate(figures) if one.name in others and k not in hidden}
    at = {id(one): k for k, one in shown.items()}
    treated, found = by_measure([*shown.values()]), set[int]()
    crossed = [one for one in shown.values() if _is_crossing(one)]
    for one, names in _each(others):
        then = _Then(one, rules)
        for now in crossed:
            if now.name in names and then.tells(now, treated, then.differences):
                found.add(at[id(now)])
        own = [one for one in shown.values() if one.name in names and at[id(one)] not in found]
        for difference in _differences(own, rules):
            if then.tells_of(difference, treated):
                found.add(at[id(difference.wide)])
    return found


def _each(others: Mapping[str, Sequence[Beside]]) -> list[tuple[Beside, set[str]]]:
    """What stands beside figures, once, with their names."""
    found: dict[tuple[int, tuple[int, ...]], tuple[Beside, set[str]]] = {}
    for name, some in others.items():
        for one in some:
            key = (id(one.alone), tuple(id(figure) for figure in one.figures))
            found.setdefault(key, (one, set()))[1].add(name)
    return [*found.values()]


class _Then:
    """Crossings and differences of an earlier input."""

    def __init__(self, beside: Beside, rules: DisclosureRules) -> None:
        self._beside, self._minimum = beside, rules.minimum_cases
        safe = [one for one in beside.figures if _is_safe(one, rules)]
        self._treated = by_measure(safe)
        self.differences = _by_group(_differences(safe, rules))
        self._crossed: dict[Group, list[Estimate]] = {}
        for one in safe:
            if _is_crossing(one):
                self._crossed.setdefault(group_of(one), []).append(one)

    def tells(
        self, now: Estimate, treated: _Treatments, then: Mapping[Group, Sequence[_Difference]]
    ) -> bool:
        """Whether a crossing of this release tells, beside one of these differences."""
        ways = treated[measure_of(now)]
        return any(
            self._are_few(now, one.figure, (self._ways(one), ways))
            for one in then.get(group_of(now), ())
        )

    def tells_of(self, now: _Difference, treated: _Treatments) -> bool:
        """Whether a difference tells, beside a crossing or beside one of measures like its own."""
        group = group_of(now.figure)
        ways = _of_difference(treated[measure_of(now.wide)])
        for then in self._crossed.get(group, ()):
            if self._are_few(now.figure, then, (self._treated[measure_of(then)], ways)):
                return True
        return any(
            self._may_be_one(now.wide, other.wide, treated)
            and self._may_be_one(now.narrow, other.narrow, treated)
            and self._are_few(now.figure, other.figure, (self._ways(other), ways))
            for other in self.differences.get(group, ())
        )

    def _ways(self, one: _Difference) -> tuple[UnknownTreatment, ...]:
        return _of_difference(self._treated[measure_of(one.wide)])

    def _are_few(self, now: Estimate, then: Estimate, ways: Treated) -> bool:
        alone = self._alone(now)
        return alone is not None and counts_few(now, then, alone, ways, self._minimum)

    def _may_be_one(self, now: Estimate, then: Estimate, treated: _Treatments) -> bool:
        alone = self._alone(now)
        ways = (self._treated[measure_of(then)], treated[measure_of(now)])
        return alone is not None and may_be_one(now, then, alone, ways)

    def _alone(self, now: Estimate) -> tuple[int, int] | None:
        group = group_of(now)
        return None if group in self._beside.of_few else self._beside.alone.get(group)


def _differences(figures: Sequence[Estimate], rules: DisclosureRules) -> Iterator[_Difference]:
    """Differences of two measures that may be shown, each once in a group."""
    tables: dict[Measure, dict[Group, Estimate]] = {}
    for one in figures:
        if _is_safe(one, rules) and not _is_crossing(one):
            tables.setdefault(measure_of(one), {}).setdefault(group_of(one), one)
    for (narrow, parts), (wide, wholes) in permutations(tables.items(), 2):
        common = [(parts[group], wholes[group]) for group in parts if group in wholes]
        if (narrow[0], wide[0]) not in (rules.nested or ()) and not (
            _family(narrow, rules) == _family(wide, rules)
            and all(_cases(a) <= _cases(b) for a, b in common)
        ):
            continue
        for part, whole in common:
            if part.n == whole.n and (more := _cases(whole) - _cases(part)) > 0:
                figure = replace(whole, statistic="difference", value=None, n_cases=more)
                yield _Difference(figure, whole, part)


def _is_safe(figure: Estimate, rules: DisclosureRules) -> bool:
    """Whether a figure may be shown for all that its own counts tell."""
    cases, n = cases_of(figure), figure.n
    judged = respondents_of(figure, rules.minimum_cases) or 0
    if cases is None or n is None or judged < rules.minimum_respondents:
        return False
    return not is_few(np.array([cases]), np.array([n - cases]), rules.minimum_cases)[0]


def _is_crossing(figure: Estimate) -> bool:
    return bool(measures_behind(figure.definition))


def _family(measure: Measure, rules: DisclosureRules) -> str:
    return family_of(measure[1] or measure[0], rules.extends)


def _cases(figure: Estimate) -> int:
    return cases_of(figure) or 0


def _of_difference(treatments: Sequence[UnknownTreatment]) -> tuple[UnknownTreatment, ...]:
    """What both measures count as cases is in no difference."""
    return tuple("no" if one == "yes" else one for one in treatments)


def _by_group(differences: Iterator[_Difference]) -> dict[Group, list[_Difference]]:
    found: dict[Group, list[_Difference]] = {}
    for one in differences:
        found.setdefault(group_of(one.figure), []).append(one)
    return found
