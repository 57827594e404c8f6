"""Writes tagged PDFs (PDF/UA-1): pages of HTML set out by WeasyPrint, the extra `pdf`.

The text can be read aloud in its order. A page asks for nothing from anywhere. The same page gives
the same bytes.
"""

from collections.abc import Hashable, Iterable, Sequence
from importlib.util import find_spec
from typing import NoReturn, Protocol

from measure87.vocabulary.errors import MissingExtraError

_VARIANT = "pdf/ua-1"
_PANGO = "pango, a library of the system (apt-get install libpango-1.0-0 libpangoft2-1.0-0)"


class Element(Protocol):
    """What a box was made of."""

    def get(self, name: str) -> str | None:
        """One of its attributes."""
        ...


class Box(Protocol):
    """A piece of a page; width in pixels."""

    element: Element | None
    width: float


class PageBox(Protocol):
    """A page within its margins; width in pixels."""

    width: float

    def descendants(self) -> Iterable[Box]:
        """All boxes in it."""
        ...


class Page(Protocol):
    """A page; its box is not public."""

    _page_box: PageBox


class Document(Protocol):
    """What we ask of pages that were set out: WeasyPrint says no types of its own."""

    pages: Sequence[Page]

    def write_pdf(self, *, pdf_variant: str, pdf_identifier: bytes) -> bytes:
        """The PDF."""
        ...


def can_make_pdf() -> bool:
    """Whether WeasyPrint is installed."""
    return find_spec("weasyprint") is not None


def set_out(page: str) -> Document:
    """A page of HTML on sheets.

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
    html = HTML(string=page, url_fetcher=_nothing, base_url=None)
    document: Document = html.render(pdf_variant=_VARIANT)
    return document


def pdf_of(document: Document, identifier: str) -> bytes:
    """The PDF of what was set out.

    Parameters
    ----------
    identifier : what it is, the same for each PDF of its kind; chance would stand there otherwise
    """
    return document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=identifier.encode())


def _nothing(url: str, *_: Hashable, **__: Hashable) -> NoReturn:
    raise AssertionError(f"a page that is printed asks for {url}")
