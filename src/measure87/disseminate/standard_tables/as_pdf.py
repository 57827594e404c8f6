"""Tables as a tagged PDF (PDF/UA-1), made of the page by WeasyPrint."""

import re

from measure87.disseminate.locale.numbers import ANY_DIRECTION, END
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.cells import TableBook
from measure87.disseminate.standard_tables.words import TableWords
from measure87.vocabulary.errors import MissingExtraError

_VARIANT = "pdf/ua-1"
_PANGO = "pango, a library of the system (apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
_IDENTIFIER = b"measure87-standard-tables"


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
    page = tables_page(book, words, for_print=True)
    if words.spoken.is_mirrored:
        page = _isolated(page)
    document = HTML(string=page, url_fetcher=_nothing, base_url=None)
    data: bytes = document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=_IDENTIFIER)
    return data


def _isolated(page: str) -> str:
    """The page with signs of direction around what is in another language.

    WeasyPrint draws `bdi` as any other element and knows no `unicode-bidi`, but Pango knows
    these signs.
    """
    return re.sub(
        r"(<bdi[^>]*>)(.*?)(</bdi>)", rf"\1{ANY_DIRECTION}\2{END}\3", page, flags=re.DOTALL
    )


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """The page needs nothing from anywhere."""
    raise AssertionError(f"the page of tables asks for {url}")
