"""One number for each interview and question, by which interviewers can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Look
from measure87.collect.quality.items import Item, codes_saying
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class Score:
    """A question's number in each interview; NaN where it has none.

    values : (interviews,) float
        A number, or the share of a household's members with one answer.
    binary : whether each answer is one of two
    """

    item: Item
    values: FloatArray
    binary: bool


def scores(look: Look) -> Iterator[Score]:
    """Numbers, and the commonest answer or `yes` of questions with one choice.

    Answers of a repeat are taken together within an interview: members of a household
    are alike, and are no witnesses of their own.
    """
    for answers in look.answers:
        item = answers.item
        if item.question.kind not in ("integer", "decimal", "select_one"):
            continue
        told = answers.given & ~answers.refused & ~answers.not_known & (answers.interview >= 0)
        if not told.any():
            continue
        column = look.data.tables[item.table][item.name]
        numeric = item.question.kind != "select_one"
        if numeric:
            raw = column.cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
            told &= np.isfinite(raw)
        else:
            raw = _indicator(look, item, column.cast(pl.String).filter(pl.Series(told)), column)
        places = answers.interview[told]
        n = np.bincount(places, minlength=look.data.main.height)
        sums = np.bincount(places, weights=raw[told], minlength=n.size)
        with np.errstate(invalid="ignore", divide="ignore"):
            yield Score(item, sums / n, not numeric)


def _indicator(look: Look, item: Item, told: pl.Series, column: pl.Series) -> FloatArray:
    """1 where the answer is `yes`, or the commonest one where no choice says yes."""
    yes = codes_saying(item, look.data.form, "yes")
    wanted = list(yes) or told.mode().sort().head(1).to_list()
    chosen = column.cast(pl.String).is_in(wanted).fill_null(False)
    return chosen.to_numpy().astype(np.float64)
