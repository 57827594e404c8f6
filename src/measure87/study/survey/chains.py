"""Chains of released results: when each was, and whether its questionnaire was the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from measure87.estimate.trend import Crosswalk, Trends, trends_of_rounds
from measure87.study.survey.comparability import in_short, rounds_differ, seasons_differ
from measure87.study.survey.earlier_figures import Round
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.releases.survey import SurveyDiagnostics
from measure87.vocabulary.trend import Scale, TrendRound, decimal_year

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
