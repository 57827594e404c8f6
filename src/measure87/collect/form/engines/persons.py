"""Persons of whom everything is known answer a form: the inverse of its mapping.

Standard tables say what is true of a household; `Serves` says which cell an answer fills. So the
answer to a question is the one that gives its cell the person's value. The engine alone decides
what is asked; what a person is asked and the tables do not have, she answers as `PersonRespondent`
says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from measure87.collect.form.engines.households import (
    Household,
    Job,
    Row,
    Silence,
    Value,
    Where,
    positions,
)
from measure87.collect.form.engines.talk import Another, Answer
from measure87.collect.form.engines.talk import Question as Asked
from measure87.collect.form.engines.xform import XForm, without_positions
from measure87.collect.form.model import Choice, Form, Placed, Serves, named_in, placed, repeats

_NOT_KNOWN = ("unknown", "refused")
_NO_NUMBER = "-8"
"""For "don't know" where a number is asked and the form has such a code."""
_WORST_FIRST = ("yes", "refused", "unknown", "no")


@dataclass
class PersonRespondent:
    """A household that answers what is true of it.

    Parameters
    ----------
    form : Form
        Its first level of repeats are persons, the second are jobs.
    xform : XForm
        Facts of the same form.
    household : Household
        What is true.
    also : mapping
        Answers to questions that serve no cell, by name: whether the interview is private, what
        routes her on. Where nothing is said: consent is given, what may be stopped goes on, of
        other selects "no" or the first code.
    no_answer : float, proportion
        How often a question is refused, not known, stopped at, or left blank where it may be.
    seed : str
        For the latter.
    """

    form: Form
    xform: XForm
    household: Household
    also: Mapping[str, Callable[[Where], str]] = field(default_factory=dict)
    no_answer: float = 0.0
    seed: str = ""

    def __post_init__(self) -> None:
        self._by_path = {"/".join(one.path): one for one in placed(self.form)}
        self._lists = {one.name: {choice.name: choice for choice in one.choices}
                       for one in self.form.lists}  # fmt: skip
        self._counts = {
            name: len([one for one in sections if one.repeats]) > 1
            for sections in repeats(self.form)
            for name in named_in(sections[-1].repeat_count)
        }
        self._gates = dict(_gates(self.form))
        self._stages = {
            (serves.item, serves.stage)
            for one in self._by_path.values()
            for serves in one.question.serves
            if serves.table == "circumstances" and one.question.kind == "select_one"
        }
        self._silent: set[str] = set()

    @property
    def silence(self) -> Silence:
        """What was left without an answer so far."""
        return Silence(frozenset(self._silent))

    def __call__(self, asked: Asked | Another) -> Answer:
        """The answer to one question."""
        path = self.xform.path(asked.path)
        where = self._where(path)
        if isinstance(asked, Another):
            number = positions(path)[-1]
            return Answer(another=number <= where.members(len(positions(path)) > 1))
        one = self._by_path[without_positions(path)]
        choices = self._lists.get(one.question.choices, {})
        if (silent := self._silence_at(path, asked, one, choices)) is not None:
            return Answer(silent)
        return Answer(self._answer(asked, one, choices, where))

    def _where(self, path: str) -> Where:
        at = [number - 1 for number in positions(path)]
        person = (
            self.household.persons[at[0]] if at and at[0] < len(self.household.persons) else None
        )
        job = person.jobs[at[1]] if person and len(at) > 1 and at[1] < len(person.jobs) else None
        return Where(self.household, person, job)

    def _silence_at(
        self, path: str, asked: Asked, one: Placed, choices: Mapping[str, Choice]
    ) -> tuple[str, ...] | None:
        """No answer, if this is one of the questions that get none."""
        question = one.question
        rng = Random(f"{self.seed}/{path}")
        if question.name in self._counts or not self.no_answer or rng.random() >= self.no_answer:
            return None
        untold = [code for code in asked.options if choices[code].says in _NOT_KNOWN]
        if untold:
            self._silent.add(path)
            return (rng.choice(untold),)
        if not asked.required:
            self._silent.add(path)
            return ()
        if asked.kind == "integer" and asked.attempt == 0 and _NO_NUMBER in question.constraint:
            self._silent.add(path)
            return (_NO_NUMBER,)
        return None

    def _answer(
        self, asked: Asked, one: Placed, choices: Mapping[str, Choice], where: Where
    ) -> tuple[str, ...]:
        question = one.question
        if question.name in self._counts:
            return (str(where.members(self._counts[question.name])),)
        if question.name in self.also:
            said = self.also[question.name](where)
            return (said,) if said else ()
        cells = [one for one in question.serves if one.table == "circumstances"]
        if cells:
            return self._of_circumstances(question.name, cells, choices, where)
        if question.serves:
            return _of_cell(asked, where.row.get(question.serves[0].column), choices)
        return _unserved(asked, bool(question.consent), choices)

    def _of_circumstances(
        self, name: str, cells: list[Serves], choices: Mapping[str, Choice], where: Where
    ) -> tuple[str, ...]:
        """What is said of a job: whether something was, whether she agreed, or who did it."""
        rows = self._rows_of(self._gates[name], cells[0], where.job)
        if cells[0].choice:
            done = [one.choice for one in cells if any(_is_of(row, one) for row in rows)]
            nobody = [code for code, one in choices.items() if one.says == "no"]
            return tuple(done) or tuple(nobody)
        said = {str(row.get(cells[0].column) or "no") for row in rows}
        status = next((one for one in _WORST_FIRST if one in said), "no")
        return _with_status(status, choices)

    def _rows_of(self, items: frozenset[str], cell: Serves, job: Job | None) -> list[Row]:
        """Rows of the job that a question speaks of: of its items together, at its stage."""
        found = []
        rows = job.circumstances if job else ()
        together: dict[Value, set[Value]] = {}
        for row in rows:
            together.setdefault(row["question"], set()).add(row["item"])
        for row in rows:
            if row["item"] == cell.item and together[row["question"]] == items:
                stage = row.get("stage") or cell.stage
                here = stage if (cell.item, stage) in self._stages else "DURING"
                if here == cell.stage or (cell.item, here) not in self._stages:
                    found.append(row)
        return found


def _gates(form: Form) -> Iterator[tuple[str, frozenset[str]]]:
    """Each question on circumstances with the items of the yes or no that opens it, or its own."""
    items: frozenset[str] = frozenset()
    for one in placed(form):
        cells = [serves for serves in one.question.serves if serves.table == "circumstances"]
        if not cells:
            continue
        if (
            cells[0].column == "answer"
            and not cells[0].choice
            and one.question.kind == "select_one"
        ):
            items = frozenset(serves.item for serves in cells)
        yield one.question.name, items


def _is_of(row: Row, cell: Serves) -> bool:
    """Whether a yes is what one choice says: this means, by this one, on others or not."""
    on_others = row.get("on_whom") == "others"
    return (
        row.get("answer") == "yes"
        and (row.get("mode"), row.get("by_whom")) == (cell.mode, cell.by_whom)
        and on_others == (cell.on_whom == "others")
    )


def _of_cell(asked: Asked, value: Value, choices: Mapping[str, Choice]) -> tuple[str, ...]:
    """The answer that gives a cell of persons or jobs its value; not known where there is none."""
    if asked.kind in ("select_one", "select_multiple"):
        said = "" if value is None else str(value)
        if said in choices:
            return (said,)
        if not said and "none" in choices:
            return ("none",)
        if "yes" in {one.says for one in choices.values()}:
            return _with_status(said or "no", choices)
        return _with_status("unknown", choices) or asked.options[:1]
    if value is not None and asked.attempt == 0:
        return (str(value),)
    if not asked.required:
        return ()
    return (_NO_NUMBER,) if asked.kind in ("integer", "decimal") else ("?",)


def _with_status(status: str, choices: Mapping[str, Choice]) -> tuple[str, ...]:
    """The code that says a status; of what is not told, either of the two."""
    said = [code for code, one in choices.items() if one.says == status]
    if not said and status in _NOT_KNOWN:
        said = [code for code, one in choices.items() if one.says in _NOT_KNOWN]
    return tuple(said[:1])


def _unserved(asked: Asked, consent: bool, choices: Mapping[str, Choice]) -> tuple[str, ...]:
    """What fills no cell: agreed, no, or the first code; and something where text is asked."""
    if asked.options:
        wanted = "yes" if consent else "no"
        return _with_status(wanted, choices) or asked.options[:1]
    plain = {"integer": "1", "decimal": "1.5", "text": "x", "acknowledge": "OK"}
    given = plain.get(asked.kind, "")
    return (given,) if given and (asked.required or asked.kind == "acknowledge") else ()
