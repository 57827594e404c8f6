"""Which pairs of records are compared: all of them, or those that agree in something.

While all pairs are few enough, all are compared. Rules that leave pairs out leave out the matches
that are hardest to see: those are lost, and what is learned from the others (how often fields of
one person agree) is too good. In longer lists pairs are compared that agree in one of some
combinations of fields, strict ones and then looser ones as long as there is room.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from measure87.collect.linkage.keyed_encoding import MOST_UNLIKE

MOST_OF_ALL = 8_000_000
"""Pairs up to which all are compared (4,000 records), and up to which looser rules are added."""

Rule = tuple[str, ...]

_STRICT: tuple[Rule, ...] = (
    ("whole",),
    ("given", "family"),
    ("given_key", "family_key"),
    ("family_key", "year"),
    ("given_key", "year_month"),
    ("given_key", "month_day"),
    ("given_key", "year_day"),
    ("family_key", "month_day"),
    ("family", "sex"),
    ("family_key", "nationality", "place"),
    ("given", "nationality", "place"),
    ("given_key", "year", "nationality"),
)
_LOOSER: tuple[Rule, ...] = (
    ("month_day",),
    ("year_month", "sex"),
    ("given_key", "year"),
    ("family_key", "sex"),
    ("year", "nationality", "place"),
    ("given_key", "nationality"),
    ("given_key", "place"),
    ("family_key",),
    ("year_month",),
    ("year", "place"),
)
_KEYED: tuple[Rule, ...] = (("whole",), ("names",), ("names_key",))
"""All that shows of hashed records; nothing looser does."""
_SHOWS = (
    "l.whole = r.whole or l.whole = r.swapped or l.names = r.names or l.names_key = r.names_key"
    f" or bit_count(xor(l.names_bits, r.names_bits)) <= {MOST_UNLIKE}"
)
"""What of hashed records shows, see `keyed_comparisons`."""
APART = "(l.list_number <> r.list_number or l.repeats)"
"""Not two records of one list on which nobody stands twice."""


@dataclass(frozen=True)
class CandidateRules:
    """Pairs that agree on all columns of one rule are compared.

    Attributes
    ----------
    rules : columns of each rule
    every : bool
        Whether all pairs are compared; there are no rules then.
    pairs : int
        How many there are at most, those within a list included.
    shows : str
        Condition over two records without which nothing of a pair shows, and none are compared;
        empty in the clear, where something always does.
    """

    rules: tuple[Rule, ...]
    every: bool
    pairs: int
    shows: str = ""

    def sql(self, known: Collection[str]) -> list[str]:
        """Conditions over two records `l` and `r`, as Splink takes them."""
        if self.every:
            return [f"{APART} and ({self.shows})" if self.shows else APART]
        equal = [" and ".join(f"l.{name} = r.{name}" for name in rule) for rule in self.rules]
        return [f"{rule} and {APART}" for rule in (*equal, *_changed(known))]


def candidate_rules(
    records: pl.DataFrame, known: Collection[str], *, hashed: bool = False
) -> CandidateRules:
    """The rules for stacked records; `known` are the columns that are not null throughout."""
    n = records.height
    everything = n * (n - 1) // 2
    if everything <= MOST_OF_ALL:
        return CandidateRules((), True, everything, _SHOWS if hashed else "")
    strict, looser = (_KEYED, ()) if hashed else (_STRICT, _LOOSER)
    usable = list(_usable(strict, known))
    total = sum(_agreeing(records, rule) for rule in usable)
    for rule in looser:
        if set(rule) <= set(known):
            more = _agreeing(records, rule)
            if total + more <= MOST_OF_ALL:
                usable.append(rule)
                total += more
    return CandidateRules(tuple(usable), False, total)


def _usable(rules: Sequence[Rule], known: Collection[str]) -> tuple[Rule, ...]:
    """The rules whose columns are all known of some record."""
    return tuple(rule for rule in rules if set(rule) <= set(known))


def _agreeing(records: pl.DataFrame, rule: Sequence[str]) -> int:
    """How many pairs of records agree on some columns."""
    sizes = records.drop_nulls(rule).group_by(rule).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _changed(known: Collection[str]) -> list[str]:
    """Day and month, or given and family name, changed places."""
    rules = ["l.whole = r.swapped"] if "whole" in known else []
    if {"given", "family"} <= set(known):
        rules += [
            f"l.given_key = r.family_key and {more}"
            for more in ("l.family_key = r.given_key", "l.year = r.year", "l.place = r.place")
        ]
    return rules
