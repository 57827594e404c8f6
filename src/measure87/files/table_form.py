"""How a table lies in its file, as far as somebody said it, and the questions that are left.

What a file says surely is never asked (a byte order mark, valid UTF-8, a workbook with one sheet of
data). What could be read in several ways is asked, all of it at once, with the lines to write.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

from measure87.vocabulary.errors import DataError

DECIMALS = (".", ",")
SEPARATORS = ",;\t|"
Decimal = Literal[".", ","]


@dataclass(frozen=True, kw_only=True)
class TableForm:
    """What was said of a file; None is left to the file, which is asked about where it is unsure.

    Parameters
    ----------
    encoding : str or None
        Of its text, as Python names it: `windows-1252`, `utf-16`.
    separator : str or None
        Of the cells of CSV text: one of `,`, `;`, tab and `|`.
    decimal : str or None
        `,` or `.`: the sign before decimals, in numbers that could be read either way (`1,234`).
    sheet : str or None
        Name of the sheet of a workbook.
    member : str or None
        Name of the file inside a ZIP file.
    header_row : int or None
        Row with the names of the columns, counted from 1.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: Decimal | None = None
    sheet: str | None = None
    member: str | None = None
    header_row: int | None = None

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return any(getattr(self, field.name) is not None for field in fields(self))


AS_FOUND = TableForm()
"""Nothing was said."""


@dataclass(frozen=True)
class Question:
    """What a file leaves open.

    Parameters
    ----------
    text : what is unsure, as a clause
    line : the line of settings that answers it
    others : further answers
    code : a short stable name of the question
    """

    text: str
    line: str
    others: tuple[str, ...] = ()
    code: str = "asked"


class AskedError(DataError):
    """A file can be read in several ways; the hint has the lines of which one is to be written."""


def asked(name: str, questions: Sequence[Question]) -> AskedError:
    """One error for everything that a file leaves open.

    >>> error = asked("a.csv", [Question("its sheets are 'A' and 'B'", 'sheet = "A"')])
    >>> print(error)
    a.csv can be read in several ways: its sheets are 'A' and 'B' (a.csv)
    Hint: write beside the file's name in the settings, or give as option (--sheet ...):
      sheet = "A"
    """
    lines = [f"  {one.line}{_or(one.others)}" for one in questions]
    options = " ".join(f"--{key} ..." for key in dict.fromkeys(map(_option, questions)))
    return AskedError(
        f"{name} can be read in several ways: {'; '.join(one.text for one in questions)}",
        code=questions[0].code,
        where=name,
        hint="\n".join(
            [
                f"write beside the file's name in the settings, or give as option ({options}):",
                *lines,
            ]
        ),
    )


def _option(question: Question) -> str:
    return question.line.partition(" ")[0].replace("_", "-")


def _or(others: Sequence[str]) -> str:
    return f"    # or {', '.join(others)}" if others else ""
