"""How probable it is that two records are of one person.

Splink's own training, in turns within blocks, fails in lists of a few hundred: levels that no pair
in a block shows get the chance 0. So the mixture of matches and other pairs is fitted over all
candidates at once, see `numerics.match_mixture`; Splink does all the rest, see `splink_pairs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse import csgraph

from measure87.collect.linkage.candidate_pairs import CandidateRules, candidate_rules
from measure87.collect.linkage.comparisons import Comparison
from measure87.collect.linkage.kernels.match_chances import NOT_KNOWN, probability_of
from measure87.collect.linkage.kernels.match_mixture import (
    HOPELESS,
    MatchMixture,
    fit_match_mixture,
)
from measure87.collect.linkage.kernels.partition_sampler import MOST_TOGETHER, Evidence
from measure87.collect.linkage.keyed_forms import HASHES
from measure87.collect.linkage.quiet_database import in_quiet_database
from measure87.collect.linkage.record_forms import NAMES, TOKENS, ListRecords
from measure87.collect.linkage.splink_pairs import PairsOfRecords, SplinkPairs, stacked
from measure87.collect.linkage.uncompared_matches import share_uncompared
from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, IntArray
from measure87.vocabulary.errors import DataError

_MOST_PAIRS = 20_000_000
_TELLING = {*NAMES, "year", "names", "whole"}
"""Columns, in the clear and hashed, without any of which nothing can be compared."""
_TOLD = 60.0
"""Log ratio of a pair that is known to be of one person."""
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
    uncompared : float
        Share of the pairs of one person that are estimated not to be among `pairs`.
    told : (p,) int8, or None
        1 for pairs known to be of one person, -1 for pairs known to be of two, 0 for others.
    not_always : places of the fields that show in some pairs only
    """

    pairs: PairsOfRecords
    mixture: MatchMixture | None = None
    uncompared: float = 0.0
    told: Int8Array | None = None
    not_always: tuple[int, ...] = ()

    @property
    def left(self) -> IntArray:
        """Numbers of the first records in the stacked lists."""
        return self.pairs.left

    @property
    def right(self) -> IntArray:
        """Numbers of the second records, above the first."""
        return self.pairs.right

    @property
    def log_odds(self) -> FloatArray:
        """Natural logarithm of the odds that the two are of one person, each pair by itself."""
        if self.mixture is None:
            return np.empty(0)
        return self.mixture.chances.log_odds(self.pairs.levels, self.pairs.rarity)

    @property
    def probability(self) -> FloatArray:
        """That the two are of one person, each pair by itself."""
        return probability_of(self.log_odds)

    @property
    def known(self) -> BoolArray:
        """(p, fields): fields that both records of each pair have."""
        known = np.asarray(self.pairs.levels != NOT_KNOWN)
        if self.told is not None:
            known[self.told != 0, 0] = True
        return known

    def evidence(self, rng: np.random.Generator) -> Evidence:
        """What the pairs say, with the chances of agreement drawn from what is known of them."""
        if self.mixture is None:
            return Evidence(np.empty((0, 0)), -np.inf, np.empty(0))
        chances = self.mixture.chances_anew(rng)
        ratio = chances.ratio(self.pairs.levels, self.pairs.rarity)
        if self.told is not None:
            ratio[self.told == 1, 0] = _TOLD
            ratio[self.told == -1, 0] = -np.inf
        otherwise = chances.lowest
        otherwise[-1] = 0.0  # of which lists a pair is speaks neither for nor against it
        otherwise[list(self.not_always)] = np.nan  # such a field does not show there
        return Evidence(ratio, chances.odds, otherwise)

    def place_of(self, left: IntArray, right: IntArray) -> IntArray:
        """Where pairs stand among those that were compared; -1 for pairs that were not."""
        seen = _ends(self.left, self.right).with_row_index("place")
        joined = _ends(left, right).join(
            seen, on=["join_key_l", "join_key_r"], how="left", maintain_order="left"
        )
        return joined["place"].cast(pl.Int64).fill_null(-1).to_numpy()

    def taught(self, left: IntArray, right: IntArray, match: BoolArray) -> "ScoredPairs":
        """The same where it is known of some pairs, which were compared, whose they are."""
        place = self.place_of(left, right)
        place, match = place[place >= 0], match[place >= 0]
        if self.mixture is None or not len(place):
            return self
        told = np.zeros(len(self.left), dtype=np.int8)
        told[place] = np.where(match, 1, -1)
        once = np.flatnonzero(told)
        levels, rarity = self.pairs.levels[once], self.pairs.rarity[once]
        mixture = self.mixture.taught(levels, rarity, told[once] == 1)
        return replace(self, mixture=mixture, told=told)


def score_pairs(
    lists: Sequence[ListRecords],
    *,
    hashed: bool,
    seed: int,
    asked: Sequence[IntArray] | None = None,
) -> ScoredPairs:
    """Find the candidate pairs of the stacked lists and score them.

    asked : two (a,) int64
        First and second records of pairs that are compared in any case; they teach nothing.

    Raises
    ------
    MissingExtraError
        Without Splink or DuckDB.
    DataError
        `too-many-pairs` where too much is alike; and where the database fails.
    """
    records = stacked(lists, hashed=hashed)
    columns = HASHES if hashed else TOKENS
    known = [name for name in columns if records[name].null_count() < records.height]
    rules = candidate_rules(records, known, hashed=hashed)
    if rules.pairs > _MOST_PAIRS:
        raise DataError(
            f"{rules.pairs:,} pairs of records are alike enough to be compared; "
            f"{_MOST_PAIRS:,} may be",
            code="too-many-pairs",
            hint="give more fields of each person, above all dates of birth; or link by region",
        )

    def score(connection: Any) -> ScoredPairs:
        if records.height < 2 or not _TELLING & set(known):
            return ScoredPairs(PairsOfRecords.none())
        splink = SplinkPairs(connection, records, known, rules, hashed=hashed)
        return _scored(splink, records, rules, seed, asked)

    return in_quiet_database(score)


