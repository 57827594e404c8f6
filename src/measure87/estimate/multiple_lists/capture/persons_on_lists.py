"""Who is on which list, one row per person, with what is known of each."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

type RowOf = Callable[[int], int]
"""From the place of a row, counted from 0, to its number in messages."""


@dataclass(frozen=True)
class PersonsOnLists:
    """Persons on at least one list.

    Attributes
    ----------
    lists : tuple of str
    on : (n, k) int64, 0 or 1
    covariates : (n, p) float
        p may be 0.
    covariate_names : tuple of str
    strata : tuple of str, or None
        The stratum of each person.
    """

    lists: tuple[str, ...]
    on: IntArray
    covariates: FloatArray
    covariate_names: tuple[str, ...] = ()
    strata: tuple[str, ...] | None = None

    def table(self, apart: Sequence[tuple[str, str]] = ()) -> CaptureTable:
        """The counts by capture history, strata and covariates forgotten."""
        return CaptureTable.from_histories(self.lists, self.on, np.ones(len(self.on)), apart=apart)

    def by_stratum(self) -> Mapping[str, "PersonsOnLists"]:
        """The persons of each stratum, in order of the names of strata."""
        if self.strata is None:
            return {"": self}
        codes = np.array(self.strata)
        return {str(code): self.taking(np.flatnonzero(codes == code)) for code in np.unique(codes)}

    def taking(self, rows: IntArray) -> "PersonsOnLists":
        """Some of the persons."""
        return PersonsOnLists(
            self.lists,
            self.on[rows],
            self.covariates[rows],
            self.covariate_names,
            None if self.strata is None else tuple(self.strata[row] for row in rows),
        )


def numeric_covariates(
    columns: Mapping[str, Sequence[Any]], n: int, row_of: RowOf
) -> tuple[tuple[str, ...], FloatArray]:
    """Columns of numbers from columns of numbers, texts or truth values.

    Parameters
    ----------
    columns : name to (n,) values
    n : int, persons
    row_of : place of a row, from 0, to its number in messages

    Returns
    -------
    names : tuple of str
        `area=rural` for the column of 0 and 1 of a value.
    values : (n, p) float

    Raises
    ------
    DataError
        If a value is missing, or is none of these, as a day.
    """
    names: list[str] = []
    found: list[FloatArray] = []
    for name, values in columns.items():
        for row, value in enumerate(values):
            if value is None or value != value or value == "":
                raise DataError(
                    f"covariate {name!r} is missing at row {row_of(row)}",
                    code="missing-covariate",
                    hint="leave the person out, or give the missing value a code of its own",
                )
        if any(isinstance(value, str | bool) for value in values):
            texts = np.array([str(value) for value in values])
            for level in np.unique(texts)[1:]:
                names.append(f"{name}={level}")
                found.append((texts == level).astype(np.float64))
        else:
            names.append(name)
            found.append(_numbers(name, values, row_of))
    return tuple(names), np.column_stack(found) if found else np.empty((n, 0))


def _numbers(name: str, values: Sequence[Any], row_of: RowOf) -> FloatArray:
    """The values of a covariate; refuses what is no number, such as a day."""
    for row, value in enumerate(values):
        if not isinstance(value, Real | Decimal) or not math.isfinite(value):
            raise DataError(
                f"covariate {name!r} holds {cell_kind(value)} at row {row_of(row)}",
                code="covariate-kind",
                hint="a covariate is a number, or a text of few kinds: make of a day its year, or "
                "the months since the first one",
            )
    return np.array([float(value) for value in values])
