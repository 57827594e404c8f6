"""Which figures of a survey a difference is of: two sides, alone or in each of several groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.estimate.survey import Contrast, DomainTable, Side, SurveyResult
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Refusal


@dataclass(frozen=True)
class Compared:
    """The first side less the second, in each group of the tables `by` if there are any."""

    first: Side
    second: Side
    by: tuple[DomainTable, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a side that is a group of the variable in whose every group it is compared."""
        both = {*self.first.group, *self.second.group}
        for name in (name for table in self.by for name in table.variables):
            if name in both:
                raise UsageError(
                    f"{name} is a variable of a side and of by",
                    code="difference",
                    hint=f"leave {name} out of by, or out of both sides",
                )

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes that the sides name, by variable."""
        pairs = [*self.first.group.items(), *self.second.group.items()]
        return {
            name: tuple(dict.fromkeys(code for one, code in pairs if one == name))
            for name, _ in pairs
        }

    @property
    def tables(self) -> tuple[DomainTable, ...]:
        """The tables that have the figures of both sides."""
        own = (tuple(side.group) for side in (self.first, self.second))
        within = tuple(table.variables for table in self.by) or ((),)
        names = dict.fromkeys((*side, *more) for side in own for more in within)
        return tuple(map(DomainTable, names))

    def contrasts(self, found: SurveyResult) -> list[Contrast]:
        """The differences, in the order of the groups; a side without a figure has them too."""
        if not self.by:
            return [Contrast(self.first, self.second)]
        return [
            Contrast(_within(self.first, group), _within(self.second, group))
            for table in self.by
            for group in self._groups(table.variables, found)
        ]

    def _groups(self, variables: Sequence[str], found: SurveyResult) -> Iterator[Mapping[str, str]]:
        """Groups of some variables in which there is a figure, or its refusal, of a side."""
        told = set()
        figures: list[Estimate | Refusal] = [*found.estimates, *found.refused]
        for one in figures:
            group = {name: one.group[name] for name in variables if name in one.group}
            keys = {_within(side, group).key for side in (self.first, self.second)}
            which = tuple(group.items())
            if len(group) == len(variables) and Side(one.name, one.group).key in keys:
                if which not in told:
                    yield group
                told.add(which)


def of_sides(found: SurveyResult, contrasts: Sequence[Contrast]) -> SurveyResult:
    """The figures that differences are of, without those of other groups."""
    keys = {side.key for one in contrasts for side in (one.first, one.second)}
    return replace(
        found,
        estimates=tuple(x for x in found.estimates if Side(x.name, x.group).key in keys),
        refused=tuple(x for x in found.refused if Side(x.name, x.group).key in keys),
    )


def _within(side: Side, group: Mapping[str, str]) -> Side:
    return replace(side, group={**side.group, **group})
