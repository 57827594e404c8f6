"""Interviews out of the tables that ODK Central gives to who has the passphrase of its key.

The archive has a CSV of interviews, and one a repeat, named after its last step; rows name the row
above them (`PARENT_KEY`). Each interview is written as the XML that its phone had, but for what the
tables do not tell: blank and not asked are one, and elements that no column holds are gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from measure87.collect.form.interviews.layout import Field, Table
from measure87.collect.intake.servers.archives import files_of_content, rows_of_text
from measure87.vocabulary.errors import DataError, MissingExtraError

_NAME = "the archive of opened interviews"
_POSITION = ("Latitude", "Longitude", "Altitude", "Accuracy")
type _Row = Mapping[str, str]
type _Rows = Mapping[str, list[_Row]]


def interviews_of(content: bytes, layout: Table) -> dict[str, str]:
    """XML of each interview of an archive, by its id.

    Parameters
    ----------
    layout : the tables of the form

    Raises
    ------
    DataError
        `bad-archive`, `bad-table`, or `two-repeats` where two repeats share a file.
    """
    tables = _tables(content)
    _require_apart(layout)
    by_parent = {one.name: _by_parent(tables, one) for one in layout if one is not layout}
    main = tables.get("", [])
    made = {row["KEY"]: _xml(row, layout, by_parent) for row in main if row.get("KEY")}
    return {id_: xml for id_, xml in made.items() if xml is not None}


def _tables(content: bytes) -> dict[str, list[_Row]]:
    """Rows of each table, by the end of its file's name; the interviews have none."""
    named = {
        name: table
        for name, table in files_of_content(content, _NAME).items()
        if name.endswith(".csv") and " - " not in name  # which the audits of phones have
    }
    stem = min(named, key=len, default="").removesuffix(".csv")
    return {
        name.removesuffix(".csv").removeprefix(stem).removeprefix("-"): list(
            rows_of_text(table, name, ",")
        )
        for name, table in named.items()
    }


def _require_apart(layout: Table) -> None:
    twice = [name for name, many in Counter(one.path[-1:] for one in layout).items() if many > 1]
    if twice:
        raise DataError(
            f"two repeats of the form are called {twice[0][0]!r}, and the server gives their "
            "opened rows as one table",
            code="two-repeats",
            hint="use a key of your own for this form, or rename one of them",
        )


def _by_parent(tables: _Rows, table: Table) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in tables.get(table.path[-1], []):
        found.setdefault(row.get("PARENT_KEY", ""), []).append(row)
    return found


def _xml(row: _Row, layout: Table, members: Mapping[str, Mapping[str, list[_Row]]]) -> str | None:
    """The XML of one interview; None where it has signs that no XML can have."""
    try:
        from lxml import etree  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise MissingExtraError("lxml", "field") from error
    root = etree.Element("data")
    try:
        _fill(etree, root, layout, row, members)
    except ValueError:
        return None
    written: bytes = etree.tostring(root, encoding="utf-8")
    return written.decode()


def _fill(
    etree: Any,
    element: Any,
    table: Table,
    row: _Row,
    members: Mapping[str, Mapping[str, list[_Row]]],
) -> None:
    for one in table.fields:
        said = _answer(one, row)
        if said:
            _placed(etree, element, one.path).text = said
    for below in table.below:
        for member in members[below.name].get(row["KEY"], []):
            _fill(etree, _placed(etree, element, below.path), below, member, members)


def _placed(etree: Any, element: Any, path: tuple[str, ...]) -> Any:
    """A new element at a path; the groups on the way are made once."""
    for step in path[:-1]:
        inner = element.find(step)
        element = etree.SubElement(element, step) if inner is None else inner
    return etree.SubElement(element, path[-1])


def _answer(one: Field, row: _Row) -> str:
    column = "-".join(one.path)
    return row.get(column) or " ".join(_position(column, row))


def _position(column: str, row: _Row) -> Iterator[str]:
    """The parts of a position as a phone writes them; nothing where there is none."""
    parts = [row.get(f"{column}-{part}", "") for part in _POSITION]
    if parts[0] and parts[1]:
        yield from (part or "0" for part in parts)
