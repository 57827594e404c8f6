"""The sample for people: a CSV file of its units, and the audit sheet as a workbook.

The workbook has three sheets: the units with their chances, the strata, and how the sample was
drawn. The same selection gives the same bytes.
"""

from collections.abc import Iterator, Sequence

from measure87.design.selection.audit import Audit
from measure87.design.selection.result import Notice
from measure87.design.selection.wording import Words, words_of
from measure87.files.workbook_writing import CellWriter
from measure87.files.writing import csv_text

type Cell = str | float | None

_COLUMNS = (
    "row",
    "id",
    "stratum",
    "cluster",
    "role",
    "chance",
    "cluster_chance",
    "chance_within",
    "weight",
    "certain",
)


def units_csv(audit: Audit) -> str:
    """All units, one a row; a replacement has a place in its role, and no chance or weight."""
    rows = [
        (
            unit.row,
            unit.id,
            unit.stratum,
            unit.cluster,
            f"replacement-{unit.replacement}" if unit.replacement else "sample",
            unit.chance,
            unit.cluster_chance,
            unit.chance_within,
            unit.weight,
            int(unit.certain),
        )
        for unit in audit.units
    ]
    return csv_text([_COLUMNS, *rows])


def audit_workbook(audit: Audit, language: str = "en") -> bytes:
    """The .xlsx file of an audit.

    Raises
    ------
    UsageError
        If there are no words of the language.
    """
    words = words_of(language)
    writer = CellWriter(words.sheet["title"])
    _sheet(writer, words, "sample", _UNITS, list(_unit_rows(audit, words)))
    if audit.strata:
        _sheet(writer, words, "strata", _STRATA, list(_stratum_rows(audit)))
    _sheet(writer, words, "about", (), list(_about(audit, words)), widths=(36, 80))
    return writer.content()


_UNITS = (
    "row",
    "unit",
    "stratum",
    "cluster",
    "role",
    "chance",
    "cluster_chance",
    "chance_within",
    "weight",
    "certain",
)
_STRATA = ("stratum", "population", "n", "certain_units", "size")


def _sheet(
    writer: CellWriter,
    words: Words,
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float] = (),
) -> None:
    sheet = writer.workbook.add_worksheet(words.sheet[name][:31])
    if words.direction == "rtl":
        sheet.right_to_left()
    for place, column in enumerate(columns):
        writer.cell(sheet, 0, place, words.sheet[column], bold=True)
        sheet.set_column(place, place, 18)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    first = 1 if columns else 0
    if columns:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0, 0)
    for line, row in enumerate(rows, start=first):
        for place, value in enumerate(row):
            if value is not None:
                writer.cell(sheet, line, place, value)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _unit_rows(audit: Audit, words: Words) -> Iterator[Sequence[Cell]]:
    for unit in audit.units:
        role = words.sheet["drawn_unit"]
        if unit.replacement:
            role = words.sheet["replacement"].format(place=unit.replacement)
        yield (
            unit.row, unit.id, unit.stratum, unit.cluster, role, unit.chance, unit.cluster_chance,
            unit.chance_within, unit.weight, words.sheet["yes" if unit.certain else "no"],
        )  # fmt: skip


def _stratum_rows(audit: Audit) -> Iterator[Sequence[Cell]]:
    for one in audit.strata:
        yield one.stratum, one.population, one.n, one.certain, one.size


def _about(audit: Audit, words: Words) -> Iterator[Sequence[Cell]]:
    """How it was drawn, one fact a row; what does not apply is left out."""
    plan, columns, said = audit.plan, audit.frame.columns, words.sheet
    facts: list[tuple[str, Cell]] = [
        ("frame", audit.frame.file),
        ("hash", audit.frame.sha256),
        ("rows", audit.frame.rows),
        ("seed", str(plan.seed)),
        ("method", None if plan.first_stage else words.methods[plan.method]),
        ("n", len(audit.sampled)),
        ("size_column", columns.size),
        ("strata_columns", ", ".join(columns.strata) or None),
        ("id_columns", ", ".join(columns.ids) or None),
        ("cluster_column", columns.cluster),
        ("first_stage", len(plan.first_stage) or None),
        ("take", plan.take),
        ("take_method", None if plan.take is None else words.methods[plan.take_method]),
        ("balance", ", ".join(columns.balance) or None),
        ("replacements", plan.replacements or None),
        ("version", f"measure87 {audit.measure87}"),
    ]
    yield (said["title"],)
    yield from ((said[key], value) for key, value in facts if value is not None)
    for one in audit.balance:
        yield f"{said['total']}: {one.variable}", one.total
        yield f"{said['weighted']}: {one.variable}", one.weighted
    yield from ((words.notice(Notice(one.code, one.count)),) for one in audit.notices)
    yield (said["again"],)
