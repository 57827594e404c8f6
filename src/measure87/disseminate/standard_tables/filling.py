"""Fills a standard table from released figures; nothing is computed that a reader could not."""

from collections.abc import Iterator, Mapping, Sequence

from measure87.define.characteristics import NOT_KNOWN
from measure87.disseminate.standard_tables.cells import (
    Cell,
    FilledBlock,
    FilledRow,
    FilledTable,
    Heading,
)
from measure87.disseminate.standard_tables.released_cells import Figures, Group, cell_of
from measure87.disseminate.standard_tables.signs import signs_used
from measure87.disseminate.standard_tables.specification import (
    COUNTS,
    TOTAL,
    Block,
    Column,
    Row,
    Table,
    measures_of_cell,
)
from measure87.disseminate.standard_tables.words import TableWords
from measure87.vocabulary.citation import Cite, bibliography
from measure87.vocabulary.estimate import MISSING_CATEGORY


def filled(
    table: Table, figures: Figures, reasons: Mapping[str, str], words: TableWords
) -> FilledTable:
    """One table.

    Parameters
    ----------
    table : its specification
    figures : all released figures
    reasons : measure that the survey cannot support -> why
    words : the language
    """
    blocks = {block.key: _block(block, table, figures, words) for block in table.blocks}
    has_figures = any(blocks[one.key].rows for one in table.blocks if not _only_counts(one))
    kept = [block for block in blocks.values() if block.rows and has_figures]
    at = f"tables.{table.id}"
    notes: list[str] = []
    if kept:
        cells = [cell for block in kept for row in block.rows for cell in row.cells]
        signs = signs_used(cells, figures.limits, words)
        notes = [*signs, *(words.text(f"notes.{key}") for key in table.notes)]
    return FilledTable(
        id=table.id,
        number=table.number,
        title=words.text(f"{at}.title"),
        about=words.text(f"{at}.about"),
        corner=words.find(f"{at}.corner") or "",
        columns=tuple(_heading(column, at, words) for column in table.columns),
        blocks=tuple(kept),
        notes=(*notes, _source(table.cite, words)),
        lacking="" if kept else _why_lacking(table, reasons, words),
    )


def _block(block: Block, table: Table, figures: Figures, words: TableWords) -> FilledBlock:
    """The rows of one block that have a figure."""
    rows = []
    for row, label in _rows(block, table, figures, words):
        cells = tuple(cell_of(table, row, column, figures) for column in table.columns)
        if not all(cell.is_empty for cell in cells) and not _is_idle(row, cells):
            rows.append(FilledRow(label, cells))
    title = "" if block.key == TOTAL else words.find(f"blocks.{block.key}") or ""
    return FilledBlock(title, tuple(rows), block.key == TOTAL)


def _is_idle(row: Row, cells: Sequence[Cell]) -> bool:
    """Whether a row says only that of nobody it is unknown what she has."""
    return row.code == NOT_KNOWN and all(cell.value == 0 or cell.is_empty for cell in cells)


def _only_counts(block: Block) -> bool:
    """Whether a block has nothing but numbers of persons."""
    return bool(block.rows) and all(row.shows in COUNTS for row in block.rows)


def _rows(
    block: Block, table: Table, figures: Figures, words: TableWords
) -> Iterator[tuple[Row, str]]:
    """The rows that a block can have, with their labels."""
    if block.rows:
        for row in block.rows:
            texts = (f"tables.{table.id}.rows.{row.key}", f"rows.{block.key}.{row.key}")
            named = next((text for key in texts if (text := words.find(key))), None)
            yield row, named or words.text(f"rows.{row.characteristic}.{row.key}")
        return
    if block.key == TOTAL:
        yield Row(TOTAL), words.text("rows.total")
        return
    for group in _groups(block, table, figures):
        labels = [
            words.label(name, group[name], figures.labels.get((name, group[name])))
            for name in block.variables
        ]
        yield Row(block.key, where=group), words.spoken.commas(labels)


def _groups(block: Block, table: Table, figures: Figures) -> list[Group]:
    """Groups of a block's variables, in the standard's order or in that of the codes."""
    wanted = frozenset(block.variables)
    found = {
        tuple(group[name] for name in block.variables): group
        for group in _seen(wanted, table, figures)
    }
    orders = [block.order.get(name) for name in block.variables]
    kept = [
        codes
        for codes in found
        if all(order is None or code in order for code, order in zip(codes, orders, strict=True))
    ]
    return [found[codes] for codes in sorted(kept, key=lambda codes: _order(codes, orders))]


def _seen(wanted: frozenset[str], table: Table, figures: Figures) -> Iterator[Group]:
    """Groups by some variables of which a figure may be in a table, crossed with its columns."""
    for column in table.columns:
        for group in figures.groups.get(wanted | frozenset(column.where), ()):
            if all(
                group[name] == code for name, code in column.where.items() if name not in wanted
            ):
                yield {name: group[name] for name in wanted}


type _Place = tuple[int] | tuple[bool, bool, int, str]
"""Where a code stands: in the standard's order, or else by what it looks like."""


def _order(codes: Sequence[str], orders: Sequence[tuple[str, ...] | None]) -> tuple[_Place, ...]:
    """The standard's order; else numbers by size, then other codes; what is missing last."""
    return tuple(
        (order.index(code),)
        if order is not None
        else (
            code == MISSING_CATEGORY,
            not _first_digits(code),
            int(_first_digits(code) or 0),
            code,
        )
        for code, order in zip(codes, orders, strict=True)
    )


def _first_digits(code: str) -> str:
    """The digits with which a code begins; nothing if a letter comes before."""
    end = next((k for k, sign in enumerate(code) if not sign.isdecimal()), len(code))
    return code[:end]


def _heading(column: Column, at: str, words: TableWords) -> Heading:
    def text(key: str) -> str:
        return words.find(f"{at}.columns.{key}") or words.text(f"columns.{key}")

    return Heading(text(column.key), tuple(text(key) for key in column.under))


def _why_lacking(table: Table, reasons: Mapping[str, str], words: TableWords) -> str:
    """Why a table has no figures: what the questionnaire lacks, or that nobody is in it."""
    why = [reasons[name] for name in _asked(table) if name in reasons]
    if why:
        return words.text("lacking.questionnaire", why=words.spoken.semicolons(dict.fromkeys(why)))
    return words.text("lacking.nothing")


def _asked(table: Table) -> Iterator[str]:
    """Names of measures, and of parts of cases, that a table asks for."""
    for block in table.blocks:
        for row in block.rows or (Row(block.key),):
            if row.characteristic is not None:
                yield f"{row.of}_by_{row.characteristic}"
            for column in table.columns:
                yield from measures_of_cell(table, row, column)


def _source(cite: Cite, words: TableWords) -> str:
    """Where the order of rows and columns is from, and how that was seen."""
    spoken = words.spoken
    told = {"title": cite.title or bibliography()[cite.key].title, "at": cite.at}
    own = {part: words.find(f"sources.{cite.key}.{part}") for part in told}
    return words.text(
        "document.source",
        **{part: own[part] or spoken.in_english(text) for part, text in told.items()},
        seen=words.text(f"seen.{cite.seen}"),
    )
