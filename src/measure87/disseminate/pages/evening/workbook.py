"""The supervisors' workbook: what to do, whom to call on, interviewers by letter, questions.

Texts stay texts, whatever they begin with. The list of calls names cases and no interviewer; the
list of interviewers names no case.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from measure87.disseminate.pages.evening.content import LEAST, EveningContent, content_of
from measure87.disseminate.pages.evening.page import PACKAGE
from measure87.disseminate.pages.evening.sentences import reason
from measure87.disseminate.pages.kit.wording import Words, words_of_page
from measure87.files import FORMULA_STARTS
from measure87.files.workbook_writing import Format, Look, Sheet, Workbook
from measure87.vocabulary.releases.evening import Evening, EveningCall

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands for the day of writing: the evening alone decides the bytes."""
_REFUSED_IN_NAMES = str.maketrans("[]:*?/\\'", "--------")


def evening_workbook(evening: Evening, calls: Sequence[EveningCall], language: str = "en") -> bytes:
    """The .xlsx file of an evening.

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    import xlsxwriter

    words = words_of_page(language, PACKAGE)
    page = content_of(evening, words)
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(target, options)
    title = words.text("evening.title", form=evening.form, day=words.day(evening.evening))
    workbook.set_properties({"title": _plain(title), "created": _NO_DATE})
    writer = _Writer(workbook, words)
    _action(writer, page, _plain(title))
    _calls(writer, evening, calls)
    writer.sheet(
        "evening.each_interviewer",
        ("evening.interviewer", "evening.interviews", "evening.not_known", "evening.minutes"),
        [(one.label, one.interviews, one.not_known, one.minutes) for one in evening.interviewers],
        widths=(16, 18, 28, 22),
        digits=("", "0", "0.0%", "0.0"),
        note=words.text("evening.each_interviewer_lead", least=LEAST),
    )
    writer.sheet(
        "evening.each_question",
        ("evening.question", *(f"evening.{c}" for c in _COUNTS)),
        [
            (row[0], one.asked, one.answered, one.blank, one.refused, one.not_known)
            for row, one in zip(page.items, evening.items, strict=True)
        ],
        widths=(60, 12, 12, 12, 12, 12),
    )
    workbook.close()
    return target.getvalue()


_COUNTS = ("asked", "answered", "blank", "refused", "dont_know")


def _action(writer: "_Writer", page: EveningContent, title: str) -> None:
    """The first sheet: what needs action, and what is due."""
    rows = [(check, one) for groups in (page.act, page.due) for check, s in groups for one in s]
    nothing = [("", writer.words.text("evening.act_none"))]
    writer.sheet(
        "evening.sheet_act",
        ("evening.check", "evening.act"),
        rows or nothing,
        widths=(28, 110),
        note=title,
    )


def _calls(writer: "_Writer", evening: Evening, calls: Sequence[EveningCall]) -> None:
    """The list of calls: a case a row, with all reasons; in the order of cases."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for call in calls:
        why = reasons.setdefault((call.case, call.interview), [])
        said = _plain(reason(evening, call, writer.words))
        if said not in why:
            why.append(said)
    rows = [
        (case, interview, _plain(writer.words.semicolons(why)), "")
        for (case, interview), why in sorted(reasons.items())
    ]
    writer.sheet(
        "evening.calls",
        ("evening.calls_case", "evening.calls_interview", "evening.calls_why",
         "evening.calls_done"),
        rows,
        widths=(16, 44, 70, 32),
    )  # fmt: skip


@dataclass
class _Writer:
    """A workbook in the making; formats are made once."""

    workbook: Workbook
    words: Words
    formats: dict[tuple[tuple[str, Look], ...], Format] = field(default_factory=dict)

    def sheet(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[str | float | None]],
        *,
        widths: Sequence[float],
        digits: Sequence[str] = (),
        note: str = "",
    ) -> None:
        """A sheet: a note if there is one, heads, and rows; `digits` is the format of numbers."""
        title = _plain(self.words.text(name)).translate(_REFUSED_IN_NAMES)[:31]
        sheet = self.workbook.add_worksheet(title)
        if self.words.is_mirrored:
            sheet.right_to_left()
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        first = 0
        if note:
            self._text(sheet, 0, 0, _plain(note), italic=True)
            first = 2
        for place, key in enumerate(columns):
            self._text(sheet, first, place, _plain(self.words.text(key)), bold=True,
                       bottom=1, text_wrap=True)  # fmt: skip
        sheet.freeze_panes(first + 1, 1)
        sheet.repeat_rows(first, first)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        for number, row in enumerate(rows, start=first + 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    self._text(sheet, number, place, _plain(cell), text_wrap=True,
                               valign="top")  # fmt: skip
                elif cell is not None:
                    shown = digits[place] if digits else "0"
                    sheet.write_number(
                        number, place, cell, self._format(num_format=shown, valign="top")
                    )

    def _text(self, sheet: Sheet, row: int, column: int, text: str, **look: Look) -> None:
        """Text that no spreadsheet runs."""
        if text.lstrip(" ").startswith(FORMULA_STARTS):
            look["quote_prefix"] = True
        sheet.write_string(row, column, text, self._format(**look))

    def _format(self, **properties: Look) -> Format:
        look: dict[str, Look] = {"font_name": "Arial", "font_size": 10, **properties}
        if self.words.is_mirrored:
            look["reading_order"] = 2
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(dict(key))
        return self.formats[key]


def _plain(text: str) -> str:
    """A text without marks, and without signs of direction, which cells do not need."""
    plain = str.__str__(text)
    return "".join(sign for sign in plain if sign not in "\u2066\u2067\u2068\u2069")
