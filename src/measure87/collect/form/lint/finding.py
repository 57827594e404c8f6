"""What the check of a form found: which fault, where, what is wrong there, what to do."""

from dataclasses import dataclass, field
from pathlib import Path

from measure87.collect.form.lint.faults import FAULTS
from measure87.vocabulary.plain_text import escaped
from measure87.vocabulary.releases.common import Json

_LONGEST = 60


@dataclass(frozen=True)
class Place:
    """Where: the sheet, and the row and column as a spreadsheet counts them."""

    sheet: str
    row: int | None = None
    """From 1, the row of headers; None for a sheet as a whole."""
    letter: str = ""
    """Of the column, as a spreadsheet has it."""
    header: str = ""
    """Of the column, as it is written; empty where it has none."""

    def __str__(self) -> str:
        """As one says it: `survey, row 12, column F (relevant)`."""
        row = "" if self.row is None else f", row {self.row}"
        column = self.letter or self.header
        said = f", column {column}" if column else ""
        told = f" ({self.header})" if self.header and self.letter else ""
        return f"{self.sheet}{row}{said}{told}"


@dataclass(frozen=True)
class Finding:
    """One fault at one place."""

    code: str
    text: str
    place: Place
    question: str = ""
    hint: str = ""
    """What to do here, where more can be said than the fault's own remedy."""

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.hint or FAULTS[self.code].remedy

    def to_json(self) -> dict[str, Json]:
        """Plain object; `row`, `column` and `question` are absent where they do not apply."""
        place = self.place
        told: dict[str, Json] = {
            "code": self.code,
            "sheet": place.sheet,
            **({} if place.row is None else {"row": place.row}),
            **({"column": place.header or place.letter} if place.header or place.letter else {}),
            **({"cell": f"{place.letter}{place.row or 1}"} if place.letter else {}),
            **({"question": self.question} if self.question else {}),
            "text": self.text,
            "remedy": self.remedy,
        }
        return told

    def lines(self) -> list[str]:
        """Two lines for people."""
        return [escaped(f"{self.place}: {self.text} [{self.code}]"), escaped(f"  {self.remedy}")]


@dataclass(frozen=True)
class Checked:
    """What was looked at, and all that was found, in the order of sheets and rows."""

    source: Path
    form_id: str
    version: str
    questions: int
    languages: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())

    def without(self, codes: frozenset[str]) -> "Checked":
        """The same without findings of some faults, which somebody accepts."""
        kept = tuple(one for one in self.findings if one.code not in codes)
        return Checked(
            self.source, self.form_id, self.version, self.questions, self.languages, kept
        )

    def to_json(self) -> dict[str, Json]:
        """Plain object of the same."""
        return {
            "form": {
                "file": self.source.name,
                "id": self.form_id,
                "version": self.version,
                "questions": self.questions,
                "languages": list(self.languages),
            },
            "findings": [one.to_json() for one in self.findings],
        }

    def lines(self) -> list[str]:
        """What a person reads."""
        many = len(self.findings)
        said = "no fault found" if not many else f"{many} fault{'s' if many > 1 else ''} found"
        head = f"{self.source.name}: {self.questions} questions, {said}"
        return [escaped(head), *(line for one in self.findings for line in one.lines())]


def quoted(text: str) -> str:
    """A piece of a form in quotes, cut where it is long."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…")
