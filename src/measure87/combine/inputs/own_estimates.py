"""Reads `estimates.json` of a survey of ours, once it has been released.

Shares of a whole country by sex and age become figures with their standard error, sample size
and design effect. What is suppressed, about another group, or no share stays in the table with
the reason.
"""

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_table import REACH, FigureTable, figure_table
from measure87.combine.inputs.reading_words import read_ages
from measure87.vocabulary.errors import DataError, RefusedError
from measure87.vocabulary.estimate import Estimate, Result, rounding_variance
from measure87.vocabulary.release_files.reading import result_of, study_of
from measure87.vocabulary.releases.codec import UnreadableError

MOST_BYTES = 100_000_000
_SEXES = {"1": "male", "2": "female"}


def read_own_estimates(
    path: Path | str,
    *,
    source_type: str,
    source: str | None = None,
    recall_days: float | None = None,
    universe: Mapping[str, tuple[int, int | None]] | None = None,
    exclusions: Sequence[Exclusion] = (),
    reach: tuple[int, int] = REACH,
) -> FigureTable:
    """Figures out of a released `estimates.json`.

    Parameters
    ----------
    path
        The file.
    source_type, source, recall_days
        What kind of survey it was, its name (the study's title without one), and its reference
        period; the file does not tell.
    universe
        Measure to the ages it is about, for figures whose group names no age.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    RefusedError
        If the file has not been through the disclosure gate.
    DataError
        If it is no such file, or a figure cannot be.
    """
    file = Path(path)
    result, digest = _read(file)
    country, year, title = _study_of(result, file)
    figures = [
        _figure(one, country, year, universe or {}, f"{file.name}, estimate {place}")
        for place, one in enumerate(result.estimates, start=1)
    ]
    told = [
        Figure(
            **{
                **vars(one),
                "source_type": source_type,
                "source": source or title or file.name,
                "recall_days": recall_days,
            }
        )
        for one in figures
    ]
    return figure_table(told, inputs={file.name: digest}, exclusions=exclusions, reach=reach)


def _study_of(result: Result, file: Path) -> tuple[str, int, str | None]:
    """Country, year and title of the study behind a result."""
    with suppress(UnreadableError):
        study = study_of(result)
        if study.country is not None and study.year is not None:
            return study.country, study.year, study.title
    raise DataError(
        f"{file.name} does not say of which country and year it is",
        code="not-that-format",
        where=file.name,
        hint="a study needs country and year in its study.toml",
    )


def _figure(
    one: Estimate,
    country: str,
    year: int,
    universe: Mapping[str, tuple[int, int | None]],
    where: str,
) -> Figure:
    ages = universe.get(one.name)
    if "age" in one.group:
        ages = read_ages(one.group["age"], where=where)
    others = sorted(set(one.group) - {"sex", "age"})
    sex = _SEXES.get(one.group["sex"], "both") if "sex" in one.group else "both"
    share = one.statistic == "proportion"
    figure = Figure(
        country=country,
        year=year,
        sex=sex,
        age_from=ages[0] if ages else None,
        age_to=ages[1] if ages else None,
        definition=(one.definition or "").split("@")[0] or None,
        measure=one.name,
        origin="own estimates",
        estimate=one.value if share else None,
        se=_error(one) if share else None,
        n=(one.n if share else None) or None,
        deff=(one.deff if share else None) or None,
        note=", ".join(one.flags) or None,
        included=False,
        where=where,
    )
    reason = _reason(one, others, known_ages=ages is not None)
    return Figure(**{**vars(figure), "included": reason is None, "reason": reason})


def _error(one: Estimate) -> float | None:
    """The standard error, rounding of what was released included.

    A survey without a single case has an estimated one of 0, which tells nothing.
    """
    return math.sqrt(one.se**2 + rounding_variance(one.digits)) if one.se else None


def _reason(one: Estimate, others: Sequence[str], *, known_ages: bool) -> str | None:
    """Why a figure is not for the model; None if it is."""
    if one.statistic != "proportion":
        return f"a {one.statistic}, not a share of the population"
    if one.suppressed or one.value is None:
        return "suppressed"
    if others:
        parts = ", ".join(f"{key} {one.group[key]}" for key in others)
        return f"about a part of the population: {parts}"
    if "sex" in one.group and one.group["sex"] not in _SEXES:
        return f"sex {one.group['sex']} is neither male nor female"
    if not known_ages:
        return "the ages are not stated"
    if "not-a-probability-sample" in one.flags:
        return "not from a probability sample"
    return None


def _read(file: Path) -> tuple[Result, str]:
    if not file.is_file():
        raise DataError(f"there is no file {file.name}", code="no-file", where=str(file.parent))
    if file.stat().st_size > MOST_BYTES:
        raise DataError(f"{file.name} is too large", code="too-large", where=file.name)
    raw = file.read_bytes()
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{file.name} is not JSON: {str(error)[:120]}",
            code="not-that-format",
            where=file.name,
            hint="give the estimates.json that publish wrote",
        ) from error
    if isinstance(content, dict) and content.get("released") is not True:
        raise RefusedError(
            f'{file.name} has not been released ("released" is not true)',
            code="not-released",
            where=file.name,
            hint="run `measure87 publish`; figures that could identify people stay inside",
        )
    try:
        return result_of(content, only_known=False), sha256(raw).hexdigest()
    except UnreadableError as error:
        raise DataError(
            f"{file.name} is not an estimates file: {error.text}",
            code="not-that-format",
            where=file.name,
            hint="give the estimates.json that publish wrote",
        ) from None
