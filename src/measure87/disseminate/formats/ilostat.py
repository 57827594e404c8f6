"""`ilostat/sdg-8-7-1.csv`: the rates of indicator 8.7.1 in the layout and codes of ILOSTAT.

Columns are those of ILOSTAT's files: ref_area, source, indicator, sex, classif1, time,
obs_value, obs_status and three notes. The ILO gives the codes of sources and notes, so those
cells are empty.

How the codes were seen: all of them in the code of others who read ILOSTAT, none in the ILO's
own code lists (secondary). Indicators SDG_A871_SEX_AGE_RT and SDG_B871_SEX_AGE_RT: several.
Ages AGE_CLDVERSION_Y05-17, Y05-11, Y12-14, Y15-17 (Child labour bands): two; one older file of
the ILO's writes Y5-17. No code was seen for 5-14 nor for numbers of children: both are left out
with a notice. A suppressed figure has no row.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping

from measure87.define.classifications.countries import country_names
from measure87.disseminate.formats.sdmx.codes import group_text, series_of
from measure87.disseminate.only_of_surveys import refuse_lists
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure
from measure87.disseminate.reliability import UNRELIABLE
from measure87.files import csv_text
from measure87.vocabulary.errors import DataError, RefusedError
from measure87.vocabulary.estimate import Estimate, Notice, Result
from measure87.vocabulary.release_files.reading import study_of

NAME = "ilostat/sdg-8-7-1.csv"
HEADER = (
    "ref_area", "source", "indicator", "sex", "classif1", "time", "obs_value", "obs_status",
    "note_classif", "note_indicator", "note_source",
)  # fmt: skip
_VALUE = HEADER.index("obs_value")
_INDICATORS = {
    "child_labour_sdg_a": "SDG_A871_SEX_AGE_RT",
    "child_labour_sdg_b": "SDG_B871_SEX_AGE_RT",
}
_SEX = {"": "SEX_T", "1": "SEX_M", "2": "SEX_F"}
_ALL_AGES = "5-17"
_AGE = {
    "5-17": "AGE_CLDVERSION_Y05-17",
    "5-11": "AGE_CLDVERSION_Y05-11",
    "12-14": "AGE_CLDVERSION_Y12-14",
    "15-17": "AGE_CLDVERSION_Y15-17",
}
_NO_SAMPLE = "not-a-probability-sample"
_DIGITS = 10


def ilostat_csv(result: Result) -> Output:
    """The file, and what was left out.

    Raises
    ------
    RefusedError
        If no figure is of indicator 8.7.1, or the study has no real country or no year.
    DataError
        If a figure is no proportion, has another unit, or would be a row that another one is.
    """
    result.require_released()
    refuse_lists(result)
    figures = [e for e in result.estimates if series_of(e) is not None]
    study = study_of(result)
    country, year = study.country or "", study.year
    if not figures or any(_NO_SAMPLE in figure.flags for figure in figures):
        raise _refused("no figure is an estimate of SDG indicator 8.7.1")
    if country not in country_names() or not year:
        raise _refused(f"the study has no country of the ISO list ({country!r}) or no year")
    rows: dict[tuple[str, ...], list[str | float]] = {}
    left_out: Counter[str] = Counter()
    for figure in figures:
        reason, key = _placed(figure)
        if reason:
            left_out[reason] += 1
        else:
            row = _row(figure, key, country, year)
            if rows.setdefault(key, row)[_VALUE] != row[_VALUE]:
                raise _two_figures(figure, key)
    notices = (
        Notice("left-out", f"{reason} ({count} left out)") for reason, count in left_out.items()
    )
    return Output((OutputFile(NAME, csv_text([HEADER, *rows.values()])),), tuple(notices))


def _refused(text: str) -> RefusedError:
    return RefusedError(text, code="nothing-to-send")


def _placed(figure: Estimate) -> tuple[str, tuple[str, ...]]:
    """Why a figure has no row (empty if it has one), and its indicator, sex and age."""
    group = dict(figure.group)
    sex, age = group.pop("sex", ""), group.pop("age", _ALL_AGES)
    if figure.statistic != "proportion":
        return "no code was seen for numbers of children", ()
    if group:
        others = ", ".join(name.replace("_", " ") for name in group)
        return f"its tables of 8.7.1 are by sex and age, not by {others}", ()
    if sex not in _SEX:
        return f"no code was seen for sex {sex}", ()
    if age not in _AGE:
        return f"no code was seen for age {age}", ()
    if figure.value is None:
        return "figures that are not shown have no row", ()
    return "", (_INDICATORS[figure.name], _SEX[sex], _AGE[age])


def _two_figures(figure: Estimate, key: tuple[str, ...]) -> DataError:
    return DataError(
        f"two figures that differ would be the row {', '.join(key)} of ILOSTAT's table",
        code="same-key",
        where=group_text(figure),
        hint="a measure has one figure per group in a release",
    )


def _row(figure: Estimate, key: tuple[str, ...], country: str, year: int) -> list[str | float]:
    if figure.value is None or not 0.0 <= figure.value <= 1.0:
        raise DataError(
            f"{figure.name} is {figure.value}, and a proportion lies between 0 and 1",
            code="no-proportion",
            where=group_text(figure),
            hint="nothing is written that is no proportion",
        )
    value = round(100.0 * figure.value, _DIGITS)
    status = "U" if UNRELIABLE & set(figure.flags) else ""
    return [country, "", *key, str(year), value, status, "", "", ""]


def _read(files: Mapping[str, bytes]) -> Iterator[ReadFigure]:
    names = {code: name for name, code in _INDICATORS.items()}
    sexes = {code: sex for sex, code in _SEX.items()}
    ages = {code: age for age, code in _AGE.items()}
    for row in csv.DictReader(io.StringIO(files[NAME].decode(), newline="")):
        sex, age = sexes[row["sex"]], ages[row["classif1"]]
        group = {"sex": sex} if sex else {}
        group |= {"age": age} if age != _ALL_AGES else {}
        value = float(row["obs_value"]) / 100.0
        yield ReadFigure(names[row["indicator"]], "proportion", group, value, 1e-12)


FORMAT = Format(
    name="ilostat",
    about="The rates of SDG indicator 8.7.1 with the codes and columns of ILOSTAT.",
    write=lambda result, context: ilostat_csv(result),
    read=lambda files: tuple(_read(files)),
)
