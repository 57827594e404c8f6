"""A number that is a sum of products: days times hours, over several tasks.

`sum = [{ product = [{ variable = "D1", range = [0, 7] }, { variable = "H1", range = [0, 24] }] }]`:
each term is one variable or a product of variables, each with a range and codes for no answer of
its own.
"""

from collections.abc import Mapping
from typing import Any

from measure87.collect.mapping import ColumnMapping
from measure87.collect.strict_toml import (
    as_codes,
    as_list,
    as_number,
    as_range,
    check_table,
    mapping_error,
    refuse_missing_keys,
    refuse_unknown_keys,
)
from measure87.vocabulary.columns import Column

_BESIDE = ("combine", "missing")
"""Keys that belong to each variable of a sum."""


def sum_parts(column: Column, raw: Mapping[str, Any], where: str) -> tuple[ColumnMapping, ...]:
    """The terms under `sum`; none without such a key.

    Raises
    ------
    StudyError
        For a term that is none, or a factor of a product without a range: hours of a day and days
        of a week have not the range of the column.
    """
    if "sum" not in raw:
        return ()
    both = [key for key in _BESIDE if key in raw]
    if both:
        raise mapping_error(
            f"{both[0]} stands beside `sum`, whose variables have keys of their own", where,
            "write it into each entry of `sum`",
        )  # fmt: skip
    terms = as_list(raw["sum"], f"{where}.sum")
    if not terms:
        raise mapping_error("`sum` is empty", where, "name at least one variable in it")
    return tuple(
        _term(column, term, f"{where}.sum[{place}]") for place, term in enumerate(terms, 1)
    )


def _term(column: Column, raw: Any, where: str) -> ColumnMapping:
    check_table(raw, where)
    if "product" not in raw:
        return _variable(column, raw, where)
    refuse_unknown_keys(raw, ("product", "note"), where)
    factors = as_list(raw["product"], f"{where}.product")
    if len(factors) < 2:
        raise mapping_error("a product has at least two factors", where, "write `variable` for one")
    made = []
    for place, factor in enumerate(factors, 1):
        at = f"{where}.product[{place}]"
        check_table(factor, at)
        refuse_missing_keys(factor, ("range",), at)
        made.append(_variable(column, factor, at))
    names = tuple(name for factor in made for name in factor.variables)
    return ColumnMapping(column, names, combine="product", parts=tuple(made))


def _variable(column: Column, raw: Mapping[str, Any], where: str) -> ColumnMapping:
    refuse_unknown_keys(raw, ("variable", "range", "missing", "scale", "note"), where)
    refuse_missing_keys(raw, ("variable",), where)
    name = raw["variable"]
    if not isinstance(name, str) or not name:
        raise mapping_error("a variable's name must be text", where, "write it in quotation marks")
    return ColumnMapping(
        column,
        (name,),
        missing=as_codes(raw.get("missing", []), f"{where}.missing"),
        range=as_range(raw["range"], f"{where}.range") if "range" in raw else None,
        scale=as_number(raw["scale"], f"{where}.scale") if "scale" in raw else 1.0,
    )
