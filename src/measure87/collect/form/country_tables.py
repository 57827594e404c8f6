"""The tables of the country file: regions and groups, tests of the wording, ethics, children."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from measure87.collect.form.model import Texts
from measure87.files.settings import DAY, FLAG, TEXT, Kind, LeftOut, Place, by_name, refined, whole

WORDS = by_name(TEXT)
"""The same words by language: `{ en = "...", fr = "..." }`."""


def spelt(pattern: str, wanted: str) -> Kind:
    """A text of certain signs alone."""

    def check(key: str, name: str, place: Place) -> str:
        if not re.fullmatch(pattern, name):
            raise place.wrong(key, name, wanted)
        return name

    return refined(TEXT, check, pattern=f"^{pattern}$")


NAME = spelt(r"[a-z][a-z0-9_]*", "small letters, digits and _, beginning with a letter")
CODE = spelt(r"[A-Za-z0-9_]+", "letters, digits and _")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A region, or a group of people whose number is known, with its name in each language."""

    code: Annotated[str, CODE, "the code that is stored"]
    labels: Annotated[Texts, WORDS, "its name by language"]


@dataclass(frozen=True, kw_only=True)
class CognitiveTest:
    """The table `[cognitive_tests.LANGUAGE]`: that people were asked how they understand it."""

    name: str
    """The language."""
    who: Annotated[str, TEXT, "who tested the wording"]
    persons: Annotated[int, whole(1, 100_000), "with how many people"]
    on: Annotated[date, DAY, "when the test ended"]

    @property
    def record(self) -> str:
        """The record as one text."""
        return f"{self.name}: {self.who}, {self.persons} people, {self.on.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class Ethics:
    """The table `[ethics]`."""

    approval: Annotated[str | None, TEXT, "number of the approval", LeftOut("none")] = None
    board: Annotated[str | None, TEXT, "the board that gave it", LeftOut("none")] = None

    @property
    def told(self) -> str:
        """Number and board; empty without both."""
        return f"{self.approval}, {self.board}" if self.approval and self.board else ""


@dataclass(frozen=True, kw_only=True)
class Children:
    """The table `[children]`: who is asked the private part, and by whom."""

    alone_from: Annotated[
        int, whole(12, 18), "from this age a child is asked in private as others are, with assent"
    ] = 15
    protection_path: Annotated[
        bool,
        FLAG,
        "`true`: younger children of 5 and over are asked too, by a person trained in child "
        "protection; `false`: they are not asked, and unknown",
    ] = False
