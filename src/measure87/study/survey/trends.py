"""The trend of a study: its released figures and those of earlier releases, after the gate."""

from collections.abc import Collection
from dataclasses import replace

from measure87.study.survey.chains import chained, names_of
from measure87.study.survey.earlier_figures import Round, read_round
from measure87.study.survey.trend_settings import TrendSettings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.release_files.reading import survey_said

NOT_ALIKE = frozenset({"rounds-differ", "different-definitions", "not-in-every-round"})
"""Refusals that a crosswalk or another release would lift."""
_WHERE = "study.toml [trend]"


def check_trend(trend: TrendSettings | None, measures: Collection[str]) -> None:
    """Refuse a trend of a measure that the study has not.

    Raises
    ------
    StudyError
        With the name at fault.
    """
    for name in () if trend is None else trend.measures:
        if name not in measures:
            raise StudyError(
                f"there is no measure {name!r} in this study",
                code="unknown-measure",
                where=_WHERE,
                hint=nearest(name, measures),
            )


def with_trends(released: Result, trend: TrendSettings | None) -> Result:
    """A released result with the trends of the figures that it shows.

    Made of released figures alone, they tell nothing that these do not. A round that is not
    older than the study is refused.
    """
    if trend is None:
        return released
    said = survey_said(released)
    own = Round([one for one in released.estimates if _is_asked(one, released, trend)], said)
    rounds = [read_round(path, released=True) for path in trend.earlier]
    earlier = [*zip(names_of(trend.earlier), rounds, strict=True)]
    found = chained(
        [*earlier, ("", own)],
        scale=trend.scale,
        crosswalks=trend.crosswalks,
        seed=trend.seed,
    )
    for one in found.estimates:
        if one.trend is not None and one.trend.rounds[-1].source is not None:
            raise StudyError(
                f"{one.trend.rounds[-1].source} is of a later date than this study",
                code="not-earlier",
                where=_WHERE,
                hint="name releases of earlier rounds alone",
            )
    return replace(
        released,
        trends=found.estimates,
        refused=(*released.refused, *found.refused),
        warnings=(*released.warnings, *found.warnings),
    )


def _is_asked(figure: Estimate, released: Result, trend: TrendSettings) -> bool:
    """Whether a trend of a figure is asked for: a measure's, of everybody or by a variable."""
    about = (survey_said(released).measures or {}).get(figure.name)
    wanted = trend.measures or None
    is_of = figure.name in wanted if wanted else about is not None and about.headline
    variables = [*figure.group]
    return is_of and (not variables or (len(variables) == 1 and variables[0] in trend.by))
