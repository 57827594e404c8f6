"""Numbers, dates and enumerations as a language writes them (CLDR, through Babel).

In a language that runs from right to left each number, and each interval, is kept whole between
signs of direction (Unicode isolates), so that no minus, per cent or range is turned round.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from measure87.disseminate.locale.marked import Written, joined
from measure87.disseminate.locale.texts import Texts

if TYPE_CHECKING:
    from babel import Locale

LEFT_TO_RIGHT, RIGHT_TO_LEFT, ANY_DIRECTION, END = "\u2066", "\u2067", "\u2068", "\u2069"
"""Unicode isolates: from left to right, from right to left, by its first letter, and their end."""
_FROM_RIGHT = re.compile(
    "[\u0590-\u05ff\u0620-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
"""Letters of scripts that run from right to left, without the digits and signs of numbers there."""
_INTEGER = 1e-6
_ISO3 = 3
_NOWHERE = "ZZ"
_WESTERN = "0123456789"
DIGITS = {"latn": _WESTERN, "arab": "٠١٢٣٤٥٦٧٨٩"}
"""Kinds of digits by their names in CLDR."""


def by_its_letters(text: str) -> str:
    """A text set apart from what is around it, in the direction of its own letters.

    With one letter from right to left it runs so, though a name in other letters stand first.
    """
    sign = RIGHT_TO_LEFT if _FROM_RIGHT.search(text) else ANY_DIRECTION
    return f"{sign}{text}{END}"


class SignsOfPlots(TypedDict, total=False):
    """Signs for numbers as plots read them (a locale of d3); those of English if empty."""

    decimal: str
    thousands: str
    grouping: list[int]
    currency: list[str]
    numerals: list[str]


@dataclass(frozen=True)
class Numbers:
    """How a language writes; `head` is its `language.toml`."""

    head: Texts

    @property
    def is_mirrored(self) -> bool:
        """Whether the language runs from right to left."""
        return bool(self.head["direction"] == "rtl")

    @cached_property
    def cldr(self) -> "Locale":
        """The language's locale in CLDR."""
        from babel import Locale

        return Locale.parse(str(self.head["locale"]))

    @property
    def numbering(self) -> str:
        """The digits: `latn`, or others of CLDR."""
        return str(self.head["numbering"])

    def whole(self, text: str) -> str:
        """A number or an interval that nothing around it turns round.

        With a word from right to left in it, as `1.6% to 3.2%` has in Arabic, it runs as the word
        does, and only the numbers in it, which keep their own signs, run from left to right.
        """
        if not self.is_mirrored or not text:
            return text
        if _FROM_RIGHT.search(text):
            return by_its_letters(text)
        bare = text.replace(LEFT_TO_RIGHT, "").replace(END, "")
        return f"{LEFT_TO_RIGHT}{bare}{END}"

    def apart(self, text: str) -> str:
        """A text of any direction, set apart from the sentence around it."""
        return by_its_letters(text) if self.is_mirrored and text else text

    def number(self, value: float, decimals: int = 0) -> Written:
        """A number with so many decimals.

        A value that would be rounded to 0 without being 0 keeps a sign for it.
        """
        if value != 0 and round(abs(value), decimals) == 0:
            return Written(self.whole(f"<{self._signs(10.0**-decimals, decimals)}"), value)
        return Written(self.whole(self._signs(value, decimals)), round(value, decimals))

    def _signs(self, value: float, decimals: int) -> str:
        from babel.numbers import format_decimal

        shown = round(value, decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self._digits(
            format_decimal(shown, pattern, locale=self.cldr, numbering_system=self.numbering)
        )

    def _digits(self, text: str) -> str:
        """A text with the language's digits, which Babel leaves to whoever writes them."""
        return text.translate(str.maketrans(_WESTERN, DIGITS[self.numbering]))

    def share(self, share: float) -> Written:
        """A share in per cent, with a decimal where it needs one: `95%`."""
        from babel.numbers import format_percent

        decimals = 0 if abs(round(share * 100) - share * 100) < _INTEGER else 1
        pattern = str(self.cldr.percent_formats[None].pattern)
        if decimals:
            pattern = pattern.replace("0", "0.0", 1) if "." not in pattern else pattern
        text = format_percent(
            share, pattern, locale=self.cldr, numbering_system=self.numbering,
            decimal_quantization=True,
        )  # fmt: skip
        if self.numbering != "latn":
            text = text.replace("%", self.cldr.number_symbols[self.numbering]["percentSign"])
        return Written(self.whole(self._digits(text)), share * 100)

    def day(self, text: str) -> str:
        """A date of ISO 8601 as the language writes it; another text as it is."""
        from babel.dates import format_date

        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return self._digits(format_date(day, "long", locale=self.cldr))

    def country(self, code: str) -> str:
        """The name of a country by its code of three letters; another text as it is."""
        from babel.core import get_global

        short = get_global("territory_aliases").get(code, [code])[0]
        known = len(code) == _ISO3 and short != _NOWHERE
        return str(self.cldr.territories.get(short, code)) if known else code

    def listing(self, items: Iterable[str]) -> str:
        """`a, b and c`."""
        from babel.lists import format_list

        return str(format_list([str(item) for item in items], locale=self.cldr))

    @property
    def comma(self) -> str:
        """What stands between the parts of an enumeration."""
        return str(self.head["comma"])

    def commas(self, items: Iterable[str]) -> str:
        """`a, b, c`."""
        return joined(self.comma, items)

    @property
    def semicolon(self) -> str:
        """The same sign at the end of a line."""
        return str(self.head["semicolon"]).rstrip()

    def semicolons(self, items: Iterable[str]) -> str:
        """`a; b; c`."""
        return joined(str(self.head["semicolon"]), items)

    def plural(self, amount: float) -> str:
        """The plural that goes with a number: a category of CLDR."""
        return str(self.cldr.plural_form(abs(amount)))

    @property
    def plurals(self) -> frozenset[str]:
        """The plurals that the language has."""
        return frozenset(self.cldr.plural_form.tags) | {"other"}

    def signs_of_plots(self) -> SignsOfPlots:
        """The language's signs for numbers as plots read them."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        system = {"numbering_system": self.numbering}
        return {
            "decimal": get_decimal_symbol(self.cldr, **system),
            "thousands": get_group_symbol(self.cldr, **system),
            "grouping": [3],
            "currency": ["", ""],
            "numerals": list(DIGITS[self.numbering]),
        }
