"""What is looked at before the model is run: folder, words of the statement, years of the plan.

A run takes minutes; what the settings alone show to be wrong is told at once.
"""

import os
from pathlib import Path

from measure87.combine.validation.gather_items import WHAT_TO_WRITE, is_answer
from measure87.disseminate import refuse_unfit
from measure87.disseminate.locale.texts import require_language
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.errors import RefusedError, StudyError


def check_beforehand(settings: WorldSettings, folder: Path) -> None:
    """Refuse what could only fail at the end.

    Raises
    ------
    StudyError
        For a folder that holds the inputs or cannot be, a language that there is not, years of
        a change, target or projection that cannot be.
    RefusedError
        `gather-incomplete`: a text of the statement is not written, or nothing is validated.
    """
    _check_folder(settings, folder)
    require_language(settings.language)
    _check_statement(settings)
    _check_years(settings)
    _check_scenarios(settings)


def _check_folder(settings: WorldSettings, folder: Path) -> None:
    refuse_unfit(folder)
    target = folder.resolve()
    for path in settings.files:
        if path.parent == target:
            raise StudyError(
                f"the estimate would be written among its inputs: {path.name} lies in {folder}",
                code="output-is-input",
                where=settings.path.name,
                hint="files of the same name would be replaced; name another folder",
            )
    around = next(one for one in (target, *target.parents) if one.exists())
    if not around.is_dir() or not os.access(around, os.W_OK | os.X_OK):
        raise StudyError(
            f"the folder {folder} cannot be made",
            code="cannot-write",
            where=str(folder.parent),
            hint="the folder around it must exist, and may be written to",
        )


def _check_statement(settings: WorldSettings) -> None:
    empty = [name for name in WHAT_TO_WRITE if not is_answer(getattr(settings.gather, name))]
    if empty:
        asked = "; ".join(f'{name} = "..." ({WHAT_TO_WRITE[name]})' for name in empty)
        raise RefusedError(
            f"{len(empty)} texts of the GATHER statement are not written: {', '.join(empty)}",
            code="gather-incomplete",
            where=f"{settings.path.name} [gather]",
            hint=f"write {asked}",
        )
    wanted = settings.validation
    if not (wanted.countries or wanted.last_surveys or wanted.sources):
        raise RefusedError(
            "nothing is validated: items 11 and 12 of the GATHER statement would have no answer",
            code="gather-incomplete",
            where=f"{settings.path.name} [validation]",
            hint="write countries = true, last_surveys = true or sources = true",
        )


def _check_years(settings: WorldSettings) -> None:
    plan, year = settings.target, settings.year
    first, last = settings.years
    later = [("projected_years", one) for one in plan.projected_years]
    if plan.target is not None:
        later.append(("year", plan.target.year))
    for key, one in later:
        if one <= year:
            raise _wrong(settings, f"{key!r} has {one}, which does not come after {year}")
    if not settings.trend:
        return  # what one year cannot answer is refused with its reason, and the run goes on
    for a, b in plan.changes:
        if not first <= a < b <= last:
            raise _wrong(settings, f"'changes' has [{a}, {b}], which is not in {first} to {last}")
    begin = plan.estimated_from
    if begin is not None and not first <= begin < year:
        raise _wrong(settings, f"'estimated_from' is {begin}, not from {first} to before {year}")


def _check_scenarios(settings: WorldSettings) -> None:
    plan = settings.target
    names = {one.name for one in plan.scenarios}
    if "required_rate" in names and plan.target is None:
        raise _wrong(settings, "the scenario required_rate needs a target: share, or persons")
    if settings.trend and "same_rate" in names and plan.estimated_from is None:
        raise _wrong(settings, "the scenario same_rate needs estimated_from")
    if plan.scenarios and not plan.projected_years:
        raise _wrong(settings, "there are scenarios, and no projected_years to follow them to")
    if plan.projected_years and not plan.scenarios:
        raise _wrong(settings, "there are projected_years, and neither scenarios nor rates")


def _wrong(settings: WorldSettings, text: str) -> StudyError:
    return StudyError(
        text,
        code="target",
        where=f"{settings.path.name} [target]",
        hint="the earlier year stands first; changes lie within the years that are estimated, "
        "targets and projections after the stated year",
    )
