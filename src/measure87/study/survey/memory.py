"""How much memory a run takes, roughly: what `check` tells before another engine is chosen."""

from collections.abc import Iterable

from measure87.estimate.survey.batches import PROGRAM_BYTES

_ROW_BYTES = 200
"""Of a row of a standard table while classes are made of it.

A forced-labour module of 126,780 persons with 1.3 million rows of jobs and circumstances took 604
MB at its peak and is told as 676 MB; one of 4,226 persons took 344 and is told as 361.
"""
_TIMES = 3
"""Of the classified persons: as they are made, as they are kept, and as the gate reads them."""


def memory_needed(rows: int, held: Iterable[int]) -> int:
    """Bytes that a run on polars takes at its peak, roughly, and rather less than is told.

    Parameters
    ----------
    rows : of all standard tables
    held : bytes of the classified persons of each input; all inputs are kept until the gate has
        judged them

    >>> memory_needed(10, [100, 50]) - memory_needed(0, [])
    2450
    """
    return PROGRAM_BYTES + _ROW_BYTES * rows + _TIMES * sum(held)


def memory_text(size: int) -> str:
    """An amount of memory in words.

    >>> memory_text(1_234_000_000)
    '1.2 GB'
    """
    return f"{size / 1e9:.1f} GB"
