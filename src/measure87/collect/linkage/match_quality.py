"""How good the matching is: on pairs whose truth somebody knows, and by the model's own word.

Precision is the share of the pairs taken for one person that are; recall the share of the pairs of
one person that were taken for one. On labelled pairs both come with Wilson intervals, which take
the pairs to be independent and drawn at random from all pairs of their kind; a sample that holds
difficult pairs on purpose says something about difficult pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from measure87.collect.linkage.link_settings import PAIR_COLUMNS
from measure87.collect.linkage.match_model import ScoredPairs
from measure87.collect.linkage.record_forms import ListRecords
from measure87.files import code_of, read_source, with_notices_told
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.proportion_intervals import wilson
from measure87.vocabulary.errors import DataError

THRESHOLDS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_NOT_ONE = -1
"""Place of a number that several records have."""


@dataclass(frozen=True)
class LabelledPairs:
    """Pairs of records of which it is known whether they are of one person.

    Attributes
    ----------
    left, right : (p,) int64
        Numbers of records in the stacked lists, left below right.
    match : (p,) bool
    """

    left: IntArray
    right: IntArray
    match: BoolArray


@dataclass(frozen=True)
class Share:
    """A share with its interval, 0 to 1; `of` pairs. Without pairs there is no share."""

    of: int
    value: float | None = None
    lower: float | None = None
    upper: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain object; what is not there is left out."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class AtThreshold:
    """What holds if pairs from this probability on are taken for one person.

    `expected_precision` and `expected_recall` are the model's own, over all pairs compared;
    `precision` and `recall` are of labelled pairs.
    """

    threshold: float
    pairs: int
    expected_precision: float | None
    expected_recall: float | None
    precision: Share | None = None
    recall: Share | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain object; what is not there is left out."""
        plain = {n: v.to_json() if isinstance(v, Share) else v for n, v in vars(self).items()}
        return {name: value for name, value in plain.items() if value is not None}


def read_labelled(path: Path, lists: Sequence[ListRecords]) -> LabelledPairs:
    """Read labelled pairs and find their records.

    Raises
    ------
    DataError
        For columns that are not there, lists and records that are not known or not one only, a
        `match` that is not 0 or 1, and a pair with both. Says the row, never the number of a
        record.
    """
    source = with_notices_told(read_source(path, PAIR_COLUMNS))
    frame = source.frame.lazy().collect()
    places: dict[tuple[str, str], int] = {}
    start = 0
    for records in lists:
        for place, number in enumerate(records.frame["record"]):
            if number is not None:
                again = (records.name, number) in places
                places[records.name, number] = _NOT_ONE if again else start + place
        start += records.frame.height
    found = []
    rows = frame.select(source.column(name) for name in PAIR_COLUMNS).rows()
    for row, (list_a, record_a, list_b, record_b, match) in enumerate(rows, start=1):
        ends = [places.get((code_of(a), code_of(b)))
                for a, b in ((list_a, record_a), (list_b, record_b))
                if a is not None and b is not None]  # fmt: skip
        if (
            len(ends) != 2
            or {None, _NOT_ONE} & {*ends}
            or ends[0] == ends[1]
            or match not in (0, 1)
        ):
            raise DataError(
                f"row {row} does not name two records of these lists, and 1 or 0 for match",
                code="labelled-pairs",
                where=path.name,
                hint="list_a and list_b are names of lists, record_a and record_b entries of the "
                "column that `record` names, which no other record of the list has",
            )
        found.append((min(e for e in ends if e is not None), max(e for e in ends if e is not None),
                      int(match)))  # fmt: skip
    pairs = np.unique(np.array(found, dtype=np.int64).reshape(-1, 3), axis=0)
    if len(np.unique(pairs[:, :2], axis=0)) < len(pairs):
        raise DataError(
            "some pair is said both to be of one person and of two",
            code="labelled-pairs",
            where=path.name,
            hint="keep one row for each pair",
        )
    return LabelledPairs(pairs[:, 0], pairs[:, 1], pairs[:, 2] == 1)


def threshold_table(
    pairs: ScoredPairs, labelled: LabelledPairs | None, *, level: float = 0.95
) -> tuple[AtThreshold, ...]:
    """Precision and recall at each threshold; a pair that was not compared has probability 0."""
    p = pairs.probability
    expected = float(p.sum())
    known = None if labelled is None else _probability_of(labelled, pairs)
    table = []
    for threshold in THRESHOLDS:
        taken = p >= threshold
        above = float(p[taken].sum())
        precision = recall = None
        if labelled is not None and known is not None:
            precision, recall = quality(known >= threshold, labelled.match, level=level)
        table.append(
            AtThreshold(
                threshold,
                int(taken.sum()),
                above / int(taken.sum()) if taken.any() else None,
                above / expected if expected > 0 else None,
                precision,
                recall,
            )
        )
    return tuple(table)


def quality(taken: BoolArray, match: BoolArray, *, level: float = 0.95) -> tuple[Share, Share]:
    """Precision and recall of pairs taken for matches.

    >>> precision, recall = quality(np.array([True, True, False]), np.array([True, False, True]))
    >>> precision.value, recall.value
    (0.5, 0.5)
    """
    both = int((taken & match).sum())
    return _share(both, int(taken.sum()), level), _share(both, int(match.sum()), level)


def quality_of_draws(
    partitions: IntArray, labelled: LabelledPairs, *, level: float = 0.95
) -> tuple[Share, Share]:
    """Precision and recall of the clusters, over all draws; intervals for the labelled pairs."""
    together = np.mean(partitions[:, labelled.left] == partitions[:, labelled.right], axis=0)
    both = float(together[labelled.match].sum())
    return (
        _share(both, float(together.sum()), level),
        _share(both, int(labelled.match.sum()), level),
    )


def _share(part: float, whole: float, level: float) -> Share:
    """A share with its Wilson interval."""
    if whole <= 0:
        return Share(0)
    limits = wilson(part / whole, np.inf, n_effective=whole, level=level)
    return Share(round(whole), part / whole, float(limits.lower), float(limits.upper))


def _probability_of(labelled: LabelledPairs, pairs: ScoredPairs) -> FloatArray:
    """Probability of each labelled pair; 0 for one that was not compared."""
    place = pairs.place_of(labelled.left, labelled.right)
    return np.where(place >= 0, np.append(pairs.probability, 0.0)[place], 0.0)


def expected_share(partitions: IntArray, pairs: ScoredPairs) -> float | None:
    """Share of the pairs of one person that a draw joins, if the draws are as right as they say.

    Also the share of the pairs joined that are of one person: what is joined in a share d of the
    draws is then of one person with probability d.
    """
    joined = np.mean(partitions[:, pairs.left] == partitions[:, pairs.right], axis=0)
    total = float(joined.sum())
    return float((joined**2).sum()) / total if total > 0 else None
