"""What the disclosure gate is told of measures whose answers are of the same persons.

Found person by person, in the microdata: that everybody who answered one question is a case of
another measure follows from whom the question was put to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import narwhals as nw

from measure87.files.engines import EngineTable
from measure87.vocabulary.same_persons import Count, SamePersons
from measure87.vocabulary.status import NO, UNKNOWN, YES

_STATUSES = {"cases": (YES,), "unknown": (UNKNOWN,), "no": (NO,), "answered": (NO, YES)}


def same_persons(classified: EngineTable, versioned: Mapping[str, str]) -> tuple[SamePersons, ...]:
    """Counts of different measures that are of the same persons, and of somebody.

    That the same persons gave no answer to two questions is left out: it tells of no case, and as
    an equation it holds so many counts together that the audit takes twice as long.

    Parameters
    ----------
    classified : a table of any engine, one row a person, a status for each measure
    versioned : measure to its definition, of the measures whose unknowns are no cases
    """
    if not versioned:
        return ()
    # Persons of the same statuses are in the same counts, so one of each kind tells all.
    kinds = nw.from_native(classified).lazy().select(*versioned).unique()
    statuses = kinds.collect(backend="polars").to_native()
    by_persons: dict[bytes, list[Count]] = {}
    for what, wanted in _STATUSES.items():
        for name, definition in versioned.items():
            status = statuses[name]
            inside = status.is_in(wanted).fill_null(value=False)
            if inside.any():
                key = inside.to_numpy().tobytes()
                by_persons.setdefault(key, []).append((what, (name, definition, 0)))
    return tuple(
        SamePersons(first, other)
        for first, *others in by_persons.values()
        for other in others
        if other[1] != first[1] and (first[0] == "cases" or other[0] != first[0])
    )


def of_all_inputs(inputs: Iterable[Sequence[SamePersons]]) -> tuple[SamePersons, ...]:
    """Those of several inputs, in their order; a measure of two inputs is one of two samples."""
    times: Counter[tuple[str, str]] = Counter()
    found: list[SamePersons] = []
    for every in inputs:
        found += [
            replace(pair, one=_at(pair.one, times), other=_at(pair.other, times)) for pair in every
        ]
        times.update({one[1][:2] for pair in every for one in (pair.one, pair.other)})
    return tuple(found)


def _at(one: Count, times: Counter[tuple[str, str]]) -> Count:
    what, (name, definition, _) = one
    return what, (name, definition, times[name, definition])
