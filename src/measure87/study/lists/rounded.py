"""The tables that a release of lists is made of: cells rounded by a secret of the study."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import IntArray


@dataclass(frozen=True)
class RoundedStudy:
    """The lists as a release is made of them.

    Attributes
    ----------
    study : ListStudy
        Its persons with covariates are as many on each history as the rounded tables say.
    cells_rounded_to : int or None
        Persons; None where the tables are as they were.
    """

    study: ListStudy
    cells_rounded_to: int | None


def rounded_study(study: ListStudy, rounding: CellRounding) -> RoundedStudy:
    """Round the tables of each stratum; cells that are withheld stay ranges."""
    ordered = {s: in_order(draws, rounding.secret) for s, draws in study.tables.items()}
    study = replace(study, tables=ordered)
    tables = {
        stratum: _rounded_alike(draws, rounding, stratum) for stratum, draws in study.tables.items()
    }
    if all(found is None for found in tables.values()):
        return RoundedStudy(study, None)
    rounded = replace(
        study,
        tables={stratum: found or study.tables[stratum] for stratum, found in tables.items()},
        rounded_to={stratum: rounding.base for stratum, found in tables.items() if found},
    )
    if rounded.persons is not None:
        persons = rounded_persons(rounded.persons, rounded.together, rounding)
        rounded = replace(rounded, persons=persons)
    return RoundedStudy(rounded, rounding.base)


def in_order(draws: Sequence[CaptureTable], secret: bytes) -> list[CaptureTable]:
    """The draws in an order that the secret decides, whatever their order was.

    The first is the one that is counted and whose cells are rounded.
    """

    def turn(table: CaptureTable) -> bytes:
        return hmac.digest(secret, f"draw {table.counts.tolist()}".encode(), "sha256")

    return sorted(draws, key=turn) if len(draws) > 1 else list(draws)


def _rounded_alike(
    draws: Sequence[CaptureTable], rounding: CellRounding, stratum: str
) -> list[CaptureTable] | None:
    """The draws of one stratum; None where they may stay as they are.

    What rounding adds to a cell of one draw is added to that cell of each: chances of their own
    would cancel in the mean of many draws, and tell the cell that they have in common.
    """
    first = draws[0]
    counts = rounding.counts(first.counts, first.lists, first.possible, stratum)
    if counts is None:
        return None
    added = counts - first.counts
    return [replace(table, counts=_shifted(table, added)) for table in draws]


def _shifted(table: CaptureTable, added: IntArray) -> IntArray:
    """Counts with something added, none under 0; a withheld cell has no count to add to."""
    counts: IntArray = np.maximum(table.counts + added, 0)
    counts[[history - 1 for history in table.suppressed]] = 0
    return counts


def rounded_persons(
    persons: PersonsOnLists, table: CaptureTable, rounding: CellRounding
) -> PersonsOnLists:
    """As many persons of each history as the rounded table has.

    Where there are too many the secret leaves some out, where too few it takes some twice, so
    that on average each counts once. The order of rows does not matter.
    """
    on = persons.on[:, [persons.lists.index(name) for name in table.lists]]
    codes = on @ (1 << np.arange(table.n_lists))
    names = np.argsort(persons.covariate_names)
    in_order = np.lexsort(persons.covariates[:, names].T) if names.size else np.arange(len(codes))
    rng = rounding.generator("persons")
    taken = []
    for history, wanted in zip(table.histories, table.counts, strict=True):
        here = in_order[codes[in_order] == history]
        taken.append(np.resize(rng.permutation(here), int(wanted)))
    return persons.taking(np.concatenate(taken).astype(np.int64))
