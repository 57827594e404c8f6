"""What the texts of a variable say where they are answers in words: oui, нет, نعم, masculin, rural.

A text is read only where it is a known word and nothing else, and where all that is known of a
variable is about one thing: yes and no, sex, area, or the result of an interview. A single letter
is read beside the other letter of its pair. Everything else is counted by kind, and is neither yes
nor no until a person has said what it means.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.spelling import plain

YES, NO = "yes", "no"
NO_ANSWER, NOT_APPLICABLE = "no_answer", "not_applicable"
COMPLETED = "completed"
UNANSWERED = (NO_ANSWER, NOT_APPLICABLE)
"""Meanings that say nothing of what a variable is about."""

_ABOUT: Mapping[str, str] = {
    YES: "status", NO: "status", "male": "sex", "female": "sex",
    "urban": "area", "rural": "area", COMPLETED: "result",
}  # fmt: skip
_NUMBERED = re.compile(r"^\d{1,3}\s*[.)\-=:]\s*(?=\D)")
_NUMBERED_AFTER = re.compile(r"(?<=\D)\s*[(\[]\s*\d{1,3}\s*[)\]]$")
_MISSING_OF_STATA = re.compile(r"\.[a-z]")
_AROUND = " .,;:!?\"'«»()[]*-_"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_NOT_SHOWN = "Cf"
"""Unicode category of marks of direction and the like."""


@dataclass(frozen=True)
class Others:
    """Texts of one kind that are no known answer: how many different ones, in how many rows."""

    kind: str
    different: int
    rows: int


@dataclass(frozen=True)
class AnswerTexts:
    """What is known of a variable's texts.

    Parameters
    ----------
    meanings : mapping
        Text as the file has it -> what it means ("yes", "female", "no_answer"). Known words alone.
    others : tuple of Others
        All other texts, counted by kind; what they are is not kept.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Others, ...] = ()

    def of(self, *meanings: str) -> tuple[str, ...]:
        """The texts that have one of some meanings, in the order of the file."""
        return tuple(text for text, meaning in self.meanings.items() if meaning in meanings)


def answer_texts(counts: Mapping[str, int]) -> AnswerTexts:
    """What is known of texts.

    Parameters
    ----------
    counts : mapping
        Each different text of a variable -> rows.
    """
    meanings = meanings_of(counts)
    meanings |= {text: NO_ANSWER for text in counts if text not in meanings and is_mark(text)}
    kinds: dict[str, list[int]] = {}
    for text, rows in counts.items():
        if text not in meanings:
            kinds.setdefault(cell_kind(text), []).append(rows)
    others = (Others(kind, len(rows), sum(rows)) for kind, rows in sorted(kinds.items()))
    return AnswerTexts(meanings, tuple(others))


def meanings_of(texts: Iterable[str]) -> dict[str, str]:
    """The texts of one variable that are known answers, and what each means.

    Where words of two things meet (yes and rural) neither is read; the words for no answer are.

    >>> meanings_of(["Oui", "NON", "refus", "peut-être"])
    {'Oui': 'yes', 'NON': 'no', 'refus': 'no_answer'}
    >>> meanings_of(["H", "M"]), meanings_of(["M", "F"]), meanings_of(["M"])
    ({'H': 'male', 'M': 'female'}, {'M': 'male', 'F': 'female'}, {})
    """
    bare = {text: _bare(text) for text in texts}
    found = {text: said for text, word in bare.items() if (said := _words().get(word))}
    paired = {text: word for text, word in bare.items() if _stands_in_pairs(word)}
    pair = _pair_of(frozenset(paired.values()), {_ABOUT[m] for m in found.values() if m in _ABOUT})
    found |= {text: pair[word] for text, word in paired.items() if word in pair}
    about = {_ABOUT[meaning] for meaning in found.values() if meaning in _ABOUT}
    agreed = len(about) <= 1
    return {t: found[t] for t in bare if t in found and (agreed or found[t] in UNANSWERED)}


def is_mark(text: str) -> bool:
    """Whether programs write a text for a cell that holds nothing: NA, a point, `.a`.

    >>> is_mark("NA"), is_mark(" . "), is_mark(".r"), is_mark("no")
    (True, True, True, False)
    """
    bare = text.strip().casefold()
    return bare in _marks() or _MISSING_OF_STATA.fullmatch(bare) is not None


def is_unanswered(text: str) -> bool:
    """Whether a text among numbers says that there is none: such a mark, or a known word."""
    return is_mark(text) or meaning_of(text) in UNANSWERED


def different_words(texts: Iterable[str]) -> int:
    """How many texts are different in the spelling in which they are compared.

    >>> different_words(["Oui", "OUI.", "1. oui", "non"])
    2
    """
    return len({_bare(text) for text in texts})


def meaning_of(text: str) -> str:
    """What a text means that stands alone, as a label does; empty if it is no known answer.

    >>> meaning_of("No sabe"), meaning_of("No. 5"), meaning_of("1 = Sí"), meaning_of("Oui (1)")
    ('no_answer', '', 'yes', 'yes')
    """
    return _words().get(_bare(text), "")


def _stands_in_pairs(word: str) -> bool:
    """Whether a word is read beside another alone: a single letter, or a word of some pair."""
    return (len(word) == 1 and word.isalpha()) or any(word in pair for pair in _pairs())


def _pair_of(words: frozenset[str], about: set[str]) -> Mapping[str, str]:
    """What words of pairs mean: by the one pair that has them all and is about the same thing."""
    fitting = [
        pair
        for pair in _pairs()
        if words <= set(pair) and about <= {_ABOUT[meaning] for meaning in pair.values()}
    ]
    said = {tuple(sorted((word, pair[word]) for word in words)) for pair in fitting}
    lone = len(words) < 2 and not about
    return {} if len(said) != 1 or lone else dict(said.pop())


def _bare(text: str) -> str:
    """A text in the spelling of the list: no case, accent, mark of direction, number beside it."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != _NOT_SHOWN)
    spaced = " ".join(plain(shown).translate(_QUOTES).split())
    return _NUMBERED_AFTER.sub("", _NUMBERED.sub("", spaced)).strip(_AROUND)


@cache
def _raw() -> Mapping[str, list[str]]:
    place = files("measure87.collect.assistant").joinpath("answer_words.toml")
    content = tomllib.loads(place.read_text("utf-8"))
    return {
        meaning: [word for words in content[meaning].values() for word in words]
        for meaning in (*_ABOUT, *UNANSWERED)
    }


@cache
def _marks() -> frozenset[str]:
    place = files("measure87.collect.assistant").joinpath("answer_words.toml")
    return frozenset(
        one.casefold() for one in tomllib.loads(place.read_text("utf-8"))["marks"]["any"]
    )


@cache
def _words() -> Mapping[str, str]:
    """Every word of the list, in its plain spelling -> its meaning."""
    return {_bare(word): meaning for meaning, words in _raw().items() for word in words}


@cache
def _pairs() -> tuple[Mapping[str, str], ...]:
    place = files("measure87.collect.assistant").joinpath("answer_words.toml")
    pairs = tomllib.loads(place.read_text("utf-8"))["pairs"]
    return tuple({plain(letter): meaning for letter, meaning in pair.items()} for pair in pairs)
