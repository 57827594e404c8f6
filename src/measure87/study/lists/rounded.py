"""The tables that a release of lists is made of: cells rounded by a secret of the study."""

from dataclasses import dataclass, replace

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.table import CaptureTable


@dataclass(frozen=True)
class RoundedStudy:
    """The lists as a release is made of them.

    Attributes
    ----------
    study : ListStudy
        Persons with covariates are in it as they were: their figure is a function of answers that
        no reader has.
    cells_rounded_to : int or None
        Persons; None where the tables are as they were.
    """

    study: ListStudy
    cells_rounded_to: int | None


def rounded_study(study: ListStudy, rounding: CellRounding) -> RoundedStudy:
    """Round the tables of each stratum; cells that are withheld stay ranges."""
    changed = False
    tables: dict[str, list[CaptureTable]] = {}
    for stratum, draws in study.tables.items():
        tables[stratum] = []
        for table in draws:
            counts = rounding.counts(table.counts, table.lists, table.possible, stratum)
            changed = changed or counts is not None
            tables[stratum].append(table if counts is None else replace(table, counts=counts))
    return RoundedStudy(replace(study, tables=tables), rounding.base if changed else None)
