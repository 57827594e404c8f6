"""Published values of countries, with their footnote marks, as an average takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class PublishedValue:
    """One published value of one country."""

    country: str
    share: float
    """0 to 1, as published: not rounded again."""
    marks: tuple[str, ...] = ()
    year: int | None = None


def values_by_country(
    values: Iterable[PublishedValue], countries: set[str]
) -> dict[str, PublishedValue]:
    """Values by country, of the countries asked for.

    Raises
    ------
    DataError
        If a value is no share, or a country has two.
    """
    found: dict[str, PublishedValue] = {}
    for one in values:
        if not 0.0 <= one.share <= 1.0:
            raise DataError(
                f"a share of {one.share:g} cannot be: {one.country}",
                code="published-value",
                hint="shares lie from 0 to 1; divide percentages by 100",
            )
        if one.country not in countries:
            continue
        if one.country in found:
            raise DataError(
                f"{one.country} has two values, {found[one.country].share:g} and {one.share:g}",
                code="published-value",
                hint="keep the one that the publisher averages",
            )
        found[one.country] = one
    return found


def values_of(rows: Sequence[Mapping[str, object]]) -> tuple[PublishedValue, ...]:
    """Values out of rows of `PUBLISHED_FIGURES`, used by the model or not: marks decide here.

    Rows without an estimate are passed over, and rows that repeat another (same country, year,
    marks and share).
    """
    found = [
        PublishedValue(
            country=str(row["country"]),
            share=float(str(row["estimate"])),
            marks=tuple(str(row["marks"] or "").split()),
            year=int(str(row["year"])),
        )
        for row in rows
        if row["estimate"] is not None
    ]
    return tuple(dict.fromkeys(found))
