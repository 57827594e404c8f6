"""What a linkage is told: the lists, which column is what, and the assessment it rests on.

See `link_file` for how it is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measure87.collect.linkage.date_forms import Order

FIELDS = ("given_name", "family_name", "birth_date", "sex", "nationality", "place")
IDENTIFYING = ("given_name", "family_name", "birth_date", "record")
PAIR_COLUMNS = ("list_a", "record_a", "list_b", "record_b", "match")
"""Columns of a file of labelled pairs."""
AGE = "age"
"""The stratum made from dates of birth."""


@dataclass(frozen=True)
class RawList:
    """One list as its holder keeps it.

    Attributes
    ----------
    name : str
    path : Path
    columns : field to the file's column
        Of `FIELDS`, those that the list has.
    record : str or None
        Column that numbers its records; needed for labelled pairs only.
    strata : name to the file's column
        What is known of each person and may leave: coarse groups.
    deduplicated : bool
        Whether nobody stands on it twice.
    date_order : str
        Which part of a date comes first where the year does not.
    encoding : str or None
        Of the file, where it is not UTF-8.
    hashed : bool
        Whether the file holds keyed hashes.
    """

    name: str
    path: Path
    columns: Mapping[str, str]
    record: str | None = None
    strata: Mapping[str, str] | None = None
    deduplicated: bool = False
    date_order: Order = "year-first"
    encoding: str | None = None
    hashed: bool = False


@dataclass(frozen=True)
class AgeBands:
    """Age in completed years on a day, in bands that begin at `starts`."""

    starts: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class LinkSettings:
    """All of a linkage.

    Attributes
    ----------
    lists : in the order of the file
    assessment, destroy_by : the filled impact assessment, and when what is linked is destroyed
    labelled : file of pairs known to be of one person or of two
    ages : a stratum made from dates of birth
    draws, seed : how many clusterings are drawn
    open_strata : strata that stand in the clear in files of hashes
    """

    lists: tuple[RawList, ...]
    assessment: Path
    destroy_by: date
    labelled: Path | None = None
    ages: AgeBands | None = None
    draws: int = 50
    seed: int = 87
    open_strata: tuple[str, ...] = ()

    @property
    def hashed(self) -> bool:
        """Whether the lists are of keyed hashes."""
        return self.lists[0].hashed
