"""Counts of the same persons that somebody else has published.

The reader knows them, so they stand beside earlier releases: what is hidden here and is the rest of
one of them would be known. The gate cannot find them; the study names them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.vocabulary.estimate import Estimate, Notice
from measure87.vocabulary.published_count import PublishedCount

_PROPORTION = "proportion"


def as_figures(
    counts: Sequence[PublishedCount],
    figures: Sequence[Estimate],
    excluding: Collection[str] = (),
) -> list[Estimate]:
    """The counts as figures of an earlier release, one for each definition of their measure.

    `excluding` are measures that leave their unknowns out of the persons they are taken of.
    """
    found = []
    for everybody in figures:
        if everybody.group or everybody.statistic != _PROPORTION:
            continue
        left_out = everybody.name in excluding
        found += [
            _figure(one, everybody, left_out) for one in counts if one.measure == everybody.name
        ]
    return found


def not_used(counts: Sequence[PublishedCount], figures: Sequence[Estimate]) -> list[Notice]:
    """Which counts are of no proportion of this run, so that they protect nothing."""
    known = {one.name for one in figures if not one.group and one.statistic == _PROPORTION}
    lacking = sorted({one.measure for one in counts} - known)
    if not lacking:
        return []
    return [
        Notice(
            "published-not-used",
            f"counts that were published elsewhere are of measures that this run has not: "
            f"{', '.join(lacking)}",
            {"measures": lacking},
        )
    ]


def _figure(count: PublishedCount, everybody: Estimate, left_out: bool) -> Estimate:
    """The published count in the words of the figure of everybody, without its estimates.

    Where the number of unknowns is not said, `n` of a released figure counts them too.
    """
    flags = () if count.unknown is not None else (UNKNOWN_NOT_SHOWN,)
    return replace(
        Estimate(
            everybody.name,
            everybody.statistic,
            everybody.method,
            definition=everybody.definition,
            unit=everybody.unit,
        ),
        group=dict(count.group),
        n=count.asked - (count.unknown or 0) if left_out else count.asked,
        n_cases=count.cases,
        n_unknown=count.unknown,
        flags=flags,
    )
