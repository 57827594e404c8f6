"""The keys of a standard column's entry in a mapping: those of all, and those of its kind.

Each function declares the keys of one kind of column (see `files.settings`) and makes the mapping
of the column of what they hold.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from measure87.collect.column_checks import any_parts, made_column
from measure87.collect.mapping import ColumnMapping, Combine
from measure87.collect.status_kinds import (
    AnyOf,
    AnyOrAll,
    AskedIf,
    Blank_,
    No,
    NotAsked,
    Unknown,
    Yes,
)
from measure87.collect.sum_of_products import SUM, Part, sum_parts
from measure87.collect.value_kinds import (
    CODES,
    DIGITS,
    POSITIVE,
    RANGE,
    TEXTS,
    words,
)
from measure87.collect.variable_kinds import (
    Confirmed,
    Note,
    Optional,
    Value,
    Variable,
    Variables,
)
from measure87.files.settings import Declared, LeftOut, Place
from measure87.vocabulary.columns import Column

_Content = Mapping[str, Any]
_None: Mapping[str, str] = MappingProxyType({})

Missing = Annotated[tuple[str, ...], CODES, "codes that stand for no answer: not stated"]
Range = Annotated[
    tuple[float, float] | None,
    RANGE,
    "`[minimum, maximum]` valid value as the file has it; what lies outside is not stated and "
    "counted",
    LeftOut("hours of a week 0 to 168, ages 0 to 130, days of a job 0 to 47,580"),
]


def identifier_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """Whom or what a row is of."""
    return made_column(
        column,
        place,
        content,
        variable=variable,
        variables=variables,
        value=value,
        optional=optional,
    )


def status_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    yes: Yes = (),
    no: No = (),
    unknown: Unknown = (),
    not_asked: NotAsked = (),
    combine: AnyOrAll = None,
    blank: Blank_ = "unknown",
    asked_if: AskedIf = None,
    any: AnyOf = (),
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """An answer of yes, no or unknown."""
    return made_column(
        column, place, content, variable=variable, variables=variables,
        value=value, yes=yes, no=no, unknown=unknown, not_asked=not_asked, combine=combine,
        blank=blank, asked_if=asked_if, optional=optional,
        parts=any_parts(column, any, content, place, blank),
    )  # fmt: skip


def code_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    codes: Annotated[
        Mapping[str, str] | None,
        TEXTS,
        "your code = the standard code",
        LeftOut("codes are taken as they are"),
    ] = None,
    missing: Missing = (),
    labels: Annotated[
        Mapping[str, str],
        TEXTS,
        "standard code = label",
        LeftOut("the standard's, or the file's"),
    ] = _None,
    digits: Annotated[
        int | None,
        DIGITS,
        "codes are filled with zeros from the left to this length, where a file has lost them",
    ] = None,
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """A code of a list."""
    return made_column(
        column, place, content, variable=variable, variables=variables,
        value=value, codes=codes, missing=missing, labels=labels, digits=digits, optional=optional,
    )  # fmt: skip


def integer_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    missing: Missing = (),
    range: Range = None,
    asked_if: AskedIf = None,
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """A whole number."""
    return made_column(
        column, place, content, variable=variable, variables=variables,
        value=value, missing=missing, range=range, asked_if=asked_if, optional=optional,
    )  # fmt: skip


def number_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    missing: Missing = (),
    range: Range = None,
    scale: Annotated[
        float, POSITIVE, "factor to the standard unit: `1e-6` for weights in millionths"
    ] = 1.0,
    combine: Annotated[
        Combine | None,
        words("sum", "product"),
        "of several variables: `sum` (an empty one adds nothing, one that was not stated leaves of "
        "the sum only its least value) or `product` (one that is empty or not stated leaves it not "
        "stated)",
        LeftOut("an error where there are several"),
    ] = None,
    asked_if: AskedIf = None,
    sum: Annotated[
        tuple[Part, ...],
        SUM,
        "in place of `variable`: terms that are added up, each one `variable` with `range`, "
        "`missing` and `scale` of its own, or a `product` of such with a `range` each; a term of "
        "which nothing was stated adds nothing, one of which a part was not stated leaves of the "
        "sum only its least value, unless another factor is 0",
    ] = (),
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """A number."""
    return made_column(
        column, place, content, variable=variable, variables=variables,
        value=value, missing=missing, range=range, scale=scale, combine=combine,
        asked_if=asked_if, optional=optional,
        parts=sum_parts(column, sum, content, place.where),
    )  # fmt: skip


def date_keys(
    *,
    column: Column,
    place: Place,
    content: _Content,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    missing: Missing = (),
    asked_if: AskedIf = None,
    optional: Optional = False,
    confirmed: Confirmed = True,
    note: Note = None,
) -> ColumnMapping:
    """A day."""
    return made_column(
        column, place, content, variable=variable, variables=variables,
        value=value, missing=missing, asked_if=asked_if, optional=optional,
    )  # fmt: skip


KEYS: Mapping[str, Declared] = {
    "identifier": identifier_keys,
    "status": status_keys,
    "code": code_keys,
    "integer": integer_keys,
    "number": number_keys,
    "date": date_keys,
}
"""Kind of a column to what declares its keys."""
