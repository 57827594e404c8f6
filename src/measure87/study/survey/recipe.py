"""The steps of a survey: open, check or compute, gate, publish."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from measure87.collect.ethics.readiness import require_not_overdue
from measure87.disseminate import (
    DisclosureRules,
    ReportContext,
    definition_text,
    publish,
    release,
)
from measure87.disseminate.gate.survey.sensitive_groups import ASK_WHO_KNOWS, WITHOUT_REASON
from measure87.disseminate.html import survey_report
from measure87.files import sha256_of
from measure87.files.engines import NOT_ASKED, AskedEngine
from measure87.numerics.one_thread import one_thread
from measure87.study.keyed_hash import HashKey, kept_key, known_key, passing_key
from measure87.study.kinds import at_fault_is_the_study
from measure87.study.ledger.judging import Judged, judged
from measure87.study.ledger.opening import OpenLedger, open_ledger
from measure87.study.released_files import ReleasedResult
from measure87.study.survey import private
from measure87.study.survey.asked import FEW_ITEMS
from measure87.study.survey.check import Findings
from measure87.study.survey.counted_persons import (
    censuses_of,
    coded_alike,
    inputs_that_share,
    with_same_of_inputs,
)
from measure87.study.survey.differences import with_differences
from measure87.study.survey.engine_place import EnginePlace, engine_place
from measure87.study.survey.explaining import ExplainedPerson, explain_survey_person
from measure87.study.survey.figures import InputFigures, estimate_input
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.known_persons import shown_measures, with_releases_before
from measure87.study.survey.memory import memory_needed
from measure87.study.survey.misreadings import BLANK, CODE, UNLABELLED
from measure87.study.survey.opening import (
    MAPPING,
    OpenStudy,
    file_hashes,
    open_study,
    other_hashes,
    require_unchanged,
)
from measure87.study.survey.rounds import NOT_ALIKE, NOT_RECORDED, with_trends
from measure87.study.survey.run_result import (
    definitions_of,
    disclosure_rules,
    notices_of,
    study_result,
)
from measure87.study.survey.settings import StudySettings
from measure87.study.survey.stock_first import with_leading_stocks, without_untold_stocks
from measure87.study.survey.text import headline_lines
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Refusal, Result
from measure87.vocabulary.progress import progress

_MISREAD = (BLANK, CODE, UNLABELLED)
_NEVER_ASKED = ("questionnaire", FEW_ITEMS)
"""Codes of refusals: of answers that were misread, and of items that the questionnaire lacks."""


@dataclass(frozen=True)
class SurveyStudy:
    """See `kinds.Study`."""

    settings: StudySettings
    asked: AskedEngine = NOT_ASKED
    """What was asked of an engine beside what the settings say."""
    _places: list[EnginePlace | None] = field(default_factory=list)
    """Where it is worked on now."""

    def on_engine(self, asked: AskedEngine) -> "SurveyStudy":
        """See `steps.ChoosesEngine`."""
        return replace(self, asked=asked)

    @contextmanager
    def around(self) -> Iterator[None]:
        """See `kinds.Study`."""
        entries = self.settings.inputs.values()
        names = (path.name for entry in entries for path in entry.files.values())
        with at_fault_is_the_study(names):
            choice = self.asked.over(self.settings.run.choice)
            with engine_place(choice, self.settings.folder) as place:
                self._places.append(place)
                try:
                    yield
                finally:
                    self._places.pop()

    def open(self, out: Path, *, trial: bool) -> "OpenedSurvey":
        """See `kinds.Study`."""
        folder = self.settings.folder
        if (ethics := self.settings.protection) is not None:
            require_not_overdue(folder, ethics, datetime.now(UTC).date())
        key = (known_key(folder) or passing_key()) if trial else kept_key(folder)
        ledger = open_ledger(folder, self.settings.disclosure.ledger, key)
        place = self._places[-1] if self._places else None
        return OpenedSurvey(open_study(self.settings, key, place), key, ledger)

    def explain(self, person: str) -> ExplainedPerson:
        """See `kinds.Study`."""
        return explain_survey_person(self.settings, person)

    def input_hashes(self) -> Mapping[str, str]:
        """See `kinds.Study`."""
        study = self.settings
        mapping = {MAPPING: f"sha256:{sha256_of(study.folder / MAPPING)}"}
        return file_hashes(study) | other_hashes(study) | mapping


@dataclass(frozen=True)
class OpenedSurvey:
    """See `kinds.Opened`.

    key : under which the hashes of its input files and persons are made
    ledger : its earlier releases
    """

    study: OpenStudy
    key: HashKey
    ledger: OpenLedger

    @one_thread()
    def check(self) -> Findings:
        """See `kinds.Opened`.

        The figures are computed and thrown away, for some faults show only then (a stratum with
        one cluster).
        """
        progress("Trying the estimates", 0.3)
        figures = _figures(self.study, self.ledger)
        progress("Trying the disclosure gate", 0.8)
        released = _judged(self, study_result(self.study, figures), figures).result
        return _findings(self.study, figures, released)

    @one_thread()
    def compute(self) -> "ComputedSurvey":
        """See `kinds.Opened`."""
        progress("Classifying and estimating", 0.3)
        figures = _figures(self.study, self.ledger)
        return ComputedSurvey(self, figures, study_result(self.study, figures))

    def require_unchanged(self) -> None:
        """See `kinds.Opened`."""
        require_unchanged(self.study, self.key)


@dataclass(frozen=True)
class ComputedSurvey:
    """See `kinds.Computed`."""

    opened: OpenedSurvey
    figures: Mapping[str, InputFigures]
    result: Result

    @one_thread()
    def gate(self) -> "GatedSurvey":
        """See `kinds.Computed`."""
        if not self.result.estimates:
            raise RefusedError(
                "no figure of this study can be defended",
                code="all-refused",
                hint=_why_refused(self.result),
            )
        progress("Disclosure", 0.7)
        judged = _judged(self.opened, self.result, self.figures)
        return GatedSurvey(self.opened.study, self.result, judged)


@dataclass(frozen=True)
class GatedSurvey:
    """See `kinds.Gated`.

    unreleased : what was found, to all its digits and with nothing hidden; it stays in `private/`
    """

    study: OpenStudy
    unreleased: Result
    judged: Judged

    def publish(self, out: Path) -> ReleasedResult:
        """See `kinds.Gated`."""
        progress("Keeping what explain needs", 0.8)
        _keep(self.study, self.unreleased)
        progress("Report", 0.85)
        settings = self.study.settings
        texts = tuple(
            definition_text(definition, settings.language, settings.data_language)
            for definition in definitions_of(self.study.inputs.values())
        )
        self.judged.keep()
        result = self.judged.result
        context = ReportContext(texts, settings.language, survey_report, settings.brief)
        publish(result, out, context)
        return ReleasedResult(result, out, headline_lines)


def _figures(study: OpenStudy, ledger: OpenLedger | None = None) -> dict[str, InputFigures]:
    """The figures of each input, with who is in groups of what left before, and a case there."""
    before = () if ledger is None else ledger.ledger.variables
    kept = () if ledger is None else (entry.result for entry in ledger.ledger.entries)
    shown = shown_measures((*study.settings.disclosure.earlier, *kept))
    return {
        name: estimate_input(source, study.settings)
        for name, source in with_releases_before(
            study.inputs, before, shown, study.settings.national
        ).items()
    }


def _judged(opened: OpenedSurvey, result: Result, figures: Mapping[str, InputFigures]) -> Judged:
    """The result after the gate, with the differences that may be shown, and its ledger's entry."""
    settings = opened.study.settings
    found = [item for one in figures.values() for item in one.differences]
    untold = frozenset(name for one in figures.values() for name in one.untold)

    def gate(result: Result, rules: DisclosureRules) -> Result:
        known = without_untold_stocks(release(result, rules), untold)
        led = with_leading_stocks(known, rules.minimum_cases)
        released = with_differences(led, found, settings.differences, rules)
        return with_trends(released, settings.trend)

    censuses = censuses_of(opened.study, figures, opened.key)
    shared = inputs_that_share(opened.study, censuses)
    rules = disclosure_rules(opened.study, figures, shared)
    answers = {name: one.answers for name, one in figures.items() if one.answers is not None}
    same = with_same_of_inputs(rules.same, answers, coded_alike(censuses, shared))
    rules = replace(rules, same=same)
    return judged(result, rules, gate, censuses, opened.ledger, opened.key, shared)


