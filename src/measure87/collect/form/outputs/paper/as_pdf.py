"""The questionnaire as a tagged PDF (PDF/UA-1), made of its page by WeasyPrint, the extra `pdf`."""

from importlib.util import find_spec
from typing import NoReturn

from measure87.vocabulary.errors import MissingExtraError

_VARIANT = "pdf/ua-1"
_PANGO = "pango, a library of the system (apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
_IDENTIFIER = b"measure87-questionnaire"


def can_make_pdf() -> bool:
    """Whether WeasyPrint is installed."""
    return find_spec("weasyprint") is not None


def pdf_bytes(page: str) -> bytes:
    """The PDF of a page; text and structure can be read aloud, pages are numbered.

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
    made: bytes = html.write_pdf(pdf_variant=_VARIANT, pdf_identifier=_IDENTIFIER)
    return made


def _nothing(url: str, *_: object, **__: object) -> NoReturn:
    """The page needs nothing from anywhere."""
    raise AssertionError(f"the page of a questionnaire asks for {url}")
