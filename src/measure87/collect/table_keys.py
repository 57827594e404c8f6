"""The keys of a standard table in a mapping, which are its columns; and those of a job."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Annotated, Any

from measure87.collect.column_checks import check_gates
from measure87.collect.column_keys import KEYS
from measure87.collect.mapping import ColumnMapping, JobBlock
from measure87.collect.value_kinds import CODE, FieldPlace, mapping_error
from measure87.collect.variable_kinds import Confirmed
from measure87.files.settings import Kind, Place, read_declared
from measure87.files.settings.tables import Tables
from measure87.vocabulary.columns import JOBS, Column, Table

_PRESENT = Column("present", "status", "whether the person has this job")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class _ColumnKind(Kind):
    """The entry of one standard column; `otherwise` are keys with what they are if left out."""

    column: Column = _PRESENT
    otherwise: Mapping[str, Any] = _NOTHING

    def read(self, key: str, value: Any, place: Place) -> ColumnMapping:
        if not isinstance(value, dict):
            raise place.no_table(key, value)
        mapping: ColumnMapping = read_declared(
            KEYS[self.column.kind],
            {**self.otherwise, **value},
            place.below(key),
            column=self.column,
        )
        return mapping


def column_kind(column: Column, otherwise: Mapping[str, Any] = _NOTHING) -> Kind:
    """What the key of a standard column holds; `mapping_schema` says what that is."""
    schema = {"$ref": f"#/$defs/{column.kind}"}
    return _ColumnKind("", schema, lambda _: True, column=column, otherwise=otherwise)


@dataclass(frozen=True, eq=False)
class _Columns:
    """Declares a key for each column of a table, and checks what they say together."""

    table: Table
    refused: tuple[tuple[str, Kind], ...] = ()

    @property
    def __signature__(self) -> Signature:
        kinds = dict(self.refused)
        return Signature(
            [
                Parameter("place", Parameter.KEYWORD_ONLY, annotation=Place),
                Parameter("content", Parameter.KEYWORD_ONLY, annotation=Mapping[str, Any]),
                *(_parameter(c, kinds.get(c.name), c.required) for c in self.table.columns),
            ]
        )

    def __call__(
        self, *, place: Place, content: Mapping[str, Any], **columns: ColumnMapping | None
    ) -> dict[str, ColumnMapping]:
        """The mapped columns, in the order of the file."""
        found = {name: made for name in content if (made := columns[name]) is not None}
        check_gates(found, place)
        return found


def _parameter(column: Column, kind: Kind | None = None, required: bool = False) -> Parameter:
    kind = kind or column_kind(column)
    return Parameter(
        column.name,
        Parameter.KEYWORD_ONLY,
        default=Parameter.empty if required else None,
        annotation=Annotated[ColumnMapping, kind, column.about],
    )


@dataclass(frozen=True)
class _ColumnsKind(Tables):
    def read(self, key: str, value: Any, place: Place) -> Any:
        if not isinstance(value, dict):
            raise place.no_table(key, value)
        inside = place.below(key)
        if isinstance(inside, FieldPlace):
            inside = replace(inside, what="column")
        return read_declared(self.declared, value, inside)


def columns_of(table: Table, *, asked_for: bool = False, **refused: Kind) -> Kind:
    """A table `[INPUT.KEY]` with an entry for each column of a standard table.

    Parameters
    ----------
    asked_for : whether it is missing where it is not there; otherwise it is empty then
    refused : columns that no entry can be of, each with a kind that says so
    """
    declared = _Columns(table, tuple(refused.items()))
    empty: dict[str, Any] | None = None if asked_for else {}
    return _ColumnsKind("", {}, lambda _: True, empty=empty, declared=declared)


@dataclass(frozen=True)
class _Block:
    """Declares the keys of one of several jobs in a person's row."""

    @property
    def __signature__(self) -> Signature:
        job = Annotated[str, CODE, "its `job_id`"]
        present = Annotated[
            ColumnMapping | None,
            column_kind(_PRESENT, {"blank": "no"}),
            "who has it; an empty cell is no",
        ]
        keys = {"job": (job, Parameter.empty), "present": (present, None),
                "confirmed": (Confirmed, True)}  # fmt: skip
        return Signature(
            [
                Parameter("place", Parameter.KEYWORD_ONLY, annotation=Place),
                Parameter("content", Parameter.KEYWORD_ONLY, annotation=Mapping[str, Any]),
                *(
                    Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
                    for name, (kind, default) in keys.items()
                ),
                *(_parameter(column) for column in JOBS.columns if not column.required),
            ]
        )

    def __call__(
        self,
        *,
        place: Place,
        content: Mapping[str, Any],
        job: str,
        present: ColumnMapping | None,
        confirmed: bool,
        **columns: ColumnMapping | None,
    ) -> JobBlock:
        """One job."""
        found = {name: made for name, made in columns.items() if made is not None}
        check_gates(found, place)
        return JobBlock(job=job, present=present, columns=found)


job_block = _Block()


def refuse_two_of_a_name(blocks: tuple[JobBlock, ...], where: str) -> None:
    """Refuse jobs with the same name."""
    names = [block.job for block in blocks]
    if len(set(names)) < len(names):
        raise mapping_error(
            "two jobs have the same name", where, "give each [[jobs]] its own `job`"
        )
