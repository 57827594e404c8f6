"""What the keys of a column's entry say together: one source, known codes, no code twice."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from measure87.collect.mapping import Blank, ColumnMapping
from measure87.collect.sum_of_products import Part
from measure87.collect.value_kinds import mapping_error, one_of, unknown_word
from measure87.files.settings import Place
from measure87.vocabulary.columns import Column

_SOURCES = ("variable", "variables", "value", "any", "sum")
_BESIDE_ANY = ("yes", "no", "unknown", "not_asked", "combine")


def made_column(
    column: Column,
    place: Place,
    content: Mapping[str, Any],
    *,
    variable: str | None = None,
    variables: tuple[str, ...] = (),
    parts: tuple[ColumnMapping, ...] = (),
    **said: Any,
) -> ColumnMapping:
    """The mapping of a column of what its keys say.

    Raises
    ------
    StudyError
        If they do not say where it comes from, or contradict each other or the standard.
    """
    given = [key for key in _SOURCES if key in content]
    if len(given) != 1:
        raise mapping_error(
            f"needs exactly one of variable, variables, value; has {', '.join(given) or 'none'}",
            place.where,
            'write for instance variable = "Q12"',
        )
    if said.get("optional") and column.required:
        raise mapping_error(
            f"{column.name} cannot be optional", place.where, "every table needs it"
        )
    of_parts = tuple(name for part in parts for name in part.variables)
    names = (variable,) if variable is not None else variables or of_parts
    mapping = ColumnMapping(column, names, parts=parts, **said)
    _check_column(mapping, place)
    return mapping


def any_parts(
    column: Column, parts: tuple[Part, ...], content: Mapping[str, Any], place: Place, blank: Blank
) -> tuple[ColumnMapping, ...]:
    """The answers under `any`, each with codes of its own; what an empty cell means is shared."""
    if "any" not in content:
        return ()
    both = [key for key in _BESIDE_ANY if key in content]
    if both:
        raise mapping_error(
            f"{both[0]} stands beside `any`, whose answers have codes of their own",
            place.where,
            "write the codes into each entry of `any`",
        )
    if not parts:
        raise mapping_error("`any` is empty", place.where, "name at least one variable in it")
    return tuple(
        part(column) if "blank" in entry else replace(part(column), blank=blank)
        for part, entry in zip(parts, content["any"], strict=True)
    )


def check_gates(columns: Mapping[str, ColumnMapping], place: Place) -> None:
    """Refuse an `asked_if` that is no mapped status of the table, or leads back to itself."""
    for name, mapping in columns.items():
        seen = [name]
        gate = mapping.asked_if
        while gate is not None:
            where = place.below(name).of("asked_if")
            if gate not in columns or columns[gate].column.kind != "status":
                statuses = [n for n, m in columns.items() if m.column.kind == "status"]
                raise unknown_word(gate, statuses, where, "mapped status")
            if gate in seen:
                raise mapping_error(f"{name} is asked if {gate} is, in a circle", where, "drop one")
            seen.append(gate)
            gate = columns[gate].asked_if


def _check_column(mapping: ColumnMapping, place: Place) -> None:
    column, where = mapping.column, place.where
    _check_combine(mapping, where)
    if column.kind == "status":
        _check_status(mapping, place)
    if mapping.value is not None and column.kind == "date":
        raise mapping_error(
            f"{column.name} is a day of each person, not the same for all", where,
            "name its variable",
        )  # fmt: skip
    if mapping.value is not None and column.kind in ("number", "integer"):
        _check_constant(mapping.value, column, place.of("value"))
    allowed = {code for code, _ in column.levels}
    given = {*(mapping.codes or {}).values(), *([] if mapping.value is None else [mapping.value])}
    wrong = sorted(given - allowed) if allowed else []
    if wrong:
        raise mapping_error(f"{wrong[0]!r} is not a code of {column.name}", where,
                     "its codes: " + ", ".join(f"{c} ({t})" for c, t in column.levels))  # fmt: skip


def _check_combine(mapping: ColumnMapping, where: str) -> None:
    column = mapping.column
    if len(mapping.variables) < 2 or mapping.parts:
        return
    if column.kind in ("code", "integer", "date"):
        raise mapping_error(f"{column.name} takes one variable", where, "use `variable`")
    if column.kind in ("status", "number") and mapping.combine is None:
        ways = "any or all" if column.kind == "status" else "sum or product"
        raise mapping_error(
            "how to combine several variables is not said", where, f"combine: {ways}"
        )


def _check_constant(value: str, column: Column, where: str) -> None:
    """Refuse the same value for everybody where it is no finite number, or not a whole one."""
    try:
        number = float(value)
    except ValueError:
        number = inf
    if not isfinite(number) or (column.kind == "integer" and not number.is_integer()):
        wanted = "a whole number" if column.kind == "integer" else "a finite number"
        raise mapping_error(
            f"{column.name} is {wanted}, not {value!r}", where, "write for instance value = 12"
        )


def _check_status(mapping: ColumnMapping, place: Place) -> None:
    if mapping.value is not None:
        one_of(mapping.value, ("yes", "no", "unknown"), place.of("value"))
        return
    if mapping.parts:
        return
    if not mapping.yes and not mapping.no:
        raise mapping_error("which codes are yes and which no is not said", place.where,
                     "write for instance yes = [1] and no = [2], and unknown = [9] for no answer, "
                     "with the codes that the questionnaire has")  # fmt: skip
    listed = [*mapping.yes, *mapping.no, *mapping.unknown, *mapping.not_asked]
    twice = sorted({code for code in listed if listed.count(code) > 1})
    if twice:
        raise mapping_error(f"code {twice[0]!r} is in two of yes, no, unknown, not_asked",
                     place.where, "keep one")  # fmt: skip
