"""Earlier rounds of a survey: read, held against this one, and made into trends after the gate.

A round is the figures of an earlier result, which `--json` wrote or which are a study's
`estimates.json`, and what that result says of itself. May two rounds be compared? What was asked,
how far back, of whom and how must be the same. A difference of figures with other items, another
period, other respondents or another mode is partly one of questionnaires: it is made, and warned of
with what differs. Of results in a chain it is told when each was, by which the trend of a study is
made of its released figures and theirs.
"""

import json
from calendar import month_name
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from measure87.disseminate import settle
from measure87.estimate.trend import Crosswalk, Trends, trends_of_rounds
from measure87.study.survey.trend_settings import TrendSettings
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.estimate import Estimate, Notice, Result
from measure87.vocabulary.instrument import INTERVIEW_MODES, RESPONDENTS
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.reference_period import NOT_STATED, ReferencePeriod, parse_period
from measure87.vocabulary.release_files.reading import result_of, survey_said
from measure87.vocabulary.releases.codec import UnreadableError
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import SurveyDiagnostics
from measure87.vocabulary.trend import Scale, TrendRound, decimal_year


def read_figures(path: Path, *, released: bool = False) -> list[Estimate]:
    """The figures of a result; with `released` only of one that passed the disclosure gate.

    Raises
    ------
    DataError
        If the file is no such result, or a figure in it is none.
    """
    return read_round(path, released=released).figures


@dataclass(frozen=True)
class Round:
    """An earlier result: its figures, and what it says of itself as far as that is known."""

    figures: list[Estimate]
    said: SurveyDiagnostics


