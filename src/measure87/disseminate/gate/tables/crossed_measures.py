"""Measures that a study crosses person by person, and of whom each figure of a crossing is.

The release says it (`comparison` of its diagnostics), so that nobody need guess from counts what
everybody knows who reads the figures' names: who is a case of A is a case of A and of B, or of A
and not of B, or is undetermined under B, also where no such person was found. Of three measures and
more every figure counts some kinds of persons: a kind is what holds of a person under each of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import Comparison
from measure87.vocabulary.status import NO, UNKNOWN, YES

Statuses = tuple[int, int]
"""Of a person under the first and the second measure of a pair."""


@dataclass(frozen=True)
class OfWhom:
    """A figure of a crossing: under which statuses a person is a case of it, and unknown in it."""

    name: str
    cases: frozenset[Statuses]
    unknown: frozenset[Statuses]


def crossed_measures(results: Iterable[Result]) -> tuple[Comparison, ...]:
    """The pairs that a release and earlier ones of the same survey cross, each once."""
    found: list[Comparison] = []
    for result in results:
        for pair in survey_said(result).comparison or ():
            if pair not in found:
                found.append(pair)
    return tuple(found)


def figures_of(pair: Comparison) -> Iterator[OfWhom]:
    """Its figures but for those by rule, which are parts of others; see `sums_of`."""
    open_first, open_second = leave_out(pair)
    both = frozenset(
        (one, other)
        for one in (NO, UNKNOWN, YES)
        for other in (NO, UNKNOWN, YES)
        if (one == UNKNOWN and open_first) or (other == UNKNOWN and open_second)
    )
    first = frozenset(one for one in both if one[0] == UNKNOWN and open_first)
    second = frozenset(one for one in both if one[1] == UNKNOWN and open_second)
    every = (
        (pair.both, (YES, YES), both),
        (pair.first_only, (YES, NO), both),
        (pair.second_only, (NO, YES), both),
        (pair.first_second_undetermined, (YES, UNKNOWN), first),
        (pair.second_first_undetermined, (UNKNOWN, YES), second),
    )
    for name, cases, unknown in every:
        if name is not None:
            yield OfWhom(name, frozenset([cases]), unknown)


def leave_out(pair: Comparison) -> tuple[bool, bool]:
    """Whether each of the two measures leaves its undetermined out."""
    return pair.second_first_undetermined is not None, pair.first_second_undetermined is not None


def sums_of(pair: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    """Names of figures whose cases are those of others, each once."""
    first = (pair.both, pair.first_only, pair.first_second_undetermined)
    second = (pair.both, pair.second_only, pair.second_first_undetermined)
    found: list[tuple[str | None, tuple[str, ...]]] = [
        (pair.first, tuple(name for name in first if name is not None)),
        (pair.second, tuple(name for name in second if name is not None)),
        (pair.first_only, tuple((pair.first_only_by_rule or {}).values())),
        (pair.second_only, tuple((pair.second_only_by_rule or {}).values())),
    ]
    return [(whole, parts) for whole, parts in found if whole is not None and parts]


def names_of(pairs: Sequence[Comparison]) -> frozenset[str]:
    """The names of all figures of some crossings."""
    return frozenset(
        name
        for pair in pairs
        for name in (
            pair.both,
            pair.first_only,
            pair.second_only,
            pair.first_second_undetermined,
            pair.second_first_undetermined,
            *(pair.first_only_by_rule or {}).values(),
            *(pair.second_only_by_rule or {}).values(),
        )
        if name is not None
    )
