"""What only earlier releases of a study have, so that the gate knows it of the persons of now.

A measure that was released and is no longer asked for is classified again: its rows and new ones
may name somebody together, and its counts may be equal to new ones. So is one by another reading of
a definition of the study.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from measure87.define import (
    Definition,
    Measure,
    list_definitions,
    lists_of_other_versions,
    load_definition,
)
from measure87.study.survey.inputs import StudyInput, missing_items
from measure87.vocabulary.estimate import Result

Shown = tuple[str, str]
"""A measure by its name, and its definition with edition and reading."""


def shown_measures(releases: Iterable[Result]) -> set[Shown]:
    """The measures of which some releases show how many are cases."""
    every = (figure for one in releases for figure in one.estimates)
    return {(one.name, one.definition or "") for one in every if one.n_cases is not None}


def with_releases_before(
    inputs: Mapping[str, StudyInput], variables: Sequence[str], shown: Collection[Shown]
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
    """
    now = {
        (name, source.definition_of(name).versioned_id)
        for source in inputs.values()
        for name in source.measures
    }
    readings = {key: _other_readings(source, {*shown} - now) for key, source in inputs.items()}
    found = {
        key: _computable(source, readings[key], {*shown} - now) for key, source in inputs.items()
    }
    times = Counter(one for known in found.values() for one in known)
    return {
        key: replace(
            source,
            before=tuple(variables),
            definitions_before=readings[key],
            measures_before={one[0]: m for one, m in found[key].items() if times[one] == 1},
        )
        for key, source in inputs.items()
    }


def _other_readings(source: StudyInput, shown: Collection[Shown]) -> tuple[Definition, ...]:
    """Definitions of some measures that are other readings of those of an input."""
    own = {one.versioned_id for one in source.definitions}
    wanted = {definition for _, definition in shown} - own
    found: dict[str, Definition] = {}
    for one in source.definitions:
        if one.extends or one.id not in list_definitions():
            continue
        for ending in ("", *(f":{reading}" for reading in one.readings)):
            name = f"{one.id}{ending}@{one.edition.isoformat()}"
            if name in wanted:
                found[name] = load_definition(name)
    return tuple(found.values())


def _computable(
    source: StudyInput, readings: Sequence[Definition], shown: Collection[Shown]
) -> dict[Shown, Measure]:
    """Those of some measures that an input has all it takes for."""
    collected = source.collected
    return {
        (name, definition.versioned_id): measure
        for definition in (*source.definitions, *readings)
        for name, measure in definition.measures.items()
        if (name, definition.versioned_id) in shown and name not in source.measures
        if not missing_items(measure, collected.items, collected.jobs)
        if not lists_of_other_versions(definition, name, source.versions)
    }
