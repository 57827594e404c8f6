"""Measures that are parts of another's cases: those with one industry, one means of coercion.

The result says which (`part_of` and `characteristic` of its measures), so that
neither the gate nor the auditor need guess it from counts. What a reader knows: the cases of a part
are among those of its measure, and where the parts of one characteristic add up to it in every
group, nobody is in two of them. Parts by different characteristics tell nothing of each other,
and by chance many of their counts would seem to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measure87.vocabulary.releases.survey import StatedMeasure, SurveyDiagnostics


@dataclass(frozen=True)
class PartOf:
    """What a part is a part of."""

    measure: str
    characteristic: str


Parts = Mapping[str, PartOf]
"""Name of each measure that is a part."""


def declared_parts(measures: Mapping[str, StatedMeasure]) -> dict[str, PartOf]:
    """The parts among the measures of a result, as its diagnostics describe them."""
    return {
        name: PartOf(about.part_of, about.characteristic)
        for name, about in measures.items()
        if about.part_of is not None and about.characteristic is not None
    }


def parts_before(releases: Iterable[SurveyDiagnostics]) -> dict[str, PartOf]:
    """The parts among measures of earlier releases; none of which two say otherwise."""
    told: dict[str, set[PartOf | None]] = {}
    for said in releases:
        measures = said.measures or {}
        parts = declared_parts(measures)
        for name in measures:
            told.setdefault(name, set()).add(parts.get(name))
    only = {name: next(iter(those)) for name, those in told.items() if len(those) == 1}
    return {name: part for name, part in only.items() if part is not None}


def nested_by_parts(narrow: str, wide: str, parts: Parts) -> bool | None:
    """Whether the cases of one measure are among those of another; None if neither is a part.

    >>> parts = {"m_by_industry_a": PartOf("m", "industry")}
    >>> nested_by_parts("m_by_industry_a", "m", parts), nested_by_parts("m", "n", parts)
    (True, None)
    """
    if narrow not in parts and wide not in parts:
        return None
    return narrow in parts and parts[narrow].measure == wide


def families[T](
    measures: Iterable[tuple[T, Sequence[str]]], parts: Parts
) -> list[tuple[T, tuple[T, ...]]]:
    """Each measure with all its parts by one characteristic.

    Parameters
    ----------
    measures
        Measures, each with its names.
    parts
        Which of the names are parts, and of what.
    """
    listed = list(measures)
    found: dict[PartOf, list[T]] = {}
    for one, names in listed:
        if names[0] in parts:
            found.setdefault(parts[names[0]], []).append(one)
    return [
        (whole, tuple(members))
        for part, members in found.items()
        for whole, names in listed
        if part.measure in names
    ]
