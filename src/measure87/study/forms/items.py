"""Which standard columns and items the answers to some questions of a form give.

The mapping that was written for the form tells, where it is there; else what each question serves.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.classify import items_from_jobs
from measure87.collect import ColumnMapping, InputMapping, load_mapping
from measure87.collect.form.model import SHOWN, Form, Serves, named_in, placed
from measure87.vocabulary.columns import JOBS

_CONSENT = "consent_lacked"


@dataclass(frozen=True)
class FormItems:
    """What a form gives: its questions, and its mapping if one was written for it."""

    form: Form
    section: InputMapping | None = None

    @property
    def serving(self) -> tuple[str, ...]:
        """Questions whose answers fill a standard table, or go into a calculate that does."""
        every = [one.question for one in placed(self.form)]
        serving = {one.name for one in every if one.serves}
        return tuple(
            one.name
            for one in every
            if one.kind in SHOWN and serving & (computed_of(self.form, one.name) | {one.name})
        )

    def given_by(self, asked: Collection[str]) -> frozenset[str]:
        """Standard columns and items that are there if only some questions are asked.

        Parameters
        ----------
        asked : names of questions, and `question/choice`
        """
        if self.section is not None:
            return _of_mapping(self.section, frozenset(asked))
        return _of_serves(self.form, frozenset(asked))


def items_of(form: Form, folder: Path) -> FormItems:
    """The items of a form, by `mapping.toml` of its folder if there is one."""
    path = folder / "mapping.toml"
    if not path.is_file():
        return FormItems(form)
    sections = load_mapping(path).inputs
    return FormItems(form, next(iter(sections.values())))


def all_asked(form: Form) -> frozenset[str]:
    """Every question, and every choice of a select."""
    found: set[str] = set()
    for one in placed(form):
        found.add(one.question.name)
        listed = form.list_of(one.question)
        if listed is not None:
            found |= {f"{one.question.name}/{choice.name}" for choice in listed.choices}
    return frozenset(found)


def computed_of(form: Form, question: str) -> frozenset[str]:
    """Calculates that need the answer to a question, also by way of each other."""
    needs = {
        one.question.name: frozenset(named_in(one.question.calculation))
        for one in placed(form)
        if one.question.calculation
    }
    found: set[str] = set()
    waiting = [question]
    while waiting:
        name = waiting.pop()
        new = {one for one, names in needs.items() if name in names} - found
        found |= new
        waiting += new
    return frozenset(found)


def without(form: Form, asked: Collection[str], question: str) -> frozenset[str]:
    """What is asked and computed if one question is dropped."""
    lost = computed_of(form, question) | {question}
    return frozenset(one for one in asked if one.split("/")[0] not in lost)


_KEYS = {
    "persons": ("person_id", "household_id", "line"),
    "jobs": ("person_id", "job_id"),
    "circumstances": ("person_id", "job_id"),
}
"""Columns that the store's own keys fill, which nobody is asked (decision 48)."""


def _of_serves(form: Form, asked: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    jobs: set[str] = set()
    for one in placed(form):
        for serves in one.question.serves:
            name = one.question.name
            if (f"{name}/{serves.choice}" if serves.choice else name) not in asked:
                continue
            found |= set(_KEYS[serves.table])
            if serves.table == "circumstances":
                found |= _of_circumstance(serves)
            else:
                found.add(serves.column)
                jobs |= {serves.column} if serves.table == "jobs" else set()
    return frozenset(found | (items_from_jobs(jobs) if jobs else set()))


def _of_circumstance(serves: Serves) -> set[str]:
    if serves.column == _CONSENT:
        return {_CONSENT}
    told = {"stage": serves.stage, "mode": serves.mode, "by_whom": serves.by_whom,
            "on_whom": serves.on_whom}  # fmt: skip
    return {"answer", "item", serves.item, *(name for name, code in told.items() if code)}


def _of_mapping(section: InputMapping, asked: frozenset[str]) -> frozenset[str]:
    lower = {one.lower() for one in asked}

    def there(mapping: ColumnMapping) -> bool:
        """Whether a column can still be made: a sum of what is asked, a status of any of it."""
        if mapping.asks_nothing:
            return False
        if mapping.value is not None and not mapping.variables:
            return True
        asked_for = [one.lower() in lower or one.startswith("_") for one in mapping.variables]
        any_of = mapping.parts or mapping.combine in ("any", "sum")
        return any(asked_for) if any_of else all(asked_for)

    found = _present(section.persons, there)
    jobs: set[str] = set()
    for columns in _job_columns(section):
        jobs |= _present(columns, there)
    found |= jobs
    if jobs & ({column.name for column in JOBS.columns} - {"person_id", "job_id"}):
        found |= items_from_jobs(jobs)
    return frozenset(found | _circumstances(section, there))


type _There = Callable[[ColumnMapping], bool]
"""Whether a column can still be made."""


def _present(columns: Mapping[str, ColumnMapping], there: _There) -> set[str]:
    return {name for name, mapping in columns.items() if there(mapping)}


def _job_columns(section: InputMapping) -> Iterable[Mapping[str, ColumnMapping]]:
    if isinstance(section.jobs, Mapping):
        return (section.jobs,)
    return tuple(block.columns for block in section.jobs or ())


def _circumstances(section: InputMapping, there: _There) -> set[str]:
    found: set[str] = set()
    if isinstance(section.circumstances, tuple):
        for question in section.circumstances:
            if there(question.answer):
                found |= {"answer", question.fixed["item"], *question.fixed}
                found |= _present(question.told, there)
            if question.consent_lacked is not None and there(question.consent_lacked):
                found.add(_CONSENT)
    elif section.circumstances is not None:
        found |= _present(section.circumstances, there)
    return found