def _scored(
    splink: SplinkPairs,
    records: pl.DataFrame,
    rules: CandidateRules,
    seed: int,
    asked: Sequence[IntArray] | None,
) -> ScoredPairs:
    """Compare candidates, fit the mixture, and compare what likely matches join."""
    splink.learn_overall(seed)
    pairs = splink.candidates()
    if not len(pairs.left):
        return ScoredPairs(pairs)
    which, counts = _pairs_of_lists(records)
    pairs = pairs.with_field(_level_of_lists(pairs, records, which))
    by_lists = counts / counts.sum()
    mixture = fit_match_mixture(
        pairs.levels,
        [*splink.overall(), by_lists],
        [*(np.array(comparison.expected) for comparison in splink.compared), by_lists],
        float(counts.sum()),
        known_share=[
            *(splink.known_share(c, float(counts.sum())) for c in splink.compared),
            1.0,
        ],
        most_by_chance=[
            *(np.array(c.most_by_chance or (1.0,) * len(c.expected)) for c in splink.compared),
            np.ones(len(counts)),
        ],
        rarity=pairs.rarity,
        by_chance=[
            *(np.array(c.by_chance) if c.by_chance else None for c in splink.compared),
            None,
        ],
    )
    hopeful = mixture.log_odds > HOPELESS
    pairs, probability = pairs.only(hopeful), probability_of(mixture.log_odds[hopeful])
    more = _closing_pairs(pairs, probability, records)
    if asked is not None:
        more = _unseen(pl.concat([more, _ends(*asked)]).unique(), pairs)
    lost = _uncompared(pairs, probability, records, rules, splink.compared)
    if more.height:
        added = splink.these(more.sort("join_key_l", "join_key_r"))
        pairs = pairs.joined(added.with_field(_level_of_lists(added, records, which)))
    some = tuple(place for place, c in enumerate(splink.compared) if c.not_always)
    return ScoredPairs(pairs, mixture, lost, not_always=some)


def _pairs_of_lists(records: pl.DataFrame) -> tuple[dict[tuple[int, int], int], FloatArray]:
    """The pairs of lists between which records may be of one person, and their pairs of records.

    Which two lists a pair is of serves as a field: lists share more or fewer persons with one
    another than within themselves.
    """
    sizes = records.group_by("list_number").agg(pl.len(), pl.col("repeats").first())
    rows = sorted(sizes.rows())
    which: dict[tuple[int, int], int] = {}
    counts = []
    for place, (one, size, repeats) in enumerate(rows):
        if repeats and size > 1:
            which[one, one] = len(which)
            counts.append(size * (size - 1) / 2)
        for other, more, _ in rows[place + 1 :]:
            which[one, other] = len(which)
            counts.append(size * more)
    return which, np.array(counts, dtype=np.float64)


def _level_of_lists(
    pairs: PairsOfRecords, records: pl.DataFrame, which: dict[tuple[int, int], int]
) -> IntArray:
    """Of which two lists each pair is; pairs that cannot match are of none."""
    number = records["list_number"].to_numpy()
    ends = zip(number[pairs.left].tolist(), number[pairs.right].tolist(), strict=True)
    return np.array([which.get(end, NOT_KNOWN) for end in ends], dtype=np.int64)


def _uncompared(
    pairs: PairsOfRecords,
    probability: FloatArray,
    records: pl.DataFrame,
    rules: CandidateRules,
    compared: Sequence[Comparison],
) -> float:
    """Share of the pairs of one person that are estimated not to be among those compared."""
    if rules.every and not rules.shows:
        return 0.0
    likely = probability > _LIKELY
    if rules.every:
        agree = _shown(pairs.levels[likely], compared)
        return share_uncompared(agree, probability[likely], [(name,) for name in agree])
    agree = {}
    for name in {name for rule in rules.rules for name in rule}:
        left, right = (records[name].gather(ends[likely]) for ends in (pairs.left, pairs.right))
        agree[name] = (left == right).fill_null(False).to_numpy()
    return share_uncompared(agree, probability[likely], rules.rules)


def _shown(levels: IntArray, compared: Sequence[Comparison]) -> dict[str, BoolArray]:
    """In which pairs of hashed records a field shows that always does: all but the lowest level."""
    return {
        one.column: (levels[:, place] != NOT_KNOWN) & (levels[:, place] < len(one.levels) - 1)
        for place, one in enumerate(compared)
        if not one.not_always
    }


def _closing_pairs(
    pairs: PairsOfRecords, probability: FloatArray, records: pl.DataFrame
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
    return _unseen(
        both.select(
            pl.col("unique_id").alias("join_key_l"), pl.col("unique_id_r").alias("join_key_r")
        ),
        pairs,
    )


def _ends(left: IntArray, right: IntArray) -> pl.DataFrame:
    """Pairs under the names that Splink wants."""
    return pl.DataFrame({"join_key_l": left, "join_key_r": right})


def _unseen(wanted: pl.DataFrame, pairs: PairsOfRecords) -> pl.DataFrame:
    """Of pairs, those that were not looked at."""
    return wanted.join(_ends(pairs.left, pairs.right), on=["join_key_l", "join_key_r"], how="anti")
