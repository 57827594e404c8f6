"""What the assistant reads of a file: names, labels and code frames; no answer of any person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from measure87.files import SourceTable, UserMissing

_MOST = 0.5
"""Share of the rows that must have an identifier: who was not interviewed may have none."""


@dataclass(frozen=True)
class CodebookVariable:
    """A variable as a codebook has it.

    Parameters
    ----------
    name : str
        As the file spells it.
    label : str
        Its label, empty if it has none.
    values : mapping
        Code text -> label.
    bounds : pair of float, or None
        Smallest and greatest number without a label that is in the file. Used to see whether a
        number can be an age or hours; never written.
    """

    name: str
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        """What is compared: the label, or else the name."""
        return self.label or self.name


@dataclass(frozen=True)
class Codebook:
    """The variables of a file, in its order.

    Parameters
    ----------
    name : str
    variables : tuple of CodebookVariable
    tells_apart : function, optional
        Whether some variables together differ in every row that has all of them; None where
        there is no file to look at.
    """

    name: str
    variables: tuple[CodebookVariable, ...]
    tells_apart: Callable[[tuple[str, ...]], bool] | None = None


def codebook_of(source: SourceTable) -> Codebook:
    """The codebook of a file that was read.

    Numbers that the file declares missing, or that have a label, do not count for the bounds.
    """
    bounds = _bounds(source)
    return Codebook(
        source.name,
        tuple(
            CodebookVariable(
                name,
                source.variable_labels.get(name, ""),
                source.value_labels.get(name, {}),
                bounds.get(name),
            )
            for name in source.columns
        ),
        partial(_tells_apart, source),
    )


def _tells_apart(source: SourceTable, names: tuple[str, ...]) -> bool:
    """Whether no two rows agree in all variables, of the rows that have them all: most do."""
    rows = source.lazy.select(names)
    count, whole = (
        rows.select(pl.len(), pl.all_horizontal(pl.all().is_not_null()).sum().alias("whole"))
        .collect()
        .row(0)
    )
    different = rows.drop_nulls().unique().select(pl.len()).collect().item()
    return bool(whole == different and whole > _MOST * count)


def _bounds(source: SourceTable) -> dict[str, tuple[float, float]]:
    schema = source.lazy.collect_schema()
    numeric = [name for name in source.columns if schema[name].is_numeric()]
    if not numeric:
        return {}
    asked = []
    for name in numeric:
        number = _unlabelled(source, name)
        asked += [number.min().alias(f"{name}|least"), number.max().alias(f"{name}|most")]
    row = source.lazy.select(asked).collect().row(0, named=True)
    found = {name: (row[f"{name}|least"], row[f"{name}|most"]) for name in numeric}
    return {name: pair for name, pair in found.items() if None not in pair}


def _unlabelled(source: SourceTable, name: str) -> pl.Expr:
    number = pl.col(name).cast(pl.Float64)
    missing = source.missing_codes.get(name, UserMissing())
    codes = [*source.value_labels.get(name, {}), *missing.codes]
    left_out = number.is_in([float(code) for code in codes if _is_number(code)])
    for low, high in missing.ranges:
        left_out = left_out | number.is_between(low, high)
    return pl.when(~left_out).then(number)


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True
