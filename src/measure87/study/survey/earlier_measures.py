"""What only earlier releases of a study have, so that the gate knows it of the persons of now.

A measure that was released and is no longer asked for is classified again: its rows and new ones
may name somebody together, and its counts may be equal to new ones. So is one by another reading of
a definition of the study, or by another definition.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from measure87.define import (
    Definition,
    Measure,
    list_definitions,
    lists_of_other_versions,
    load_definition,
)
from measure87.define.survey_period import with_period
from measure87.study.survey.inputs import StudyInput, missing_items
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