def read_round(path: Path, *, released: bool = False) -> Round:
    """The figures of a result and what it says of itself; errors as of `read_figures`."""
    settle(path.parent)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if released and isinstance(content, dict) and content.get("released") is not True:
            raise _no_result(path, "it has not passed the disclosure gate")
        result = result_of(content, only_known=False)
    except OSError as error:
        raise _no_result(path, error.strerror or "it cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise _no_result(path, "it is not JSON of a result") from error
    except UnreadableError as error:
        raise _no_result(path, error.text) from None
    return Round([*result.estimates], survey_said(result))


def _no_result(path: Path, why: str) -> DataError:
    return DataError(
        f"{path.name} is no result of this program: {why}",
        code="no-result",
        where=path.name,
        hint="give what --json wrote, or the estimates.json of a study",
    )


NOT_TOLD = "not-stated"
NEAR_MONTHS = 1
"""Calendar months that reference dates of one season may lie apart."""
_MONTHS = 12
_ITEMS = [code for code, _ in CIRCUMSTANCES["item"].levels]
TEXTS = {
    "rounds-items": "other items were asked than in {source}: {items} in one of the two alone; the "
    "difference is partly one of questionnaires",
    "rounds-period": "this round asked what happened {period} and {source} {earlier_period}; the "
    "difference is partly one of questionnaires",
    "rounds-respondent": "who answered is not the same as in {source}: here {respondent}, there "
    "{earlier_respondent}",
    "rounds-mode": "the mode of the interview is not the same as in {source}: here {mode}, there "
    "{earlier_mode}",
    "rounds-season": "the reference date is in {month}, and that of {source} in {earlier_month}: "
    "another season",
    "rounds-not-stated": "{source} does not say what was asked nor how far back, so nobody knows "
    "whether the two may be compared",
}
"""Code -> English sentence of a notice, after the names of the measures. A report has the same in
its language."""


@dataclass(frozen=True)
class _Asked:
    """What stands behind the figures of one measure in one round."""

    items: frozenset[str]
    period: ReferencePeriod | None
    respondent: str
    mode: str


def rounds_differ(
    later: SurveyDiagnostics, earlier: SurveyDiagnostics, measures: Iterable[str], source: str
) -> list[Notice]:
    """What in the instrument is not the same in two rounds, for measures that both have.

    Parameters
    ----------
    later, earlier : what the two results say of themselves
    measures : names of figures that are compared
    source : name of the earlier result

    Returns
    -------
    list of Notice
        One for each thing that differs, with the measures of which it does.
    """
    found: dict[tuple[str, str], tuple[dict[str, Json], list[str]]] = {}
    for name in dict.fromkeys(measures):
        now, then = _asked(later, name), _asked(earlier, name)
        for code, values in _differing(now, then):
            key = (code, repr(values))
            found.setdefault(key, (values, []))[1].append(name)
    return [_notice(code, values, names, source) for (code, _), (values, names) in found.items()]


def seasons_differ(
    later: SurveyDiagnostics, earlier: SurveyDiagnostics, measures: Iterable[str], source: str
) -> list[Notice]:
    """Whether reference dates lie more than a calendar month apart in the year.

    Nothing is said where one of the two is not stated.
    """
    months = [_month(said) for said in (later, earlier)]
    names = list(measures)
    if None in months or not names:
        return []
    now, then = (month or 0 for month in months)
    apart = abs(now - then)
    if min(apart, _MONTHS - apart) <= NEAR_MONTHS:
        return []
    return [_notice("rounds-season", {"month": now, "earlier_month": then}, names, source)]


def in_short(notice: Notice) -> str:
    """What differs, without the names of the measures before it."""
    text: str = notice.text
    return text.removeprefix(f"{', '.join(notice.values['measures'])}: ")


def _month(said: SurveyDiagnostics) -> int | None:
    stated = None if said.study is None else said.study.reference_date
    return None if stated is None else date.fromisoformat(stated).month


def _differing(now: _Asked | None, then: _Asked | None) -> list[tuple[str, dict[str, Json]]]:
    """Code and values of each thing that is not the same; nothing of measures without a record."""
    if now is None or then is None:
        return [] if now is then else [("rounds-not-stated", {})]
    differing: list[tuple[str, dict[str, Json]]] = []
    if now.items != then.items:
        alone = now.items ^ then.items
        differing.append(("rounds-items", {"items": [item for item in _ITEMS if item in alone]}))
    if now.period != then.period:
        periods: dict[str, Json] = {
            "period": _said(now.period),
            "earlier_period": _said(then.period),
        }
        differing.append(("rounds-period", periods))
    for key in ("respondent", "mode"):
        one, other = getattr(now, key), getattr(then, key)
        if one != other:
            differing.append((f"rounds-{key}", {key: one, f"earlier_{key}": other}))
    return differing


def _said(period: ReferencePeriod | None) -> dict[str, Json]:
    return (period or ReferencePeriod(NOT_STATED)).to_json()


def _notice(code: str, values: Mapping[str, Json], names: list[str], source: str) -> Notice:
    told = {key: _in_english(key, value) for key, value in values.items()}
    text = f"{', '.join(names)}: {TEXTS[code].format(source=source, **told)}"
    return Notice(code, text, {"measures": names, "source": source, **values})


def _in_english(key: str, value: Json) -> str:
    if isinstance(value, int):
        return month_name[value]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        period = parse_period(str(value["stated"]))
        return NOT_TOLD if period is None else period.phrase
    levels = RESPONDENTS if key.endswith("respondent") else INTERVIEW_MODES
    labels: dict[str, str] = dict((*levels, (NOT_TOLD, "not stated")))
    return labels[str(value)].lower()


def _asked(said: SurveyDiagnostics, name: str) -> _Asked | None:
    """What stands behind a measure, as far as a result tells it in words that are known."""
    about = (said.measures or {}).get(name)
    if about is None or (about.asked is None and about.reference_period is None):
        return None
    record = (said.instrument or {}).get(about.instrument or "")
    items = {item for criterion in about.asked or () for item in criterion.asked}
    period = about.reference_period
    return _Asked(
        items=frozenset(items & set(_ITEMS)),
        period=None if period is None else parse_period(period.stated),
        respondent=_known(None if record is None else record.respondent, RESPONDENTS),
        mode=_known(None if record is None else record.mode, INTERVIEW_MODES),
    )


def _known(code: str | None, levels: Iterable[tuple[str, str]]) -> str:
    return code if code in [known for known, _ in levels] and code is not None else NOT_TOLD


NOT_RECORDED = "rounds-not-recorded"


def chained(
    results: Sequence[tuple[str, Round]],
    *,
    dates: Mapping[str, float] | None = None,
    scale: Scale = "identity",
    crosswalks: Sequence[Crosswalk] = (),
    seed: int = 1,
) -> Trends:
    """Trends of results of independent rounds, as far as they asked the same of the same.

    Parameters
    ----------
    results : name of each file, and what it holds
    dates : file to decimal years, of those whose study does not say when they were
    """
    rounds = [_round(name, one.said, dates or {}) for name, one in results]
    rounds = _told_apart(rounds)
    newest = int(np.argmax([one.date for one in rounds])) if rounds else 0
    found = trends_of_rounds(
        rounds,
        [one.figures for _, one in results],
        scale=scale,
        crosswalks=crosswalks,
        unlike=_unlike(rounds, [one for _, one in results], newest),
        rng=np.random.default_rng(seed),
    )
    if not found.estimates and not found.refused:
        raise DataError(
            "the results have no figure in common",
            code="nothing-in-common",
            where=", ".join(name for name, _ in results),
            hint="figures are the same if name, statistic and group are the same",
        )
    return replace(found, warnings=(*found.warnings, *_unrecorded(rounds, results)))


def names_of(paths: Sequence[Path]) -> list[str]:
    """What files are called: by their names, and by folders as far as these tell them apart.

    >>> names_of([Path("a/2014.json"), Path("b/2018.json")])
    ['2014.json', '2018.json']
    >>> names_of([Path("x/2014/out/e.json"), Path("x/2018/out/e.json")])
    ['2014/out/e.json', '2018/out/e.json']
    """
    for length in range(1, max((len(path.parts) for path in paths), default=0)):
        names = ["/".join(path.parts[-length:]) for path in paths]
        if len({*names}) == len({*paths}):
            return names
    return [path.as_posix() for path in paths]


def _round(name: str, said: SurveyDiagnostics, dates: Mapping[str, float]) -> TrendRound:
    """A round with its date: as stated, else the study's reference date, else its year."""
    if name in dates:
        return TrendRound(name, dates[name], name)
    study = said.study
    told = None if study is None else study.reference_date or str(study.year)
    when = None if told is None else decimal_year(told)
    if told is None or when is None:
        raise DataError(
            f"{name} does not say when its round was",
            code="round-date",
            where=name,
            hint=f"state it: --date {name}=2019-05",
        )
    return TrendRound(told, when, name or None)


def _told_apart(rounds: Sequence[TrendRound]) -> list[TrendRound]:
    """Rounds whose names are told apart by their files where they are the same."""
    times = Counter(one.name for one in rounds)
    return [
        replace(one, name=f"{one.name} ({one.source})") if times[one.name] > 1 else one
        for one in rounds
    ]


def _unlike(
    rounds: Sequence[TrendRound], results: Sequence[Round], newest: int
) -> dict[str, dict[str, str]]:
    """Measure to round to what in its questionnaire or season is not that of the newest."""
    found: dict[str, dict[str, str]] = {}
    now = results[newest].said
    names = {figure.name for figure in results[newest].figures}
    for place, (one, result) in enumerate(zip(rounds, results, strict=True)):
        if place == newest:
            continue
        own = names & {figure.name for figure in result.figures}
        for notice in (
            *rounds_differ(now, result.said, sorted(own), one.name),
            *seasons_differ(now, result.said, sorted(own), one.name),
        ):
            for measure in notice.values["measures"]:
                told = found.setdefault(measure, {})
                told[one.name] = "; ".join(filter(None, (told.get(one.name), in_short(notice))))
    return found


def _unrecorded(rounds: Sequence[TrendRound], results: Sequence[tuple[str, Round]]) -> list[Notice]:
    """Rounds of which nobody knows what was asked, or in which season."""
    bare = [
        one.name
        for one, (_, result) in zip(rounds, results, strict=True)
        if not result.said.measures or _day(result.said) is None
    ]
    if not bare:
        return []
    text = (
        f"{', '.join(bare)}: what was asked, or on which day, is not on record; whether the rounds "
        "are of one questionnaire and season is for you to know"
    )
    return [Notice(NOT_RECORDED, text, {"rounds": ", ".join(bare)})]


def _day(said: SurveyDiagnostics) -> date | None:
    stated = None if said.study is None else said.study.reference_date
    return None if stated is None else date.fromisoformat(stated)


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
