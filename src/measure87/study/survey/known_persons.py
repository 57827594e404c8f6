"""Who is behind each figure of a study, of this release and of earlier ones, for the gate.

Its audit of few cases asks for the persons of a figure (`KnownPersonsOfStudy`), and for weights
that are alike for everybody in a class (`weights_alike`).

Some figures only earlier releases have. A measure that was released and is no longer asked for is
classified again (`with_releases_before`), so that the gate knows it of the persons of now: its rows
and new ones may name somebody together, and its counts may be equal to new ones. So is one by
another reading of a definition of the study, or by another definition.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from measure87.define import (
    Definition,
    Measure,
    list_definitions,
    lists_of_other_versions,
    load_definition,
)
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.define.survey_period import with_period
from measure87.estimate.survey import (
    DomainTable,
    NumbersOfPersons,
    Outcome,
    PersonsOfGroups,
    Repeated,
    alike_weights,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.study.survey.asked import missing_items
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.numbers_of_persons import Pass, Passes
from measure87.study.survey.side_by_side import Comparisons
from measure87.study.survey.tables import AGE
from measure87.vocabulary.alike_weights import AlikeWeights, FigureKey
from measure87.vocabulary.estimate import Result

Shown = tuple[str, str]
"""A measure by its name, and its definition with edition and reading."""


def shown_measures(releases: Iterable[Result]) -> set[Shown]:
    """The measures of which some releases show how many are cases."""
    every = (figure for one in releases for figure in one.estimates)
    return {(one.name, one.definition or "") for one in every if one.n_cases is not None}


def with_releases_before(
    inputs: Mapping[str, StudyInput],
    variables: Sequence[str],
    shown: Collection[Shown],
    national: Path | None = None,
) -> dict[str, StudyInput]:
    """Inputs with what only earlier releases have, as far as they can compute it.

    Parameters
    ----------
    inputs
        Those of the study, by name.
    variables
        What figures of earlier releases are by.
    shown
        Their measures. One that an input of this study has is none of them, nor one that two could
        compute, for releases do not say of which persons it was.
    national
        The study's folder of national definitions.
    """
    now = {
        (name, source.definition_of(name).versioned_id)
        for source in inputs.values()
        for name in source.measures
    }
    others = {key: _others(source, {*shown} - now, national) for key, source in inputs.items()}
    found = {
        key: _computable(source, others[key], {*shown} - now) for key, source in inputs.items()
    }
    times = Counter(one for known in found.values() for one in known)
    return {
        key: replace(
            source,
            before=tuple(variables),
            definitions_before=others[key],
            measures_before={one[0]: m for one, m in found[key].items() if times[one] == 1},
        )
        for key, source in inputs.items()
    }


def _others(
    source: StudyInput, shown: Collection[Shown], national: Path | None
) -> tuple[Definition, ...]:
    """Definitions of some measures that an input does not name: other readings, other texts.

    Each with the input's own period. Those that ask about jobs are left out where there are none.
    """
    wanted = {definition for _, definition in shown} - {d.versioned_id for d in source.definitions}
    here = {one.id: one for one in source.definitions}
    asked = {_identity(definition) for definition in wanted} & {*list_definitions(national)}
    found: dict[str, Definition] = {}
    for identity in sorted(asked):
        one = here.get(identity) or load_definition(identity, national)
        for ending in ("", *(f":{reading}" for reading in one.readings)):
            name = f"{one.id}{ending}@{one.edition.isoformat()}"
            if name in wanted:
                own = source.settings
                definition = load_definition(name, national)
                if source.collected.jobs is not None or not definition.places_jobs:
                    period, day = own.reference_period, own.reference_date
                    found[name] = with_period(definition, period, day)
    return tuple(found.values())


def _identity(definition: str) -> str:
    """A definition without edition and reading."""
    return definition.partition("@")[0].partition(":")[0]


def _computable(
    source: StudyInput, others: Sequence[Definition], shown: Collection[Shown]
) -> dict[Shown, Measure]:
    """Those of some measures that an input has all it takes for."""
    collected = source.collected
    return {
        (name, definition.versioned_id): measure
        for definition in (*source.definitions, *others)
        for name, measure in definition.measures.items()
        if (name, definition.versioned_id) in shown and name not in source.measures
        if not missing_items(measure, collected.items, collected.jobs)
        if not lists_of_other_versions(definition, name, source.versions)
    }


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


def weights_alike(passes: Passes, comparisons: Comparisons) -> tuple[AlikeWeights, ...]:
    """Of the figures of one input, by what the weights behind them are alike.

    Measures side by side are of persons whom both are about, so that what is true of the first
    is true of them.
    """
    found: list[AlikeWeights] = []
    for one in passes.passes:
        for alike in alike_weights(
            passes.table, one.outcomes, passes.design, passes.domains, one.benchmark
        ):
            keys: set[FigureKey] = {
                (o.name, o.definition or "", 0, o.statistic) for o in alike.outcomes
            }
            keys |= _compared(one, {o.name for o in alike.outcomes}, comparisons)
            spreads = any(o.spread_unknown for o in one.outcomes)
            found.append(AlikeWeights(alike.variables, alike.classes, frozenset(keys), spreads))
    return tuple(found)


def _compared(one: Pass, names: set[str], comparisons: Comparisons) -> set[FigureKey]:
    """Figures of measures side by side that were estimated with the weights of a pass."""
    rates = {o.name for o in one.outcomes if o.statistic != "total"}
    return {
        (figure.name, figure.definition or "", 0, figure.statistic)
        for pair in comparisons.pairs
        if pair.first in names and {pair.first, pair.second} <= rates
        for figure in pair.estimates
    }


def of_all_inputs(inputs: Iterable[Sequence[AlikeWeights]]) -> tuple[AlikeWeights, ...]:
    """Those of several inputs, in their order; a measure of two inputs is one of two samples."""
    times: Counter[tuple[str, str]] = Counter()
    found: list[AlikeWeights] = []
    for every in inputs:
        for one in every:
            keys = frozenset((n, d, times[n, d], statistic) for n, d, _, statistic in one.figures)
            found.append(replace(one, figures=keys))
        times.update({key[:2] for one in every for key in one.figures})
    return tuple(found)
