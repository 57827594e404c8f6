"""Numbers of questions on paper: a letter for each part, and a number within it: `B4`.

Parts are the sections that have questions of their own, in order, and the questions before or
between sections. What a form notes itself (`start`, `deviceid`, hidden values) has no number; what
it works out has one where something on paper depends on it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from measure87.collect.form.model import SHOWN, Form, Placed, Question, Section, placed
from measure87.collect.form.outputs.parsing import Call, Literal, calls_of, parsed, refs_of

_CHANGING = frozenset(("random", "now", "uuid"))
"""Functions that give another thing each time: worked out once, and noted."""
NAMED = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")


@dataclass(frozen=True)
class Numbered:
    """A form with what stands where: one look for everything that speaks of its questions."""

    form: Form
    numbers: Mapping[str, str]
    """Number by name of a question; notes have none."""
    letters: Mapping[str, str]
    """Letter of a section by its name, of those that have questions of their own."""
    questions: Mapping[str, Question]
    sections: Mapping[str, Section]
    said: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False, compare=False)
    """Conditions that were put in words, by language, question and expression: many questions
    share one, and saying it takes most of the time that a codebook takes."""


def numbered(form: Form) -> Numbered:
    """The numbers of a form's questions."""
    every = list(placed(form))
    needed = _needed(form, every)
    numbers: dict[str, str] = {}
    letters: dict[str, str] = {}
    part: tuple[str, ...] | None = None
    letter, count, parts = "", 0, 0
    for one in every:
        question = one.question
        if question.kind == "note" or not (question.kind in SHOWN or question.name in needed):
            continue
        if one.path[:-1] != part:
            part = one.path[:-1]
            known = letters.get(part[-1]) if part else None
            if known is None:
                letter, count, parts = _letter(parts), 0, parts + 1
                if part:
                    letters[part[-1]] = letter
            else:
                letter = known
                count = max(int(n[len(letter) :]) for n in _of_letter(numbers, letter))
        count += 1
        numbers[question.name] = f"{letter}{count}"
    sections = {section.name: section for section in _sections(form)}
    questions = {one.question.name: one.question for one in every}
    return Numbered(form, numbers, letters, questions, sections)


def _of_letter(numbers: Mapping[str, str], letter: str) -> Iterator[str]:
    return (n for n in numbers.values() if n.rstrip("0123456789") == letter)


def _letter(number: int) -> str:
    """A to Z, then AA and so on."""
    more, last = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)


def _needed(form: Form, every: list[Placed]) -> set[str]:
    """What the form works out or notes, and something on paper speaks of, through others too."""
    asked = set()
    for one in every:
        if one.question.kind in SHOWN:
            asked |= _spoken_of(one.question)
    for section in _sections(form):
        asked |= refs_of(parsed(section.relevant)) | refs_of(parsed(section.repeat_count))
        asked |= _in_texts(section.labels)
    in_texts = {name for one in every for name in _texts_speak_of(one.question)}
    in_texts |= {name for section in _sections(form) for name in _in_texts(section.labels)}
    by_name = {one.question.name: one.question for one in every}
    needed: set[str] = set()
    todo = list(asked)
    while todo:
        question = by_name.get(todo.pop())
        if question and question.name not in needed and question.kind in ("calculate", "hidden"):
            needed.add(question.name)
            todo += refs_of(parsed(question.calculation))
    return needed - {name for name in needed - in_texts if is_flag(by_name[name])}


def is_flag(question: Question) -> bool:
    """Whether a calculation is one of two values by a condition, which is said in its place."""
    match parsed(question.calculation):
        case Call("if", (test, Literal(), Literal())):
            return not _CHANGING & calls_of(test)
    return False


def _spoken_of(question: Question) -> set[str]:
    found = _texts_speak_of(question)
    for expression in (question.relevant, question.constraint):
        found |= refs_of(parsed(expression))
    return found


def _texts_speak_of(question: Question) -> set[str]:
    return _in_texts(question.labels) | _in_texts(question.hints)


def _in_texts(texts: Mapping[str, str]) -> set[str]:
    return {name for text in texts.values() for name in NAMED.findall(text)}


def _sections(form: Form) -> Iterator[Section]:
    def within(children: tuple[Question | Section, ...]) -> Iterator[Section]:
        for child in children:
            if isinstance(child, Section):
                yield child
                yield from within(child.children)

    yield from within(form.children)
