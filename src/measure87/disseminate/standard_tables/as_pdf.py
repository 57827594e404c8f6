"""Tables as a tagged PDF (PDF/UA-1), made of the page by WeasyPrint.

A table that is wider than its page is set again in smaller letters that may break within words,
so that no column is cut.
"""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from measure87.disseminate.locale.written_numbers import ANY_DIRECTION, END
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.cells import TableBook
from measure87.disseminate.standard_tables.words import TableWords
from measure87.files.pdf_writing import Document, pdf_of, set_out

_IDENTIFIER = "measure87-standard-tables"
_HAIR = 0.5
"""Pixels by which a table may be wider than its page without anything being cut."""


def pdf_bytes(book: TableBook, words: TableWords) -> bytes:
    """The PDF of all tables; text and structure can be read aloud, pages are numbered.

    Raises
    ------
    MissingExtraError
        If WeasyPrint, or a library of the system that it needs, is not installed.
    """

    def printed(tight: frozenset[str]) -> Document:
        page = tables_page(book, words, for_print=True, tight=tight)
        return set_out(isolated(page) if words.spoken.is_mirrored else page)

    with _without_collector():
        document = printed(frozenset())
        wide = frozenset(too_wide(document))
        if wide:
            document = printed(wide)
        return pdf_of(document, _IDENTIFIER)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's search for objects that only hold each other, put off until the PDF is made.

    All boxes live until then, so that each search would find nothing: a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def too_wide(document: Document) -> Iterator[str]:
    """Ids of the tables of a rendered document that reach beyond their page's margins.

    WeasyPrint tells the sizes of what it has set in its boxes alone, which are not public.
    """
    for page in document.pages:
        room = page._page_box.width
        for box in page._page_box.descendants():
            name = None if box.element is None else box.element.get("data-table")
            if name is not None and type(box).__name__ == "TableBox" and box.width > room + _HAIR:
                yield str(name)


def isolated(page: str) -> str:
    """The page with signs of direction around what is in another language.

    WeasyPrint draws `bdi` as any other element and knows no `unicode-bidi`, but Pango knows
    these signs.
    """
    return re.sub(
        r"(<bdi[^>]*>)(.*?)(</bdi>)", rf"\1{ANY_DIRECTION}\2{END}\3", page, flags=re.DOTALL
    )
