"""Runs `measure87 design select`: from options to a selection, its audit, and its files."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal, TypedDict

from measure87 import __version__
from measure87.cli.output import json_text
from measure87.cli.progress_bar import shown_progress
from measure87.design.allocation.table import number_column, text_column
from measure87.design.selection.audit import (
    COMMAND,
    Audit,
    audit_of,
    columns_of,
    differences,
    first_stage_of,
    form_of,
    read_audit,
)
from measure87.design.selection.drawing import select
from measure87.design.selection.frame import FrameColumns, read_frame
from measure87.design.selection.methods import METHODS, Method
from measure87.design.selection.plan import Plan
from measure87.design.selection.result import Notice, Selection
from measure87.design.selection.sheets import audit_workbook, units_csv
from measure87.design.selection.wording import words_of
from measure87.files import (
    TableForm,
    read_plain_source,
    read_source,
    while_reading,
    with_notices_told,
    write_whole,
)
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.codec import plain

_SIX_DIGITS = 1_000_000
_SUFFIXES = (".csv", ".json", ".xlsx")
_OF_THE_FIRST_STAGE: tuple[
    Literal["units", "allocation", "strata", "size", "balance", "joint"], ...
] = ("units", "allocation", "strata", "size", "balance", "joint")


class SelectOptions(TypedDict):
    """What the command was given."""

    method: str
    units: int | None
    allocation: Path | None
    size: str | None
    strata: tuple[str, ...]
    ids: tuple[str, ...]
    cluster: str | None
    take: int | None
    take_method: str
    first_stage: Path | None
    balance: tuple[str, ...]
    replacements: int
    joint: bool
    seed: int | None


def selected(path: str, options: SelectOptions, form: TableForm) -> Selection:
    """Read the frame and draw what the options ask for."""
    columns = FrameColumns(
        options["ids"],
        options["size"],
        options["strata"],
        options["cluster"],
        options["balance"],
    )
    with while_reading([Path(path).name]), shown_progress():
        source = with_notices_told(read_source(path, form=form))
        return select(read_frame(source, columns), _plan(options))


def _plan(options: SelectOptions) -> Plan:
    first = options["first_stage"]
    if first is not None and any(options[key] for key in _OF_THE_FIRST_STAGE):
        raise UsageError("--first-stage says which clusters there are, and their chances",
                         code="bad-usage",
                         hint="leave out what says how clusters are drawn")  # fmt: skip
    seed = options["seed"]
    allocation = options["allocation"]
    by_name: dict[str, Method] = {name: name for name in METHODS}
    return Plan(
        by_name[options["method"]] if first is None else "srs",
        secrets.randbits(48) if seed is None else seed,
        options["units"],
        {} if allocation is None else _allocation(allocation),
        options["take"],
        by_name[options["take_method"]],
        options["replacements"],
        {} if first is None else first_stage_of(read_audit(first)),
        options["joint"],
    )


def _allocation(path: Path) -> dict[str, int]:
    """Numbers of strata from a CSV file with the columns `stratum` and `n`."""
    source = read_plain_source(path)
    frame = source.lazy.collect()
    names = text_column(source, frame, "stratum")
    numbers = number_column(source, frame, "n")
    if len(set(names)) < len(names):
        raise DataError("a stratum stands twice in the allocation", code="bad-allocation",
                        where=path.name, hint="give one row a stratum")  # fmt: skip
    if (numbers != numbers.round()).any():
        raise DataError("the allocation has a number of units that is not whole",
                        code="bad-allocation", where=path.name,
                        hint="round it as `design allocate` does")  # fmt: skip
    return {name: int(n) for name, n in zip(names, numbers, strict=True)}


def audit_of_selection(found: Selection, form: TableForm) -> Audit:
    """The audit of a selection by this version."""
    said = {key: value for key, value in asdict(form).items() if value is not None}
    return audit_of(found, SCHEMA, __version__, said)


def drawn_again(path: str, checked: Path, said: TableForm) -> dict[str, int | str | bool]:
    """Draw the sample of an audit again and compare.

    Unless something else is said of it, the frame is read as the audit says.

    Raises
    ------
    DataError
        If anything differs.
    """
    audit = read_audit(checked)
    form = said or form_of(audit)
    source = with_notices_told(read_source(path, form=form))
    try:
        found = select(read_frame(source, columns_of(audit)), audit.plan)
    except (DataError, UsageError):
        if source.sha256 == audit.frame.sha256:
            raise
        differing: Sequence[str] = ("frame",)  # another file, of which nothing can be drawn
    else:
        differing = differences(audit, audit_of_selection(found, form))
    if differing:
        raise DataError(
            f"the sample drawn again differs from its audit in: {', '.join(differing)}",
            code="not-the-same",
            where=checked.name,
            hint="the frame must be the very file of the audit"
            if "frame" in differing
            else f"the audit is of measure87 {audit.measure87}; one of both was changed since",
        )
    units = len(audit.sampled)
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": COMMAND,
        "same": True,
        "units": units,
    }


def refuse_targets(frame: str, outputs: tuple[Path, ...], language: str) -> None:
    """Refuse before anything is drawn what could not be written."""
    words_of(language)
    for path in outputs:
        if path.suffix.lower() not in _SUFFIXES:
            raise UsageError(f"a sample is not written as {path.suffix or path.name}",
                             code="unknown-format",
                             hint="name the file .csv, .json or .xlsx")  # fmt: skip
        if not path.parent.is_dir():
            raise UsageError(f"there is no folder {path.parent} to write {path.name} into",
                             code="no-folder", hint="make the folder first")  # fmt: skip
        if path.exists() and path.samefile(frame):
            raise UsageError(f"-o {path} would replace the frame", code="output-is-input",
                             hint="write to another file")  # fmt: skip


def write_audit(audit: Audit, outputs: tuple[Path, ...], language: str) -> None:
    """Write the audit to each file in the form of its suffix; they are their owner's alone."""
    for path in outputs:
        kind = path.suffix.lower()
        if kind == ".csv":
            write_whole(path, units_csv(audit), private=True)
        elif kind == ".json":
            write_whole(path, json_text(plain(audit)) + "\n", private=True)
        else:
            write_whole(path, audit_workbook(audit, language), private=True)


def lines(audit: Audit) -> Iterator[str]:
    """The selection for people."""
    words = words_of("en")
    plan = audit.plan
    yield f"{len(audit.sampled):,} units of a frame of {audit.frame.rows:,} rows"
    method = plan.take_method if plan.first_stage else plan.method
    yield f"method: {words.methods[method]}; seed {plan.seed}"
    for one in audit.strata:
        name = one.stratum or "all"
        yield f"  {name}: {one.n:,} of {one.population:,}, {one.certain:,} of them certain"
    weights = [unit.weight for unit in audit.sampled if unit.weight is not None]
    least, most, total = (_figure(one) for one in (min(weights), max(weights), sum(weights)))
    yield f"weights from {least} to {most}, together {total}"
    for balance in audit.balance:
        whole = balance.total
        off = f" ({balance.weighted / whole - 1:+.2%})" if whole else ""
        told = f"{_figure(balance.weighted)} by weights, {_figure(whole)} in the frame"
        yield f"{balance.variable}: {told}{off}"
    yield from (words.notice(Notice(one.code, one.count)) for one in audit.notices)
    yield f"frame sha256:{audit.frame.sha256}"


def _figure(value: float) -> str:
    """Six digits, or all those before the point where there are more."""
    return f"{value:,.0f}" if abs(value) >= _SIX_DIGITS else f"{value:,.6g}"
