"""What stands on paper, in order, in one language; how it looks is for those who write it.

Skip instructions are words. A block that is asked again is a grid with a line for each member if it
is short enough to be read across; otherwise its pages are filled in once for each member.
"""

import re
from collections.abc import Iterator, Sequence

from measure87.collect.form.model import SHOWN, Form, Question, Section, Texts
from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.languages import Words, said_in, signed, words_of
from measure87.collect.form.outputs.numbering import Numbered, numbered
from measure87.collect.form.outputs.paper.blocks import (
    Answer,
    Block,
    Grid,
    Heading,
    Item,
    Note,
    PageBreak,
    Paper,
    without_empty_pages,
)

MOST_IN_A_GRID = 14
"""Questions of a repeat that are still asked in a grid."""
_MOST_COLUMNS = 7
_LINES = 8
_FEWEST_DIGITS, _MOST_DIGITS = 3, 10
_WHOLE = re.compile(r"(?<![\w.])\d+(?![\w.])")
_ON_TOP = ("today", "start", "end", "username")
_SELECTS = {"select_one": "one", "select_multiple": "several"}


def paper_of(form: Form, language: str) -> Paper:
    """What stands on paper in a language.

    Parameters
    ----------
    form
        The form; what it notes itself is left out, and what it works out is asked to be worked
        out where something on paper depends on it.
    language
        One of the form's.
    """
    words = words_of(language, "paper")
    setter = _Setter(numbered(form), language, words)
    blocks = without_empty_pages(setter.blocks(form.children, 1))
    kinds = {child.kind for child in form.children if isinstance(child, Question)}
    first = next((block.number for block in blocks if isinstance(block, Item)), "A1")
    number = form.ethics_approval
    return Paper(
        language=language,
        title=said_in(form.title, language, form) or form.id,
        which=words["which"].format(id=form.id, version=form.version),
        ethics=words["ethics"].format(number=number) if number else words["no_ethics"],
        banner=words["banner"] if form.draft else "",
        how=words["how"].format(number=first),
        boxes=tuple(words[kind] for kind in _ON_TOP if kind in kinds),
        blocks=blocks,
        words=words,
    )


class _Setter:
    """Goes through the form in order."""

    def __init__(self, of: Numbered, language: str, words: Words) -> None:
        self.of = of
        self.language = language
        self.words = words
        self.speaker = Speaker(of, language)

    def text(self, texts: Texts, name: str = "") -> str:
        shown = self.speaker.shown(said_in(texts, self.language, self.of.form) or name)
        return self.signed(shown)

    def signed(self, text: str) -> str:
        """Text whose negative numbers keep their sign on the left, in any direction."""
        return signed(text, self.language)

    def blocks(self, children: Sequence[Question | Section], level: int) -> Iterator[Block]:
        for child in children:
            if isinstance(child, Section):
                yield from self.section(child, level)
            else:
                yield from self.question(child)

    def section(self, section: Section, level: int) -> Iterator[Block]:
        questions = [one for one in section.children if isinstance(one, Question)]
        items = [block for one in questions for block in self.question(one)]
        is_grid = section.repeats and _is_short(section, items)
        letter = self.of.letters.get(section.name, "")
        is_copied = section.repeats and not is_grid
        if is_copied:
            yield PageBreak()
        yield Heading(
            level,
            letter,
            # Names of parts are for programs; a letter tells where a part without a title begins.
            self.text(section.labels, "" if letter else section.name),
            tuple(self.about(section, is_grid=is_grid)),
        )
        if is_grid:
            yield from (block for block in items if isinstance(block, Note))
            yield from _grids([block for block in items if isinstance(block, Item)])
        else:
            yield from self.blocks(section.children, level + 1)
        if is_copied:
            yield PageBreak()

    def about(self, section: Section, *, is_grid: bool) -> Iterator[str]:
        """What is said at the head of a part."""
        if section.relevant:
            condition = self.speaker.condition(section.relevant)
            yield self.words["part_only_if"].format(condition=condition)
        if section.repeats:
            yield self.words["lines" if is_grid else "copies"]
            if section.repeat_count:
                quantity = self.speaker.quantity(section.repeat_count)
                key = "lines_of" if is_grid else "copies_of"
                yield self.words[key].format(quantity=quantity)

    def question(self, question: Question) -> Iterator[Block]:
        number = self.of.numbers.get(question.name, "")
        if question.kind == "note":
            instructions = tuple(self.only_if(question))
            yield Note(self.text(question.labels), instructions)
        elif number and question.kind in SHOWN:
            yield self.asked(question, number)
        elif number and question.calculation:
            quantity = self.speaker.quantity(question.calculation)
            work = self.words["work_out"].format(quantity=quantity)
            yield Item(number, self.text(question.labels), "calculate", instructions=(work,))

    def asked(self, question: Question, number: str) -> Item:
        found = self.of.form.list_of(question)
        answers = [
            Answer(choice.name, self.text(choice.labels, choice.name))
            for choice in (found.choices if found else ())
        ]
        return Item(
            number,
            self.text(question.labels, question.name),
            question.kind,
            hint=self.text(question.hints),
            instructions=tuple(self.instructions(question)),
            checks=tuple(self.checks(question, number)),
            answers=tuple(answers),
            how=self.words[_SELECTS.get(question.kind, question.kind)],
            required=question.required,
            digits=_digits(question),
        )

    def only_if(self, question: Question) -> Iterator[str]:
        if question.relevant:
            condition = self.signed(self.speaker.condition(question.relevant))
            yield self.words["only_if"].format(condition=condition)

    def instructions(self, question: Question) -> Iterator[str]:
        yield from self.only_if(question)
        if question.sensitive:
            yield self.words["private"]
        if question.identifier:
            yield self.words["identifier"]

    def checks(self, question: Question, number: str) -> Iterator[str]:
        if not question.constraint:
            return
        here = Speaker(self.of, self.language, number)
        message = self.text(question.constraint_messages)
        if message and not here.is_said(question.constraint):
            yield message
        else:
            condition = self.signed(here.condition(question.constraint))
            yield self.words["check"].format(condition=condition)


def _digits(question: Question) -> int:
    """Boxes that the highest number of a constraint needs."""
    numbers = [len(one) for one in _WHOLE.findall(question.constraint)]
    return max([_FEWEST_DIGITS, *(n for n in numbers if n <= _MOST_DIGITS)])


def _is_short(section: Section, items: Sequence[Block]) -> bool:
    """Whether a repeat can be read across: few questions, and no part within it."""
    has_parts = any(isinstance(one, Section) for one in section.children)
    return not has_parts and len(items) <= MOST_IN_A_GRID


def _grids(items: Sequence[Item]) -> Iterator[Grid]:
    """Grids of columns that fit beside each other, as even as can be."""
    if not items:
        return
    pieces = -(-len(items) // _MOST_COLUMNS)
    width = -(-len(items) // pieces)
    for begin in range(0, len(items), width):
        yield Grid(tuple(items[begin : begin + width]), _LINES)
