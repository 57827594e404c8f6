"""A released result in the words of the report's language.

`estimates.json` is in English, for machines, with codes beside all texts. Here its texts are
those of the language: titles and universes of measures, labels of usual codes, warnings, refusals.
What somebody else wrote (the study's title and notes, its labels, a national definition, a
sentence without a code) stays as it is, and is marked with its language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec.structs import replace as changed

from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.locale.marked import Written
from measure87.disseminate.locale.own_titles import own_population, own_title
from measure87.disseminate.locale.said import authors, definition_words, in_texts
from measure87.disseminate.locale.texts import section_of, words_of
from measure87.disseminate.pages.kit.wording import Words, texts_in
from measure87.disseminate.pages.survey.groups import part_title
from measure87.disseminate.pages.survey.items import criterion_title
from measure87.disseminate.pages.survey.messages import refusal_text, warning_text
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.estimate import Estimate, Notice, Result
from measure87.vocabulary.release_files.reading import study_of
from measure87.vocabulary.releases.ethics import StatedEthics
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.said import Said
from measure87.vocabulary.releases.survey import (
    StatedCriterion,
    StatedMeasure,
    SurveyDiagnostics,
    SurveyStudy,
)

_EVERYBODY = "all persons"
"""The universe that leaves nobody out: it need not be said."""
_OWN_SENTENCE = "mapping"
"""Code of a sentence that somebody wrote into the mapping."""
_AGE = "age"
_USUAL = {column.name: dict(column.levels) for column in PERSONS.columns if column.levels}
"""Variable to code to the label that every mapping gives it, in English."""


def result_in_language(result: Result, context: ReportContext, words: Words) -> Result:
    """A released result with its texts in the language; figures and codes as they are."""
    own = study_of(result).data_language
    labels = Labels(own, words)
    said = _said_in_language(result.diagnostics, context, words)
    measures = said.measures if isinstance(said, SurveyDiagnostics) else None
    titles = {name: about.title for name, about in (measures or {}).items()}
    return replace(
        result,
        estimates=[labels.on(one) for one in result.estimates],
        differences=[labels.on(one) for one in result.differences],
        trends=[labels.on(one) for one in result.trends],
        refused=[replace(one, text=refusal_text(one, words)) for one in result.refused],
        warnings=[replace(one, text=_warning(one, own, titles, words)) for one in result.warnings],
        diagnostics=said,
    )


def _said_in_language(said: Said, context: ReportContext, words: Words) -> Said:
    """What a study says of itself, with its texts in the language."""
    if isinstance(said, ListsDiagnostics) and said.study is not None:
        own = said.study.data_language
        title = own_title(said.study.title, words.code, None, None) or authors(
            said.study.title, own, words.code
        )
        notes = [authors(note, own, words.code) for note in said.study.notes]
        return changed(said, study=changed(said.study, title=title, notes=notes))
    if not isinstance(said, SurveyDiagnostics):
        return said
    measures, study, ethics = said.measures, said.study, said.ethics
    own = None if study is None else study.data_language
    return changed(
        said,
        measures=None if measures is None else _measures_in_language(measures, context, words),
        study=None if study is None else _study_in_language(study, words),
        ethics=None if ethics is None else _ethics_in_language(ethics, own, words),
    )


def _ethics_in_language(ethics: StatedEthics, own: str | None, words: Words) -> StatedEthics:
    """What a study says of ethics, in its author's words; codes as they are."""
    return changed(
        ethics,
        board=ethics.board and authors(ethics.board, own, words.code),
        checklist=[
            changed(one, how=one.how and authors(one.how, own, words.code))
            for one in ethics.checklist
        ],
    )


def _warning(notice: Notice, own: str | None, titles: Mapping[str, str], words: Words) -> str:
    """A warning; a sentence of the mapping's author in the language of the study's author."""
    if notice.code == _OWN_SENTENCE and own is not None:
        return authors(notice.text, own, words.code)
    return warning_text(notice, titles, words)


def _study_in_language(study: SurveyStudy, words: Words) -> SurveyStudy:
    """What a study says of itself, in its author's words; its day as the language writes it."""
    own, day = study.data_language, study.reference_date
    title = own_title(study.title, words.code, study.country, study.year)
    return changed(
        study,
        title=title or authors(study.title, own, words.code),
        population=own_population(study.population, words.code)
        or authors(study.population, own, words.code),
        notes=[authors(note, own, words.code) for note in study.notes],
        country=words.country(study.country),
        reference_date=None if day is None else words.day(day),
    )


def _measures_in_language(
    measures: Mapping[str, StatedMeasure], context: ReportContext, words: Words
) -> dict[str, StatedMeasure]:
    """Measures with titles, universes and criteria in the language."""
    titles = _Titles(measures, context, words)
    return {
        name: changed(
            about,
            title=titles.of(name),
            universe=_universe(about, words),
            asked=_asked(about, words),
        )
        for name, about in measures.items()
    }


