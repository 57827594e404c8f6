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
from measure87.collect.linkage.kernels.partition_sampler import PairedRecords, draw_partitions
from measure87.collect.linkage.link_settings import LinkSettings
from measure87.collect.linkage.linkage_notices import (
    contradiction_notices,
    notices,
    recall_notices,
    refuse_all_doubtful,
)
from measure87.collect.linkage.match_model import ScoredPairs, score_pairs
from measure87.collect.linkage.match_quality import (
    AtThreshold,
    LabelledPairs,
    Share,
    expected_share,
    quality_of_draws,
    read_labelled,
    threshold_table,
)
from measure87.collect.linkage.record_forms import ListRecords, read_records
from measure87.files import while_reading
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.progress import progress


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
    expected_recall : share of the matches that a draw joins, by the model's own word
    uncompared : share of the matches that were left out before comparing, as estimated
    precision, recall : of draws made without the labels, on labelled pairs; None without any
    notices : what was found on the way, in counts
    """

    table: pl.DataFrame
    records: dict[str, int]
    draws: int
    persons: tuple[int, float, int]
    expected_matches: float
    thresholds: tuple[AtThreshold, ...]
    expected_recall: float | None = None
    uncompared: float = 0.0
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
            "uncompared": self.uncompared,
            "thresholds": [entry.to_json() for entry in self.thresholds],
        }
        if self.expected_recall is not None:
            found["expected_recall"] = self.expected_recall
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
    RefusedError
        `all-doubtful` where the lists tell too little of persons.
    """
    check_assessment(settings.assessment, settings.destroy_by)
    progress("read lists", 0.0)
    lists = _read(settings)
    labelled = None
    if settings.labelled is not None:
        with while_reading([settings.labelled.name]):
            labelled = read_labelled(settings.labelled, lists)
    return link_records(
        lists, labelled, hashed=settings.hashed, draws=settings.draws, seed=settings.seed
    )


def _read(settings: LinkSettings) -> list[ListRecords]:
    """All lists, in the clear or hashed; what goes wrong late in a file names it."""
    if settings.hashed:
        with while_reading(entry.path.name for entry in settings.lists):
            return read_hashed(settings.lists)
    lists = []
    for entry in settings.lists:
        with while_reading([entry.path.name]):
            lists.append(read_records(entry, settings.ages))
    return lists


def link_records(
    lists: Sequence[ListRecords],
    labelled: LabelledPairs | None = None,
    *,
    hashed: bool,
    draws: int,
    seed: int,
) -> LinkedLists:
    """Link lists whose records are in their forms; see `link_lists`.

    The same records, settings and seed give the same table. Labelled pairs are held to in the
    table, and teach how often fields agree; precision and recall are of draws made without them.
    """
    records = {entry.name: entry.frame.height for entry in lists}
    if not any(records.values()):
        raise DataError("no list has any record", code="empty-lists", hint="look at the files")
    coarse_strata(lists)  # refuses what is too fine before the work
    progress("compare records", 0.1)
    asked = None if labelled is None else (labelled.left, labelled.right)
    pairs = score_pairs(lists, hashed=hashed, seed=seed, asked=asked)
    refuse_all_doubtful(pairs)
    rng = np.random.default_rng(seed)
    progress("draw clusters", 0.6)
    partitions = _partitions(lists, pairs, draws, rng)
    expected = expected_share(partitions, pairs)
    told = notices(lists, pairs)
    precision, recall = None, None
    if labelled is not None:
        precision, recall = quality_of_draws(partitions, labelled)
        told += recall_notices(recall, expected)
        taught = pairs.taught(labelled.left, labelled.right, labelled.match)
        partitions = _partitions(lists, taught, draws, rng)
        told += contradiction_notices(partitions, labelled)
    persons = [len(np.unique(label)) for label in partitions]
    table = draw_tables(lists, partitions, rng)
    progress("draw clusters", 1.0)
    return LinkedLists(
        table,
        records,
        draws,
        (min(persons), float(np.mean(persons)), max(persons)),
        float(pairs.probability.sum()),
        threshold_table(pairs, labelled),
        expected,
        pairs.uncompared,
        precision,
        recall,
        (*(notice for entry in lists for notice in entry.notices), *told),
    )


def _partitions(
    lists: Sequence[ListRecords], pairs: ScoredPairs, draws: int, rng: np.random.Generator
) -> IntArray:
    """Draws of who is who; (draws, records)."""
    sizes = [entry.frame.height for entry in lists]
    return draw_partitions(
        PairedRecords(
            np.repeat(np.arange(len(lists), dtype=np.int64), sizes),
            np.array([entry.deduplicated for entry in lists]),
            pairs.left,
            pairs.right,
            pairs.known,
        ),
        pairs.evidence,
        draws,
        rng,
    )
