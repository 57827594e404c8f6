"""Hides figures until the auditor recovers nothing: complementary suppression by her findings.

See `rounds` for how. What is known from earlier releases alone, hiding cannot undo.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from measure87.disseminate.gate.audit import (
    Audit,
    Auditor,
    Recovered,
    Relations,
    Seen,
    linked,
    relations_of,
)
from measure87.disseminate.gate.audit.consistency import consistent
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.kept_releases import WHO, without_who
from measure87.disseminate.gate.rounds import Rounds
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.numerics.weighed_persons import KnownPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import YES


class SharesInSteps(Protocol):
    """What shares in steps tell of numbers of unknowns that are not shown."""

    def within(self, shown: Sequence[Estimate]) -> Mapping[int, tuple[int, int]]:
        """Position of a share to the least and most unknowns that it leaves possible."""
        ...

    def coarser(self, shares: Collection[int]) -> list[int]:
        """Give shares, by position, coarser steps; those of them that cannot have any."""
        ...


@dataclass(frozen=True)
class Protected:
    """What may be released, and what the auditor found of it at the end."""

    estimates: list[Estimate]
    audit: Audit
    already: tuple[Recovered, ...]
    """What is not shown, and follows from earlier releases alone."""
    kept_back: tuple[str, ...] = ()
    """Measures none of whose figures is shown, for they contradict each other."""


def protect(
    figures: Figures, layers: Layers, rules: DisclosureRules, answered: SharesInSteps | None = None
) -> Protected:
    """Hide figures until the auditor recovers nothing more than from earlier releases alone.

    Shares of which `answered` says that they bound numbers of unknowns get coarser steps until
    they tell nothing more, or are hidden.

    A measure whose own figures contradict each other cannot be judged, so none of it is shown.
    Where nothing is left to hide, the audit that is returned names what she still recovers.
    """
    relations = _relations(figures, rules)
    already = _from_earlier_alone(figures, relations, rules)
    auditors = _Auditors(figures, layers, relations, rules)
    rounds = Rounds(figures, layers, rules, auditors, already)
    if figures.weights:  # shown again, a figure of few cases would say that there are none
        rounds.never_show(figures.weights.less_than_a_step(figures.estimates))
    audit = _without_told(rounds, rounds.until_safe(), rules)
    if answered is not None:
        audit = _with_coarser_shares(rounds, audit, rules, answered)
    kept_back = tuple(sorted(rounds.kept_back))
    released = layers.released(figures, rules)
    hidden = tuple(one for one in already if not _shows(figures.seen(released), one))
    return Protected(released, audit, hidden, kept_back)


def _shows(seen: Sequence[Seen], count: Recovered) -> bool:
    """Whether a count is one of a figure that is shown, with it."""
    own = seen[count.of[0]]
    is_its_own = len(count.of) == 1 and own.shown
    return is_its_own and not (count.what == "unknown" and own.hides_unknown)


def _without_told(rounds: Rounds, audit: Audit, rules: DisclosureRules) -> Audit:
    """Until no hidden count is known exactly."""
    while rules.complementary and not audit.recovered and (told := rounds.told_exactly()):
        audit = rounds.without_needless(told)
    return audit


def _with_coarser_shares(
    rounds: Rounds, audit: Audit, rules: DisclosureRules, answered: SharesInSteps
) -> Audit:
    """Until shares in steps tell no number of unknowns, by themselves and together."""
    while within := answered.within(rounds.released()):
        rests = rounds.told_beside(within) if rules.complementary else None
        if rests is None or audit.recovered:
            break
        if hidden := answered.coarser(rests or within):
            audit = _without_told(rounds, rounds.hide(hidden), rules)
    return audit


class _Auditors:
    """The auditor who knows everything that is true, and the one who takes less for granted."""

    def __init__(
        self, figures: Figures, layers: Layers, relations: Relations, rules: DisclosureRules
    ) -> None:
        self._figures, self._relations, self._rules = figures, relations, rules
        self._tables = layers.tables
        self._forgotten: frozenset[int] = frozenset()
        self.now = _auditor(figures, relations, rules)

    def take_less(self, seen: Sequence[Seen]) -> bool:
        """Go on without what is known from zeros of measures of which nothing is shown now."""
        return self._take(_some_where_zeros_are_shown(self._relations, seen, self._figures))

    def forget(self, tables: Collection[int]) -> None:
        """Go on without what is known from zeros of measures that are kept back with theirs.

        Unless an earlier release lists the group: of that she knows whether it was 0.
        """
        if new := frozenset(tables) - self._forgotten:
            self._forgotten |= new
            names = {name for index in new for name in self._tables[index].names}
            listed = _listed_before(self._figures)
            self._take(_some_but_of(self._relations, names, listed))

    def _take(self, fewer: Relations) -> bool:
        if fewer == self._relations:
            return False
        self._relations = fewer
        self.now = _auditor(self._figures, fewer, self._rules)
        return True


def _from_earlier_alone(
    figures: Figures, relations: Relations, rules: DisclosureRules
) -> tuple[Recovered, ...]:
    """What the reader knows before she sees this release."""
    if not (figures.before or figures.secrets):
        return ()
    nothing = [figure.suppress(CONFIDENTIAL) for figure in figures.estimates]
    # Of a group that only this release has she does not know that there is anybody: it is not 0.
    listed = _listed_before(figures)
    some = frozenset(one for one in relations.some if one[1:] in listed)
    auditor = _auditor(figures, replace(relations, some=some), rules)
    return auditor.audit(figures.seen(nothing), tells=False, every_unknown=True).recovered


def _listed_before(figures: Figures) -> set[tuple[Measure, GroupKey]]:
    """Measures and groups that an earlier release lists."""
    before = figures.before
    return {
        (measure, frozenset(figure.group.items()))
        for measure, figure in zip(measures_of(before), before, strict=True)
    }


def _some_where_zeros_are_shown(
    relations: Relations, seen: Sequence[Seen], figures: Figures
) -> Relations:
    """What a reader takes for no 0 because 0 is shown: not of a measure of which nothing is.

    An earlier release may show so much of it that each group which is said to be hidden now would
    be told by that alone. All of it is hidden then, and what is 0 with it.
    """
    if not figures.before:
        return relations
    listed = _listed_before(figures)
    shown = {one.measure for one in seen if one.shown and not one.is_before}
    some = frozenset(one for one in relations.some if one[1] in shown or one[1:] in listed)
    return replace(relations, some=some)


def _some_but_of(
    relations: Relations, names: Collection[str], listed: Collection[tuple[Measure, GroupKey]]
) -> Relations:
    """What a reader takes for no 0, but of some measures where no earlier release lists them."""
    some = frozenset(one for one in relations.some if one[1][0] not in names or one[1:] in listed)
    return replace(relations, some=some)


def _relations(figures: Figures, rules: DisclosureRules) -> Relations:
    """What the reader knows of the measures: everything that is true."""
    seen = figures.seen(figures.estimates)
    relations = relations_of(
        seen,
        figures.estimates,
        figures.dims,
        rules.nested or (),
        figures.parts,
        complete=rules.nested_complete,
        excluding=figures.excluding,
        alike=figures.alike,
        same=rules.same,
        known=figures.known,
        extends=rules.extends,
        answers=_answers(figures, seen, rules.persons),
    )
    relations = replace(relations, least=_least(figures, rules))
    for members in linked(seen, relations):
        relations = consistent(seen, members, figures.dims, relations, rules.minimum_respondents)
    return relations


def _answers(figures: Figures, seen: Sequence[Seen], persons: KnownPersons | None) -> list[Seen]:
    """What the persons of this release answered, in every group that it or an earlier one lists.

    Of a measure of which they are known, and are the cases of the figures that are shown.
    """
    if persons is None or not figures.before:
        return []
    found: dict[Measure, list[Seen]] = {}
    others = set[Measure]()
    for one in seen:
        behind = persons.of(one.measure, "proportion", without_who(one.group))
        if behind is None:
            continue
        cases = int((behind.status == YES).sum())
        if one.shown and WHO not in one.group and one.cases != cases:
            others.add(one.measure)
        answered = Seen(one.measure, without_who(one.group), n=len(behind.status), cases=cases)
        found.setdefault(one.measure, []).append(answered)
    return [one for measure, own in found.items() if measure not in others for one in own]


def _least(figures: Figures, rules: DisclosureRules) -> Mapping[tuple[Measure, GroupKey], int]:
    """How many respondents figures must rest on that are held to more than others."""
    measures = measures_of(figures.estimates)
    return {
        (measures[at], frozenset(figures.estimates[at].group.items())): (
            rules.sensitive_limits.respondents
        )
        for at in figures.held_to_more
        if cases_of(figures.estimates[at])
    }


def _auditor(figures: Figures, relations: Relations, rules: DisclosureRules) -> Auditor:
    return Auditor(
        figures.seen(figures.estimates),
        figures.dims,
        relations,
        rules.minimum_cases,
        rules.minimum_respondents,
    )
