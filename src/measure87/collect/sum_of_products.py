"""A number that is a sum of products: days times hours, over several tasks.

`sum = [{ product = [{ variable = "D1", range = [0, 7] }, { variable = "H1", range = [0, 24] }] }]`:
each term is one variable or a product of variables, each with a range and codes for no answer of
its own.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from measure87.collect.mapping import ColumnMapping
from measure87.collect.value_kinds import CODES, POSITIVE, RANGE, mapping_error
from measure87.collect.variable_kinds import Note, one_variable
from measure87.files.settings import Place, Variants, tables
from measure87.vocabulary.columns import Column

Part = Callable[[Column], ColumnMapping]
"""Makes a part of a column's mapping of what its table says."""
_BESIDE = ("combine", "missing")
"""Keys that belong to each variable of a sum."""
_Missing = Annotated[tuple[str, ...], CODES, "codes that stand for no answer"]
_Scale = Annotated[float, POSITIVE, "factor to the standard unit"]
_RANGE = "`[least, greatest]` valid value"


def variable_term(
    *,
    variable: Annotated[str, one_variable(), "the variable"],
    range: Annotated[tuple[float, float] | None, RANGE, _RANGE] = None,
    missing: _Missing = (),
    scale: _Scale = 1.0,
    note: Note = None,
) -> Part:
    """One variable as a term of a sum."""
    return lambda column: ColumnMapping(
        column, (variable,), missing=missing, range=range, scale=scale
    )


def factor(
    *,
    range: Annotated[tuple[float, float], RANGE, _RANGE],
    variable: Annotated[str, one_variable(), "the variable"],
    missing: _Missing = (),
    scale: _Scale = 1.0,
    note: Note = None,
) -> Part:
    """A factor of a product: hours of a day and days of a week have not the range of the column."""
    return variable_term(variable=variable, range=range, missing=missing, scale=scale)


def product_term(
    *,
    place: Place,
    product: Annotated[
        tuple[Part, ...],
        tables(factor, "{place}.{key}[{number}]"),
        "two variables or more, each with `range`, and with `missing` and `scale`",
    ],
    note: Note = None,
) -> Part:
    """A product of variables as a term of a sum."""
    if len(product) < 2:
        raise mapping_error(
            "a product has at least two factors", place.where, "write `variable` for one"
        )

    def made(column: Column) -> ColumnMapping:
        parts = tuple(part(column) for part in product)
        names = tuple(name for part in parts for name in part.variables)
        return ColumnMapping(column, names, combine="product", parts=parts)

    return made


SUM = tables(
    Variants(None, {"variable": variable_term, "product": product_term}),
    "{place}.{key}[{number}]",
)


def sum_parts(
    column: Column, terms: tuple[Part, ...], content: Mapping[str, Any], where: str
) -> tuple[ColumnMapping, ...]:
    """The terms under `sum`; none without such a key.

    Raises
    ------
    StudyError
        If there is no term, or beside them a key that belongs to each.
    """
    if "sum" not in content:
        return ()
    both = [key for key in _BESIDE if key in content]
    if both:
        raise mapping_error(
            f"{both[0]} stands beside `sum`, whose variables have keys of their own", where,
            "write it into each entry of `sum`",
        )  # fmt: skip
    if not terms:
        raise mapping_error("`sum` is empty", where, "name at least one variable in it")
    return tuple(term(column) for term in terms)
