"""Numbers beside the figures that would give back a count of everybody that is not shown.

How many gave no answer to one question, or had an odd code there, is told of all rows of a file.
Where a measure is the answer to that question, those are its unknowns, and the others who
answered. A number that equals such a count, or nearly does, is not told while the count is not.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.relations import unknown_treatment
from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.tables.boxes import AGE
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.releases.common import Shown

_NUMBERS = ("persons", "rows")
"""Keys of numbers of persons among the values of a warning or refusal."""
_COUNTED = re.compile(rf"(?<![\d,.])\d[\d,]*(?= (?:{'|'.join(_NUMBERS)})\b)")
"""A number of persons in a sentence that comes without values."""


class KeptBack:
    """Counts of everybody that are kept back, and whether a number tells of one.

    Parameters
    ----------
    before, after
        All figures before the gate, and as they are released.
    minimum : persons
        A number that is less than this away from a count tells of it.
    excluding
        Names of measures that are known to leave their unknowns out of their respondents.
    """

    def __init__(
        self,
        before: Sequence[Estimate],
        after: Sequence[Estimate],
        minimum: int = 3,
        excluding: Collection[str] = (),
    ) -> None:
        by_measure: dict[tuple[str, str | None], list[Estimate]] = {}
        for figure in before:
            by_measure.setdefault((figure.name, figure.definition), []).append(figure)
        counted = {key: unknown_treatment(own, excluding) for key, own in by_measure.items()}
        self._minimum = minimum
        self._numbers = {
            number
            for figure, shown in zip(before, after, strict=True)
            for number in _kept_back(figure, shown, counted[figure.name, figure.definition])
        }
        self._asked = {
            _asked(figure, counted[figure.name, figure.definition])
            for figure, shown in zip(before, after, strict=True)
            if any(_kept_back(figure, shown, counted[figure.name, figure.definition]))
        }

    @property
    def is_of_any(self) -> bool:
        """Whether a count of everybody is kept back."""
        return bool(self._numbers)

    def tells_by_rows(self, rows: int) -> bool:
        """Whether rows of a table tell of such a count, or are of all who were asked.

        That all have a row may be known. If it were told beside few cases and not beside nearly
        all, or the other way round, the choice would tell which of the two it is.
        """
        return self.tells(rows) or (rows > 0 and self._is_near(rows, self._asked))

    def tells(self, number: int) -> bool:
        """Whether a number of persons equals, or nearly equals, a count that is kept back.

        >>> KeptBack((), ()).tells(12)
        False
        """
        return number > 0 and self._is_near(number, self._numbers)

    def _is_near(self, number: int, counts: Collection[int]) -> bool:
        return any(abs(number - one) < self._minimum for one in counts)

    def kept(self, counts: Mapping[str, Shown]) -> dict[str, Shown]:
        """Counts by name, without those that tell of one that is kept back."""
        return {
            name: NOT_SHOWN if isinstance(count, int) and self.tells(count) else count
            for name, count in counts.items()
        }

    def in_text(self, text: str) -> str:
        """A sentence without the numbers of rows or persons that tell of such a count."""

        def safe(found: re.Match[str]) -> str:
            number = found.group()
            return "some" if self.tells(int(number.replace(",", ""))) else number

        return _COUNTED.sub(safe, text)

    def in_message[T: Notice | Refusal](self, message: T) -> T:
        """A warning or refusal without a number that tells of such a count."""
        values, text = dict(message.values), message.text
        for name in _NUMBERS:
            number = values.get(name)
            if isinstance(number, int) and self.tells(number):
                values[name] = NOT_SHOWN
                for written in (f"{number:,}", str(number)):
                    text = re.sub(rf"(?<![\d,.]){written}(?![\d,.]*\d)", "some", text)
        return replace(message, values=values, text=text)


def _kept_back(figure: Estimate, shown: Estimate, counted: str) -> Iterator[int]:
    """Counts of a figure that are not shown, where it is of everybody, or of all of some ages."""
    cases = cases_of(figure)
    if figure.n is None or cases is None or not set(figure.group) <= {AGE}:
        return
    unknown = figure.n_unknown or 0
    if shown.suppressed:
        yield cases
        yield _asked(figure, counted) - cases
    if shown.suppressed or UNKNOWN_NOT_SHOWN in shown.flags:
        yield unknown
        yield figure.n - (0 if counted == "exclude" else unknown)
        yield figure.n - cases - (unknown if counted == "no" else 0)


def _asked(figure: Estimate, counted: str) -> int:
    """Who was asked, whether or not they answered."""
    return (figure.n or 0) + ((figure.n_unknown or 0) if counted == "exclude" else 0)
