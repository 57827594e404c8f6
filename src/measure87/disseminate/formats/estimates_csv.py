"""`estimates.csv`: one row per figure, for spreadsheets, R and Stata.

The first row is the header and there are no comment lines. Columns, in this order and always
all of them:

name, definition, statistic, method, unit, group, one column `by_VARIABLE` and one column
`label_VARIABLE` for each domain variable of the run (in alphabetical order), value, se, lower,
upper, level, interval, n, n_cases, n_clusters, n_clusters_with_cases, df, deff,
deff_replacement, deff_used, deff_source, n_effective, weighted_n, n_unknown, value_if_no,
value_if_yes, flags, reference_period, asked, not_asked, stock_of, digits.

`group` is `everybody` or `variable=code` joined by `;`. An empty `by_VARIABLE` means that the
figure is not broken down by that variable; a missing category is `_missing`. `flags` are
joined by `;`. What does not apply or was not released is an empty cell; a suppressed figure
has the flag `suppressed`. `asked` says how many items of each criterion the survey asked,
`not_asked` which it did not. `stock_of` names, of a figure on an average day, the figure of the
whole period that contains it. `digits` is the step of which the value is a multiple. The other
intervals of a figure are in `estimates.json` only. Text is UTF-8, and none of it can run as a
formula of a spreadsheet.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure
from measure87.files import csv_text
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import StatedMeasure

NAME = "estimates.csv"

_FIRST = ("name", "definition", "statistic", "method", "unit")
_NUMBERS = (
    "value",
    "se",
    "lower",
    "upper",
    "level",
    "interval",
    "n",
    "n_cases",
    "n_clusters",
    "n_clusters_with_cases",
    "df",
    "deff",
    "deff_replacement",
    "deff_used",
    "deff_source",
    "n_effective",
    "weighted_n",
    "n_unknown",
    "value_if_no",
    "value_if_yes",
)

_OF_THE_SURVEY = ("reference_period", "asked", "not_asked", "stock_of")
_ITEMS = dict(CIRCUMSTANCES["item"].levels)

type _Cell = str | int | float | None


def estimates_csv(result: Result) -> str:
    """The text of `estimates.csv` for a released result."""
    result.require_released()
    variables = sorted({name for figure in result.estimates for name in figure.group})
    header = [
        *_FIRST,
        "group",
        *(f"{prefix}_{name}" for name in variables for prefix in ("by", "label")),
        *_NUMBERS,
        "flags",
        *_OF_THE_SURVEY,
        "digits",
    ]
    abouts = survey_said(result).measures or {}
    rows = (_row(one, variables, abouts.get(one.name)) for one in result.estimates)
    return csv_text([header, *rows])


def _row(figure: Estimate, variables: list[str], about: StatedMeasure | None) -> list[_Cell]:
    """The cells of one figure; `about` is what the study says of its measure."""
    pairs = [f"{name}={code}" for name, code in sorted(figure.group.items())]
    by = [text for name in variables for text in (figure.group.get(name), figure.labels.get(name))]
    return [
        *(getattr(figure, name) for name in _FIRST),
        ";".join(pairs) or "everybody",
        *by,
        *(getattr(figure, name) for name in _NUMBERS),
        ";".join(figure.flags),
        *_of_the_survey(about),
        figure.digits,
    ]


def _of_the_survey(about: StatedMeasure | None) -> list[str | None]:
    """The reference period, items of each criterion that were asked or not, and a stock's flow."""
    if about is None:
        return [None] * len(_OF_THE_SURVEY)
    asked = about.asked or ()
    missing = [f"{item}: {_ITEMS[item]}" for one in asked for item in one.not_asked]
    return [
        None if about.reference_period is None else about.reference_period.stated,
        ", ".join(one.stated for one in asked),
        "; ".join(missing),
        about.stock_of,
    ]


def _write(result: Result, context: ReportContext) -> Output:
    return Output((OutputFile(NAME, estimates_csv(result)),))


def _read(files: Mapping[str, bytes]) -> Iterator[ReadFigure]:
    rows = csv.DictReader(io.StringIO(files[NAME].decode(), newline=""))
    for row in rows:
        group = {key.removeprefix("by_"): code for key, code in row.items() if _is_code(key, code)}
        value = float(row["value"]) if row["value"] else None
        yield ReadFigure(row["name"], row["statistic"], group, value)


def _is_code(column: str, cell: str) -> bool:
    return column.startswith("by_") and bool(cell)


FORMAT = Format(
    name="csv",
    about="One row per figure, for spreadsheets, R and Stata.",
    write=_write,
    read=lambda files: tuple(_read(files)),
)
