"""All that is known of the lists of one study: what they count, their tables, their persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.capture.table import CaptureTable


@dataclass(frozen=True)
class ListStudy:
    """What is known of the lists.

    Attributes
    ----------
    counted : PopulationCounted
    tables : stratum to capture tables
        One table, or several that are equally likely to be true (draws of a linkage). A study
        without strata has one entry, under "".
    persons : PersonsOnLists or None
        One row per person with covariates; `doubly-robust` needs it.
    rounded_to : stratum to the base that its cells were rounded to at random, persons
        Only of strata that were rounded; intervals are then widened.
    """

    counted: PopulationCounted
    tables: Mapping[str, Sequence[CaptureTable]]
    persons: PersonsOnLists | None = None
    rounded_to: Mapping[str, int] = field(default_factory=dict)

    @property
    def together(self) -> CaptureTable:
        """The first table of every stratum, summed; cells withheld in one are withheld.

        Persons of other strata in such a cell are part of its range.
        """
        first = [tables[0] for tables in self.tables.values()]
        counts = np.sum([table.counts for table in first], axis=0)
        withheld: dict[int, tuple[int, int]] = {}
        for history in sorted({h for table in first for h in table.suppressed}):
            ranges = [table.suppressed.get(history, (0, 0)) for table in first]
            known = int(counts[history - 1])
            withheld[history] = (
                known + sum(low for low, _ in ranges),
                known + sum(high for _, high in ranges),
            )
            counts[history - 1] = 0
        return replace(first[0].with_counts(counts), suppressed=withheld)
