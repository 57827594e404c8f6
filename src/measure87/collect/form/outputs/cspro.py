"""Writes a form as a dictionary of CSPro 8: JSON, one level, a record for each table.

One interview is one case, known by its number. A repeat is a record that occurs many times; within
another repeat its first item is the number of the line above. Codes stay as they are: a refusal is
the code of the form, not CSPro's special value, so that data map alike from whatever they came.

Source: U.S. Census Bureau, CSPro 8.1, its reader and writer of dictionaries (`zDictO/DDClass`,
`DictItem`, `DictRecord`, `DictValue`, `DictionaryValidator`; printed, as published in
csprousers/cspro, CC0); words that are no names: `zLogicO` of CSPro 8.0.1 (printed), in
`cspro_words.txt`. Whether CSPro's own programs open what is written here: unseen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from measure87.collect.form.model import Choice, Form, Question, Texts
from measure87.collect.form.outputs.codebook.columns import Column, TableOfForm, tables_of
from measure87.collect.form.outputs.languages import named, said_in, words_of
from measure87.collect.form.outputs.numbering import NAMED

NAME = "cspro/dictionary.dcf"
MOST_IN_RECORD = 32_000
MOST_IN_LABEL = 255
_VERSION = 8.0
_CASE_DIGITS = 8
_LINE_DIGITS = 3
_OCCURRENCES = 99
_TYPE_LENGTH = 2
_DECIMALS = 2
_TEXT = 200
_LENGTHS = {"date": 10, "time": 8, "datetime": 29, "geopoint": 60, "start": 29, "end": 29,
            "today": 10, "deviceid": 100, "username": 100, "image": 100, "audio": 100,
            "audit": 100, "hidden": 100, "calculate": 100}  # fmt: skip
_CODE = re.compile(r"-?\d{1,15}")
_TYPES = {"int": ("numeric", 9, 0), "integer": ("numeric", 9, 0), "decimal": ("numeric", 12, 2)}

type Json = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"]


class CSProNames(msgspec.Struct, frozen=True):
    """What the names of a form's dictionary stand for."""

    records: Mapping[str, str]
    """Record to its table: `main`, or a repeat. A table may have several records."""
    items: Mapping[str, Column]
    """Item to the column of the form that it has; each choice of several has an item."""
    lines: frozenset[str]
    """Items that number the line above."""


def cspro_names(form: Form) -> CSProNames:
    """The names in `dictionary.dcf` of a form, for who reads data entered with it."""
    writer = _Writer(form)
    writer.name(f"{form.id}_DICT")
    writer.level()
    return CSProNames(writer.records_of, writer.items_of, frozenset(writer.lines))


