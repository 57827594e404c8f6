"""A table of published figures: built from rows, checked, put together, never half right.

Every importer makes `Figure` rows; `figure_table` checks them and refuses what cannot be: shares
outside 0 to 1, a standard error of zero, a year out of reach, a country that is none, and two rows
for the same figure that disagree. A row that is right and still not for the model stays in the
table with `included` false and the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import polars as pl

from measure87.combine.inputs.exclusion import Exclusion, without_excluded
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_checks import check_figure
from measure87.combine.inputs.same_figure import settle_repeats
from measure87.vocabulary.plain_text import all_escaped
from measure87.vocabulary.published_figures import PUBLISHED_FIGURES

REACH = (1970, 2035)
"""First and last year that a figure may be about, unless the caller says otherwise."""

SCHEMA: dict[str, type[pl.DataType]] = {
    "country": pl.String,
    "year": pl.Int64,
    "sex": pl.String,
    "age_from": pl.Int64,
    "age_to": pl.Int64,
    "definition": pl.String,
    "measure": pl.String,
    "source_type": pl.String,
    "source": pl.String,
    "origin": pl.String,
    "recall_days": pl.Float64,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "n": pl.Float64,
    "deff": pl.Float64,
    "marks": pl.String,
    "note": pl.String,
    "included": pl.Boolean,
    "reason": pl.String,
}
"""Types of the columns that `vocabulary.published_figures` declares, in its order."""

NO_LOG_ODDS = "a share of exactly {:.0f} without a sample size has no log-odds"
"""Why a share of 0 or 1 is left out."""


@dataclass(frozen=True)
class FigureTable:
    """Published figures and the files that they came from.

    `frame` has the columns of `PUBLISHED_FIGURES`, ordered by country, year, measure, sex and
    age; `inputs` maps a file's name to the SHA-256 of its bytes; `passed_over` counts the rows of
    each file that are about groups of countries.
    """

    frame: pl.DataFrame
    inputs: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)

    @property
    def included(self) -> pl.DataFrame:
        """The rows that the model may use."""
        return self.frame.filter("included")


def figure_table(
    figures: Iterable[Figure],
    *,
    inputs: Mapping[str, str] | None = None,
    passed_over: Mapping[str, int] | None = None,
    exclusions: Sequence[Exclusion] = (),
    reach: tuple[int, int] = REACH,
) -> FigureTable:
    """Check figures and make a table of them.

    Parameters
    ----------
    figures
        In any order.
    inputs
        Name and SHA-256 of the files behind them.
    passed_over
        Rows per file that were about no country.
    exclusions
        What is left out, with the reason, before two rows for the same figure are looked at: a
        row that contradicts another one can be left out here.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    DataError
        If a figure cannot be, whether it is left out or not, or two rows for the same figure
        disagree.
    """
    rows = without_excluded(figures, exclusions)
    for one in rows:
        check_figure(one, reach)
    settled = settle_repeats(_without_logit(one) for one in rows)
    records = [all_escaped(asdict(one)) for one in settled]
    frame = pl.DataFrame(
        {name: [record[name] for record in records] for name in SCHEMA}, schema=SCHEMA
    ).sort(
        "country",
        "year",
        "measure",
        "sex",
        "age_from",
        "age_to",
        "origin",
        "source",
        "reason",
        nulls_last=True,
        maintain_order=True,
    )
    return FigureTable(frame, dict(inputs or {}), dict(passed_over or {}))


def joined(tables: Sequence[FigureTable], *, reach: tuple[int, int] = REACH) -> FigureTable:
    """One table of several, checked against each other.

    A figure that two databases carry is used once; see `same_figure`. Of two files of one name the
    second is called `NAME (2)`.

    Raises
    ------
    DataError
        If two tables disagree about the same figure.
    """
    named = _distinct(tables)
    return figure_table(
        [one for table in named for one in figures_of(table)],
        inputs={name: digest for table in named for name, digest in table.inputs.items()},
        passed_over={name: count for table in named for name, count in table.passed_over.items()},
        reach=reach,
    )


def _distinct(tables: Sequence[FigureTable]) -> list[FigureTable]:
    """The tables, with a number behind the name of a file that another file has already."""
    seen: dict[str, str] = {}
    found = []
    for table in tables:
        labels = {}
        for name, digest in table.inputs.items():
            number, label = 1, name
            while seen.get(label, digest) != digest:
                number += 1
                label = f"{name} ({number})"
            seen[label], labels[name] = digest, label
        found.append(
            FigureTable(
                table.frame,
                {labels[name]: digest for name, digest in table.inputs.items()},
                {labels.get(name, name): count for name, count in table.passed_over.items()},
            )
        )
    return found


def figures_of(table: FigureTable) -> list[Figure]:
    """The rows of a table as figures."""
    return [Figure(**row, where=row["origin"]) for row in table.frame.iter_rows(named=True)]


def _without_logit(one: Figure) -> Figure:
    """Leave out a share of exactly 0 or 1 that comes without a sample size.

    Published shares are rounded, so such a figure is "under half a unit", and without a sample
    size neither its log-odds nor its likelihood is known.
    """
    if one.estimate in (0.0, 1.0) and one.n is None:
        return one.leave_out(NO_LOG_ODDS.format(one.estimate))
    return one


if tuple(SCHEMA) != PUBLISHED_FIGURES.names:
    raise AssertionError("the columns of figures differ from those declared in vocabulary")
