"""Finds which known sentence a text is, and the values in it.

A known sentence is a pattern with its values in braces, as the English texts of a locale have it:

    there is no folder {folder} to write {name:word} into

`{count:n}` is a number as English writes it, `{name:word}` has no blanks, `{names:words}` are
words with commas between them, `{key:v}` is a value as a setting writes it (in quotation marks, a
number, a list), `{keys:vs}` several texts in quotation marks, `{line:line}` a line to be copied,
`{why:t}` is a text that is a known sentence itself, `{whys:l}` several with commas between them,
`{names:g}` variables that groups are by, with commas or `and` between them, `{inputs:a}` names with
answers (`work = no, age = 7`), `{place:k}` a text that may be a known one, with the blanks behind
it, `{name}` anything. What is found is a key and its values; what another language makes of them is
not known here.

A sentence is looked for by its fixed words: of several that fit, the one with the most comes first.
"""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

NUMBER, WORD, VALUE, VALUES, LINE, SENTENCE, SENTENCES = "n", "word", "v", "vs", "line", "t", "l"
VARIABLES, MAY_BE_KNOWN, ANSWERS = "g", "k", "a"
"""Names of variables that groups are by, as `area` and `wealth quintile`."""
WORDS, NAME = "words", "name"
"""What a value is: a number, one word or several, one name of several words, a setting's value or
several, a line to be copied, a sentence to be looked for in its turn, or several of them."""
_VALUES = {
    "": r".+?",
    NUMBER: r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?",
    WORD: r"\S+?",
    WORDS: r"[^\s,;]+(?:, [^\s,;]+)*",
    NAME: r"[^,;:()\n]+?",
    VALUE: r"""'[^']*'|"[^"]*"|-?\d[\d.]*|True|False|None|\[.*\]|\{.*\}|\(.*\)""",
    VALUES: r"'[^']*'(?:, '[^']*')*",
    LINE: r".+",
    SENTENCE: r".+?",
    SENTENCES: r".+?",
    VARIABLES: r"[^();:]+?",
    MAY_BE_KNOWN: r".+?",
    ANSWERS: r".+?",
}


@dataclass(frozen=True)
class Found:
    """A known sentence in a text.

    key : of the sentence
    values : name to the value as it stands in the text
    kinds : name to what the value is
    """

    key: str
    values: Mapping[str, str]
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Pattern:
    """One known sentence with values in it."""

    key: str
    text: str

    @cached_property
    def pieces(self) -> tuple[tuple[str, str | None, str], ...]:
        """Fixed words, then the name of a value and its kind, one after another."""
        parsed = string.Formatter().parse(self.text)
        return tuple((fixed, name, kind or "") for fixed, name, kind, _ in parsed)

    @cached_property
    def anchor(self) -> str:
        """The longest run of fixed words: a text without it is not this sentence."""
        return max((fixed for fixed, _, _ in self.pieces), key=len, default="")

    @cached_property
    def fixed(self) -> int:
        """How many signs are fixed."""
        return sum(len(piece) for piece, _, _ in self.pieces)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Name of each value to what it is."""
        return {name: kind for _, name, kind in self.pieces if name}

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """What the sentence looks like; a value that stands twice is the same both times."""
        seen: set[str] = set()
        return re.compile("".join(self._parts(seen)), re.DOTALL)

    def _parts(self, seen: set[str]) -> Iterator[str]:
        for fixed, name, kind in self.pieces:
            yield re.escape(fixed)
            if name:
                yield f"(?P={name})" if name in seen else f"(?P<{name}>{_VALUES[kind]})"
                seen.add(name)


class KnownSentences:
    """Sentences that can be found again, by their keys.

    Parameters
    ----------
    sentences : pairs of key and pattern
        One key may have several patterns, as the plurals of one text.
    """

    def __init__(self, sentences: Iterable[tuple[str, str]]) -> None:
        self.whole: dict[str, str] = {}
        """Sentences without values, to their keys."""
        patterns = []
        for key, text in sentences:
            if "{" in text:
                patterns.append(Pattern(key, text))
            else:
                self.whole.setdefault(text, key)
        self._patterns = sorted(patterns, key=lambda one: one.fixed, reverse=True)

    def find(self, text: str) -> Found | None:
        """The sentence that a text is; None if it is none of the known.

        >>> known = KnownSentences([("gone", "{n:n} of {all:n} files are gone")])
        >>> known.find("3 of 1,200 files are gone").values
        {'n': '3', 'all': '1,200'}
        """
        return next(self.candidates(text), None)

    def candidates(self, text: str) -> Iterator[Found]:
        """Every sentence that a text may be, the likeliest first."""
        key = self.whole.get(text)
        if key is not None:
            yield Found(key, {}, {})
        for one in self._patterns:
            if one.anchor in text and (match := one.expression.fullmatch(text)):
                yield Found(one.key, match.groupdict(), one.kinds)

    def beginning(self, text: str) -> str | None:
        """The sentence without values that begins with a text; None if none or several do."""
        found = [one for one in self.whole if one.startswith(text)]
        return found[0] if len(found) == 1 else None
