"""A survey as a kind of study; what a step needs is loaded when it is taken."""

from collections.abc import Callable, Collection, Sequence
from contextvars import copy_context
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from measure87.files.settings import Declared
from measure87.study.kinds import Draft, Files, Kind, Order

if TYPE_CHECKING:
    from measure87.study.survey.recipe import SurveyStudy

_SOON_SECONDS = 2.0
"""By then what was prepared before is found again."""


class SurveyKind:
    """A household survey: measures of definitions, by groups, with intervals."""

    name: str = "survey"
    own_keys: Collection[str] = ()
    presets: Sequence[str] = (
        "mics6", "mics5", "lfs", "simpoc", "dhs", "ipums-mics", "gld", "forced-labour", "blank",
    )  # fmt: skip
    takes_minutes: bool = False

    def declared(self) -> Declared:
        """See `Kind`."""
        from measure87.study.survey.settings import StudySettings

        return StudySettings

    def settings(self, file: Path) -> "SurveyStudy":
        """See `Kind`."""
        from measure87.study.survey.recipe import SurveyStudy
        from measure87.study.survey.settings import read_settings

        return SurveyStudy(read_settings(file.parent))

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """See `Kind`."""
        from measure87.disseminate.html import survey_report
        from measure87.study.publication import publish_result_again
        from measure87.study.survey.brief_settings import brief_of_study

        return publish_result_again(folder, formats, survey_report, brief_of_study(folder))

    def new(self, order: Order) -> Draft:
        """See `Kind`."""
        from measure87.study.survey.new import new_survey

        return new_survey(order)

    def prepare(self, say: Callable[[str], None]) -> None:
        """Compile what estimates need, so that the first run does not wait for it.

        Said where it lasts: once on a machine.
        """
        from measure87.study.survey.preparing import prepare_estimates

        told = Timer(
            _SOON_SECONDS,
            copy_context().run,
            (say, "Preparing estimates on this machine; it takes some seconds once ..."),
        )
        told.start()
        try:
            prepare_estimates()
        finally:
            told.cancel()


KIND: Kind = SurveyKind()
