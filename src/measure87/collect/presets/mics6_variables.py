"""What a country's MICS6 file has: names in either case, blocks of items, codes and labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.files import SourceTable, UserMissing, code_text

_UNKNOWN = (7, 8, 9)
"""Inconsistent, don't know, no response."""
_URBAN = re.compile(
    r"urb|capital|city|town|город|міськ|حضر|ville|cidade|ciudad|shahar|хот", re.IGNORECASE
)
_RURAL = re.compile(r"rur|сел|сільськ|ريف|campo|qishloq|хөдөө", re.IGNORECASE)
_NOT_URBAN = re.compile(r"non[- ]?urb", re.IGNORECASE)
_NO_ANSWER = re.compile(
    r"missing|no response|not stated|don'?t know|\bdk\b|inconsistent|manquant|sin respuesta",
    re.IGNORECASE,
)
_MOSTLY = 0.5
"""Share of rows above which a pattern is taken to be the rule."""
_SAID_YES_LEAST = 20
"""Rows with a yes that are needed to see a skip pattern."""


@dataclass(frozen=True)
class Answers:
    """Codes of a yes-or-no question as this file has them."""

    yes: tuple[int | str, ...] = (1,)
    no: tuple[int | str, ...] = (2,)
    unknown: tuple[int | str, ...] = _UNKNOWN
    blank_is_no: bool = False
    notices: tuple[str, ...] = ()


