"""How a table lies in its file, as far as somebody said it, and the questions that are left.

What a file says surely is never asked (a byte order mark, valid UTF-8, a workbook with one sheet of
data). What could be read in several ways is asked, all of it at once, with the lines to write.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from measure87.vocabulary.errors import DataError

DECIMALS = (".", ",")
SEPARATORS = ",;\t|"
Decimal = Literal[".", ","]
_MOST_PARTS = 4
"""Parts of a file that are looked into before one is asked for."""


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
    """A file can be read in several ways; the hint has the line of which one is to be written.

    questions : what it leaves open
    ways : answers to all of it, each with the further answers that each question has
    """

    questions: Sequence[Question] = ()
    ways: Sequence[Sequence[Question]] = ()

    def calls(self, call: str) -> str:
        """What to write in Python: `call` with the arguments that answer, a line for each way.

        >>> sign = Question("1,234 can be read either way", 'decimal = ","', ('"."',))
        >>> print(asked("a.csv", [sign]).calls('read("a.csv")'))
        write read("a.csv", decimal=",")    # or "."
        """
        lines = [f"{call[:-1]}, {_arguments(way)}){_further(way)}" for way in self.ways]
        if len(lines) == 1:
            return f"write {lines[0]}"
        return "\n  ".join(["write one of these lines:", *lines])


def asked(name: str, questions: Sequence[Question]) -> AskedError:
    """One error for everything that a file leaves open, with one line that answers all of it.

    >>> sheet = Question("its sheets are 'A' and 'B'", 'sheet = "A"')
    >>> sign = Question("1,234 can be read either way", 'decimal = ","', ('"."',))
    >>> print(asked("a.xlsx", [sheet, sign]).hint)
    write beside the file's name in the settings, or give as option (--sheet A --decimal ,):
      form = { sheet = "A", decimal = "," }    # decimal: "."
    """
    return _asked(name, questions, [questions])


def asked_which(
    name: str, which: Question, leaves: Callable[[str], Sequence[Question]]
) -> AskedError:
    """The error where one part of a file is meant: with what each part leaves open in its turn.

    Parameters
    ----------
    which : asks for the part; its answers are the parts' names in quotation marks
    leaves : takes the name of a part, gives what it leaves open
    """
    key, _, first = which.line.partition(" = ")
    further = {one: leaves(json.loads(one)) for one in (first, *which.others)[:_MOST_PARTS]}
    if not any(further.values()):
        return asked(name, [which])
    ways = [[Question("", f"{key} = {one}"), *then] for one, then in further.items()]
    ways += [[Question("", f"{key} = {one}")] for one in which.others[_MOST_PARTS - 1 :]]
    return _asked(name, [which, *further[first]], ways)


def _asked(
    name: str, questions: Sequence[Question], ways: Sequence[Sequence[Question]]
) -> AskedError:
    lines = [_line(way) for way in ways]
    options = " ".join(map(_option, questions))
    these = "one of these lines beside" if len(lines) > 1 else "beside"
    head = f"write {these} the file's name in the settings, or give as option ({options}):"
    error = AskedError(
        f"{name} can be read in several ways: {'; '.join(one.text for one in questions)}",
        code=questions[0].code,
        where=name,
        hint="\n  ".join([head, *lines]),
    )
    error.questions, error.ways = tuple(questions), tuple(ways)
    return error


def _line(questions: Sequence[Question]) -> str:
    """The line of settings that answers every question."""
    if len(questions) == 1:
        return questions[0].line + _further(questions)
    return f"form = {{ {', '.join(one.line for one in questions)} }}" + _further(questions)


def _further(questions: Sequence[Question]) -> str:
    """A comment with the further answers, if there are any."""
    if not any(one.others for one in questions):
        return ""
    if len(questions) == 1:
        return f"    # or {', '.join(questions[0].others)}"
    others = "; ".join(f"{_key(one)}: {', '.join(one.others)}" for one in questions if one.others)
    return f"    # {others}"


def _arguments(questions: Sequence[Question]) -> str:
    """The answers as arguments of a function."""
    return ", ".join("=".join(one.line.split(" = ", 1)) for one in questions)


def _option(question: Question) -> str:
    """The same answer on a command line."""
    value = question.line.partition(" = ")[2]
    plain = value.strip('"').replace("\\t", "tab")
    return f"--{_key(question).replace('_', '-')} {_for_a_shell(plain, value)}"


def _for_a_shell(plain: str, quoted: str) -> str:
    """As it can be typed: signs that shells take for their own, and blanks, in quotation marks."""
    return quoted if any(sign in plain for sign in " ;|&'()") else plain


def _key(question: Question) -> str:
    return question.line.partition(" ")[0]
