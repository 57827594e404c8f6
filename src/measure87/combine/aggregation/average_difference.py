"""Why an average of ours and a published regional figure differ: country by country.

Three things are told, and nothing is fitted. What each country contributes: its weight times how
far its value is from the published figure; over all countries that is the whole difference. What
the average would be if one country were treated the other way, left out where it is used and
used where it is left out. And how far the rounding of country values can move an average. A
switch that gives the published figure is a place to look, no proof that the publisher did so.
Averages made otherwise (people of another year, other rules for marks) can be put beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.combine.aggregation.published_average import MemberValue, PublishedAverage
from measure87.vocabulary.errors import DataError, RefusedError


@dataclass(frozen=True)
class CountryPart:
    """One country's part of the difference."""

    country: str
    contribution: float
    """Weight times (its value less the published figure), share; 0 where it is not used."""
    if_switched: float | None
    """The average with it treated the other way; None where that cannot be."""
    switch_agrees: bool
    """Whether that rounds to the published figure, and the average itself does not."""


@dataclass(frozen=True)
class OtherAverage:
    """The average made in another way."""

    label: str
    average: float | None
    agrees: bool


@dataclass(frozen=True)
class AverageDifference:
    """A published figure beside the average of published values, all shares."""

    average: float
    published: float
    difference: float
    """Average less published."""
    agrees: bool
    """Whether they are the same to the digits of the published figure."""
    most_by_rounding: float
    """How far the average can be from that of unrounded country values."""
    countries: tuple[CountryPart, ...]
    """Every country with a value; the largest contribution first."""
    others: tuple[OtherAverage, ...] = ()

    def text(self) -> str:
        """A few lines for people."""
        lines = [
            f"Average {100 * self.average:.2f} %, published {100 * self.published:.2f} %: "
            f"{100 * self.difference:+.2f} points.",
            f"Rounding of country values can explain {100 * self.most_by_rounding:.2f} points.",
        ]
        switched = [one.country for one in self.countries if one.switch_agrees]
        if switched:
            lines.append(
                "It would agree with one of these countries treated the other way: "
                f"{', '.join(switched)}. That is no proof that the publisher did so."
            )
        lines += [
            f"{one.label}: "
            + ("no average" if one.average is None else f"{100 * one.average:.2f} %")
            + (", which agrees." if one.agrees else ".")
            for one in self.others
        ]
        return "\n".join(lines) + "\n"


def explain_difference(
    average: PublishedAverage,
    published: float,
    *,
    digits: int,
    value_digits: int,
    others: Mapping[str, PublishedAverage] | None = None,
) -> AverageDifference:
    """Take the difference from a published figure apart.

    Parameters
    ----------
    published
        The publisher's figure for the place, share 0 to 1.
    digits, value_digits
        Decimals of the percentage in the publisher's figure and in the countries' values.
    others
        Label to the same average made in another way.

    Raises
    ------
    DataError
        If the published figure is no share.
    RefusedError
        If there is no average.
    """
    if not 0.0 <= published <= 1.0:
        raise DataError(
            f"a published share of {published:g} cannot be",
            code="published-value",
            where=average.place,
            hint="shares lie from 0 to 1; divide percentages by 100",
        )
    if average.average is None:
        raise RefusedError(f"there is no average to compare: {average.refused}", code="coverage")
    own = average.average
    agrees = _same(own, published, digits)
    parts = [
        _part(one, average, published, digits, agrees)
        for one in average.members
        if one.share is not None
    ]
    beside = (others or {}).items()
    parts.sort(key=lambda one: (-abs(one.contribution), one.country))
    return AverageDifference(
        average=own,
        published=published,
        difference=own - published,
        agrees=agrees,
        most_by_rounding=0.5 * 10.0 ** -(value_digits + 2),
        countries=tuple(parts),
        others=tuple(_other(label, one.average, published, digits) for label, one in beside),
    )


def _other(label: str, average: float | None, published: float, digits: int) -> OtherAverage:
    agrees = average is not None and _same(average, published, digits)
    return OtherAverage(label, average, agrees)


def _part(
    one: MemberValue, average: PublishedAverage, published: float, digits: int, agrees: bool
) -> CountryPart:
    if one.share is None:
        raise AssertionError("only countries with a value have a part")
    switched = _switched(one, average)
    found = switched is not None and not agrees and _same(switched, published, digits)
    return CountryPart(one.country, one.weight * (one.share - published), switched, found)


def _switched(one: MemberValue, average: PublishedAverage) -> float | None:
    """The average with one country treated the other way; None where that cannot be."""
    used = [member for member in average.used if member.country != one.country]
    if one.left_out is not None:
        used.append(one)
    people = sum(member.people or 0.0 for member in used)
    if not people or (one.left_out is not None and not one.people):
        return None
    return sum((member.people or 0.0) * (member.share or 0.0) for member in used) / people


def _same(first: float, second: float, digits: int) -> bool:
    """Whether two shares are the same percentage to a number of decimals."""
    return round(100 * first, digits) == round(100 * second, digits)
