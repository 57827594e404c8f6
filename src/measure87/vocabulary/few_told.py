"""How many rows or persons a sentence may count that is published: not fewer than 25.

Whoever was left out for the same reason may be counted in several rooms; with one limit no sentence
tells what another keeps back.
"""

FEW = 25
"""Fewer rows or persons than this are not counted."""


def told(count: int, noun: str) -> str:
    """How many, in words that may be published.

    >>> told(24, "rows"), told(1204, "persons")
    ('fewer than 25 rows', '1,204 persons')
    """
    return f"fewer than {FEW} {noun}" if count < FEW else f"{count:,} {noun}"
