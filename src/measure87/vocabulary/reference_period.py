"""The reference period of a survey: how far back its questions look, in the field's words.

It belongs to the questionnaire, not to a definition: the guidelines ask for a specified one, and
surveys took twelve months, five years or the whole life.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import StatedPeriod

Unit = Literal["days", "weeks", "months", "years", "lifetime", "not-stated"]

LIFETIME: Unit = "lifetime"
NOT_STATED: Unit = "not-stated"
EXAMPLES = '"12 months", "5 years", "lifetime", or "not stated" where the questionnaire names none'

_DAYS_IN: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
_MONTHS = [monthrange(year, month)[1] for year in range(2021, 2025) for month in range(1, 13)]
"""Days of the 48 months of four years, one of them a leap year."""
_COUNTED = re.compile(r"(?:(?:past|last) )?(?:(\d{1,5}) )?(day|week|month|year)s?")
_WORDS: dict[str, Unit] = {
    "lifetime": LIFETIME,
    "ever": LIFETIME,
    "not stated": NOT_STATED,
}


@dataclass(frozen=True)
class ReferencePeriod:
    """So many days, weeks, months or years before the interview, or the whole life."""

    unit: Unit
    count: int = 0
    """How many of the unit; 0 where it is no length of time."""

    @property
    def days(self) -> int | None:
        """Its days, a year being 365.25 of them; None where it has no length.

        >>> ReferencePeriod("months", 12).days, ReferencePeriod("years", 5).days
        (365, 1826)
        """
        return round(self.count * _DAYS_IN[self.unit]) if self.count else None

    @property
    def most_days(self) -> int | None:
        """The most days that it can have by the calendar; None where it has no length.

        >>> ReferencePeriod("weeks", 1).most_days, ReferencePeriod("months", 1).most_days
        (7, 31)
        >>> ReferencePeriod("months", 12).most_days, ReferencePeriod("years", 5).most_days
        (366, 1827)
        """
        if not self.count:
            return None
        if self.unit in ("days", "weeks"):
            return self.days
        blocks, left = divmod(self.count * (12 if self.unit == "years" else 1), len(_MONTHS))
        twice = _MONTHS * 2
        longest = max(sum(twice[first : first + left]) for first in range(len(_MONTHS)))
        return blocks * sum(_MONTHS) + longest

    @property
    def said(self) -> str:
        """As one states it: `12 months`."""
        if not self.count:
            return self.unit.replace("-", " ")
        return f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"

    @property
    def phrase(self) -> str:
        """As it stands after a figure: `in the past 12 months`."""
        if self.unit == LIFETIME:
            return "at any time in life"
        if self.unit == NOT_STATED:
            return "in a period that the survey does not state"
        return f"in the past {self.unit[:-1] if self.count == 1 else self.said}"

    @property
    def stated(self) -> StatedPeriod:
        """As a release states it; what does not apply is left out."""
        return StatedPeriod(
            stated=self.said, unit=self.unit, count=self.count or None, days=self.days
        )

    def to_json(self) -> dict[str, Json]:
        """Plain object of the same."""
        return plain(self.stated)


def parse_period(text: str) -> ReferencePeriod | None:
    """The period that a text states; None where it states none.

    >>> parse_period("past month"), parse_period("Lifetime"), parse_period("a while")
    (ReferencePeriod(unit='months', count=1), ReferencePeriod(unit='lifetime', count=0), None)
    """
    told = " ".join(text.lower().split())
    if told in _WORDS:
        return ReferencePeriod(_WORDS[told])
    found = _COUNTED.fullmatch(told)
    count = 0 if found is None else int(found[1] or 1)
    if found is None or not count:
        return None
    units: dict[str, Unit] = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
    return ReferencePeriod(units[found[2]], count)
