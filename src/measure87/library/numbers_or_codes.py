"""Codes that are about to be added up as if they were numbers: told, and never changed.

A total or mean of a column of 0 and 1 with a 9 for "not known" is a sum with nines in it, where a
share of it is refused; one of 1 for yes and 2 for no is a sum of both.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from measure87.estimate.survey import Outcome
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame
from measure87.vocabulary.estimate import Notice

_ADDED_UP = ("mean", "total", "ratio")
OF_NO_ANSWER = (
    *(7, 8, 9, 77, 88, 96, 97, 98, 99, 888, 996, 997, 998, 999, 9999),
    *(-1, -2, -3, -7, -8, -9, -77, -88, -97, -98, -99, -999),
)
_KINDS = ("zero", "one", "two", "unknown", "other")


def codes_added_up(table: Any, outcomes: Sequence[Outcome]) -> list[Notice]:
    """Warn of columns whose values are those of yes and no, with others that stand for no answer.

    They are 0 and 1 with codes for no answer, or 1 and 2 with such codes or alone; a single other
    value makes the column one of numbers.
    """
    frame = as_frame(table)
    notices = []
    for outcome in outcomes:
        if outcome.kind == "number" and outcome.statistic in _ADDED_UP:
            found = _counted(frame, outcome.column)
            if _look_like_codes(found):
                text = (
                    f"{outcome.name} looks like a column of codes, and these are added up as "
                    "numbers; make what stands for no answer missing, and ask for the share of one "
                    f'code, "{outcome.name}=CODE"'
                )
                notices.append(Notice("codes-as-numbers", text, {"measure": outcome.name}))
    return notices


def _counted(frame: "nw.LazyFrame[Any]", name: str) -> dict[str, int]:
    """In how many rows a column holds 0, 1, 2, a code for no answer, or anything else."""
    value = nw.col(name).cast(nw.Float64)
    known = ~(value.is_null() | value.is_nan())
    unknown = value.is_in([float(code) for code in OF_NO_ANSWER])
    least = (value == 0.0, value == 1.0, value == 2.0, unknown)
    other = ~(least[0] | least[1] | least[2] | unknown)
    sums = {
        kind: nw.when(known & test).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
        for kind, test in zip(_KINDS, (*least, other), strict=True)
    }
    row = collect(frame.select(**{kind: one.sum() for kind, one in sums.items()})).row(0)
    return {kind: round(n or 0) for kind, n in zip(_KINDS, row, strict=True)}


def _look_like_codes(rows: dict[str, int]) -> bool:
    if rows["other"] or not rows["one"]:
        return False
    if rows["two"]:
        return not rows["zero"]
    return rows["unknown"] > 0
