"""Editions of published estimates again, as `about.json` has them."""

from collections.abc import Mapping, Sequence

from measure87.combine.target import EditionEstimate
from measure87.vocabulary.releases.world import Limits, StatedEdition


def stated_editions(
    editions: Mapping[str, Sequence[EditionEstimate]],
) -> list[StatedEdition] | None:
    """`editions` of about.json: every edition's year by one method; None without editions."""
    found = [
        StatedEdition(
            measure=measure,
            label=one.label,
            year=one.year,
            area=one.place,
            share=_limits(one.share),
            persons=_limits(one.persons),
            comparison=list(one.beside),
        )
        for measure, each in editions.items()
        for one in each
    ]
    return found or None


def _limits(numbers: tuple[float, float, float]) -> Limits:
    value, lower, upper = numbers
    return Limits(value=value, lower=lower, upper=upper)
