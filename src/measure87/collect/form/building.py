"""Builds a form of a country file and the question bank.

Order: what is asked of the household; of each member in turn; of each work of a member; and the
rest of the member. Sensitive modules come last, and each begins with a way to stop: whoever stops
is not asked the rest, and what was not asked is unknown, never no.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from measure87.collect.form.bank import Bank, Module, load_bank
from measure87.collect.form.country import CountryForm
from measure87.collect.form.model import (
    Choice,
    ChoiceList,
    Form,
    Question,
    Section,
    placed,
)
from measure87.collect.form.patterns import Asking
from measure87.collect.form.references import check_references
from measure87.collect.form.wording import Words

BEFORE_JOBS = (
    "start",
    "roster",
    "education",
    "household_services",
    "work",
    "private_interview",
)
JOBS = (
    "job",
    "hazards",
    "episode",
    "recruitment",
    "involuntariness",
    "coercion",
    "debt",
    "documents",
    "movement",
    "exit",
    "state",
    "sexual",
    "worst_forms",
    "answers",
)
AFTER_JOBS = ("marriage", "scale_up", "list_count", "crosswise", "rds", "case")
ORDER = (*BEFORE_JOBS, *JOBS, *AFTER_JOBS)
"""All modules, in the order in which a form asks them; others come behind."""

PERSONS, JOBS_SECTION = "persons", "jobs"
"""Names of the repeats, which are those of their tables."""
_GO_ON = "1"


@dataclass
class _Building:
    """A form in the making."""

    country: CountryForm
    bank: Bank
    stops: dict[str, list[str]] = field(default_factory=dict)
    """Level to the questions so far that may have ended the sensitive part."""

    @property
    def words(self) -> Words:
        return Words(self.country, self.bank)

    def modules(self, *levels: str) -> list[Module]:
        """The country's modules of some levels, in order."""
        wanted = [self.bank.modules[name] for name in self.country.modules]
        known = {name: place for place, name in enumerate(ORDER)}
        wanted.sort(key=lambda one: known.get(one.name, len(known)))
        return [one for one in wanted if one.place in levels]

    def section(self, module: Module) -> Section:
        """A module as a section of the form."""
        asking = Asking(module, self.words, self.country)
        questions = tuple(made for item in module.items for made in asking.questions(item))
        if module.sensitive:
            return self._with_stop(module, questions)
        return Section(
            name=f"{module.name}_block",
            children=questions,
            labels=self.words.title(module),
            relevant=module.open,
            module=module.name,
        )

    def _with_stop(self, module: Module, questions: tuple[Question, ...]) -> Section:
        """The section of a sensitive module, which is opened by its question whether to go on."""
        before = self.stops.setdefault(module.place, [])
        name = f"stop_{module.name}"
        open_ = [module.open] if module.open else []
        unstopped = [f"(${{{one}}} = '' or ${{{one}}} = '{_GO_ON}')" for one in before]
        before.append(name)
        stop = Question(
            name=name,
            kind="select_one",
            labels=self.words.shared("stop"),
            choices="stop",
            required=True,
            module=module.name,
            source=module.source,
        )
        asked = Section(
            name=f"{module.name}_asked",
            children=questions,
            relevant=f"${{{name}}} = '{_GO_ON}'",
            module=module.name,
        )
        return Section(
            name=f"{module.name}_block",
            children=(stop, asked),
            labels=self.words.title(module),
            relevant=" and ".join([*(f"({one})" for one in open_), *unstopped]),
            module=module.name,
        )


def build_form(country: CountryForm, bank: Bank | None = None) -> Form:
    """The form that a country file describes.

    Raises
    ------
    StudyError
        `missing-module`, if a module speaks of a question of another that the form does not have.
    """
    making = _Building(country, bank or load_bank())
    asked = making.modules("main", "person", "job")
    children: tuple[Question | Section, ...] = (*_notes(making, asked), *_main(making))
    form = Form(
        id=country.id,
        version=country.version,
        title={one: country.title[one] for one in country.languages},
        languages=country.languages,
        lists=(),
        children=children,
        country=country.country,
        draft=not country.fieldwork,
        ethics_approval=country.ethics.told,
        measures=country.measures,
    )
    check_references(form, making.bank)
    used = {one.question.choices for one in placed(form)} - {""}
    return _with_lists(form, _lists(making, used))


def _with_lists(form: Form, lists: tuple[ChoiceList, ...]) -> Form:
    return replace(form, lists=lists)


def _notes(making: _Building, modules: Iterable[Module]) -> Iterator[Question]:
    """What every reader of the form is told first: that it is a draft, and whose its words are."""
    if not making.country.fieldwork:
        yield Question(name="draft_note", kind="note", labels=making.words.shared("draft"))
    yield Question(name="wording_note", kind="note", labels=making.words.wording(tuple(modules)))


def _main(making: _Building) -> Iterator[Section]:
    first = [one for one in making.modules("main") if one.name in BEFORE_JOBS]
    last = [one for one in making.modules("main") if one.name not in BEFORE_JOBS]
    yield from map(making.section, first)
    if making.modules("person", "job"):
        yield _persons(making)
    yield from map(making.section, last)


def _persons(making: _Building) -> Section:
    modules = making.modules("person")
    before = [making.section(one) for one in modules if one.name in BEFORE_JOBS]
    jobs = [_jobs(making)] if making.modules("job") else []
    after = [making.section(one) for one in modules if one.name not in BEFORE_JOBS]
    return Section(
        name=PERSONS,
        children=(*before, *jobs, *after),
        repeats=True,
        labels=making.words.title(making.bank.modules["roster"]),
        relevant="${consent_household} = '1'",
        repeat_count="${household_size}",
    )


def _jobs(making: _Building) -> Section:
    return Section(
        name=JOBS_SECTION,
        children=tuple(map(making.section, making.modules("job"))),
        repeats=True,
        labels=making.words.title(making.bank.modules["job"]),
        relevant="${has_work} = '1'",
        repeat_count="${job_count}",
    )


def _lists(making: _Building, used: set[str]) -> tuple[ChoiceList, ...]:
    """The lists that are used, in the form's languages; regions are the country's own."""
    regions = ChoiceList(
        "region", tuple(Choice(one.code, one.labels) for one in making.country.regions)
    )
    if regions.name in used and not regions.choices:
        raise making.country.place.missing("regions", "write one [[regions]] for each region")
    every = {**making.bank.lists, "region": regions}
    return tuple(_in_languages(every[name], making.country.languages) for name in sorted(used))


def _in_languages(one: ChoiceList, languages: tuple[str, ...]) -> ChoiceList:
    choices = (
        Choice(choice.name, {each: choice.labels[each] for each in languages}, choice.says)
        for choice in one.choices
    )
    return ChoiceList(one.name, tuple(choices))