class Mics6File:
    """A file of children 5-17, asked for its variables by their standard names."""

    def __init__(self, source: SourceTable) -> None:
        self.source = source
        self.name = source.name
        self._schema = dict(source.frame.collect_schema())
        self._lowered: dict[str, str] = {}
        for column in source.columns:
            self._lowered.setdefault(column.lower(), column)
        self.completed = self.find("FS17")
        rows = source.lazy
        if self.completed:
            rows = rows.filter(self._number(self.completed) == 1)
        self._kept = rows

    def find(self, name: str) -> str | None:
        """The file's spelling of a variable: exactly, or the first that differs in case alone."""
        if name in self._schema:
            return name
        return self._lowered.get(name.lower())

    def first(self, *names: str) -> str | None:
        """The first of some variables that the file has."""
        return next((found for name in names if (found := self.find(name))), None)

    def first_all(self, *groups: tuple[str, ...]) -> tuple[str, ...] | None:
        """The first group of variables that the file has all of."""
        for group in groups:
            found = tuple(spelt for name in group if (spelt := self.find(name)))
            if len(found) == len(group):
                return found
        return None

    def complete(self, name: str | None) -> str | None:
        """A variable that has a value in every completed interview, or None."""
        found = self.find(name) if name else None
        if found is None:
            return None
        blank = self._kept.select(self._text(found).is_null().any()).collect().item()
        return None if blank else found

    def block(self, stem: str) -> list[str]:
        """Items of a question block in the order of their letters: CL1A, CL1B, ..., CL1X."""
        pattern = re.compile(rf"{stem}[A-Z]", re.IGNORECASE)
        found = {name.upper(): name for name in self.source.columns if pattern.fullmatch(name)}
        return [found[name] for name in sorted(found)]

    @property
    def module(self) -> list[str]:
        """All variables of the child labour module, in the order of the file."""
        pattern = re.compile(r"CL\d+[A-Z]{0,2}\d?", re.IGNORECASE)
        return [name for name in self.source.columns if pattern.fullmatch(name)]

    @property
    def region(self) -> str | None:
        """HH7, or the first of its variants."""
        variants = [n for n in self.source.columns if re.fullmatch(r"HH7[A-Z]?", n, re.IGNORECASE)]
        return self.find("HH7") or (variants[0] if variants else self.find("region"))

    @property
    def wealth(self) -> str | None:
        """windex5, if any completed interview has a quintile."""
        found = self.find("windex5")
        if found is None:
            return None
        quintile = self._text(found).is_in(["1", "2", "3", "4", "5"]).any()
        return found if self._kept.select(quintile).collect().item() else None

    def label(self, name: str) -> str:
        """Label of a variable, empty if it has none."""
        return self.source.variable_labels.get(name, "")

    def titled(self, name: str) -> str:
        """A variable's name with its label."""
        label = self.label(name)
        return f"{name} ({label})" if label else name

    def answers(self, names: Sequence[str]) -> Answers:
        """How the yes-or-no questions are coded.

        Standard is 1 yes, 2 no. A file with 0 and without 2 has 0 for no; text variables
        with letters (a letter where mentioned, empty where not) are taken as such.
        """
        values = {name: self._values(name) for name in names}
        seen = set().union(*values.values())
        if "0" in seen and "2" not in seen:
            notice = f"{', '.join(names)}: 0 is taken as no, for the file has no 2."
            return Answers(no=(2, 0), notices=(notice,))
        letters = {v for found in values.values() for v in found if len(v) == 1 and v.isalpha()}
        if letters and seen <= letters | {"?"}:
            notice = f"{', '.join(names)}: a letter is taken as yes and an empty cell as no."
            yes = tuple(sorted(letters))
            return Answers(yes, (2,), ("?", *_UNKNOWN), blank_is_no=True, notices=(notice,))
        return Answers()

    def areas(self, name: str) -> tuple[dict[str, str], list[str]]:
        """National codes of area -> urban (1) or rural (2), by label; notices on the others."""
        labels = self.source.value_labels.get(name, {})
        readable = any(_area("", label) for label in labels.values())
        codes: dict[str, str] = {}
        others: list[str] = []
        for code in sorted(self._values(name)):
            standard = _area("" if readable else code, labels.get(code, ""))
            if standard:
                codes[code] = standard
            elif not self._is_missing(name, code, labels.get(code, "")):
                others.append(f"{code} ({labels.get(code, 'no label')})")
        notices = []
        if others:
            notices.append(f"{name}: {', '.join(others)} is neither urban nor rural.")
        if any(code != standard for code, standard in codes.items()):
            pairs = ", ".join(f"{labels.get(c, c)} as {'urban' if s == '1' else 'rural'}"
                              for c, s in codes.items())  # fmt: skip
            notices.append(f"{name} is read by its labels: {pairs}.")
        return codes, notices

    def missing_region(self, name: str) -> list[str]:
        """Codes of the region that stand for no answer, by label."""
        labels = self.source.value_labels.get(name, {})
        return [code for code, label in labels.items() if _NO_ANSWER.search(label)]

    def hazards_skipped(self) -> bool:
        """Whether a yes to carrying heavy loads mostly ended the questions on hazards."""
        first, later = self.find("CL4"), self.find("CL6A")
        if first is None or later is None:
            return False
        said_yes = self._kept.filter(self._text(first) == "1")
        count, blank = (
            said_yes.select(
                pl.len().alias("count"), self._text(later).is_null().sum().alias("blank")
            )
            .collect()
            .row(0)
        )
        return bool(count >= _SAID_YES_LEAST and blank / count > _MOSTLY)

    def _is_missing(self, name: str, code: str, label: str) -> bool:
        declared = self.source.missing_codes.get(name, UserMissing())
        return declared.contains(code) or bool(_NO_ANSWER.search(label))

    def _values(self, name: str) -> set[str]:
        """Codes that completed interviews have."""
        text = self._text(name)
        return set(self._kept.select(text.drop_nulls().unique()).collect().to_series().to_list())

    def _number(self, name: str) -> pl.Expr:
        return self._text(name).cast(pl.Float64, strict=False)

    def _text(self, name: str) -> pl.Expr:
        return code_text(name, self._schema[name])


def _area(code: str, label: str) -> str | None:
    rural = bool(_RURAL.search(label)) or bool(_NOT_URBAN.search(label))
    urban = bool(_URBAN.search(label)) and not rural
    if urban or rural:
        return "1" if urban else "2"
    return code if code in ("1", "2") else None
