"""Reads the question bank: what each module asks, and its words in each language.

`modules/NAME/module.toml` has what does not depend on a language: names, kinds, routing, what an
answer serves, and the source. `modules/NAME/LANGUAGE.toml` has the words, with who translated
them. `shared/` has the lists of answers and what modules ask alike.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from measure87.collect.form.model import Choice, ChoiceList, Kind, Texts

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru")
"""Languages in which the whole bank is worded."""

Level = Literal["main", "person", "job"]
"""Of whom a module asks: the household, each of its members, each work of a member."""

Pattern = Literal["question", "involuntary", "coercion", "both", "known"]
"""A question as it stands; or several that follow from one, see `patterns`."""

SHARED = frozenset(("consent", "did", "threatened", "witnessed", "stop"))
"""What stands after many questions, and a country may word anew; not what says DRAFT."""

_HERE = Path(__file__).parent


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cell of a standard table that an answer fills."""

    table: Literal["persons", "jobs"]
    column: str
    only_in_a_year: bool = False
    """Only where the form's reference period is the last twelve months."""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a module."""

    name: str
    pattern: Pattern = "question"
    kind: Kind = "select_one"
    choices: str = ""
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    calculation: str = ""
    bind_type: str = ""
    least: int | None = None
    """Least and greatest possible number."""
    most: int | None = None
    within_period: bool = False
    """Of a number of days: no more than the form's reference period can have."""
    plain: bool = False
    """Of a number: it is always known, and has no code for no answer."""
    sensitive: bool = False
    identifier: bool = False
    consent: Literal["", "person", "assent", "guardian", "waiver"] = ""
    serves: tuple[Cell, ...] = ()
    item: str = ""
    """Of a pattern: code of the circumstance, and the second one of `both`."""
    also: str = ""
    stage: str = ""
    consent_only_for: tuple[str, ...] = ()
    """Of `involuntary`: parts of names of measures without whose promise consent at the beginning
    is not asked, for no other measure looks at it; empty where it is always asked."""
    source: str = ""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a module in one language."""

    translator: str
    """Empty where no person stands for them."""
    text: Mapping[str, str]
    title: str = ""
    hint: Mapping[str, str] = {}
    message: Mapping[str, str] = {}
    choices: Mapping[str, Mapping[str, str]] = {}


class _ModuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    place: Level
    source: str
    cognitive_test: str
    item: tuple[Item, ...]
    sensitive: bool = False
    open: str = ""


class Module(msgspec.Struct, frozen=True):
    """A block of questions with its words."""

    name: str
    place: Level
    source: str
    """The concept, and document and paragraph that it serves; an item may have its own."""
    cognitive_test: str
    items: tuple[Item, ...]
    sensitive: bool
    """Asked in private alone, with a way to stop before it."""
    open: str
    """An expression: who is asked."""
    words: Mapping[str, Wording]

    def title(self, languages: tuple[str, ...]) -> Texts:
        """Its title by language."""
        return {language: self.words[language].title for language in languages}


class Bank(msgspec.Struct, frozen=True):
    """All modules, and what they share."""

    modules: Mapping[str, Module]
    lists: Mapping[str, ChoiceList]
    """Lists of answers, with labels in all languages."""
    shared: Mapping[str, Wording]
    """Language to the words that modules share."""


class _ListFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    list: tuple[ChoiceList, ...]


@cache
def load_bank(folder: Path = _HERE) -> Bank:
    """The question bank of a folder; that of the package if none is named.

    Raises
    ------
    msgspec.ValidationError
        If a file has an unknown key, or lacks one.
    """
    shared = _words_in(folder / "shared")
    lists = _read(folder / "shared" / "lists.toml", _ListFile).list
    names = sorted(path.parent.name for path in folder.glob("modules/*/module.toml"))
    return Bank(
        modules={name: _module(folder / "modules" / name) for name in names},
        lists={one.name: _labelled(one, shared) for one in lists},
        shared=shared,
    )


def _module(folder: Path) -> Module:
    told = _read(folder / "module.toml", _ModuleFile)
    return Module(
        name=folder.name,
        place=told.place,
        source=told.source,
        cognitive_test=told.cognitive_test,
        items=told.item,
        sensitive=told.sensitive,
        open=told.open,
        words=_words_in(folder),
    )


def _words_in(folder: Path) -> dict[str, Wording]:
    return {one: _read(folder / f"{one}.toml", Wording) for one in LANGUAGES}


def _labelled(one: ChoiceList, shared: Mapping[str, Wording]) -> ChoiceList:
    choices = tuple(
        Choice(
            name=choice.name,
            says=choice.says,
            labels={
                language: words.choices[one.name][choice.name] for language, words in shared.items()
            },
        )
        for choice in one.choices
    )
    return ChoiceList(one.name, choices)


def _read[Made](path: Path, made: type[Made]) -> Made:
    content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return msgspec.convert(content, made)


def banners() -> dict[str, str]:
    """By language, what marks wording that no translator stands for."""
    return {language: words.text["machine"] for language, words in load_bank().shared.items()}
