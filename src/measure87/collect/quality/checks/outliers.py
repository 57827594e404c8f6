"""Which numbers lie far from all others of their group?"""

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.extremes import far_values, suited_scale
from measure87.collect.quality.items import MAIN, Item
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "outliers"
LEAST = 30
"""Answers of a group from which on it is looked at by itself."""


def run(look: Look, alpha: float) -> Found:
    """Far values of every question whose answer is a number, by group."""
    numbers = [
        item
        for item in look.data.items
        if item.question.kind in ("integer", "decimal")
        and item.name not in look.data.design
        and not _is_touchy(look, item)
    ]
    columns = {item.name: _values(look, item) for item in numbers}
    comparisons = sum(int(np.isfinite(v).sum()) for v, _ in columns.values())
    findings, calls = [], []
    for item in numbers:
        values, interview = columns[item.name]
        far = _far(values, _groups(look, interview), alpha, comparisons)
        places = np.unique(interview[far])
        if places.size:
            findings.append(
                EveningFinding(check=NAME, says="far", item=item.name, count=int(far.sum()))
            )
            calls += look.calls(places, NAME, "far", item.name)
    return Found(findings=findings, calls=calls, comparisons=comparisons)


def _is_touchy(look: Look, item: Item) -> bool:
    """Whether a call about a number would tell what a household said to a sensitive question."""
    return item.question.sensitive or item.name in look.data.telling


def _values(look: Look, item: Item) -> tuple[FloatArray, IntArray]:
    """Numbers of a question, NaN where there is none, and the interview of each."""
    frame = look.data.tables[item.table]
    values = frame[item.name].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    interview = next(one.interview for one in look.answers if one.item.name == item.name)
    return values.astype(np.float64), interview


def _groups(look: Look, interview: IntArray) -> IntArray:
    """The group of each row; 0 for all where none is named."""
    name = look.data.settings.group
    if name is None or name not in look.data.tables[MAIN].columns:
        return np.zeros(interview.size, np.int64)
    ranks = look.data.main[name].cast(pl.String).fill_null("").rank("dense")
    return ranks.to_numpy().astype(np.int64)[np.maximum(interview, 0)]


def _far(values: FloatArray, groups: IntArray, alpha: float, comparisons: int) -> BoolArray:
    """Far values by group; groups with few answers are looked at together."""
    told = np.isfinite(values)
    sizes = np.bincount(groups[told], minlength=int(groups.max(initial=0)) + 1)
    pooled = np.where(sizes[groups] >= LEAST, groups, -1)
    found = np.zeros(values.shape, np.bool_)
    for group in np.unique(pooled[told]):
        here = np.flatnonzero(told & (pooled == group))
        usual = here[_not_the_commonest(values[here])]
        if usual.size >= LEAST:
            scaled = suited_scale(values[usual])
            found[usual] |= far_values(scaled, alpha, comparisons=comparisons)
    return found


def _not_the_commonest(values: FloatArray) -> BoolArray:
    """All values, but for one that two in five gave (none, as a rule), which has no scale."""
    kinds, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    if counts.max() < 0.4 * values.size or kinds.size == 1:
        return np.ones(values.shape, np.bool_)
    return np.asarray(place != counts.argmax())


CHECK = Check(
    name=NAME,
    finds="numbers far from all others of their group",
    threshold="beyond the limit of `extremes`, shared by all numbers of the survey, and apart "
    "from the nearest usual number by two fifths of the distance to the median (ours)",
    source="median and quantiles, as in `extremes`; logarithms where these are more symmetric",
    sort="statistical",
    run=run,
)
