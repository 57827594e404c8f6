"""Lists on which nobody is alone, where chance hardly does that.

Such is a list that persons come on by way of the others alone, as a clinic to which they refer.
It says nothing of who is on no list, and its overlaps are taken for the chance of being found.
What is found is for whoever holds the lists: of each person on such a list it tells that she is on
another. A list whose persons are all on one other is told elsewhere (`nested-lists`).
"""

import numpy as np
from scipy.special import betaln

from measure87.estimate.multiple_lists.capture.table import CaptureTable

_BY_CHANCE = 0.01


def lists_adding_nobody(table: CaptureTable) -> list[tuple[str, int]]:
    """Lists whose persons are all on others, though not all on one; with how many persons each has.

    Chance hardly does that where fewer than 1 in 100 such lists would have nobody alone, were their
    persons as often on a further list as those of any other list. Suppressed cells are nobody.
    """
    totals = table.list_totals
    found = []
    for inner in range(table.n_lists):
        others = [j for j in range(table.n_lists) if j != inner and totals[j]]
        alone = table.counts[table.histories == (1 << inner)].sum()
        both = [table.overlap((1 << inner) | (1 << j)) for j in others]
        if alone or len(others) < 2 or max(both) == totals[inner]:
            continue
        if max(_chance_of_further(table, inner, j) for j in others) < _BY_CHANCE:
            found.append((table.lists[inner], int(totals[inner])))
    return found


def _chance_of_further(table: CaptureTable, inner: int, seen: int) -> float:
    """How likely all of a list would be on others, were they as often there as those of `seen`.

    Of the m on the list `seen` who are not on `inner`, x are on a further list. With all chances p
    as likely beforehand, n more are all there with the mean of p**n given x of m, which is
    B(x + 1 + n, m - x + 1) / B(x + 1, m - x + 1).
    """
    histories = table.histories
    of_seen = ((histories >> seen) & 1 == 1) & ((histories >> inner) & 1 == 0)
    m = float(table.counts[of_seen].sum())
    x = float(table.counts[of_seen & (np.bitwise_count(histories) > 1)].sum())
    n = float(table.list_totals[inner])
    return float(np.exp(betaln(x + 1 + n, m - x + 1) - betaln(x + 1, m - x + 1)))
