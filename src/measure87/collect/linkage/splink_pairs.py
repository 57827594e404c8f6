"""Splink's part: candidate pairs, levels of agreement, their frequencies, and rarity of values.

How often levels occur among all pairs is counted over random pairs. What agreement on a rare name
says more than on a common one comes from Splink's term frequencies, with one change: the frequency
of a value is its share of the *other* records. In lists of a few hundred, a name that two records
have is else taken for twice as common as it is.

Source: Linacre, Lindsay, Manassis, Slade, Hepworth, Kennedy & Bond (2022), Splink: free software
for probabilistic record linkage at scale, International Journal of Population Data Science 7(3)
(unseen).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from measure87.collect.linkage.candidate_pairs import CandidateRules
from measure87.collect.linkage.comparisons import Comparison, comparisons
from measure87.collect.linkage.kernels.match_chances import NOT_KNOWN
from measure87.collect.linkage.keyed_comparisons import keyed_comparisons, levels_sql
from measure87.collect.linkage.keyed_encoding import bit_text
from measure87.collect.linkage.keyed_forms import FILTERS, HASHES
from measure87.collect.linkage.record_forms import TOKENS, ListRecords
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_RANDOM_PAIRS = 5_000_000
_HOPELESS = 1e-6
"""Pairs whose probability is below this by what is usual are left out."""


@dataclass(frozen=True)
class PairsOfRecords:
    """Pairs of records and how they agree.

    Attributes
    ----------
    left, right : (p,) int64
        Numbers of records in the stacked lists, left below right.
    levels : (p, fields) int64
        Level of agreement in each field, 0 the highest, `NOT_KNOWN`.
    rarity : (p, fields) float, natural logarithm
        What agreement on a rare value adds.
    """

    left: IntArray
    right: IntArray
    levels: IntArray
    rarity: FloatArray

    @classmethod
    def none(cls) -> "PairsOfRecords":
        """No pair."""
        empty = np.empty(0, np.int64)
        return cls(empty, empty, np.empty((0, 0), np.int64), np.empty((0, 0)))

    def only(self, wanted: BoolArray) -> "PairsOfRecords":
        """Some of these pairs."""
        return PairsOfRecords(*(getattr(self, name)[wanted] for name in vars(self)))

    def with_field(self, level: IntArray) -> "PairsOfRecords":
        """These pairs with the level of one more field, without rarity."""
        levels = np.column_stack([self.levels, level])
        rarity = np.column_stack([self.rarity, np.zeros(len(level))])
        return PairsOfRecords(self.left, self.right, levels, rarity)

    def joined(self, more: "PairsOfRecords") -> "PairsOfRecords":
        """These pairs and more."""
        parts = ((getattr(self, name), getattr(more, name)) for name in vars(self))
        return PairsOfRecords(*(np.concatenate(part) for part in parts))


class SplinkPairs:
    """Splink over stacked records in a database.

    Parameters
    ----------
    connection : DuckDB connection
    records : stacked lists
    known : columns that some record has
    rules : CandidateRules
    hashed : bool
    """

    def __init__(
        self,
        connection: Any,
        records: pl.DataFrame,
        known: Sequence[str],
        rules: CandidateRules,
        *,
        hashed: bool,
    ) -> None:
        from splink import DuckDBAPI, Linker

        _fill(connection, records, hashed=hashed)
        self.compared = keyed_comparisons(known) if hashed else comparisons(known)
        self._connection, self._records = connection, records
        settings = {
            "link_type": "dedupe_only",
            "comparisons": [comparison.settings for comparison in self.compared],
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": rule} for rule in rules.sql(known)
            ],
            "probability_two_random_records_match": 1.0 / max(2, records.height),
            "retain_intermediate_calculation_columns": True,
            "linker_uid": "measure87",
        }
        self._others = {
            c.column: _share_of_others(records[c.column]) for c in self.compared if c.by_rarity
        }
        self._api = DuckDBAPI(connection)
        self._linker = Linker(self._api.register("records"), settings, log_level=None)

    def learn_overall(self, seed: int) -> None:
        """Count over random pairs how often levels occur."""
        self._linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=seed)

    def overall(self) -> list[FloatArray]:
        """How often levels occur among all pairs; 0 for a level that no random pair showed.

        Of a field that shows in some pairs only, among these.
        """
        found = []
        entries = self._linker.misc.save_model_to_json()["comparisons"]
        for comparison, entry in zip(self.compared, entries, strict=True):
            if comparison.not_always:
                counts = self._counts[comparison.name]
                found.append(_shares(counts))
                continue
            levels = [
                level for level in entry["comparison_levels"] if not level.get("is_null_level")
            ]
            shares = [level.get("u_probability") for level in levels]
            u = np.array([share if isinstance(share, float) else 0.0 for share in shares])
            found.append(_shares(u))
        return found

    def known_share(self, comparison: Comparison, all_pairs: float) -> float:
        """Share of all pairs in which a field shows."""
        if comparison.not_always:
            return min(1.0, float(self._counts[comparison.name].sum()) / all_pairs)
        column = self._records[comparison.column]
        return float((1.0 - column.null_count() / len(column)) ** 2)

    @cached_property
    def _counts(self) -> dict[str, FloatArray]:
        """Pairs at each level of the fields that show in some pairs only, counted in all."""
        some = [comparison for comparison in self.compared if comparison.not_always]
        if not some:
            return {}
        query = levels_sql(some, self._records.columns)
        found = self._connection.execute(query).fetchnumpy()
        counts = {}
        for comparison in some:
            level = np.ma.compressed(found[comparison.name]).astype(np.int64)
            seen = np.bincount(level, minlength=len(comparison.levels))
            counts[comparison.name] = seen.astype(np.float64)
        return counts

    def candidates(self) -> PairsOfRecords:
        """The pairs that the rules find, without the hopeless ones."""
        return self._compare(_HOPELESS)

    def these(self, pairs: pl.DataFrame) -> PairsOfRecords:
        """Given pairs; columns join_key_l and join_key_r."""
        table = self._api.register(pairs.with_columns(match_key=pl.lit("0")).to_arrow())
        self._linker.table_management.register_blocked_pairs_for_predict(table)
        return self._compare(None)

    def _compare(self, least: float | None) -> PairsOfRecords:
        """Compare pairs; they come in a fixed order."""
        predicted = self._linker.inference.predict(
            threshold_match_probability=least, warning_mode="never"
        )
        relation = predicted.as_duckdbpyrelation()
        wanted = ["unique_id_l", "unique_id_r", *(f"gamma_{c.name}" for c in self.compared)]
        wanted += [f"mw_tf_adj_{c.name}" for c in self.compared if c.by_rarity]
        frame = pl.DataFrame(pl.from_arrow(relation.select(*wanted).to_arrow_table()))
        ends = [pl.col(name).cast(pl.Int64) for name in wanted[:2]]
        left, right = pl.min_horizontal(ends).alias("left"), pl.max_horizontal(ends).alias("right")
        frame = frame.with_columns(left, right).sort("left", "right")
        return PairsOfRecords(
            frame["left"].to_numpy(),
            frame["right"].to_numpy(),
            np.stack([self._level(frame, place) for place in range(len(self.compared))], axis=1),
            self._rarity(frame),
        )

    def _level(self, frame: pl.DataFrame, place: int) -> IntArray:
        """Levels of a field; Splink counts them from the lowest, and -1 is not known."""
        comparison = self.compared[place]
        gamma = frame[f"gamma_{comparison.name}"].to_numpy()
        top = len(comparison.expected) - 1
        return np.where(gamma == -1, NOT_KNOWN, top - gamma).astype(np.int64)

    def _rarity(self, frame: pl.DataFrame) -> FloatArray:
        """What agreement on a rare value adds, for each field."""
        added = np.zeros((frame.height, len(self.compared)))
        for place, comparison in enumerate(self.compared):
            if comparison.by_rarity:
                weight = frame[f"mw_tf_adj_{comparison.name}"].fill_null(0.0).to_numpy()
                others = self._others[comparison.column][frame["left"].to_numpy()]
                added[:, place] = np.where(weight == 0.0, 0.0, weight * np.log(2.0) - others)
        return added


def _shares(counts: FloatArray) -> FloatArray:
    """Counts as shares; all the same without any."""
    total = counts.sum()
    return counts / total if total > 0 else np.full(len(counts), 1.0 / len(counts))


def _share_of_others(values: pl.Series) -> FloatArray:
    """Logarithm of a value's share of the other records over its share of all; 0 where neither is.

    Read where two records have the value.
    """
    frame = values.to_frame("value").with_columns(count=pl.len().over("value"))
    known = max(2, values.len() - values.null_count())
    count = np.maximum(frame["count"].to_numpy(), 2).astype(np.float64)
    change = np.log((count - 1.0) / (known - 1.0)) - np.log(count / known)
    return np.where(values.is_null().to_numpy(), 0.0, change)


def stacked(lists: Sequence[ListRecords], *, hashed: bool) -> pl.DataFrame:
    """All records under one another, numbered in the order of the lists."""
    columns = [*HASHES, *FILTERS] if hashed else [*TOKENS]
    parts = [
        records.frame.select(columns).with_columns(
            pl.lit(place, pl.Int32).alias("list_number"),
            pl.lit(not records.deduplicated).alias("repeats"),
        )
        for place, records in enumerate(lists)
    ]
    records = pl.concat(parts).with_row_index("unique_id")
    if hashed:
        # One person has the name once on each list.
        often = pl.len().over("names") > len(lists)
        records = records.with_columns((often & pl.col("names").is_not_null()).alias("names_often"))
    return records


def _fill(connection: Any, records: pl.DataFrame, *, hashed: bool) -> None:
    """Put the records into the database; filters become bits there."""
    bits = ""
    if hashed:
        texts = [
            pl.Series(f"{name}_text", [bit_text(v) for v in records[name]], dtype=pl.String)
            for name in FILTERS
        ]
        records = records.drop(FILTERS).with_columns(texts)
        bits = ", " + ", ".join(f"{name}_text::BIT as {name}" for name in FILTERS)
    connection.register("raw_records", records.to_arrow())
    leave = f"exclude ({', '.join(f'{name}_text' for name in FILTERS)})" if hashed else ""
    connection.execute(f"create table records as select * {leave} {bits} from raw_records")  # noqa: S608
    connection.unregister("raw_records")
