"""Counts of two measures that are of the same persons, because of how questions were asked.

Where hazards are asked of those who work, and the others have the code of an answer that was not
given, who answered on hazards is who works. Whoever knows the questionnaire knows that.
"""

from dataclasses import dataclass

MeasureKey = tuple[str, str, int]
"""Name, definition (or nothing), which sample (0 unless several give one measure)."""
Count = tuple[str, MeasureKey]
"""`cases`, `unknown`, `answered` or `no` (known to be no case) of a measure."""


@dataclass(frozen=True)
class SamePersons:
    """Two counts that are of the same persons in whatever group."""

    one: Count
    other: Count