@dataclass(frozen=True)
class _Titles:
    """Titles of measures in a language: the definitions' own, and those made of them."""

    measures: Mapping[str, StatedMeasure]
    context: ReportContext
    words: Words

    def of(self, name: str) -> str:
        """Title of a measure, of a stock, or of a part of a measure's cases."""
        about = self.measures[name]
        flow, cases = self._flow_of(name, about), self.measures.get(about.part_of or "")
        if flow is not None:
            title = self._own(flow, self.measures[flow])
            return self.words.text("measure_texts.stock", measure=title)
        if cases is not None:
            return part_title(self._own(about.part_of or "", cases), about, self.words)
        return self._own(name, about)

    def _own(self, name: str, about: StatedMeasure | None) -> str:
        """Title of a measure, or of what stands in for it or bounds it.

        The bound of one that stands in for another is screened as that one is: its title has it.
        """
        if about is not None and about.outer_of is not None:
            inner = self._own(about.outer_of, self.measures.get(about.outer_of))
            return self.words.text("asked.outer", measure=inner)
        if about is not None and about.screened is not None:
            measure = self._own(about.screened.of, changed(about, screened=None))
            return self.words.text("asked.screened", count=about.screened.items, measure=measure)
        return self._of_definition(name, about)

    def _of_definition(self, name: str, about: StatedMeasure | None) -> str:
        """Title of a measure as its definition gives it; else as the study does."""
        identity, title = (about.definition, about.title) if about else ("", "")
        if (identity, name) in self._known:
            return self._known[identity, name]
        definition, _, reading = identity.split("@")[0].partition(":")
        said = definition_words(definition, self.words.code)
        return said.say(title, "measures", in_texts(name, reading))

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        return {
            (text.id, name): title
            for text in self.context.definitions
            for name, title in text.measures
        }

    def _flow_of(self, name: str, about: StatedMeasure) -> str | None:
        """The measure of which a measure is the stock, on an average day."""
        if about.stock_of in self.measures:
            return about.stock_of
        if about.kind != "stock":
            return None
        flows = [flow for flow in self.measures if name.startswith(f"{flow}_")]
        return max(flows, key=len, default=None)


def _universe(about: StatedMeasure, words: Words) -> str:
    """Whom a measure speaks of; nothing where it leaves nobody out."""
    if about.universe in ("", _EVERYBODY):
        return ""
    if about.ages is None:
        return words.in_english(about.universe)
    first, last = about.ages
    if last is not None:
        return words.text("ages.from_to", first=first, last=last)
    return words.text("ages.from", first=first)


def _asked(about: StatedMeasure, words: Words) -> list[StatedCriterion] | None:
    """The criteria of a measure by their titles in the language."""
    if about.asked is None:
        return None
    return [
        changed(one, title=criterion_title(one, about.definition, words)) for one in about.asked
    ]


@dataclass(frozen=True)
class Labels:
    """Labels of codes in one language; `author` is the language of who mapped the data, if told.

    Ages, and codes that the standard tables define (sex, area, wealth, whether a child attends
    school), have labels of the language where the data have the usual ones or none. Any other
    label is in the words of who wrote it and is marked with its language.
    """

    author: str | None
    words: Words

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        """Variable to code to the language's label."""
        codes = section_of(texts_in(self.words.code, ("tables",)), "codes")
        return {variable: words_of(codes, variable) for variable in codes}

    def on(self, figure: Estimate) -> Estimate:
        """A figure with labels in the language, of both sides of a difference."""
        minus = figure.minus
        return replace(
            figure,
            labels=self.of(figure.group, figure.labels),
            minus=None
            if minus is None
            else replace(minus, labels=self.of(minus.group, minus.labels)),
        )

    def of(self, group: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of a group, of those codes that have one."""
        found = {name: self._of_code(name, code, labels.get(name)) for name, code in group.items()}
        return {name: label for name, label in found.items() if label}

    def _of_code(self, variable: str, code: str, label: str | None) -> str | None:
        if variable == _AGE:
            return label and self._age(code, label)
        if label in (None, _USUAL.get(variable, {}).get(code)):
            known = self._known.get(variable, {}).get(code)
            if known is not None:
                return known
        return label and authors(label, self.author, self.words.code)

    def _age(self, code: str, label: str) -> str:
        """The label of an age group: the language's, where the label is the usual one."""
        group = AGE_GROUPS.get(code)
        if group is None or label != group.label:
            return authors(label, self.author, self.words.code)
        if group.last is None:
            return self.words.text("age_groups.from", first=group.first)
        ends = self.words.text("age_groups.range", first=group.first, last=group.last)
        ages = Written(self.words.whole(ends), group.last)  # the last age chooses the plural
        return self.words.text("age_groups.from_to", ages=ages)
