"""How probable it is that two records are of one person.

Splink's own training, in turns within blocks, fails in lists of a few hundred: levels that no pair
in a block shows get the chance 0. So the mixture of matches and other pairs is fitted over all
candidates at once, see `numerics.match_mixture`; Splink does all the rest, see `splink_pairs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse
from scipy.sparse import csgraph

from measure87.collect.linkage.comparisons import candidate_rules, pairs_alike
from measure87.collect.linkage.quiet_database import in_quiet_database
from measure87.collect.linkage.record_forms import TOKENS, ListRecords
from measure87.collect.linkage.splink_pairs import PairsOfRecords, SplinkPairs, stacked
from measure87.numerics.match_mixture import MatchMixture, fit_match_mixture, probability_of
from measure87.numerics.partition_sampler import MOST_TOGETHER
from measure87.vocabulary.errors import DataError

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MOST_PAIRS = 20_000_000
_LIKELY = 0.05
"""Probability from which a pair may join two records."""


@dataclass(frozen=True)
class ScoredPairs:
    """Pairs of records that were looked at, each with its evidence.

    Attributes
    ----------
    pairs : PairsOfRecords
    mixture : MatchMixture or None
        None where no pair could be looked at.
    """

    pairs: PairsOfRecords
    mixture: MatchMixture | None = None

    @property
    def left(self) -> Integers:
        """Numbers of the first records in the stacked lists."""
        return self.pairs.left

    @property
    def right(self) -> Integers:
        """Numbers of the second records, above the first."""
        return self.pairs.right

    @property
    def log_odds(self) -> Floats:
        """Natural logarithm of the odds that the two are of one person, each pair by itself."""
        if self.mixture is None:
            return np.empty(0)
        return self.mixture.score(self.pairs.levels, self.pairs.rarity)

    @property
    def probability(self) -> Floats:
        """That the two are of one person, each pair by itself."""
        return probability_of(self.log_odds)

    def log_odds_anew(self, rng: np.random.Generator) -> Floats:
        """The same with the chances of agreement drawn from what is known of them."""
        if self.mixture is None:
            return np.empty(0)
        return self.mixture.score_anew(self.pairs.levels, self.pairs.rarity, rng)


def score_pairs(lists: Sequence[ListRecords], *, hashed: bool, seed: int) -> ScoredPairs:
    """Find the candidate pairs of the stacked lists and score them.

    Raises
    ------
    MissingExtraError
        Without Splink or DuckDB.
    DataError
        `too-many-pairs` where too much is alike; and where the database fails.
    """
    records = stacked(lists, hashed=hashed)
    known = [name for name in TOKENS if records[name].null_count() < records.height]
    alike = pairs_alike(records, known)
    if alike > _MOST_PAIRS:
        raise DataError(
            f"{alike:,} pairs of records are alike enough to be compared; {_MOST_PAIRS:,} may be",
            code="too-many-pairs",
            hint="give more fields of each person, above all dates of birth; or link by region",
        )

    def score(connection: Any) -> ScoredPairs:
        if records.height < 2 or not candidate_rules(known):
            return ScoredPairs(PairsOfRecords.none())
        return _scored(SplinkPairs(connection, records, known, hashed=hashed), records, seed)

    return in_quiet_database(score)


def _scored(splink: SplinkPairs, records: pl.DataFrame, seed: int) -> ScoredPairs:
    """Compare candidates, fit the mixture, and compare what likely matches join."""
    splink.learn_overall(seed)
    pairs = splink.candidates()
    if not len(pairs.left):
        return ScoredPairs(pairs)
    n = records.height
    mixture = fit_match_mixture(
        pairs.levels,
        splink.overall(),
        [np.array(comparison.expected) for comparison in splink.compared],
        n * (n - 1) / 2,
        known_share=[(1.0 - records[c.column].null_count() / n) ** 2 for c in splink.compared],
        most_by_chance=[
            np.array(c.most_by_chance or (1.0,) * len(c.expected)) for c in splink.compared
        ],
        rarity=pairs.rarity,
    )
    closing = _closing_pairs(pairs, probability_of(mixture.log_odds), records)
    if closing.height:
        pairs = pairs.joined(splink.these(closing))
    return ScoredPairs(pairs, mixture)


def _closing_pairs(
    pairs: PairsOfRecords, probability: Floats, records: pl.DataFrame
) -> pl.DataFrame:
    """Pairs that were not looked at, of records that likely matches join by way of others.

    Records are joined where a chain of pairs over `_LIKELY` leads from one to the other; pairs of
    chains longer than `MOST_TOGETHER` records are left out.
    """
    n = records.height
    likely = probability > _LIKELY
    ends = (pairs.left[likely], pairs.right[likely])
    graph = sparse.coo_array((np.ones(likely.sum(), dtype=np.int8), ends), shape=(n, n))
    _, label = csgraph.connected_components(graph, directed=False)
    frame = records.select(
        pl.col("unique_id").cast(pl.Int64), "list_number", "repeats", pl.Series("label", label)
    )
    small = frame.filter(pl.len().over("label").is_between(3, MOST_TOGETHER))
    both = small.join(small, on="label", suffix="_r").filter(
        (pl.col("unique_id") < pl.col("unique_id_r"))
        & ((pl.col("list_number") != pl.col("list_number_r")) | pl.col("repeats"))
    )
    seen = pl.DataFrame({"unique_id": pairs.left, "unique_id_r": pairs.right})
    return (
        both.join(seen, on=["unique_id", "unique_id_r"], how="anti")
        .select(pl.col("unique_id").alias("join_key_l"), pl.col("unique_id_r").alias("join_key_r"))
        .sort("join_key_l", "join_key_r")
    )
