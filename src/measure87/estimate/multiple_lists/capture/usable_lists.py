"""What every method needs before it starts: lists that hold somebody and share somebody."""

from itertools import combinations, permutations

import numpy as np
from scipy.special import betaln

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice

_BY_CHANCE = 0.01
"""A list within another is told where chance would put all its persons there less often."""


def usable_lists(table: CaptureTable, at_least: int = 2) -> tuple[CaptureTable, tuple[Notice, ...]]:
    """The table without lists of nobody, and what a reader should know of it.

    Parameters
    ----------
    table : CaptureTable
        Without suppressed cells.
    at_least : int
        Lists that the method needs.

    Raises
    ------
    DataError
        If cells are suppressed.
    NotEstimableError
        `nobody`, `too-few-lists` or `no-overlap`.
    """
    if table.suppressed:
        raise DataError(
            f"{len(table.suppressed)} cells are suppressed; a method needs counts",
            code="suppressed-cells",
            hint="use `with_suppressed_cells`, which fills them in many ways",
        )
    if not table.observed:
        raise NotEstimableError("nobody is on any list", code="nobody")
    notices = []
    for name, total in zip(table.lists, table.list_totals, strict=True):
        if total == 0:
            table = table.without_list(name)
            notices.append(Notice("empty-list", f"list {name!r} holds nobody and was left out"))
    if table.n_lists < at_least:
        holding = "1 list holds" if table.n_lists == 1 else f"{table.n_lists} lists hold"
        raise NotEstimableError(
            f"{holding} somebody; {at_least} are needed",
            code="too-few-lists",
            hint="the number on no list shows only in how lists overlap",
        )
    if not (table.counts[np.bitwise_count(table.histories) > 1] > 0).any():
        raise NotEstimableError(
            f"none of the {table.observed} persons is on two lists",
            code="no-overlap",
            hint="check the linkage; without overlap any size is possible",
        )
    return table, (*notices, *_identical(table), *_nested(table))


def lists_for_models(table: CaptureTable) -> tuple[CaptureTable, tuple[Notice, ...]]:
    """The table as log-linear models take it: usable, in canonical order, no list of everybody.

    Raises
    ------
    DataError
        If cells are suppressed.
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap` or `list-of-everybody`.
    """
    usable, notices = usable_lists(table)
    refuse_list_of_everybody(usable)
    return usable.in_canonical_order(), notices


def refuse_list_of_everybody(table: CaptureTable) -> None:
    """Refuse a table in which one list holds all that were observed.

    Raises
    ------
    NotEstimableError
        `list-of-everybody`.
    """
    for name, total in zip(table.lists, table.list_totals, strict=True):
        if total == table.observed:
            raise NotEstimableError(
                f"list {name!r} holds all {total} persons observed; the others add nobody",
                code="list-of-everybody",
                hint="the best guess is that nobody is missing, and no interval can be given",
            )


def _identical(table: CaptureTable) -> list[Notice]:
    """A notice for each pair of lists with the same persons."""
    found = []
    totals = table.list_totals
    for i, j in combinations(range(table.n_lists), 2):
        if totals[i] == totals[j] == table.overlap((1 << i) | (1 << j)):
            first, second = sorted((table.lists[i], table.lists[j]))
            found.append(
                Notice(
                    "identical-lists",
                    f"lists {first!r} and {second!r} hold the same {int(totals[i])} persons; "
                    "if one was copied from the other, merge them",
                )
            )
    return found


def _nested(table: CaptureTable) -> list[Notice]:
    """A notice for each list whose persons are all on a larger one, where chance hardly does that.

    A list of few within a long list is nothing to tell of; a register to which another refers
    everybody is. Pairs stand in the order of names.
    """
    found = []
    order = sorted(range(table.n_lists), key=lambda j: table.lists[j])
    totals = table.list_totals
    for inner, outer in permutations(order, 2):
        all_within = table.overlap((1 << inner) | (1 << outer)) == totals[inner] < totals[outer]
        if all_within and _chance_of_all(table, inner, outer) < _BY_CHANCE:
            n = int(totals[inner])
            found.append(
                Notice(
                    "nested-lists",
                    f"all {n} persons on list {table.lists[inner]!r} are on list "
                    f"{table.lists[outer]!r} too; if one was made from the other, or refers "
                    "everybody to it, merge them",
                )
            )
    return found


def _chance_of_all(table: CaptureTable, inner: int, outer: int) -> float:
    """How likely all of a list would be on another, were they found there as other persons are.

    The others are those on a third list who are not on `inner`: of m of them x are on `outer`.
    With all chances p as likely beforehand, n more are all there with the mean of p**n given x of
    m, which is B(x + 1 + n, m - x + 1) / B(x + 1, m - x + 1).
    """
    histories = table.histories
    third = (histories & ~np.int64((1 << inner) | (1 << outer))) > 0
    others = third & ((histories >> inner) & 1 == 0)
    m = float(table.counts[others].sum())
    x = float(table.counts[others & ((histories >> outer) & 1 == 1)].sum())
    n = float(table.list_totals[inner])
    return float(np.exp(betaln(x + 1 + n, m - x + 1) - betaln(x + 1, m - x + 1)))
