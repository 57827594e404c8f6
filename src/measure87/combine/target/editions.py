"""Editions of published estimates, and whether what they published is of the same thing."""

from dataclasses import dataclass
from typing import Literal

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.aggregation.groups import WORLD

OTHER_DEFINITION = "other-definition"


@dataclass(frozen=True)
class PublishedTotal:
    """A figure that an edition published."""

    source: str
    definition: str
    measure: str
    statistic: Literal["share", "persons"]
    value: float
    """0 to 1, or persons."""
    ages: AgeSpan
    place: str = WORLD
    sex: str = "both"


@dataclass(frozen=True)
class Edition:
    """One edition of published estimates."""

    label: str
    year: int
    """Year that it is about."""
    published: tuple[PublishedTotal, ...] = ()


def why_other(
    total: PublishedTotal, edition: Edition, measure: str, definition: str, ages: AgeSpan
) -> tuple[str, str] | None:
    """Code and text of why a published total is not of the same thing; None if it is."""
    pairs = (
        ("definition", total.definition, definition),
        ("measure", total.measure, measure),
        ("ages", total.ages, ages),
        ("sex", total.sex, "both"),
    )
    for name, theirs, ours in pairs:
        if theirs != ours:
            return (
                OTHER_DEFINITION,
                f"{total.source} ({edition.label}) has another {name}, {theirs} and not {ours}: "
                "the two are not put side by side",
            )
    return None
