"""The steps of a fielded survey: its tables laid out, then those of a survey."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from measure87.study.field.repeated_cases import notices_of_cases
from measure87.study.field.settings import FieldSettings
from measure87.study.field.tables import field_hashes, laid_out
from measure87.study.kinds import refuse_changed
from measure87.study.survey.check import Findings
from measure87.study.survey.explaining import ExplainedPerson
from measure87.study.survey.recipe import ComputedSurvey, OpenedSurvey, SurveyStudy
from measure87.vocabulary.estimate import Notice


@dataclass
class FieldStudy:
    """See `kinds.Study`."""

    settings: FieldSettings
    _open: list[SurveyStudy] = field(default_factory=list)
    """The survey of the tables that are laid out now."""

    def around(self) -> AbstractContextManager[None]:
        """See `kinds.Study`."""
        return self._laid_out()

    @contextmanager
    def _laid_out(self) -> Iterator[None]:
        with laid_out(self.settings.folder, self.settings.sample) as tables:
            survey = SurveyStudy(self.settings.reading(tables))
            self._open.append(survey)
            try:
                with survey.around():
                    yield
            finally:
                self._open.pop()

    def open(self, out: Path, *, trial: bool) -> "OpenedField":
        """See `kinds.Study`."""
        before = field_hashes(self.settings.folder)
        survey = self._open[-1].open(out, trial=trial)
        notices = notices_of_cases(self.settings.folder)
        return OpenedField(survey, self.settings.folder, before, notices)

    def explain(self, person: str) -> ExplainedPerson:
        """See `kinds.Study`."""
        with self._laid_out():
            return self._open[-1].explain(person)

    def input_hashes(self) -> Mapping[str, str]:
        """See `kinds.Study`."""
        with self._laid_out():
            return self._open[-1].input_hashes()


@dataclass(frozen=True)
class OpenedField:
    """See `kinds.Opened`.

    tables : hashes of the tables of the field when they were laid out
    notices : what is to be told of its cases
    """

    survey: OpenedSurvey
    folder: Path
    tables: Mapping[str, str]
    notices: tuple[Notice, ...] = ()

    def check(self) -> Findings:
        """See `kinds.Opened`."""
        found = self.survey.check()
        return replace(found, notices=(*self.notices, *found.notices))

    def compute(self) -> ComputedSurvey:
        """See `kinds.Opened`."""
        computed = self.survey.compute()
        warnings = [*self.notices, *computed.result.warnings]
        return replace(computed, result=replace(computed.result, warnings=warnings))

    def require_unchanged(self) -> None:
        """See `kinds.Opened`."""
        now = field_hashes(self.folder)
        names = sorted(set(now) | set(self.tables))
        changed = [name for name in names if now.get(name) != self.tables.get(name)]
        if changed:
            refuse_changed(changed)
        self.survey.require_unchanged()
