"""Which figures of an input tell, beside those of one before it, of persons who are in one alone.

The file of all children and the same file without the late interviews are two inputs of one study.
What the one has more than the other is of persons whom somebody may know, as after two releases.
So the rules are those of two releases. The later input in the study gives way, whoever the cases
are: where so few of any group are in one input alone that all groups with somebody who is are
hidden; where of those who are, as two figures of a group count them, one or two are cases, or no
cases, or all are; and where the rows name one of them.

Which measures of two inputs are one is not known: two readings of a definition count the same
where everything was answered. Those of one subject are held against each other as if they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.gate.kept_releases import WHO, Beside, Group, group_of
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.disseminate.gate.survey.compared.as_answered import (
    by_measure,
    counts_few,
    measure_of,
)
from measure87.disseminate.gate.survey.compared.differences_beside import told_by_differences
from measure87.disseminate.gate.survey.compared.left_by_several import told_by_several
from measure87.disseminate.gate.survey.compared.rows_of_those_who_left import (
    in_finest_steps,
    named_by_rows,
)
from measure87.disseminate.gate.survey.compared.sums_beside import told_by_sums
from measure87.disseminate.gate.tables.tables import cases_of, respondents_of
from measure87.vocabulary.estimate import Estimate, Notice

_NOW, _BEFORE = "later input", "earlier input"


@dataclass(frozen=True)
class ToldByInputs:
    """Positions of figures that give way to those of an earlier input.

    Attributes
    ----------
    of_few
        Of groups that give way for few of some group are in one input alone; they are judged
        without their counts, so that these follow from nothing.
    named
        Those of which rows name somebody.
    counted
        Those that would tell of one or two persons, or that all who are in one alone are cases.
    """

    of_few: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    counted: frozenset[int] = frozenset()
    shares: bool = False

    @property
    def told(self) -> frozenset[int]:
        """Those that may not be had from others either."""
        return self.named | self.counted

    def notices(self, figures: Sequence[Estimate]) -> list[Notice]:
        """What is said of it; of whom figures count nothing, for that would tell of them."""
        found = []
        if self.of_few | self.named:
            measures = sorted({figures[k].name for k in self.of_few | self.named})
            said = (
                "so few persons are in one of two inputs alone that some figures of the later "
                f"one are not shown: {', '.join(measures)}"
            )
            found.append(Notice("few-in-one-input", said, {"measures": measures}))
        if self.shares:
            found.append(
                Notice(
                    "inputs-share-persons",
                    "two inputs have some persons in common; what the two tell together is "
                    "judged, and how many persons gave no answer to a question is not said",
                )
            )
        return found


def told_by_inputs(figures: Sequence[Estimate], rules: DisclosureRules) -> ToldByInputs:
    """Figures of this release that would tell of persons who are in one of two inputs alone.

    Parameters
    ----------
    figures
        Before anything is hidden.
    rules
        With the inputs beside each other (`kept.beside`).
    """
    found = _told_beside(figures, rules.kept.beside, rules)
    return replace(found, shares=bool(rules.kept.beside))


def told_by_readings(figures: Sequence[Estimate], rules: DisclosureRules) -> ToldByInputs:
    """Figures that would tell of who left or came, beside another reading in an earlier release.

    The two are held against each other as if they were of one measure, as those of two inputs are.
    """
    return _told_beside(figures, rules.kept.readings, rules)


def named_by_moves(figures: Sequence[Estimate], rules: DisclosureRules) -> set[int]:
    """Positions of figures that name somebody who moved to a group or from it, beside earlier ones.

    Who has another code than in an earlier release left one group and came to another, and the
    rows of a group are tried for them as for those who left and came. What moved in one direction
    alone is a remainder, of which sums are asked in any case.
    """
    beside = {
        name: [(one, _by_group(one, rules)) for one in found]
        for name, found in rules.kept.moves.items()
    }
    return {
        k
        for k, figure in enumerate(figures)
        for one, earlier in beside.get(figure.name, ())
        for other in earlier.get(group_of(figure), ())
        if _names_somebody(figure, other, one, rules)
    }


def _told_beside(
    figures: Sequence[Estimate], others: Mapping[str, Sequence[Beside]], rules: DisclosureRules
) -> ToldByInputs:
    """Figures that tell beside those of others, by the name of a figure."""
    few, rows, counted = set[int](), set[int](), set[int]()
    beside = {
        name: [(one, _by_group(one, rules), by_measure(one.figures)) for one in found]
        for name, found in others.items()
    }
    treated = by_measure([one for one in figures if one.name in others])
    for k, figure in enumerate(figures):
        group = group_of(figure)
        for one, earlier, treated_then in beside.get(figure.name, ()):
            if group in one.of_few:
                few.add(k)
                continue
            for other in earlier.get(group, ()) if group in one.alone else ():
                ways = (treated_then[measure_of(other)], treated[measure_of(figure)])
                if counts_few(figure, other, one.alone[group], ways, rules.minimum_cases):
                    counted.add(k)
                elif _names_somebody(figure, other, one, rules):
                    rows.add(k)
    counted |= told_by_several(figures, others, rules, few | rows | counted)
    counted |= told_by_differences(figures, others, rules, few | rows | counted)
    counted |= told_by_sums(figures, others, rules, few | rows | counted)
    return ToldByInputs(frozenset(few), frozenset(rows), frozenset(counted))


def hidden_with_earlier(
    judged: Sequence[Estimate], figures: Sequence[Estimate], rules: DisclosureRules
) -> list[Estimate]:
    """Figures after the gate, those of a later input hidden where the same earlier one is.

    Of a group that nobody is in one input alone of, equal counts are the same cases to a reader:
    what the earlier input keeps back to protect others the later one may not show.

    Parameters
    ----------
    judged, figures
        After the gate and before, in the same order.
    """
    found = list(judged)
    hidden = {(one.name, one.definition, group_of(one)) for one in judged if one.suppressed}
    for k, (now, figure) in enumerate(zip(judged, figures, strict=True)):
        group = group_of(figure)
        for one in () if now.suppressed else rules.kept.beside.get(figure.name, ()):
            if one.alone.get(group) == (0, 0) and any(
                (other.name, other.definition, group) in hidden
                and (other.n, cases_of(other)) == (figure.n, cases_of(figure))
                for other in one.figures
                if frozenset(other.group.items()) == group
            ):
                found[k] = now.suppress(CONFIDENTIAL)
    return found


def _by_group(one: Beside, rules: DisclosureRules) -> dict[Group, list[Estimate]]:
    """Figures of the earlier input that may be shown, of each group one of each measure."""
    first: dict[tuple[Group, str, str | None], Estimate] = {}
    for figure in one.figures:
        judged = respondents_of(figure, rules.minimum_cases) or 0
        if cases_of(figure) is not None and judged >= rules.minimum_respondents:
            group = frozenset(figure.group.items())
            first.setdefault((group, figure.name, figure.definition), figure)
    found: dict[Group, list[Estimate]] = {}
    for (group, *_), figure in first.items():
        found.setdefault(group, []).append(figure)
    return found


def _names_somebody(now: Estimate, then: Estimate, one: Beside, rules: DisclosureRules) -> bool:
    """Whether the rows of two inputs name somebody, as those of two releases would."""
    group = group_of(now)
    moved = one.turnover.get(group)
    if moved is None or now.statistic != "proportion" or then.statistic != "proportion":
        return False
    here = replace(now, group={**dict(group), WHO: _NOW})
    there = replace(
        then if then.digits else in_finest_steps(then),
        name=now.name,
        definition=now.definition,
        group={**dict(group), WHO: _BEFORE},
    )
    turnover = {now.name: {group: (replace(moved, before=_BEFORE),)}}
    alone = replace(rules, kept=replace(rules.kept, turnover=turnover))
    return bool(named_by_rows([here], [there], alone))
