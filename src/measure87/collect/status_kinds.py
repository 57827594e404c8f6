"""The keys of a status in a mapping, and of each of the answers that make one together."""

from collections.abc import Mapping
from typing import Annotated, Any

from measure87.collect.column_checks import made_column
from measure87.collect.mapping import Blank, Combine
from measure87.collect.sum_of_products import Part
from measure87.collect.value_kinds import CODES, read_by, words
from measure87.collect.variable_kinds import Note, one_variable
from measure87.files.settings import LeftOut, Place, tables

AskedIf = Annotated[
    str | None,
    read_by(lambda value, where: str(value)),
    "a mapped status of the same table that opens the question: where it is no, an empty cell "
    "means that the question did not arise",
]
Codes = Annotated[tuple[str, ...], CODES]
Yes = Annotated[Codes, "codes that mean yes"]
No = Annotated[Codes, "codes that mean no"]
Unknown = Annotated[
    Codes, "codes that mean unknown; what the file declares missing is unknown unless listed"
]
NotAsked = Annotated[
    Codes,
    'codes that say that the question did not arise, as an empty cell under `blank = "null"`',
]
Blank_ = Annotated[
    Blank,
    words("unknown", "no", "null"),
    "what an empty cell means: `unknown`, `no` (boxes that were ticked or not), `null` (the "
    "question did not arise)",
]
AnyOrAll = Annotated[
    Combine | None,
    words("any", "all"),
    "of several variables: `any` (one yes suffices; otherwise one unknown leaves it unknown) or "
    "`all`",
    LeftOut("an error where there are several"),
]


def any_part(
    *,
    place: Place,
    content: Mapping[str, Any],
    variable: Annotated[str, one_variable(), "the variable"],
    yes: Yes = (),
    no: No = (),
    unknown: Unknown = (),
    not_asked: NotAsked = (),
    blank: Blank_ = "unknown",
    note: Note = None,
) -> Part:
    """One of several answers with codes of their own, any of which makes a status."""
    return lambda column: made_column(
        column, place, content,
        variable=variable, yes=yes, no=no, unknown=unknown, not_asked=not_asked, blank=blank,
    )  # fmt: skip


AnyOf = Annotated[
    tuple[Part, ...],
    tables(any_part, "{place}.{key}[{number}]"),
    "in place of `variable`, where questions have different codes: entries with `variable`, `yes`, "
    '`no`, `unknown`, `not_asked` and `blank`, joined like `combine = "any"`',
]
