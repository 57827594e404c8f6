"""Who is behind each figure of a study, for the disclosure gate's audit of few cases."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.estimate.survey import (
    DomainTable,
    NumbersOfPersons,
    Outcome,
    PersonsOfGroups,
    Repeated,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.numbers_of_persons import Pass, Passes
from measure87.study.survey.side_by_side import Comparisons
from measure87.study.survey.tables import AGE

FigureName = tuple[str, str, str]
"""Name, definition (or nothing), statistic."""


@dataclass(frozen=True)
class Known:
    """Figures that are of the persons of one pass.

    Attributes
    ----------
    columns
        Figure to the column of its status.
    everybody
        Whether a figure is of all persons of its column, whatever its group is called.
    """

    columns: Mapping[FigureName, str]
    persons: PersonsOfGroups
    everybody: bool = False


@dataclass(frozen=True)
class Before:
    """What only figures of earlier releases have; the table of classified persons has it too.

    Attributes
    ----------
    variables
        Those that figures are by.
    measures
        Name to its definition.
    counted
        Those of the measures that have numbers of persons, made with the weights for these.
    """

    variables: Sequence[str] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    counted: Collection[str] = ()

    def of_pass(self, one: Pass, *, alone: bool) -> dict[FigureName, str]:
        """Figures of earlier releases that have the weights of a pass, and their columns.

        `alone` says that there is no other pass.
        """
        has_numbers = any(outcome.statistic == "total" for outcome in one.outcomes)
        return {
            (name, definition, statistic): name
            for name, definition in self.measures.items()
            if alone or (name in self.counted) == has_numbers
            for statistic in ("proportion", "total")
        }

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The columns of the measures."""
        return tuple(Outcome(name, name, coding="status") for name in self.measures)


def persons_known(
    passes: Passes,
    comparisons: Comparisons,
    before: Before | None = None,
    place: EnginePlace | None = None,
) -> tuple[Known, ...]:
    """The persons of all figures of one input that count cases, and of those of earlier releases.

    `place` is where the input is worked on, if not in this process.
    """
    before = before or Before()

    def from_there(persons: PersonsOfGroups) -> PersonsOfGroups:
        return persons if place is None else persons.by_way_of(place.brought_back)

    groups = {AGE: {group.code: group.bands for group in AGE_GROUPS.values()}}
    beside = [
        DomainTable((name,), {name: groups[name]} if name in groups else {})
        for name in before.variables
    ]
    found = []
    read = passes.read
    repeated = None
    if read.replicates is not None:
        repeated = Repeated(read.table, read.design, read.replicates, read.where, read.recipe)
    for one in passes.passes:
        statuses = [o for o in one.outcomes if o.kind == "status"]
        columns: dict[FigureName, str] = {
            (o.name, o.definition or "", o.statistic): o.column for o in statuses
        }
        columns |= before.of_pass(one, alone=len(passes.passes) == 1)
        persons = PersonsOfGroups(
            passes.table,
            (*one.outcomes, *before.outcomes),
            passes.design,
            passes.domains,
            one.benchmark,
            beside,
            repeated,
        )
        found.append(Known(columns, from_there(persons)))
    for pair in comparisons.pairs:
        if pair.persons is not None:
            names: dict[FigureName, str] = {
                (e.name, e.definition or "", e.statistic): e.name for e in pair.estimates
            }
            found.append(Known(names, from_there(pair.persons), everybody=True))
    return tuple(found)


class KnownPersonsOfStudy:
    """See `numerics.weighed_persons.KnownPersons`.

    `inputs` has what is known of each input; a measure of two inputs is one of two samples.
    `shared` are those, by their place, that have persons in common with another: there a person is
    told by one number in all of them.
    """

    def __init__(
        self, inputs: Iterable[Sequence[Known]], shared: Collection[int] = frozenset()
    ) -> None:
        self._known: dict[tuple[str, str, int, str], tuple[Known, str]] = {}
        times: Counter[tuple[str, str]] = Counter()
        numbers = NumbersOfPersons()
        for place, known in enumerate(inputs):
            every = [_numbered(one, numbers) for one in known] if place in shared else known
            for one in every:
                for (name, definition, statistic), column in one.columns.items():
                    sample = times[name, definition]
                    self._known.setdefault((name, definition, sample, statistic), (one, column))
            times.update({key[:2] for one in every for key in one.columns})

    def of(
        self, measure: tuple[str, str, int], statistic: str, group: Mapping[str, str]
    ) -> WeighedPersons | None:
        """See `numerics.weighed_persons.KnownPersons`."""
        name, definition, sample = measure
        found = self._known.get((name, definition, sample, statistic))
        if found is None:
            return None
        one, column = found
        if not one.everybody and not one.persons.knows(group):
            return None
        return one.persons.of(column, {} if one.everybody else group)


def _numbered(one: Known, numbers: NumbersOfPersons) -> Known:
    return replace(one, persons=one.persons.numbered_by(numbers))
