"""What a reader of a linkage must know before the figures, in counts and shares."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from measure87.collect.linkage.keyed_forms import OPEN
from measure87.collect.linkage.match_model import ScoredPairs
from measure87.collect.linkage.match_quality import LabelledPairs, Share
from measure87.collect.linkage.record_forms import NAMES, STRATUM, ListRecords
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Notice

LEAST_PAIRS = 30
"""Expected matches under which the chances of agreement are mostly assumed."""
MOST_DOUBTFUL = 0.1
"""Part of the expected matches that may be judged wrongly at the best threshold."""
MOST_DOUBTFUL_LINKED = 0.5
"""The same, from which draws say what the model assumes, and none are made."""
MOST_UNCOMPARED = 0.02
"""Part of the matches that may be left out before comparing; estimates grow by about as much."""
LEAST_KNOWN = 10
"""Records with a code that each of two lists has, else they may have none in common by chance."""
_CODES = ("sex", "nationality", "place")
_SINGLE_NAMES = (*NAMES, *(f"{name}_dated" for name in NAMES))
"""Columns of a single name, in the clear and hashed."""
_STRATA = (STRATUM, OPEN)
_OF_LONG_LISTS = (
    "the lists are long and these records agree in too little",
    "Link by region or by year of birth",
)
_OF_HASHES = (
    "hashes show neither that the names are nearly the same nor that the date of birth is",
    "Link in the clear where the lists lie, or give the figure with that doubt",
)
"""Why pairs are not compared, and what to do."""


def notices(lists: Sequence[ListRecords], pairs: ScoredPairs) -> list[Notice]:
    """What the lists and the pairs say by themselves."""
    told = []
    if len(lists) == 1:
        text = "one list says who stands on it twice, and nothing of how many persons no list has"
        told.append(Notice("one-list", text))
    told += [
        Notice("empty-list", f"list {entry.name!r} has no record")
        for entry in lists
        if not entry.frame.height
    ]
    told += _no_common_code(lists)
    told += _repeats_though_deduplicated(lists)
    expected = float(pairs.probability.sum())
    if expected < LEAST_PAIRS:
        text = (
            f"{expected:.1f} matches are expected, too few to learn from: how often fields agree "
            "within one person is mostly assumed"
        )
        told.append(Notice("few-matches", text))
    if pairs.mixture is not None and not pairs.mixture.converged:
        told.append(Notice("not-converged", "the chances of agreement did not settle"))
    doubtful = doubtful_share(pairs)
    if doubtful > MOST_DOUBTFUL:
        text = (
            f"about {doubtful:.0%} of the matches would be judged wrongly at the best threshold: "
            "the lists tell too little of persons, and what the draws say hangs on the model of "
            "errors. Label pairs, or give the figure with that doubt"
        )
        told.append(Notice("doubtful-matches", text))
    if pairs.uncompared > MOST_UNCOMPARED:
        why, advice = _OF_HASHES if pairs.not_always else _OF_LONG_LISTS
        text = (
            f"about {pairs.uncompared:.1%} of the matches were never compared, because {why}; "
            f"estimates from the draws are too large by about as much. {advice}"
        )
        told.append(Notice("pairs-not-compared", text))
    return told


def _no_common_code(lists: Sequence[ListRecords]) -> Iterator[Notice]:
    """That two lists have no code of a field or stratum in common, as 1 and 2 beside F and M."""
    for one, other in combinations(lists, 2):
        coded = [k for k in one.frame.columns if k in _CODES or k.startswith(STRATUM)]
        for name in (k for k in coded if k in other.frame.columns):
            codes = [entry.frame[name].drop_nulls() for entry in (one, other)]
            if min(map(len, codes)) >= LEAST_KNOWN and set(codes[0]).isdisjoint(codes[1]):
                field = name.removeprefix(STRATUM)
                text = (
                    f"no code of {field!r} is both on the list {one.name!r} and on {other.name!r}: "
                    "whoever is on both agrees in none. If the lists write codes differently, give "
                    "them the same"
                )
                yield Notice("no-common-code", text)


def _repeats_though_deduplicated(lists: Sequence[ListRecords]) -> Iterator[Notice]:
    """That records of a list on which nobody is said to stand twice are alike in all fields.

    Nothing is told of records without a name or a whole date of birth, which many may share.
    """
    for entry in (one for one in lists if one.deduplicated):
        fields = [k for k in entry.frame.columns if k != "record" and not k.startswith(_STRATA)]
        names = [pl.col(name).is_not_null() for name in _SINGLE_NAMES if name in fields]
        if "whole" not in fields or not names:
            continue
        known = entry.frame.filter(pl.col("whole").is_not_null(), pl.any_horizontal(names))
        n = known.height - known.select(fields).n_unique()
        if n:
            text = (
                f"{n} of {entry.frame.height} records of list {entry.name!r} repeat another one in "
                "every field that is compared, and deduplicated = true makes each a person: if "
                "they are of the same person, estimates are too large. Leave deduplicated out, or "
                "the second records"
            )
            yield Notice("repeats-though-deduplicated", text)


def refuse_all_doubtful(pairs: ScoredPairs) -> None:
    """Refuse lists in which so little is told of persons that draws would be made up.

    Raises
    ------
    RefusedError
        `all-doubtful`. In invented lists of which this holds estimates were a third and more off,
        with intervals that do not say so.
    """
    doubtful = doubtful_share(pairs)
    if doubtful > MOST_DOUBTFUL_LINKED and pairs.probability.sum() >= LEAST_PAIRS:
        raise RefusedError(
            f"about {doubtful:.0%} of the matches would be judged wrongly at the best threshold",
            code="all-doubtful",
            hint="the lists tell too little of persons to be linked: give more fields, above all "
            "dates of birth, or cleaner ones",
        )


def doubtful_share(pairs: ScoredPairs) -> float:
    """Pairs judged wrongly at the threshold of a half, by the model, to the matches expected."""
    p = pairs.probability
    return float(np.minimum(p, 1.0 - p).sum()) / max(float(p.sum()), 1.0)


def recall_notices(recall: Share, expected: float | None) -> list[Notice]:
    """That draws join fewer, or more, of the labelled matches than they say.

    What draws carry is a share of matches that each of them misses and another one does not. What
    is missed beyond that makes estimates too large, about in proportion.
    """
    if expected is None or recall.value is None or recall.lower is None or recall.upper is None:
        return []
    if recall.lower <= expected <= recall.upper:
        return []
    way = "fewer" if recall.value < expected else "more"
    text = (
        f"draws joined {recall.value:.0%} [{recall.lower:.0%}, {recall.upper:.0%}] of the labelled "
        f"matches, {way} than the {expected:.0%} they say of themselves: the model of errors does "
        "not fit, or the labelled pairs are more difficult or easier than others"
    )
    if recall.value < expected:
        text += f". Estimates may be too large by about {expected / max(recall.value, 0.1) - 1:.0%}"
    return [Notice("recall-not-as-stated", text)]


def contradiction_notices(partitions: IntArray, labelled: LabelledPairs) -> list[Notice]:
    """That labels contradict one another, or the lists on which nobody stands twice."""
    together = partitions[:, labelled.left] == partitions[:, labelled.right]
    broken = int((together != labelled.match).any(axis=0).sum())
    if not broken:
        return []
    text = (
        f"{broken} of {len(labelled.match)} labelled pairs could not be held to in every draw: "
        "they contradict one another, or a list on which nobody is said to stand twice"
    )
    return [Notice("labels-contradict", text)]
