"""Does each expression of a form speak of questions that the form has, each of one name?"""

from collections.abc import Iterable, Iterator

from measure87.collect.form.bank import Bank
from measure87.collect.form.model import Form, Placed, Question, Section, named_in, placed
from measure87.vocabulary.errors import StudyError


def check_references(form: Form, bank: Bank) -> None:
    """Refuse two questions of a name, and expressions that name one which is not there.

    Raises
    ------
    StudyError
        `same-name`, or `missing-module` with the module that asks it.
    """
    names = [one.question.name for one in placed(form)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise StudyError(
            f"two questions are called {twice[0]}",
            code="same-name",
            where=f"{form.id}: known_groups",
            hint="give the group another code",
        )
    there = set(names)
    for name, module in _references(form):
        if name not in there:
            raise StudyError(
                f"the module {module} speaks of the question {name}, which this form does not have",
                code="missing-module",
                where=f"{form.id}: modules",
                hint=f"add the module {_owner(name, bank)}, or leave {module} out",
            )


def _references(form: Form) -> Iterator[tuple[str, str]]:
    for one in placed(form):
        yield from _of_question(one)
    for section in _sections(form.children):
        for name in named_in(section.relevant, section.repeat_count):
            yield name, section.module or section.name


def _of_question(one: Placed) -> Iterator[tuple[str, str]]:
    asked = one.question
    texts = (asked.relevant, asked.constraint, asked.calculation, *asked.labels.values())
    for name in named_in(*texts):
        yield name, asked.module


def _sections(children: Iterable[Question | Section]) -> Iterator[Section]:
    for child in children:
        if isinstance(child, Section):
            yield child
            yield from _sections(child.children)


def _owner(question: str, bank: Bank) -> str:
    """The module that asks a question."""
    owners = (m.name for m in bank.modules.values() for one in m.items if one.name == question)
    return next(owners, "that asks it")
