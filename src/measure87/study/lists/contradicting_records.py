"""Persons whose records do not agree on their stratum, and what they do to the sum over strata.

Such a person is in the stratum `several`. Who has one record cannot contradict herself, so that
those who leave a stratum are the ones whom several lists share: overlaps within strata shrink, and
the sum grows by about the share of them. Where lists are independent and each finds few, overlaps
of (1 - c) times their number make each size 1 / (1 - c) times as large.
"""

import warnings
from dataclasses import dataclass, replace

import polars as pl

from measure87.define.classifications.trafficking_cases import SEVERAL
from measure87.files import SourceTable
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import Records
from measure87.vocabulary.errors import ReadingWarning
from measure87.vocabulary.estimate import Notice, Result

RECORDS_CONTRADICT = "records-contradict"
"""Code of the notice, and flag of the sum over strata."""
_MOST_PERCENT = 2
"""Per cent of those with several records. The sum grows by about their share, and up to this that
is small beside the intervals of lists, of which few are narrower than 10 % on each side."""


@dataclass(frozen=True)
class Contradicting:
    """Persons whose records tell different strata.

    column : the column of strata
    persons : how many they are
    of : persons with two records or more that tell a stratum
    """

    column: str
    persons: int
    of: int

    @property
    def are_many(self) -> bool:
        """Whether they are too many for the sum over strata to be trusted."""
        return 100 * self.persons > _MOST_PERCENT * self.of

    def tell(self, name: str) -> None:
        """Warn whoever holds the file of that name, with the numbers, which are for nobody else."""
        text = (
            f"{name}: {self.persons} of {self.of} persons with several records are in the stratum "
            f"'{SEVERAL}', for their records differ in {self.column}"
        )
        if self.are_many:
            text += (
                f"; they are more than {_MOST_PERCENT} %: the sum over strata is too large and not "
                "to be trusted; correct the records, or estimate without strata"
            )
        warnings.warn(text, ReadingWarning, stacklevel=2)

    def said_in(self, result: Result) -> Result:
        """The result with a notice and a flag on its sums, where they are many.

        Neither has a number of persons, so that both may be released.
        """
        if not self.are_many:
            return result
        notice = Notice(
            RECORDS_CONTRADICT,
            f"more than {_MOST_PERCENT} % of those with several records have records that differ "
            f"in {self.column}: the sum over strata is too large and not to be trusted",
        )
        return replace(
            result,
            estimates=[
                one if one.group else one.with_flags(RECORDS_CONTRADICT) for one in result.estimates
            ],
            warnings=(*result.warnings, notice),
        )


def contradicting(
    source: SourceTable, columns: ListColumns, records: Records | None
) -> Contradicting | None:
    """Who contradicts herself in a file of records; None where nobody does or there are no strata.

    source : the file as it is, one row a record
    """
    if records is None or columns.strata is None:
        return None
    person, strata = source.column(records.person), source.column(columns.strata)
    told = (
        source.frame.lazy()
        .select(pl.col(person, strata).cast(pl.String))
        .drop_nulls(strata)
        .group_by(person)
        .agg(pl.len().alias("records"), pl.col(strata).n_unique().alias("strata"))
        .select((pl.col("strata") > 1).sum(), (pl.col("records") > 1).sum())
        .collect()
    )
    persons, of = told.row(0)
    return Contradicting(strata, persons, of) if persons else None
