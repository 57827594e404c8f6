"""Says of every published figure whether it is used, and if not why not."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from measure87.combine.inputs.figure_checks import FEW_PERSONS, with_few_persons
from measure87.combine.inputs.figure_table import FigureTable
from measure87.files import csv_text

COLUMNS = (
    "country",
    "year",
    "measure",
    "sex",
    "age_from",
    "age_to",
    "estimate",
    "se",
    "n",
    "source",
    "source_type",
    "origin",
    "marks",
    "included",
    "reason",
    "note",
)


@dataclass(frozen=True)
class InputReport:
    """What became of the inputs."""

    rows: pl.DataFrame
    """Every figure with the columns `COLUMNS`."""
    included: int
    left_out: Mapping[str, int]
    """Reason to number of figures, the most frequent first."""
    countries: int
    """Countries with an included figure."""
    countries_with_one_year: int
    """Of these, those whose included figures are all of one year: they carry no trend."""
    without_precision: int
    """Included figures that come with neither a standard error nor a sample size."""
    few_persons: int
    """Included figures whose standard error stands for fewer than `FEW_PERSONS` persons."""
    without_survey: int
    """Included figures whose source is not told."""
    passed_over: Mapping[str, int]
    """File to number of rows about groups of countries."""
    inputs: Mapping[str, str]
    """File to SHA-256."""

    def csv(self) -> str:
        """The rows as CSV text that no spreadsheet runs."""
        return csv_text([COLUMNS, *self.rows.iter_rows()])

    def text(self) -> str:
        """A few lines for people."""
        total = self.rows.height
        lines = [
            f"{self.included} of {total} figures used, of {self.countries} countries.",
            f"{self.countries_with_one_year} of them have a single year: no trend of their own.",
            f"{self.without_precision} come with neither a standard error nor a sample size.",
            *self._few_persons(),
            f"{self.without_survey} do not tell their survey.",
            *(f"Left out, {count}: {reason}." for reason, count in self.left_out.items()),
            *(
                f"{name}: {n} rows about groups passed over."
                for name, n in self.passed_over.items()
            ),
        ]
        return "\n".join(lines) + "\n"

    def _few_persons(self) -> list[str]:
        if not self.few_persons:
            return []
        return [
            f"{self.few_persons} come with a standard error as of fewer than {FEW_PERSONS:g} "
            "persons: see whether it was read rightly."
        ]


def report_inputs(table: FigureTable) -> InputReport:
    """The report of a table of figures."""
    used = table.included
    reasons = (
        table.frame.filter(~pl.col("included"))
        .group_by("reason")
        .len()
        .sort(["len", "reason"], descending=[True, False])
    )
    years = used.group_by("country").agg(pl.col("year").n_unique())
    return InputReport(
        rows=table.frame.select(COLUMNS),
        included=used.height,
        left_out=dict(reasons.iter_rows()),
        countries=years.height,
        countries_with_one_year=years.filter(pl.col("year") == 1).height,
        without_precision=used.filter(pl.col("se").is_null() & pl.col("n").is_null()).height,
        few_persons=with_few_persons(used).height,
        without_survey=used.filter(pl.col("source").is_null()).height,
        passed_over=dict(table.passed_over),
        inputs=dict(table.inputs),
    )
