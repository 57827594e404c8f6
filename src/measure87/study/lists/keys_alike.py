"""Whether persons of a file of records have keys that are written in several ways.

Two lists share a person by her key alone. Written otherwise in one of them, she is two persons, the
lists share fewer, and the size grows: with every third key in other letters it doubles. Keys that
differ in case are not always one: codes of capital and small letters drawn by chance can be alike
by chance, few of many thousands. So a few are warned of, and more are refused.
"""

import re
import warnings
from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from measure87.files import SourceTable
from measure87.vocabulary.errors import DataError, ReadingWarning
from measure87.vocabulary.spelling import plain

_MOST_PERCENT = 2
"""Per cent of persons with several records; the size grows by about their share."""

_BLANK = re.compile(r"(?<!\d) | (?!\d)")
"""A blank but between two numbers, where without it `1 12` and `11 2` would be one key."""

_LEADING_ZEROS = re.compile(r"^([^\d]*)0+(?=\d)")


@dataclass(frozen=True)
class KeysAlike:
    """Keys that are one but for the way they are written.

    column : of the keys
    persons : who would have several keys
    of : persons with several records, those of such keys among them
    first : places of two records of one of them, with other keys
    """

    column: str
    persons: int
    of: int
    first: tuple[int, int]

    @property
    def are_many(self) -> bool:
        """Whether they are more than chance makes of keys that are right."""
        return 100 * self.persons > _MOST_PERCENT * self.of

    @property
    def text(self) -> str:
        """How many, without a key."""
        return (
            f"{self.persons} of {self.of} persons with several records have keys in {self.column} "
            "that differ in case, accents, blanks or leading zeros alone"
        )


def judge_keys(keys: pl.Series, source: SourceTable) -> None:
    """Refuse keys of which many are one but for the way they are written, and warn of a few.

    keys : of each record, in the order of the file

    Raises
    ------
    DataError
        With how many they are and the rows of the first two, and none of the keys.
    """
    found = keys_alike(keys)
    if found is None:
        return
    if found.are_many:
        one, other = (source.rows.of(place) for place in found.first)
        raise DataError(
            f"{found.text}, first rows {one} and {other}",
            code="person-in-several-spellings",
            where=source.name,
            hint="each key would be a person of her own, and the lists would share fewer: write "
            "the key of a person alike in all her records",
        )
    warnings.warn(
        f"{source.name}: {found.text}, and count as several: write the key of a person alike in "
        "all her records",
        ReadingWarning,
        stacklevel=2,
    )


def keys_alike(keys: pl.Series) -> KeysAlike | None:
    """Which keys are one but for the way they are written; None if none are."""
    counted = (
        pl.DataFrame({"key": keys})
        .with_row_index("place")
        .group_by("key", maintain_order=True)
        .agg(pl.len().alias("records"), pl.col("place").first())
    )
    written: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, records, place in counted.iter_rows():
        written[bare(key)].append((place, records))
    several = [ways for ways in written.values() if len(ways) > 1]
    if not several:
        return None
    of = sum(sum(records for _, records in ways) > 1 for ways in written.values())
    first = several[0]
    return KeysAlike(keys.name, len(several), of, (first[0][0], first[1][0]))


def bare(key: str) -> str:
    """A key without what offices write in two ways.

    >>> bare("P 0005"), bare("p5"), bare("1 12") == bare("11 2")
    ('p5', 'p5', False)
    """
    text = _BLANK.sub("", " ".join(plain(key).split()))
    return _LEADING_ZEROS.sub(r"\1", text)
