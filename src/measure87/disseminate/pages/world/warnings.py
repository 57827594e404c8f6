"""Sentences of a run in the language of its report: by code and values, else as the run wrote them.

What warns the author of the settings (a name that fits nothing) stays in the run's own words.
"""

from collections.abc import Sequence
from decimal import Decimal

from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.wording import Value
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import (
    StatedSentence,
    StatedWarning,
    WarningValue,
    WorldAbout,
)

_SECTIONS = ("world_warnings", "world_sentences")
Stated = StatedWarning | StatedSentence
_FIRST = frozenset({"year-far-from-figures"})
"""Warnings that a reader has to see before any figure."""


def sentence_said(text: str, about: WorldAbout, words: WorldWords) -> str:
    """A sentence of the account: in the language, where the program wrote it."""
    said = sentence_by_code(text, about, words)
    return words.in_english(text) if said is None else said


def sentence_by_code(text: str, about: WorldAbout, words: WorldWords) -> str | None:
    """A sentence of the program in another language; None where it is none, or lacks a text."""
    if words.code == ENGLISH:
        return None
    ours = next((one for one in about.sentences or () if one.text == text), None)
    return None if ours is None else by_code(ours, about, words)


def sentences_said(texts: Sequence[str] | None, about: WorldAbout, words: WorldWords) -> list[str]:
    """Each of several."""
    return [sentence_said(one, about, words) for one in texts or ()]


def warning_said(warning: Stated, about: WorldAbout, words: WorldWords) -> str:
    """A warning in words; in those of the run where it has no text or not all of its values."""
    said = None if words.code == ENGLISH else by_code(warning, about, words)
    return words.in_english(warning.text) if said is None else said


def first_warnings(about: WorldAbout, words: WorldWords) -> list[str]:
    """The warnings that stand above the figures, in words."""
    return [warning_said(one, about, words) for one in about.warnings or () if one.code in _FIRST]


def by_code(warning: Stated, about: WorldAbout, words: WorldWords) -> str | None:
    """The language's own text with the warning's values; None where either lacks something."""
    section = next((one for one in _SECTIONS if warning.code in words.codes_of(one)), None)
    if section is None:
        return None
    given = warning.values or {}
    values = {name: _written(name, value, about, words) for name, value in given.items()}
    if not placeholders(words.codes_of(section)[warning.code]) <= values.keys():
        return None
    return words.text(f"{section}.{warning.code}", **values)


def _written(name: str, value: WarningValue, about: WorldAbout, words: WorldWords) -> Value:
    """One value: measures and countries by their names in words, numbers as written."""
    if name in ("measure", "base"):
        return next((words.label(one) for one in about.measures if one.name == value), str(value))
    if name == "source":
        return words.of_code("world_sources", str(value))
    if name == "place":
        return words.place("", str(value), "region")
    if name == "country":
        return words.country(str(value))
    if isinstance(value, list):
        return words.commas(words.country(code) for code in value)
    if isinstance(value, float):
        return words.number(value, decimals_of(value))
    return words.in_english(value) if name == "why" and isinstance(value, str) else value


def decimals_of(value: float) -> int:
    """Decimals of a number to six digits.

    >>> decimals_of(2000.0), decimals_of(0.35), decimals_of(1e-05)
    (0, 2, 5)
    """
    exponent = Decimal(f"{value:g}").as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
