"""Makes observations of the UN's structure from released figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measure87.define.classifications.countries import m49_codes
from measure87.disseminate.formats.sdmx.codes import ALL_AGES, TOTAL, Series, placed, series_of
from measure87.disseminate.formats.sdmx.structure import sdg_structure
from measure87.disseminate.reliability import UNRELIABLE
from measure87.vocabulary.errors import DataError, RefusedError
from measure87.vocabulary.estimate import Estimate, Notice, Result
from measure87.vocabulary.release_files.reading import study_of
from measure87.vocabulary.releases.common import StudyFacts

Observation = Mapping[str, str]
"""Dimension, attribute or `OBS_VALUE` to its text; what an observation does not have is absent."""

_TYPOGRAPHIC = str.maketrans("'\"\\", "’”/")
_NO_SAMPLE = "not-a-probability-sample"
_NORMAL, _SUPPRESSED, _UNRELIABLE = "A", "Q", "U"


@dataclass(frozen=True)
class About:
    """What all observations of a study share."""

    area: str
    """M49."""
    year: str
    source: str
    detail: str | None
    """Reference date, ISO 8601, where the study has one."""


def observations_of(result: Result) -> tuple[tuple[Observation, ...], tuple[Notice, ...]]:
    """Every observation, in the order of the figures, and what was left out.

    Raises
    ------
    RefusedError
        If the study has no country of the UN's list or no year, its figures are shares of
        respondents, or none is of indicator 8.7.1.
    DataError
        If two figures that differ would be one observation.
    """
    figures = [(e, series) for e in result.estimates if (series := series_of(e)) is not None]
    about = _about(study_of(result), [e for e, _ in figures])
    found: dict[tuple[str, ...], Observation] = {}
    left_out: dict[str, int] = {}
    for figure, series in figures:
        place = placed(figure.group)
        if isinstance(place, str):
            left_out[place] = left_out.get(place, 0) + 1
        else:
            _add(found, _observation(figure, series, place, about))
    return tuple(found.values()), tuple(_notices(left_out, figures))


def key_of(observation: Observation) -> tuple[str, ...]:
    """The codes of all dimensions, which tell observations apart."""
    return tuple(observation.get(name, "") for name in sdg_structure().dimensions)


def _about(study: StudyFacts, figures: list[Estimate]) -> About:
    """What the study says of itself, as far as an observation needs it."""
    if not figures:
        raise _refused(
            "no figure is of SDG indicator 8.7.1",
            "its figures are those of the definition child_labour/sdg_8_7_1",
        )
    if any(_NO_SAMPLE in figure.flags for figure in figures):
        raise _refused(
            "shares of respondents who are no probability sample are no national figures", None
        )
    area = m49_codes().get(study.country or "")
    if area is None:
        raise _refused(
            f"the country {study.country or ''!r} has no code in the UN's list of areas",
            "an invented country has none",
        )
    if not study.year:
        raise _refused("the study has no year", "write `year` into study.toml")
    return About(
        area=area,
        year=str(study.year),
        source=plain_text(f"Survey: {study.title or ''}"),
        detail=study.reference_date,
    )


def _refused(text: str, hint: str | None) -> RefusedError:
    return RefusedError(text, code="nothing-to-send", hint=hint)


def _observation(
    figure: Estimate, series: Series, place: Mapping[str, str], about: About
) -> Observation:
    """One observation."""
    coded = dict.fromkeys(sdg_structure().dimensions, TOTAL)
    coded |= {
        "FREQ": "A",
        "REPORTING_TYPE": "N",
        "SERIES": series.code,
        "REF_AREA": about.area,
        "AGE": ALL_AGES,
        **place,
        "TIME_PERIOD": about.year,
    }
    values = {
        "OBS_VALUE": _number(figure.value, series),
        "LOWER_BOUND": _number(figure.lower, series),
        "UPPER_BOUND": _number(figure.upper, series),
        "OBS_STATUS": _status(figure),
        "UNIT_MULT": "0",
        "UNIT_MEASURE": series.unit,
        "NATURE": "C",
        "TIME_DETAIL": about.detail,
        "COMMENT_OBS": plain_text(_comment(figure)),
        "SOURCE_DETAIL": about.source,
    }
    return {**coded, **{name: text for name, text in values.items() if text}}


def _number(value: float | None, series: Series) -> str | None:
    """A number in the unit of the series."""
    if value is None:
        return None
    return repr(round(value * series.factor, series.digits))


def _status(figure: Estimate) -> str:
    if figure.value is None:
        return _SUPPRESSED
    return _UNRELIABLE if UNRELIABLE & set(figure.flags) else _NORMAL


def _comment(figure: Estimate) -> str:
    """Definition, interval and respondents, for which the structure has no attribute."""
    said = [f"Definition {figure.definition}"]
    if figure.level is not None:
        level = f"{round(100.0 * figure.level, 8):.10g}%"
        said.append(f"bounds are a {level} interval ({figure.interval})")
    if figure.n is not None:
        said.append(f"{figure.n} respondents")
    return "; ".join(said)


def plain_text(text: str) -> str:
    """Text that every writer and reader of SDMX takes: typographic marks, no line ends.

    pysdmx 1.21 writes text with a straight quotation mark, an apostrophe or a backslash as
    XML that is not well formed; they become their typographic like.

    >>> plain_text("L'enquête  ménages")
    'L’enquête ménages'
    """
    typed = text.translate(_TYPOGRAPHIC)
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def _add(found: dict[tuple[str, ...], Observation], one: Observation) -> None:
    """Take one observation in; a figure for ages 5-17 and one for everybody are the same."""
    first = found.setdefault(key_of(one), one)
    values = {other["OBS_VALUE"] for other in (first, one) if "OBS_VALUE" in other}
    if len(values) > 1:
        raise DataError(
            f"two figures would be one observation of {one['SERIES']}: "
            f"{' and '.join(sorted(values))}",
            code="same-key",
            hint="a measure has one figure per group in a release",
        )


def _notices(
    left_out: Mapping[str, int], figures: list[tuple[Estimate, Series]]
) -> Iterator[Notice]:
    """What was left out, and the series that the release does not have."""
    for reason, count in left_out.items():
        figures_are = "1 figure is" if count == 1 else f"{count} figures are"
        yield Notice("left-out", f"{reason}; {figures_are} left out")
    if not any(series.unit == "NUMBER" for _, series in figures):
        yield Notice(
            "no-totals",
            "the release has no numbers of children, so the series "
            "SL_TLF_CHLDEAN and SL_TLF_CHLDECN are left out",
        )
