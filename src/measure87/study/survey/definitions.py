"""The definitions of an input as its survey uses them: with its own reference period."""

from collections.abc import Iterable
from pathlib import Path

from measure87.define import Definition, load_definition
from measure87.define.building import parse_spec
from measure87.define.survey_period import with_period
from measure87.study.kinds import FILE, kind_of
from measure87.study.study_file import read_study
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.settings import StudySettings, read_settings
from measure87.study.survey.standard_tables import definitions_for
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.reference_period import EXAMPLES


def definitions_of_input(
    settings: InputSettings, national: Path | None
) -> tuple[tuple[Definition, ...], tuple[Definition, ...]]:
    """The definitions that an input names, and those that only its standard tables need.

    Raises
    ------
    StudyError
        If one speaks of a reference period, is no mere screening, and the study states none.
    """
    named = tuple(load_definition(spec, national) for spec in settings.definitions)
    added = definitions_for(settings.tables, named, national)
    _refuse_no_period(settings, (*named, *added))
    period, day = settings.reference_period, settings.reference_date
    return (
        tuple(with_period(one, period, day) for one in named),
        tuple(with_period(one, period, day) for one in added),
    )


def definition_in_study(folder: Path, spec: str) -> Definition:
    """A definition as the study in a folder uses it: with its survey's reference period.

    Of several inputs it is that of the one that names the definition; the study's national
    definitions are known too.

    Raises
    ------
    StudyError
        If inputs that use the definition have different periods.
    """
    study = _settings_in(folder)
    definition = load_definition(spec, study.national)
    using = [one for one in study.inputs.values() if _uses(one, definition)]
    stated = [one.reference_period for one in using or study.inputs.values()]
    periods = list(dict.fromkeys(period for period in stated if period is not None))
    if len(periods) > 1:
        told = ", ".join(period.said for period in periods)
        raise StudyError(
            f"the inputs of this study have different reference periods: {told}",
            code="several-periods",
            where="study.toml",
            hint="show it with one of them, by --period",
        )
    return with_period(definition, periods[0] if periods else None, study.reference_date)


def _settings_in(folder: Path) -> StudySettings:
    """The settings of a study that is a survey, or of a kind that stands on one."""
    declared = kind_of(folder).declared()
    if isinstance(declared, type) and issubclass(declared, StudySettings):
        made: StudySettings = read_study(folder, declared, FILE)
        return made
    return read_settings(folder)


def _uses(settings: InputSettings, definition: Definition) -> bool:
    return any(parse_spec(spec)[0] == definition.id for spec in settings.definitions)


def _refuse_no_period(settings: InputSettings, definitions: Iterable[Definition]) -> None:
    asking = [one.id for one in definitions if one.asks_period and not one.not_prevalence]
    if asking and settings.reference_period is None:
        raise StudyError(
            f"{asking[0]} needs the reference period of the survey, which the study does not state",
            code="no-reference-period",
            where=f"study.toml [inputs.{settings.name}]",
            hint='add a line such as `reference_period = "12 months"`: how far back the questions '
            f"look, as {EXAMPLES}",
        )
