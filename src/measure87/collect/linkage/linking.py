"""From raw lists, or their keyed hashes, to tables of persons by lists that the estimators read.

Nothing that this gives says who is on which list. What it holds meanwhile is in memory and is let
go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from measure87.collect.linkage.draw_tables import coarse_strata, draw_tables
from measure87.collect.linkage.firewall import check_assessment
from measure87.collect.linkage.hashed_lists import read_hashed
from measure87.collect.linkage.link_settings import LinkSettings
from measure87.collect.linkage.match_model import ScoredPairs, score_pairs
from measure87.collect.linkage.match_quality import (
    AtThreshold,
    LabelledPairs,
    Share,
    quality_of_draws,
    read_labelled,
    threshold_table,
)
from measure87.collect.linkage.record_forms import ListRecords, read_records
from measure87.numerics.partition_sampler import PairedRecords, draw_partitions
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.progress import progress

LOG_ODDS_OTHERWISE = -8.0
"""Of pairs that no rule found, about 1 in 3,000: they agree on little."""
LEAST_PAIRS = 30
"""Expected matches under which the chances of agreement are mostly assumed."""


@dataclass(frozen=True)
class LinkedLists:
    """What may leave a linkage.

    Attributes
    ----------
    table : polars DataFrame
        `draw`, 0 or 1 for each list, strata; rows of a draw in random order.
    records : name of list to its records
    draws : int
    persons : (least, mean, most) over draws
    expected_matches : pairs of records of one person that the model expects
    thresholds : what each threshold would give
    precision, recall : of the draws, on labelled pairs; None without any
    notices : what was found on the way, in counts
    """

    table: pl.DataFrame
    records: dict[str, int]
    draws: int
    persons: tuple[int, float, int]
    expected_matches: float
    thresholds: tuple[AtThreshold, ...]
    precision: Share | None = None
    recall: Share | None = None
    notices: tuple[Notice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Counts and shares only."""
        found: dict[str, Any] = {
            "records": self.records,
            "draws": self.draws,
            "persons": dict(zip(("least", "mean", "most"), self.persons, strict=True)),
            "expected_matches": self.expected_matches,
            "thresholds": [entry.to_json() for entry in self.thresholds],
        }
        for name in ("precision", "recall"):
            share: Share | None = getattr(self, name)
            if share is not None:
                found[name] = share.to_json()
        return found | {"warnings": [notice.to_json() for notice in self.notices]}


def link_lists(settings: LinkSettings) -> LinkedLists:
    """Link the lists of the settings.

    Raises
    ------
    StudyError
        Without a filled impact assessment, or after the day of destruction.
    DataError
        For lists that cannot be read, or without any record.
    MissingExtraError
        Without Splink.
    """
    check_assessment(settings.assessment, settings.destroy_by)
    progress("read lists", 0.0)
    if settings.hashed:
        lists = read_hashed(settings.lists)
    else:
        lists = [read_records(entry, settings.ages) for entry in settings.lists]
    labelled = None if settings.labelled is None else read_labelled(settings.labelled, lists)
    return link_records(
        lists, labelled, hashed=settings.hashed, draws=settings.draws, seed=settings.seed
    )


def link_records(
    lists: Sequence[ListRecords],
    labelled: LabelledPairs | None = None,
    *,
    hashed: bool,
    draws: int,
    seed: int,
) -> LinkedLists:
    """Link lists whose records are in their forms; see `link_lists`.

    The same records, settings and seed give the same table.
    """
    records = {entry.name: entry.frame.height for entry in lists}
    if not any(records.values()):
        raise DataError("no list has any record", code="empty-lists", hint="look at the files")
    coarse_strata(lists)  # refuses what is too fine before the work
    progress("compare records", 0.1)
    pairs = score_pairs(lists, hashed=hashed, seed=seed)
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(lists), dtype=np.int64), list(records.values()))
    once = np.array([entry.deduplicated for entry in lists])
    progress("draw clusters", 0.6)
    partitions = draw_partitions(
        PairedRecords(group, once, pairs.left, pairs.right),
        pairs.log_odds_anew,
        draws,
        rng,
        log_odds_otherwise=LOG_ODDS_OTHERWISE,
    )
    persons = [len(np.unique(label)) for label in partitions]
    precision, recall = (None, None) if labelled is None else quality_of_draws(partitions, labelled)
    table = draw_tables(lists, partitions, rng)
    progress("draw clusters", 1.0)
    return LinkedLists(
        table,
        records,
        draws,
        (min(persons), float(np.mean(persons)), max(persons)),
        float(pairs.probability.sum()),
        threshold_table(pairs, labelled),
        precision,
        recall,
        (*(notice for entry in lists for notice in entry.notices), *_notices(lists, pairs)),
    )


def _notices(lists: Sequence[ListRecords], pairs: ScoredPairs) -> list[Notice]:
    """What a reader of the figures must know."""
    told = []
    if len(lists) == 1:
        text = "one list says who stands on it twice, and nothing of how many persons no list has"
        told.append(Notice("one-list", text))
    told += [
        Notice("empty-list", f"list {entry.name!r} has no record")
        for entry in lists
        if not entry.frame.height
    ]
    expected = float(pairs.probability.sum())
    if expected < LEAST_PAIRS:
        text = (
            f"{expected:.1f} matches are expected, too few to learn from: how often fields agree "
            "within one person is mostly assumed"
        )
        told.append(Notice("few-matches", text))
    if pairs.mixture is not None and not pairs.mixture.converged:
        told.append(Notice("not-converged", "the chances of agreement did not settle"))
    p = pairs.probability
    doubtful = float(np.minimum(p, 1.0 - p).sum())
    if doubtful > 0.1 * max(expected, 1.0):
        text = (
            f"about {doubtful:.0f} of the pairs would be judged wrongly at the best threshold, "
            f"where {expected:.0f} matches are expected: the lists tell too little of persons"
        )
        told.append(Notice("doubtful-matches", text))
    return told
