"""The parts of a questionnaire on paper, and which of them share a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measure87.collect.form.outputs.languages import Words

_MOST_UPRIGHT = 4
"""Columns of a grid that still stand on a page that is higher than wide."""


@dataclass(frozen=True)
class Answer:
    """A box that can be marked."""

    code: str
    label: str


@dataclass(frozen=True)
class Item:
    """A question, or something to work out where there is no text."""

    number: str
    text: str
    kind: str
    hint: str = ""
    instructions: tuple[str, ...] = ()
    """Sentences for the interviewer before it is asked: of whom, and how."""
    checks: tuple[str, ...] = ()
    """Sentences on what the answer must be."""
    answers: tuple[Answer, ...] = ()
    how: str = ""
    """How the answer is noted."""
    required: bool = False
    digits: int = 3
    """Boxes for the digits of a number."""


@dataclass(frozen=True)
class Note:
    """Words between questions."""

    text: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """Begin of a part; level 1 is the outermost."""

    level: int
    letter: str
    text: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Questions as columns, members as lines."""

    items: tuple[Item, ...]
    lines: int

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page that is wider than high."""
        return len(self.items) > _MOST_UPRIGHT


@dataclass(frozen=True)
class PageBreak:
    """What is filled in on copies begins and ends with a page."""


type Block = Heading | Item | Note | Grid | PageBreak


def without_empty_pages(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without page breaks at either end or one after the other."""
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, PageBreak) or (found and not isinstance(found[-1], PageBreak)):
            found.append(block)
    while found and isinstance(found[-1], PageBreak):
        found.pop()
    return tuple(found)


def sheets(blocks: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Blocks by the pages they stand on: whether those are wide, and which.

    A grid takes with it the heading and the notes right before it.
    """
    found: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        is_wide = isinstance(block, Grid) and block.is_wide
        if is_wide and found and not found[-1][0]:
            found.append((True, _taken_along(found[-1][1])))
        elif not found or found[-1][0] != is_wide:
            found.append((is_wide, []))
        found[-1][1].append(block)
    tidied = [(is_wide, list(without_empty_pages(inside))) for is_wide, inside in found]
    return [sheet for sheet in tidied if sheet[1]]


def _taken_along(before: list[Block]) -> list[Block]:
    """Takes the last heading off what stands before a grid, with the notes below it."""
    at = len(before)
    while at and isinstance(before[at - 1], Note):
        at -= 1
    if not at or not isinstance(before[at - 1], Heading):
        return []
    while at and isinstance(before[at - 1], Heading):
        at -= 1
    taken = before[at:]
    del before[at:]
    return taken


@dataclass(frozen=True)
class Paper:
    """A whole questionnaire in one language."""

    language: str
    title: str
    which: str
    """Form and version."""
    ethics: str
    banner: str
    """Empty for a form that is no draft."""
    how: str
    boxes: tuple[str, ...]
    """What is noted on top: day, times, who asks."""
    blocks: tuple[Block, ...]
    words: Words
