"""Forty rules in the form of a definition's: narwhals expressions that give a status.

They resemble the hours, age, hazard and reporting rules of the project's definitions, and
are combined into five measures. They define nothing. As in `classify`, rules become columns
first, and measures are made of those.
"""

from typing import Any

import narwhals as nw

from benchmarks.sample_file import HOURS, ITEMS
from measure87.vocabulary.status import NO, UNKNOWN, all_of, any_of, from_bounds, status

COLUMNS = ("age_years", *HOURS, *ITEMS)
"""What the rules read."""

MEASURES = ("measure_1", "measure_2", "measure_3", "measure_4", "measure_5")


def forty_rules() -> list[nw.Expr]:
    """Twelve rules of hours by age, fourteen of one item by age, fourteen of two items."""
    age = nw.col("age_years")
    rules = []
    for name in HOURS:
        hours = nw.col(name)
        for low, high, limit in ((5, 11, 1), (12, 14, 14), (15, 17, 43)):
            in_age = (age >= low) & (age <= high)
            over = (
                nw.when(hours.is_null())
                .then(status(UNKNOWN))
                .otherwise(from_bounds(hours >= limit, hours >= limit))
            )
            rules.append(nw.when(in_age).then(over).otherwise(status(NO)))
    rules += [
        nw.when(age >= 12 + i % 4).then(nw.col(ITEMS[i])).otherwise(status(NO)) for i in range(14)
    ]
    combine = (all_of, any_of)
    rules += [combine[i % 2](nw.col(ITEMS[14 + i]), nw.col(ITEMS[26 + i])) for i in range(14)]
    return rules


def with_measures(table: "nw.LazyFrame[Any]") -> "nw.LazyFrame[Any]":
    """The table with forty rules and five measures, each of eight rules."""
    rules = {f"rule_{number:02d}": rule for number, rule in enumerate(forty_rules(), start=1)}
    found = {}
    for i, name in enumerate(MEASURES):
        first, second, *others = map(nw.col, list(rules)[i::5])
        found[name] = any_of(all_of(first, second), *others)
    return table.with_columns(**rules).with_columns(**found)
