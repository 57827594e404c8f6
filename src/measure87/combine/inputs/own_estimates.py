"""Reads `estimates.json` of a survey of ours, once it has been released.

Shares of a whole country by sex and age become figures with their standard error, sample size
and design effect. What is suppressed, about another group, or no share stays in the table with
the reason.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_table import REACH, FigureTable, figure_table
from measure87.combine.inputs.reading_words import read_ages
from measure87.vocabulary.errors import DataError, RefusedError
from measure87.vocabulary.estimate import SUPPRESSED

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
    data, digest = _read(file)
    if data.get("released") is not True:
        raise RefusedError(
            f'{file.name} has not been released ("released" is not true)',
            code="not-released",
            where=file.name,
            hint="run `measure87 publish`; figures that could identify people stay inside",
        )
    try:
        study = data["diagnostics"]["study"]
        country, year = str(study["country"]), int(study["year"])
        title = str(study.get("title") or file.name)
        estimates = [dict(one) for one in data["estimates"]]
        figures = [
            _figure(one, country, year, universe or {}, f"{file.name}, estimate {place}")
            for place, one in enumerate(estimates, start=1)
        ]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(
            f"{file.name} lacks what an estimates file has: {error!r}"[:200],
            code="not-that-format",
            where=file.name,
            hint="a study needs country and year, an estimate name, group and statistic",
        ) from error
    told = [
        Figure(
            **{
                **vars(one),
                "source_type": source_type,
                "source": source or title,
                "recall_days": recall_days,
            }
        )
        for one in figures
    ]
    return figure_table(told, inputs={file.name: digest}, exclusions=exclusions, reach=reach)


def _figure(
    one: Mapping[str, Any],
    country: str,
    year: int,
    universe: Mapping[str, tuple[int, int | None]],
    where: str,
) -> Figure:
    group = {str(key): str(value) for key, value in dict(one["group"]).items()}
    ages = universe.get(str(one["name"]))
    if "age" in group:
        ages = read_ages(group["age"], where=where)
    others = sorted(set(group) - {"sex", "age"})
    sex = _SEXES.get(group["sex"], "both") if "sex" in group else "both"
    flags = [str(flag) for flag in one.get("flags", ())]
    share = one["statistic"] == "proportion"
    kept = {key: _number(one.get(key)) if share else None for key in ("value", "se", "n", "deff")}
    figure = Figure(
        country=country,
        year=year,
        sex=sex,
        age_from=ages[0] if ages else None,
        age_to=ages[1] if ages else None,
        definition=str(one.get("definition") or "").split("@")[0] or None,
        measure=str(one["name"]),
        origin="own estimates",
        estimate=kept["value"],
        # A survey without a single case has an estimated standard error of 0: it tells nothing.
        se=kept["se"] or None,
        n=kept["n"] or None,
        deff=kept["deff"] or None,
        note=", ".join(flags) or None,
        included=False,
        where=where,
    )
    reason = _reason(one, group, others, flags, known_ages=ages is not None)
    return Figure(**{**vars(figure), "included": reason is None, "reason": reason})


def _reason(
    one: Mapping[str, Any],
    group: Mapping[str, str],
    others: list[str],
    flags: list[str],
    *,
    known_ages: bool,
) -> str | None:
    """Why a figure is not for the model; None if it is."""
    if one["statistic"] != "proportion":
        return f"a {one['statistic']}, not a share of the population"
    if SUPPRESSED in flags or one.get("value") is None:
        return "suppressed"
    if others:
        return f"about a part of the population: {', '.join(f'{k} {group[k]}' for k in others)}"
    if "sex" in group and group["sex"] not in _SEXES:
        return f"sex {group['sex']} is neither male nor female"
    if not known_ages:
        return "the ages are not told"
    if "not-a-probability-sample" in flags:
        return "not from a probability sample"
    return None


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _read(file: Path) -> tuple[dict[str, Any], str]:
    if not file.is_file():
        raise DataError(f"there is no file {file.name}", code="no-file", where=str(file.parent))
    if file.stat().st_size > MOST_BYTES:
        raise DataError(f"{file.name} is too large", code="too-large", where=file.name)
    raw = file.read_bytes()
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{file.name} is not JSON: {str(error)[:120]}",
            code="not-that-format",
            where=file.name,
            hint="give the estimates.json that publish wrote",
        ) from error
    if not isinstance(data, dict):
        raise DataError(
            f"{file.name} is not an estimates file", code="not-that-format", where=file.name
        )
    return data, sha256(raw).hexdigest()
