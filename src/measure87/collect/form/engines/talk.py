"""What an engine and a respondent say to each other, a line of JSON each."""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

type AskedKind = Literal[
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "date",
    "time",
    "datetime",
    "geopoint",
    "acknowledge",
    "other",
]
"""`other` is what no text can answer: pictures, sound, files."""


class Start(msgspec.Struct, frozen=True):
    """To the engine: a new interview. Without a language, the form's default."""

    language: str = ""
    chance: float = 0.5
    """What `random()` gives in this interview, so that engines draw alike (`with_chance`)."""


class Question(msgspec.Struct, frozen=True, tag="question", tag_field="ask"):
    """From the engine: what is the answer? Every one is answered by an `Answer`."""

    path: str
    """XPath of the leaf, with positions: `/data/roster[2]/age`."""
    kind: AskedKind
    required: bool = False
    options: tuple[str, ...] = ()
    """Codes that can be chosen now."""
    attempt: int = 0
    """How many answers to this question the form has already refused."""


class Another(msgspec.Struct, frozen=True, tag="another", tag_field="ask"):
    """From the engine: is there another member of a repeat?"""

    path: str
    """XPath of the repeat that would be next: `/data/roster[3]`."""


class Answer(msgspec.Struct, frozen=True):
    """To the engine. Several values for a select_multiple; none where it is left blank."""

    values: tuple[str, ...] = ()
    another: bool = False


class Filled(msgspec.Struct, frozen=True, tag="filled", tag_field="ask"):
    """From the engine: the interview is at its end."""

    xml: str
    screens: Mapping[str, str]
    """What stood on each screen that was shown, by path: label, then each code with its label."""
    unanswered: tuple[str, ...] = ()
    """Paths of what the form requires, or whose last answer it refuses."""


class Failed(msgspec.Struct, frozen=True, tag="failed", tag_field="ask"):
    """From the engine: it could not go on."""

    text: str


type FromEngine = Question | Another | Filled | Failed

MOST_ATTEMPTS = 200
"""After so many refused answers a question is left blank, and told as unanswered."""


CHANCES = (0.125, 0.375, 0.625, 0.875)
_RANDOM = re.compile(r"\brandom\(\s*\)")


def with_chance(form: str, chance: float) -> str:
    """An XForm in which `random()` is a number: no engine lets its own be set."""
    return _RANDOM.sub(str(chance), form)
