"""What the table might have been, had persons been matched better or worse between lists."""

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import IntArray


def with_matches_undone(
    table: CaptureTable, share: float, rng: np.random.Generator
) -> CaptureTable:
    """The table if a share of the matches found were between different persons.

    Parameters
    ----------
    table : CaptureTable
    share : float, 0 to 1
        Chance that a person on m > 1 lists is in truth two persons: one on one of the m lists,
        drawn at random, the other on the rest.

    Returns
    -------
    CaptureTable
        With more persons and fewer overlaps; one random draw.
    """
    counts = table.counts.copy()
    for history in table.histories[np.bitwise_count(table.histories) > 1]:
        wrong = int(rng.binomial(table.counts[history - 1], share))
        if not wrong:
            continue
        bits = [1 << j for j in range(table.n_lists) if history >> j & 1]
        counts[history - 1] -= wrong
        for bit, split in zip(
            bits, rng.multinomial(wrong, np.full(len(bits), 1 / len(bits))), strict=True
        ):
            counts[bit - 1] += split
            counts[(history ^ bit) - 1] += split
    return table.with_counts(counts)


def with_matches_added(table: CaptureTable, share: float, rng: np.random.Generator) -> CaptureTable:
    """The table if a share of the true matches had been missed.

    Parameters
    ----------
    table : CaptureTable
    share : float, 0 to under 1
        Part of the true matches that was missed: for m matches found, m share / (1 - share)
        are added on average, spread over the histories in proportion to what was found there.

    Returns
    -------
    CaptureTable
        With fewer persons and more overlaps; one random draw. Each added match takes a person
        from one list alone and joins her to a person with the rest of the history, as long as
        both exist.
    """
    counts = table.counts.copy()
    shared = table.histories[np.bitwise_count(table.histories) > 1]
    added = rng.poisson(table.counts[shared - 1] * share / (1 - share))
    for history, number in zip(shared, added, strict=True):
        for _ in range(int(number)):
            _join(counts, int(history), table.n_lists, rng)
    return table.with_counts(counts)


def _join(counts: IntArray, history: int, n_lists: int, rng: np.random.Generator) -> None:
    """Make one person of two whose lists together are this history, if there are two."""
    bits = [1 << j for j in range(n_lists) if history >> j & 1]
    ready = [bit for bit in bits if counts[bit - 1] > 0 and counts[(history ^ bit) - 1] > 0]
    if ready:
        bit = ready[int(rng.integers(len(ready)))]
        counts[bit - 1] -= 1
        counts[(history ^ bit) - 1] -= 1
        counts[history - 1] += 1