def cspro_dictionary(form: Form) -> bytes:
    """The text of `dictionary.dcf`.

    Parameters
    ----------
    form
        Identifiers are items too, for CSPro enters them; they are split off at intake.
    """
    writer = _Writer(form)
    content = {
        "software": "CSPro",
        "version": _VERSION,
        "fileType": "dictionary",
        "name": writer.name(f"{form.id}_DICT"),
        "languages": [
            {"name": _language(language), "label": named(language)} for language in form.languages
        ],
        "labels": writer.labels(form.title, form.id),
        "readOptimization": True,
        "recordType": {"start": 1, "length": _TYPE_LENGTH},
        "defaults": {"decimalMark": True, "zeroFill": False},
        "relativePositions": True,
        "levels": [writer.level()],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


@cache
def _no_names() -> frozenset[str]:
    """Words of CSPro's own language."""
    file = files("measure87.collect.form.outputs") / "cspro_words.txt"
    return frozenset(file.read_text("utf-8").split())


class _Writer:
    """Names are unique in the whole dictionary, and have capitals, digits and `_` alone."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.taken: set[str] = set()
        self.records_of: dict[str, str] = {}
        self.items_of: dict[str, Column] = {}
        self.lines: set[str] = set()

    def name(self, wanted: str) -> str:
        """A name that CSPro takes and that is not taken."""
        base = re.sub(r"[^A-Z0-9]+", "_", wanted.upper()).strip("_") or "X"
        base = base if base[0].isalpha() else f"X{base}"
        found, number = base, 1
        while found in self.taken or found in _no_names():
            number += 1
            found = f"{base}_{number}"
        self.taken.add(found)
        return found

    def labels(self, texts: Texts, otherwise: str) -> list[Json]:
        """A label in each language; what has none has it of the first, or its name."""
        return [
            {
                "text": _short(said_in(texts, one, self.form)) or otherwise,
                "language": _language(one),
            }
            for one in self.form.languages
        ]

    def level(self) -> Json:
        records = list(self.records())
        return {
            "name": self.name(f"{self.form.id}_LEVEL"),
            "labels": self.labels(self.form.title, self.form.id),
            "ids": {
                "items": [
                    {
                        "name": self.name("INTERVIEW_NUMBER"),
                        "labels": self.labels({}, "Interview number"),
                        "contentType": "numeric",
                        "start": 1 + _TYPE_LENGTH,
                        "length": _CASE_DIGITS,
                        "zeroFill": True,
                    }
                ]
            },
            "records": records,
        }

    def records(self) -> Iterator[Json]:
        """A record for each table, or several where it would be too long."""
        number = 0
        for table in tables_of(self.form):
            items = [item for column in _whole(table.columns) for item in self.items(column)]
            for part in _parts(items):
                number += 1
                above = [self.line(table)] if "_parent_row" in table.own else []
                name = self.name(f"{table.name}_REC")
                self.records_of[name] = table.name
                yield {
                    "name": name,
                    "labels": self.labels(self.texts_of(table), table.name),
                    "recordType": f"{number:0{_TYPE_LENGTH}}",
                    "occurrences": {
                        "required": not table.section,
                        "maximum": _OCCURRENCES if table.section else 1,
                    },
                    "items": [*above, *part],
                }

    def texts_of(self, table: TableOfForm) -> Texts:
        sections = (s for column in table.columns for s in column.placed.sections)
        found = next((one for one in sections if one.name == table.section), None)
        return found.labels if found else self.form.title

    def line(self, table: TableOfForm) -> dict[str, Json]:
        name = self.name(f"{table.name}_PARENT_ROW")
        self.lines.add(name)
        return {
            "name": name,
            "labels": self.labels({}, "Line above"),
            "contentType": "numeric",
            "length": _LINE_DIGITS,
            "zeroFill": False,
        }

    def items(self, column: Column) -> Iterator[dict[str, Json]]:
        question = column.question
        if column.choice:
            texts = column.choice.labels
            name = self.name(f"{question.name}_{column.choice.name}")
            self.items_of[name] = column
            yield self.item(name, texts, "numeric", 1, values=_marked(self.form))
            return
        kind, length, decimals = _storage(question, column.choices)
        name = self.name(question.name)
        self.items_of[name] = column
        yield self.item(name, question.labels, kind, length, decimals, column.choices)

    def item(
        self,
        name: str,
        texts: Texts,
        kind: str,
        length: int,
        decimals: int = 0,
        values: Iterable[Choice] = (),
    ) -> dict[str, Json]:
        found: dict[str, Json] = {
            "name": name,
            "labels": self.labels(texts, name),
            "contentType": kind,
            "length": length,
        }
        if kind == "numeric":
            if decimals:
                found |= {"decimals": decimals, "decimalMark": True}
            found["zeroFill"] = False
        listed: list[Json] = [
            {"labels": self.labels(one.labels, one.name), "pairs": [{"value": one.name}]}
            for one in values
        ]
        if listed:
            found["valueSets"] = [
                {
                    "name": self.name(f"{name}_VS1"),
                    "labels": self.labels(texts, name),
                    "values": listed,
                }
            ]
        return found


def _marked(form: Form) -> tuple[Choice, ...]:
    """Codes of one choice of several: chosen, or not."""
    return tuple(
        Choice(code, {one: words_of(one, "codebook")[key] for one in form.languages})
        for code, key in (("1", "chosen"), ("0", "not_chosen"))
    )


def _whole(columns: Iterable[Column]) -> Iterator[Column]:
    """Columns in the order of the form; the day's own log has none in CSPro."""
    return (column for column in columns if column.question.kind != "audit")


def _storage(question: Question, choices: Sequence[Choice]) -> tuple[str, int, int]:
    """Kind, length and decimals of an item."""
    if choices:
        length = max(len(one.name) for one in choices)
        is_numeric = all(_CODE.fullmatch(one.name) for one in choices)
        return "numeric" if is_numeric else "alpha", length, 0
    if question.kind == "integer":
        return "numeric", 9, 0
    if question.kind == "decimal":
        return "numeric", 12, _DECIMALS
    if question.kind == "acknowledge":
        return "alpha", 2, 0
    if question.bind_type in _TYPES:
        return _TYPES[question.bind_type]
    return "alpha", _LENGTHS.get(question.kind, _TEXT), 0


def _parts(items: list[dict[str, Json]]) -> Iterator[list[dict[str, Json]]]:
    """Items as records that CSPro holds; one empty record where there is none."""
    room = MOST_IN_RECORD - _TYPE_LENGTH - _CASE_DIGITS - _LINE_DIGITS
    part: list[dict[str, Json]] = []
    used = 0
    for item in items:
        length = int(str(item["length"]))
        if used + length > room:
            yield part
            part, used = [], 0
        part.append(item)
        used += length
    yield part


def _language(code: str) -> str:
    """The name of a language, as CSPro takes names."""
    return re.sub(r"[^A-Z0-9]+", "_", code.upper())


def _short(text: str) -> str:
    """A label on one line, as long as CSPro takes it, without names of questions."""
    line = " ".join(NAMED.sub("…", text).split())
    return line if len(line) <= MOST_IN_LABEL else f"{line[: MOST_IN_LABEL - 1]}…"
