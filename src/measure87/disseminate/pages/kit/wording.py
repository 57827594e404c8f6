"""The words of one language: texts by their keys, and numbers as the language writes them.

A text is a string with its values in braces, or a table of plurals: `plural` names the value that
decides, and each plural of the language has a string; `some` is of a number that is not told.

    count = { plural = "count", one = "{count} figure", other = "{count} figures" }
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measure87.disseminate.locale import texts as language_files
from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.marked import Foreign, Value, kept, put_in
from measure87.disseminate.locale.texts import (
    ENGLISH,
    PLURAL_BY,
    SOME,
    Text,
    Texts,
    head_of,
    is_reviewed,
    languages,
    read_part,
    require_language,
    section_of,
)
from measure87.disseminate.locale.written_numbers import Numbers

__all__ = ["Text", "Value", "Words", "languages", "words"]

_PARTS = ("report", "instrument", "ethics", "lists", "messages", "items")


@dataclass(frozen=True)
class Words(Numbers):
    """One language; what it lacks is said in English and marked as English."""

    texts: Texts

    @property
    def code(self) -> str:
        """Language code for the page's `lang`."""
        return str(self.head["code"])

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.head["direction"])

    @property
    def is_reviewed(self) -> bool:
        """Whether a native speaker at an office signed the texts."""
        return is_reviewed(self.head)

    def text(self, key: str, /, **values: Value) -> str:
        """The text of `section.key` with its values put in, numbers as the language has them."""
        section, name = key.split(".", maxsplit=1)
        written = {name: self.value(value) for name, value in values.items()}
        return filled(self.codes_of(section)[name], written, self)

    def value(self, value: Value) -> Value:
        """A value as it stands in a sentence: whole numbers are written."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        return value

    def items(self, key: str) -> list[str]:
        """The list of texts of `section.key`."""
        section, name = key.split(".", maxsplit=1)
        found = self.codes_of(section)[name]
        if not isinstance(found, list):
            raise KeyError(f"{key!r} is no list of texts")
        return [str(one) for one in found]

    def codes_of(self, section: str) -> Mapping[str, Text]:
        """The texts of a section by their codes, in the order of the locale."""
        return section_of(self.texts, section)

    def of_code(self, section: str, code: str) -> str:
        """The text for a code; a code without one is shown as words of its own."""
        found = self.codes_of(section).get(code)
        if isinstance(found, str):
            return found
        return self.in_english(code.replace("_", " ").replace("-", " "))

    def codes(self, section: str, codes: Iterable[str]) -> str:
        """The texts of several codes, one after another."""
        return self.commas(self.of_code(section, code) for code in codes)

    def in_english(self, text: str) -> str:
        """A text that there is in English alone, marked where the page is in another language."""
        return text if self.code == ENGLISH else Foreign(text, ENGLISH)

    def between(self, lower: str, upper: str) -> str:
        """An interval, from one written number to another, kept whole."""
        return self.whole(self.text("figures.between", lower=lower, upper=upper))


def filled(pattern: Text, values: Mapping[str, Value], words: Numbers) -> str:
    """A text of a locale with its values, in the plural that they ask for."""
    if isinstance(pattern, Mapping):
        amount = getattr(values[_one(pattern[PLURAL_BY])], "amount", None)
        plural = SOME if amount is None else words.plural(amount)
        pattern = pattern.get(plural, pattern["other"])
    text = _one(pattern)
    return kept(text, put_in(text, dict(values)))


def _one(pattern: Text) -> str:
    if not isinstance(pattern, str):
        raise KeyError(f"{pattern!r} is no text")
    return pattern


def words(language: str) -> Words:
    """The words of a language.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    require_language(language)
    return Words(head_of(language), texts_in(language, _PARTS))


def words_of_page(language: str, *packages: str) -> Words:
    """The words of a language, with the texts that a page brings itself.

    They lie in the packages of the page: `locale/en.toml`, and a file for each other language; a
    later package's are laid over those before it. What a language lacks is said in English and
    marked as English.

    Raises
    ------
    StudyError
        If reports do not speak the language.
    """
    shared = words(language)
    texts: Texts = {}
    for package in packages:
        own = _own_texts(package, ENGLISH)
        if language != ENGLISH:
            own = _laid_over(_all_marked(own), _own_texts(package, language))
        texts = _laid_over(texts, own)
    return Words(shared.head, _laid_over(shared.texts, texts))


@cache
def _own_texts(package: str, language: str) -> Texts:
    file = files(package).joinpath("locale", f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def texts_in(language: str, parts: tuple[str, ...]) -> Texts:
    """The texts of some parts of a language; those that it lacks in English, marked so.

    They are laid together once, and not to be changed.
    """
    return _laid_together(str(language_files.root), language, parts)


@cache
def _laid_together(_place: str, language: str, parts: tuple[str, ...]) -> Texts:
    """Those of the languages that are read from a place."""
    found: dict[str, Text] = {}
    for part in parts:
        english = english_texts(part)
        own = read_part(language, part)
        found |= english if language == ENGLISH else _laid_over(_all_marked(english), own)
    return found


def _laid_over(below: Mapping[str, Text], above: Mapping[str, Text]) -> dict[str, Text]:
    """Tables within tables, one laid over the other."""
    return {**below, **{key: _over(below.get(key), text) for key, text in above.items()}}


def _over(below: Text | None, above: Text) -> Text:
    """One text or table laid over another; a table of plurals is one text."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping) or PLURAL_BY in above:
        return above
    return _laid_over(below, above)


def _all_marked(texts: Mapping[str, Text]) -> dict[str, Text]:
    """A table of English texts that say that they are English."""
    return {key: text if key == PLURAL_BY else _marked(text) for key, text in texts.items()}


def _marked(text: Text) -> Text:
    if isinstance(text, str):
        return Foreign(text, ENGLISH)
    return _all_marked(text) if isinstance(text, Mapping) else [_marked(one) for one in text]
