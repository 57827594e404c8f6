"""Tables as one page for people, in the style of the report; the PDF is made of it too."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from measure87 import __version__
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.standard_tables.cells import Cell, TableBook
from measure87.disseminate.standard_tables.layout import head_rows
from measure87.disseminate.standard_tables.words import TableWords

if TYPE_CHECKING:
    import jinja2

_OWN = files("measure87.disseminate.standard_tables").joinpath("templates")
_KIT = files("measure87.disseminate.pages.kit").joinpath("templates")
_SHARED = ("style.css", "running.css")
_WIDE = 10
"""Columns from which on a table is printed across the page."""
_LONG = 12
"""Rows up to which a table may follow another on a printed page."""


def tables_page(
    book: TableBook,
    words: TableWords,
    *,
    for_print: bool = False,
    tight: frozenset[str] = frozenset(),
) -> str:
    """The page of all tables; needs no other file, no script and no network.

    Parameters
    ----------
    book : all tables
    words : their language
    for_print : whether pages are numbered and the list of tables names them, for the PDF
    tight : ids of tables in smaller letters, whose words may be broken
    """
    template = _environment().get_template("page.html.j2")
    return str(
        template.render(
            book=book,
            t=words.text,
            cell=lambda cell: _written(cell, words),
            head_rows=head_rows,
            marks=print_marks(book.title, words.spoken),
            version=__version__,
            for_print=for_print,
            tight=tight,
            wide=_WIDE,
            long=_LONG,
        )
    )


def _written(cell: Cell, words: TableWords) -> str:
    """A cell as it is printed."""
    if cell.value is None:
        return words.text(f"cells.{cell.state}")
    text = words.number(cell.value, cell.decimals)
    return words.spoken.whole(f"({text})") if cell.state == "brackets" else text


@cache
def _environment() -> "jinja2.Environment":
    """Templates of this package, and the report's style."""
    import jinja2

    def load(name: str) -> str:
        folder = _KIT if name in _SHARED else _OWN
        return folder.joinpath(name).read_text("utf-8")

    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["plain"] = str.__str__
    return made
