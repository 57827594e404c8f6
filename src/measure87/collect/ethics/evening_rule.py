"""No page of an evening names interviewers and cases together.

Who knows which interviewer met which household knows where a respondent who told of violence can be
found, and a supervisor who is under pressure can be made to say it. A page may speak of
interviewers, another of households that are to be called again; no page of both.
"""

import html
import re
from collections.abc import Collection

from measure87.vocabulary.errors import DataError

_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def require_apart(
    page: str, interviewers: Collection[str], cases: Collection[str], name: str
) -> None:
    """Refuse a page on which both stand.

    Parameters
    ----------
    page : HTML, JSON or plain text, or all cells of one sheet
    interviewers : names, accounts and labels of interviewers
    cases : ids and keys of interviews, households and persons
    name : of the page, for the message

    Raises
    ------
    DataError
        Without any of the names.
    """
    text = _plain(f"{page}\n{html.unescape(_TAG.sub(' ', page))}")
    if _named(text, interviewers) and _named(text, cases):
        raise DataError(
            f"{name} would name interviewers and cases together",
            code="names-together",
            hint="tell of interviewers on one page and of cases on another, or of counts",
        )


def _named(text: str, names: Collection[str]) -> bool:
    """Whether one of the names stands in a text as a whole word."""
    wanted = {_plain(name) for name in names if name.strip()}
    found = (re.escape(name) for name in wanted if name in text)
    return any(re.search(rf"(?<!\w){name}(?!\w)", text) is not None for name in found)


def _plain(text: str) -> str:
    """Without what hides a name from a search: escapes of JSON, spaces of other kinds, capitals."""
    told = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return " ".join(told.split()).casefold()