def _findings(study: OpenStudy, figures: Mapping[str, InputFigures], released: Result) -> Findings:
    """What is told before anything is published; of what the gate said only what to decide."""
    inputs = study.inputs
    return Findings(
        computable=tuple(
            (source.definition_of(name).versioned_id, name)
            for key, source in inputs.items()
            for name in source.measures
            if name not in {refusal.name for refusal in figures[key].misread}
        ),
        misread=tuple(refusal for one in figures.values() for refusal in one.misread),
        asked={name: source.criteria for name, source in inputs.items() if source.criteria},
        few_items=tuple(refusal for source in inputs.values() for refusal in source.few_items),
        absent=tuple(one for source in inputs.values() for one in source.absent.refused),
        unsupported=tuple(u for source in inputs.values() for u in source.unsupported),
        notices=(
            *notices_of(study, figures),
            *(one for one in released.warnings if one.code in (ASK_WHO_KNOWS, NOT_RECORDED)),
        ),
        without_reason=tuple(one for one in released.refused if one.code == WITHOUT_REASON),
        not_chained=tuple(one for one in released.refused if one.code in NOT_ALIKE),
        persons={
            name: source.collected.report.rows_kept["persons"] for name, source in inputs.items()
        },
        memory=_memory(inputs, figures),
        weights={
            name: source.weighed.run.steps
            for name, source in inputs.items()
            if source.weighed is not None
        },
        periods={
            name: period
            for name, source in inputs.items()
            if (period := source.settings.reference_period) is not None
            and any(definition.asks_period for definition in source.definitions)
        },
    )


def _memory(inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]) -> int:
    """Bytes that a run takes in this process; 0 where an engine works."""
    if any(source.place is not None for source in inputs.values()):
        return 0
    rows = sum(sum(one.collected.report.rows_kept.values()) for one in inputs.values())
    return memory_needed(rows, (one.held for one in figures.values()))


def _why_refused(result: Result) -> str:
    """The reason that can be mended: answers that were asked for, before items that never were."""
    told = min(result.refused, key=_how_far_from_a_figure, default=None)
    first = "" if told is None else f"{told.text}; "
    return f"{first}`measure87 check DIR` names what each measure lacks"


def _how_far_from_a_figure(refusal: Refusal) -> int:
    """0 where the answers to what a measure asks were misread, 2 where it was not asked."""
    if refusal.code in _MISREAD:
        return 0
    return 2 if refusal.code in _NEVER_ASKED else 1


def _keep(study: OpenStudy, unreleased: Result) -> None:
    """Keep the standard tables for `explain` and all digits, or forget what earlier runs kept."""
    folder = study.settings.folder
    if not study.settings.explain:
        private.forget(folder)
        return
    private.keep(
        folder,
        private.key_of(study.hashes, study.mapping),
        study.inputs,
        json.dumps(unreleased.to_json(), ensure_ascii=False, indent=1) + "\n",
    )
