"""Tables as a tagged PDF (PDF/UA-1), made of the page by WeasyPrint.

A table that is wider than its page is set again in smaller letters that may break within words,
so that no column is cut.
"""

import gc
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, Protocol

from measure87.disseminate.locale.written_numbers import ANY_DIRECTION, END
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.cells import TableBook
from measure87.disseminate.standard_tables.words import TableWords
from measure87.vocabulary.errors import MissingExtraError

_VARIANT = "pdf/ua-1"
_PANGO = "pango, a library of the system (apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
_IDENTIFIER = b"measure87-standard-tables"
_HAIR = 0.5
"""Pixels by which a table may be wider than its page without anything being cut."""


class _Element(Protocol):
    def get(self, name: str) -> str | None: ...


class _Box(Protocol):
    element: _Element | None
    width: float


class _PageBox(Protocol):
    width: float

    def descendants(self) -> Iterable[_Box]: ...


class _Page(Protocol):
    _page_box: _PageBox


class Document(Protocol):
    """What we ask of a rendered document: WeasyPrint says no types of its own."""

    pages: Sequence[_Page]

    def write_pdf(self, *, pdf_variant: str, pdf_identifier: bytes) -> bytes:
        """The PDF."""
        ...


def pdf_bytes(book: TableBook, words: TableWords) -> bytes:
    """The PDF of all tables; text and structure can be read aloud, pages are numbered.

    Raises
    ------
    MissingExtraError
        If WeasyPrint, or a library of the system that it needs, is not installed.
    """
    try:
        from weasyprint import HTML
    except ImportError as error:
        raise MissingExtraError("weasyprint", "pdf") from error
    except OSError as error:
        raise MissingExtraError(_PANGO, "pdf") from error

    def set_out(tight: frozenset[str]) -> Document:
        page = tables_page(book, words, for_print=True, tight=tight)
        if words.spoken.is_mirrored:
            page = _isolated(page)
        html = HTML(string=page, url_fetcher=_nothing, base_url=None)
        document: Document = html.render(pdf_variant=_VARIANT)
        return document

    with _without_collector():
        document = set_out(frozenset())
        wide = frozenset(too_wide(document))
        if wide:
            document = set_out(wide)
        return document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=_IDENTIFIER)


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


def _isolated(page: str) -> str:
    """The page with signs of direction around what is in another language.

    WeasyPrint draws `bdi` as any other element and knows no `unicode-bidi`, but Pango knows
    these signs.
    """
    return re.sub(
        r"(<bdi[^>]*>)(.*?)(</bdi>)", rf"\1{ANY_DIRECTION}\2{END}\3", page, flags=re.DOTALL
    )


def _nothing(url: str, *_: Hashable, **__: Hashable) -> NoReturn:
    """The page needs nothing from anywhere."""
    raise AssertionError(f"the page of tables asks for {url}")
