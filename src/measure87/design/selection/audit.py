"""The audit of a selection as JSON: all that is needed to draw it again, and what was drawn."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from measure87.design.selection.frame import FrameColumns
from measure87.design.selection.plan import DrawnCluster, Plan
from measure87.design.selection.result import Balance, Selection, Stratum, Unit
from measure87.files.json_file import json_of_file
from measure87.files.table_form import TableForm
from measure87.vocabulary.errors import DataError

COMMAND = "design select"


class AuditColumns(Struct, frozen=True, omit_defaults=True):
    """Columns of the frame, as `FrameColumns` has them."""

    ids: tuple[str, ...] = ()
    size: str | None = None
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    balance: tuple[str, ...] = ()


class AuditFrame(Struct, frozen=True, omit_defaults=True):
    """The frame: its file, the SHA-256 of the file's bytes, its rows and columns.

    form : what was said of how it lies in its file, as `TableForm` has it
    """

    file: str
    sha256: str
    rows: int
    columns: AuditColumns
    form: Mapping[str, str | int] = {}


class AuditUnit(Struct, frozen=True, omit_defaults=True):
    """A unit, as `Unit` has it; a replacement has no chance and no weight."""

    row: int
    id: str
    stratum: str = ""
    cluster: str = ""
    chance: float | None = None
    cluster_chance: float | None = None
    chance_within: float | None = None
    weight: float | None = None
    certain: bool = False
    replacement: int = 0


class AuditStratum(Struct, frozen=True, omit_defaults=True):
    """A stratum, as `Stratum` has it."""

    stratum: str
    population: int
    n: int
    certain: int
    size: float | None = None


class AuditBalance(Struct, frozen=True):
    """A variable of a balanced sample; off is the relative difference of its weighted total."""

    variable: str
    total: float
    weighted: float


class AuditJoint(Struct, frozen=True, omit_defaults=True):
    """Joint probabilities of what was drawn in a stratum, row by row; `draws`: by simulation."""

    stratum: str
    names: tuple[str, ...]
    chances: tuple[tuple[float, ...], ...]
    draws: int | None = None


class AuditNotice(Struct, frozen=True):
    """What whoever drew the sample has to know."""

    code: str
    count: int


class Audit(Struct, frozen=True, omit_defaults=True):
    """All of it."""

    schema: int
    measure87: str
    command: str
    frame: AuditFrame
    plan: Plan
    strata: tuple[AuditStratum, ...]
    units: tuple[AuditUnit, ...]
    balance: tuple[AuditBalance, ...] = ()
    joint: tuple[AuditJoint, ...] = ()
    notices: tuple[AuditNotice, ...] = ()

    @property
    def sampled(self) -> tuple[AuditUnit, ...]:
        """Units of the sample, without those that may stand in."""
        return tuple(unit for unit in self.units if not unit.replacement)


def audit_of(
    found: Selection, schema: int, version: str, form: Mapping[str, str | int] | None = None
) -> Audit:
    """The audit of a selection from a frame of which the form was said."""
    columns = found.frame.columns
    named = AuditColumns(
        tuple(columns.ids), columns.size, tuple(columns.strata), columns.cluster,
        tuple(columns.balance),
    )  # fmt: skip
    frame = AuditFrame(
        found.frame.name, found.frame.sha256, len(found.frame.ids), named, form or {}
    )
    joint = tuple(
        AuditJoint(
            one.stratum, one.names, tuple(map(tuple, one.pairs.pi.tolist())), one.pairs.draws
        )
        for one in found.joint
        if one.pairs is not None
    )
    return Audit(
        schema, version, COMMAND, frame, found.plan,
        tuple(_stratum(one) for one in found.strata),
        tuple(_unit(one) for one in found.units),
        tuple(_balance(one) for one in found.balance),
        joint,
        tuple(AuditNotice(one.code, one.count) for one in found.notices),
    )  # fmt: skip


def columns_of(audit: Audit) -> FrameColumns:
    """The columns by which the frame of an audit was read."""
    named = audit.frame.columns
    return FrameColumns(named.ids, named.size, named.strata, named.cluster, named.balance)


def form_of(audit: Audit) -> TableForm:
    """How the frame of an audit lies in its file, as far as it was said."""
    return msgspec.convert(audit.frame.form, TableForm)


def read_audit(path: Path) -> Audit:
    """An audit from its file.

    Raises
    ------
    DataError
        If the file is no audit of a selection.
    """
    try:
        audit = json_of_file(path, Audit)
        form_of(audit)
    except msgspec.DecodeError as error:
        raise DataError(
            f"{path.name} is no audit of a selection: {str(error)[:200]}",
            code="bad-audit",
            where=path.name,
            hint="name the .json file that `measure87 design select -o` wrote",
        ) from None
    return audit


def first_stage_of(audit: Audit) -> dict[str, DrawnCluster]:
    """Clusters that were drawn, with chances and strata, for the selection of units within them.

    Raises
    ------
    DataError
        If units were drawn, and not clusters.
    """
    if any(unit.chance_within is not None for unit in audit.sampled):
        raise DataError("units were drawn within clusters already", code="bad-audit",
                        hint="name the audit of the clusters")  # fmt: skip
    return {
        unit.id: DrawnCluster(unit.chance, unit.stratum)
        for unit in audit.sampled
        if unit.chance is not None
    }


def differences(audit: Audit, again: Audit) -> Sequence[str]:
    """What is not the same when the sample is drawn again; empty where it is the same in all."""
    found = []
    if audit.frame.sha256 != again.frame.sha256:
        found.append("frame")
    parts = ("strata", "units", "balance", "joint")
    return [*found, *(name for name in parts if getattr(audit, name) != getattr(again, name))]


def _unit(unit: Unit) -> AuditUnit:
    return AuditUnit(
        unit.row, unit.id, unit.stratum, unit.cluster, unit.chance, unit.cluster_chance,
        unit.chance_within, unit.weight, unit.certain, unit.replacement,
    )  # fmt: skip


def _stratum(one: Stratum) -> AuditStratum:
    return AuditStratum(one.name, one.population, one.n, one.certain, one.size)


def _balance(one: Balance) -> AuditBalance:
    return AuditBalance(one.variable, one.total, one.weighted)
