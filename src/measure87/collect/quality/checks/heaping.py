"""Do ages and hours end in 0 and 5 too often, in all or with some interviewers?"""

import numpy as np
import polars as pl
from scipy import special

from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.items import Item
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.heaping import WHIPPLE_AGES, age_quality, myers_index, whipple_index
from measure87.vocabulary.releases.evening import EveningFinding, EveningHeaping

NAME = "heaping"
_LEAST = 100
"""Persons from which on an index is given."""
_LEAST_DIFFERENT = 15
"""Different numbers that a question needs, for its last digits to say anything."""
_AGE = ("persons", "age_years")
_HOURS = ("hours", "usual_hours")


def run(look: Look, alpha: float) -> Found:
    """Indices of ages over all; interviewers whose ages or hours end in 0 and 5 more often."""
    items = [
        one
        for one in look.data.items
        if (_is_age(one) or _is_hours(one)) and one.name not in look.data.telling
    ]
    rows, findings, comparisons = [], [], 0
    for item in items:
        numbers, interview = _numbers(look, item)
        if _is_age(item):
            rows += _indices(item, numbers)
            findings += _rough(look, item, numbers, interview, alpha / 2.0)
            comparisons += 1
        if np.unique(numbers).size < _LEAST_DIFFERENT:
            continue
        n = look.data.main.height
        all_of = np.bincount(interview, minlength=n).astype(np.float64)
        round_ones = np.bincount(interview, weights=numbers % 5 == 0, minlength=n)
        found = compared(look, round_ones, all_of)
        comparisons += len(found)
        findings += [
            EveningFinding(
                check=NAME, says="interviewer", item=item.name, interviewer=look.labels[one.who],
                numbers={"own": one.own, "others": one.others},
            )
            for one in beyond_chance(found, alpha / 2.0 / len(items))
        ]  # fmt: skip
    return Found(
        findings=findings, comparisons=comparisons, heaping=tuple(rows),
        not_made=None if items else "no-numbers",
    )  # fmt: skip


def _is_age(item: Item) -> bool:
    served = [(s.table, s.column) for s in item.question.serves]
    named = not served and item.name in ("age", "age_years")
    return item.question.kind == "integer" and (_AGE in served or named)


def _is_hours(item: Item) -> bool:
    served = any(s.table == "jobs" and s.column in _HOURS for s in item.question.serves)
    named = not item.question.serves and item.name.startswith("hours")
    return item.question.kind in ("integer", "decimal") and (served or named)


def _numbers(look: Look, item: Item) -> tuple[IntArray, IntArray]:
    """Whole numbers that were answered, and the interview of each."""
    answers = next(one for one in look.answers if one.item.name == item.name)
    values = look.data.tables[item.table][item.name].cast(pl.Float64, strict=False)
    raw = values.fill_null(float("nan")).to_numpy()
    told = np.isfinite(raw) & (answers.interview >= 0) & (raw >= 0.0)
    told &= np.where(np.isfinite(raw), raw, 0.5) % 1.0 == 0.0
    return raw[told].astype(np.int64), answers.interview[told]


def _indices(item: Item, ages: IntArray) -> list[EveningHeaping]:
    found = []
    inside = int(((ages >= WHIPPLE_AGES[0]) & (ages <= WHIPPLE_AGES[1])).sum())
    if inside >= _LEAST:
        index = whipple_index(ages)
        found.append(EveningHeaping(
            item=item.name, index="whipple", value=index, n=inside, grade=age_quality(index)
        ))  # fmt: skip
    older = int(((ages >= 10) & (ages <= 78)).sum())
    if older >= _LEAST and ages.max() >= 60:
        found.append(
            EveningHeaping(item=item.name, index="myers", value=myers_index(ages), n=older)
        )
    return found


def _rough(
    look: Look, item: Item, ages: IntArray, interview: IntArray, alpha: float
) -> list[EveningFinding]:
    """Whether Whipple's index is above its limit beyond chance, an interview being one witness."""
    inside = (ages >= WHIPPLE_AGES[0]) & (ages <= WHIPPLE_AGES[1])
    if inside.sum() < _LEAST:
        return []
    limit = look.data.settings.whipple_at_most
    n = look.data.main.height
    base = np.bincount(interview[inside], minlength=n).astype(np.float64)
    events = np.bincount(interview[inside], weights=ages[inside] % 5 == 0, minlength=n)
    if _p_above(events[base > 0], base[base > 0], limit / 500.0) > alpha:
        return []
    numbers = {"index": whipple_index(ages), "limit": limit}
    return [EveningFinding(check=NAME, says="ages", item=item.name, numbers=numbers)]


def _p_above(events: FloatArray, base: FloatArray, limit: float) -> float:
    residual = events - limit * base
    error = float(np.sqrt((residual**2).sum()))
    if error <= 0.0:
        return 1.0
    return float(special.stdtr(residual.size - 1, -float(residual.sum()) / error))


CHECK = Check(
    name=NAME,
    finds="Whipple's and Myers' index of ages; interviewers whose ages or hours end in 0 or 5 more "
    "often than those of others",
    threshold="Whipple's index above 125, from which on the UN calls ages rough, beyond chance; an "
    "interviewer above the others",
    source="as in `numerics.heaping`; the UN's grades read of in Wikipedia, unseen in print",
    sort="statistical",
    run=run,
)
