"""What a language makes of a text that the program says in English.

The rooms say what they have to say in English, with values in it. Here the sentence is found again
among the known ones (`vocabulary.known_sentences`) and said in the other language, its numbers as
that language writes them. A sentence that is not known stays as it is: in English, and whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from measure87.cli.speech.catalogue import PLURAL_BY, SAID, Text, english, texts
from measure87.cli.speech.choice import ENGLISH, spoken
from measure87.cli.speech.of_reports import said_by_code, said_in_reports, variable_in_reports
from measure87.vocabulary.known_sentences import (
    ANSWERS,
    LINE,
    MAY_BE_KNOWN,
    NUMBER,
    SENTENCE,
    SENTENCES,
    VARIABLES,
    Found,
)

if TYPE_CHECKING:
    from babel import Locale

RIGHT_TO_LEFT = frozenset({"ar"})
_ANY_DIRECTION, _LEFT_TO_RIGHT, _END = "\u2068", "\u2066", "\u2069"
_COMMA, _AND = ", ", " and "
_ANSWER = re.compile(r"(\w = )(yes|no|unknown|not stated)(?=, \w+ = |$)")
_WRITTEN_NUMBER = re.compile(
    r"(?P<less><?)"
    r"(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+(?:e[+-]?\d+)?)(?P<unit> [^\W\d_]+)?"
)
"""A number with a sign to it, of what it is less, and the one word that may say of what: a
currency."""


@dataclass(frozen=True)
class Speaker:
    """One language other than English, and one part of what the program says."""

    language: str
    part: str = SAID

    def say(self, text: str) -> str:
        """A sentence in the language; as it is where it is not known."""
        return self.known(text) or text

    def known(self, text: str) -> str | None:
        """A sentence in the language; None where it, or a sentence in it, is not known."""
        if by_code := said_by_code(text):
            return by_code
        for found in english(self.part).candidates(text):
            own = texts(self.part, self.language).get(found.key)
            said = None if own is None else self._filled(own, found)
            if said is not None:
                return said
        return self._elsewhere(text)

    def known_whole(self, text: str) -> str | None:
        """A sentence without values in it; None where it is not known."""
        if by_code := said_by_code(text):
            return by_code
        key = english(self.part).whole.get(text)
        own = None if key is None else texts(self.part, self.language).get(key)
        return own if isinstance(own, str) else self._elsewhere(text, whole=True)

    def _elsewhere(self, text: str, *, whole: bool = False) -> str | None:
        """What reports say too: definitions and messages, where the command needs them."""
        if self.part != SAID:
            return None
        return said_in_reports(text, self.language, whole=whole)

    def _filled(self, own: Text, found: Found) -> str | None:
        """A text with its values, in the plural that they ask for."""
        chosen = own if isinstance(own, str) else self._plural(own, found.values)
        values = {name: self._value(text, found.kinds[name]) for name, text in found.values.items()}
        told = {name: value for name, value in values.items() if value is not None}
        return None if chosen is None or len(told) < len(values) else chosen.format(**told)

    def _plural(self, own: Mapping[str, Text], values: Mapping[str, str]) -> str | None:
        amount = abs(_amount(values[str(own[PLURAL_BY])]))
        chosen = own.get(str(self.cldr.plural_form(amount)), own["other"])
        return chosen if isinstance(chosen, str) else None

    def _value(self, value: str, kind: str) -> str | None:
        """A value as it stands in the sentence; None for one that should be known and is not."""
        if kind == SENTENCE:
            return self.known(value)
        if kind == SENTENCES:
            parts = [self.known(part) for part in value.split(_COMMA)]
            return None if None in parts else self._comma.join(part or "" for part in parts)
        if kind == MAY_BE_KNOWN:
            bare = value.rstrip()
            return (self.known(bare) or self._apart(bare, kind)).ljust(len(value))
        if kind == ANSWERS:
            return self._apart(_ANSWER.sub(self._answer, value), kind)
        if kind == VARIABLES:
            return self._apart(self._variables(value), kind)
        return self._apart(self.number(value) if kind == NUMBER else value, kind)

    def _answer(self, found: re.Match[str]) -> str:
        """An answer that has a word of its own; others are numbers, codes and texts of the file."""
        return found[1] + (self.known_whole(found[2]) or found[2])

    def _variables(self, names: str) -> str:
        """Variables that groups are by, each as reports call it; others as they are."""
        from babel.lists import format_list

        several = [name for part in names.split(_COMMA) for name in part.split(_AND)]
        said = [variable_in_reports(name, self.language) or name for name in several]
        return format_list(said, locale=self.cldr) if _AND in names else self._comma.join(said)

    @property
    def _comma(self) -> str:
        return "، " if self.language in RIGHT_TO_LEFT else _COMMA

    def _apart(self, value: str, kind: str) -> str:
        """A value that the sentence around it does not turn round; one to be copied as it is."""
        if self.language not in RIGHT_TO_LEFT or kind == LINE:
            return value
        sign = _LEFT_TO_RIGHT if kind == NUMBER else _ANY_DIRECTION
        return f"{sign}{value}{_END}"

    def number(self, written: str) -> str:
        """A number that English wrote, as the language writes it, with as many decimals."""
        from babel.numbers import format_decimal

        digits, e, power = written.partition("e")
        decimals = len(digits.partition(".")[2])
        pattern = ("#,##0" if "," in digits else "0") + ("." + "0" * decimals if decimals else "")
        shown = format_decimal(_amount(digits), pattern, locale=self.cldr, numbering_system="latn")
        return f"{shown}{e}{power}"

    def name(self, text: str) -> str:
        """A name that may be a known text; one that is not is set apart from what follows it."""
        return self.known(text) or self._apart(text, MAY_BE_KNOWN)

    def cell(self, text: str) -> str:
        """A cell of a table: a known text, a number with a sign to it, or what it is."""
        amount = _WRITTEN_NUMBER.fullmatch(text)
        known = None if amount and not amount["unit"] else self.known(text)
        if known is None and amount:
            return amount["less"] + self.number(amount["number"]) + (amount["unit"] or "")
        return known or text

    @cached_property
    def cldr(self) -> "Locale":
        """The language in CLDR."""
        from babel import Locale

        return Locale.parse(self.language)


def _amount(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


@cache
def speaker(language: str, part: str = SAID) -> Speaker:
    """Who speaks a language."""
    return Speaker(language, part)


def say(text: str) -> str:
    """A sentence in the language that is spoken now."""
    language = spoken()
    return text if language == ENGLISH else speaker(language).say(text)


def with_mark(mark: str, text: str) -> str:
    """`Error: text`, `Hint: text`, `Warning: text`, in the language that is spoken now."""
    return f"{say(f'{mark}:')} {say(text)}"
