"""What every method needs before it starts: lists that hold somebody and share somebody."""

from itertools import combinations

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice


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
    return table, (*notices, *_identical(table))


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
