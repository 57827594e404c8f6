"""Measures of earlier releases that this one does not have, whose rows of few stand beside its own.

The rows of two measures, one in the other, are tried together, and that takes the answers to both.
A measure that only an earlier release has is classified again where this study can do it. Where it
cannot nothing is known of its cases, for no ledger keeps answers, and the counts alone are asked:
in a group of which an earlier release shows few cases of such a measure, a new row of few cases is
not shown where the one may lie in the other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.disseminate.gate.audit.seen import Measure
from measure87.disseminate.gate.kept_releases import Group, group_of
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.tables.tables import Table, cases_of, family_of
from measure87.vocabulary.estimate import Estimate, Notice

_CODE = "measures-of-earlier"


@dataclass(frozen=True)
class MeasuresBefore:
    """Groups with few cases of measures that only earlier releases have."""

    of: Mapping[Group, Collection[Measure]]
    """Of each group such measures."""
    declared: Collection[tuple[str, str]]
    """Names of pairs of which the study says that the first lies in the second."""
    extends: Mapping[str, str] = field(default_factory=dict)
    """National definitions to the standards that they extend."""

    @property
    def measures(self) -> set[Measure]:
        """All of them."""
        return {measure for every in self.of.values() for measure in every}

    def may_nest(self, table: Table, measure: Measure) -> bool:
        """Whether one may lie in a measure of this release, or that in it."""
        pairs = (pair for own in table.names for pair in ((own, measure[0]), (measure[0], own)))
        of_one_family = table.family == family_of(measure[1], self.extends)
        return of_one_family or any(pair in self.declared for pair in pairs)

    def beside(self, table: Table, group: Group) -> set[str]:
        """Names of those in a group that may lie in a measure, or it in them."""
        return {one[0] for one in self.of.get(group, ()) if self.may_nest(table, one)}

    def without(self, measure: Measure, groups: Collection[Group]) -> "MeasuresBefore":
        """The same but for one measure in some groups, which is tried with its cases there."""
        left = {
            group: {one for one in every if one != measure or group not in groups}
            for group, every in self.of.items()
        }
        return replace(self, of=left)


def measures_before(
    before: Sequence[Estimate],
    now: Collection[Measure],
    minimum: int,
    declared: Collection[tuple[str, str]],
    extends: Mapping[str, str] | None = None,
) -> MeasuresBefore:
    """What earlier releases show of few cases, of measures that this one does not have.

    Parameters
    ----------
    before
        Figures of earlier releases.
    now
        Measures of this one.
    minimum : persons
        Cases of whom fewer are not shown.
    declared
        Names of nested measures, the second around the first.
    extends
        National definitions to the standards that they extend.

    Who was in the earlier release, and with which weights, is not asked: with others it says less
    of the same persons, and by how much is not known.
    """
    here = {measure[:2] for measure in now}
    found: dict[Group, set[Measure]] = {}
    for group, measure in _of_few(before, minimum):
        if measure[:2] not in here:
            found.setdefault(group, set()).add(measure)
    return MeasuresBefore(found, declared, extends or {})


def _of_few(before: Sequence[Estimate], minimum: int) -> Iterator[tuple[Group, Measure]]:
    for one in before:
        cases = None if one.suppressed else cases_of(one)
        if cases is not None and minimum <= cases <= MOST_PERSONS:
            yield group_of(one), (one.name, one.definition or "", 0)


def notices_of(beside: Mapping[str, Collection[str]]) -> list[Notice]:
    """What to say where rows of some measures are not shown, by their names, beside others."""
    if not beside:
        return []
    measures = sorted(beside)
    earlier = sorted({name for names in beside.values() for name in names})
    return [
        Notice(
            _CODE,
            f"groups of few cases of {', '.join(measures)} are not shown where an earlier release "
            f"shows few of {', '.join(earlier)}, which this one does not have; a release that has "
            "these too is judged with their rows",
            {"measures": measures, "named": earlier},
        )
    ]
