"""Which measures stay comparable between two forms: two rounds, or two countries.

Items, period, respondent and mode are compared as those of rounds that were released; beside them
what only a form can tell: whether a question has other words, other answers, or is asked of others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from measure87.collect.form.model import Form, Placed
from measure87.define import Measure
from measure87.study.forms.instruments import Stated, instrument_of_form, servers_of
from measure87.study.forms.items import FormItems, all_asked
from measure87.study.forms.promises import Promised, missing_of, promised_of
from measure87.study.survey.asked import asked_of
from measure87.study.survey.rounds import rounds_differ
from measure87.vocabulary.instrument import Instrument
from measure87.vocabulary.reference_period import NOT_STATED, ReferencePeriod
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import StatedMeasure, SurveyDiagnostics

type Verdict = Literal["comparable", "differs", "not-in-first", "not-in-second", "in-neither"]

_RECORD = "form"
_ALSO_ASKED = {"economic_hours": ("hours",), "economic_activity": ("in_reference_week", "hours")}
"""Columns of persons to those of jobs of which they are made where a form asks by job."""


@dataclass(frozen=True)
class OfForm:
    """One side of a comparison."""

    items: FormItems
    stated: Stated
    name: str

    @property
    def form(self) -> Form:
        """The form."""
        return self.items.form


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same."""

    code: str
    text: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """One measure in two forms."""

    measure: str
    verdict: Verdict
    missing: tuple[str, ...]
    """What the form that cannot compute it lacks."""
    differences: tuple[Difference, ...]


def compare_forms(first: OfForm, second: OfForm) -> tuple[Compared, ...]:
    """Every measure that one of two forms promises, or supports where it promises nothing.

    Parameters
    ----------
    first, second : the earlier and the later round, or two countries
    """
    promised = {one.name: one for side in (first, second) for one in promised_of(side.items)}
    records = [instrument_of_form(side.form, side.stated) for side in (first, second)]
    said = [_diagnostics(promised.values(), record) for record in records]
    return tuple(_compared(one, first, second, said) for one in promised.values())


def _diagnostics(promised: Iterable[Promised], record: Instrument) -> SurveyDiagnostics:
    """What a release of a form would state, as far as rounds are compared by it."""
    period = record.period or ReferencePeriod(NOT_STATED)
    measures = {
        one.name: StatedMeasure(
            title=one.measure.title,
            definition=one.name.rpartition("/")[0],
            universe="",
            unknown=one.measure.unknown,
            headline=one.measure.headline,
            per=one.measure.per,
            not_prevalence=False,
            kind="status",
            asked=[criterion.stated for criterion in asked_of(one.measure, record)] or None,
            instrument=_RECORD,
            reference_period=period.stated if one.measure.criteria else None,
        )
        for one in promised
    }
    return SurveyDiagnostics(measures=measures, instrument={_RECORD: record.stated})


def _compared(
    promised: Promised, first: OfForm, second: OfForm, said: list[SurveyDiagnostics]
) -> Compared:
    lacks = [
        missing_of(promised.measure, side.items.given_by(all_asked(side.form)))
        for side in (first, second)
    ]
    if lacks[0] or lacks[1]:
        alone: Mapping[tuple[bool, bool], Verdict] = {
            (True, True): "in-neither",
            (True, False): "not-in-first",
            (False, True): "not-in-second",
        }
        verdict = alone[bool(lacks[0]), bool(lacks[1])]
        return Compared(promised.name, verdict, lacks[0] or lacks[1], ())
    notices = rounds_differ(said[1], said[0], [promised.name], first.name)
    differing = [
        *(Difference(one.code, one.text.partition(": ")[2]) for one in notices),
        *_of_questions(promised.measure, first.form, second.form),
    ]
    return Compared(promised.name, "differs" if differing else "comparable", (), tuple(differing))


def used_by(measure: Measure) -> tuple[str, ...]:
    """Columns and items that a measure reads where they are, in the order of its definition."""
    listed = [item for criterion in measure.criteria for item in criterion.items]
    groups = [item for group in measure.one_of for item in group]
    named = [*measure.required, *measure.optional, *groups, *listed]
    return tuple(
        dict.fromkeys([*named, *(also for one in named for also in _ALSO_ASKED.get(one, ()))])
    )


def _of_questions(measure: Measure, first: Form, second: Form) -> Iterator[Difference]:
    """What differs in the questions of a measure, each kind of difference once."""
    before, after = servers_of(first), servers_of(second)
    listed = {item for criterion in measure.criteria for item in criterion.items}
    used = used_by(measure)
    alone = [item for item in used if (item in before) != (item in after) and item not in listed]
    if alone:
        said = ", ".join(
            f"{item} (only in the {'first' if item in before else 'second'})" for item in alone
        )
        yield Difference("items", f"asked in one of the two alone: {said}", tuple(alone))
    shared = [item for item in used if item in before and item in after]
    for code, told, kept in _KINDS:
        found = [
            item
            for item in shared
            if _of_all(before[item], first, kept, first, second)
            != _of_all(after[item], second, kept, first, second)
        ]
        if found:
            names = dict.fromkeys(one.question.name for item in found for one in after[item])
            yield Difference(code, f"{told}: {', '.join(found)}", tuple(names))


type _Kept = Callable[[Placed, Form, tuple[str, ...]], Json]


def _of_all(
    questions: tuple[Placed, ...], form: Form, kept: _Kept, first: Form, second: Form
) -> list[Json]:
    shared = tuple(one for one in first.languages if one in second.languages)
    return [kept(one, form, shared) for one in questions]


def _stages(one: Placed, form: Form, languages: tuple[str, ...]) -> Json:
    told = {(s.item, s.stage, s.mode, s.by_whom, s.on_whom) for s in one.question.serves if s.item}
    return [list(each) for each in sorted(told)]


def _words(one: Placed, form: Form, languages: tuple[str, ...]) -> Json:
    """Labels and hints in the languages that both have."""
    question = one.question
    return [
        " ".join(texts.get(language, "").split())
        for texts in (question.labels, question.hints)
        for language in languages
    ]


def _answers(one: Placed, form: Form, languages: tuple[str, ...]) -> Json:
    """Kind, codes and what they say, and the words of answers."""
    listed = form.list_of(one.question)
    told: list[Json] = [one.question.kind, " ".join(one.question.constraint.split())]
    for choice in () if listed is None else listed.choices:
        told += [choice.name, choice.says, *(choice.labels.get(lang, "") for lang in languages)]
    return told


def _asked_of(one: Placed, form: Form, languages: tuple[str, ...]) -> Json:
    """The conditions under which it is asked, of its own and of its sections."""
    conditions = [section.relevant for section in one.sections] + [one.question.relevant]
    return [*sorted({" ".join(each.split()) for each in conditions if each})]


_KINDS: tuple[tuple[str, str, _Kept], ...] = (
    ("stages", "asked of other stages, modes or persons", _stages),
    ("asked-of", "asked under other conditions", _asked_of),
    ("answers", "other answers or limits", _answers),
    ("words", "other words", _words),
)
"""Code, sentence, and what of a question must be the same."""
