"""Counts of measures that are of the same persons, by whom questions were put to or what they say.

Where hazards are asked of those who work, and the others have the code of an answer that was not
given, who answered on hazards is who works. At 15 to 17 years child labour with and without
household chores is one. Whoever knows questionnaire and definitions knows that.
"""

from dataclasses import dataclass

MeasureKey = tuple[str, str, int]
"""Name, definition (or nothing), which sample (0 unless several give one measure)."""
Count = tuple[str, MeasureKey]
"""`cases`, `unknown`, `answered` or `no` (known to be no case) of a measure."""
Ages = tuple[int, int | None]
"""First and last completed year; None where there is no last."""


@dataclass(frozen=True)
class SamePersons:
    """Two sums of counts that are of the same persons in whatever group, or in groups of some ages.

    A sum of nothing is nobody. Or, where it says `no_more`, who is in the first is in the second,
    and may be there twice.
    """

    one: tuple[Count, ...]
    other: tuple[Count, ...]
    ages: Ages | None = None
    no_more: bool = False

    @property
    def measures(self) -> frozenset[MeasureKey]:
        """All measures of which it speaks."""
        return frozenset(measure for _, measure in (*self.one, *self.other))
