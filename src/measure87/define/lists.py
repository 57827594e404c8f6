"""Designated lists: codes that a law or standard names, in one version of one classification.

A list is a CSV with the columns `column`, `version`, `code`, `title`, `verified` (`yes` or `no`:
whether somebody compared it with its source), the citation (`cite`, `at`, `seen`) and, for a
document outside the bibliography such as a national law, its title in `document`.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, cast

import narwhals as nw

from measure87.define.classifications.versions import CLASSIFICATIONS, first_impossible
from measure87.vocabulary.citation import Cite, Seen
from measure87.vocabulary.errors import DefinitionError

_SAME_IN_ALL = ("column", "version", "verified", "cite", "at", "seen")
_VERIFIED = {"yes": True, "no": False}


@dataclass(frozen=True)
class DesignatedList:
    """Codes that a law or standard designates, in one version of one classification."""

    name: str
    column: str
    """The standard column that holds such codes (`industry`, `occupation`)."""
    version: str
    """Version of the classification, e.g. `ISIC4`."""
    codes: tuple[str, ...]
    """Codes at any level; a longer code of the data belongs to the listed code it begins with."""
    verified: bool
    """Whether the list was checked against its printed source."""
    cite: Cite

    def holds(self, code: nw.Expr) -> nw.Expr:
        """Whether a code of the data belongs to the list (null where the code is null)."""
        lengths = sorted({len(listed) for listed in self.codes})
        tests = [
            code.str.slice(0, length).is_in([c for c in self.codes if len(c) == length])
            for length in lengths
        ]
        if not tests:
            return nw.lit(False)
        return nw.any_horizontal(*tests, ignore_nulls=False)


@dataclass(frozen=True)
class Lists:
    """The designated lists of a definition."""

    entries: Mapping[str, DesignatedList]

    def __getitem__(self, name: str) -> DesignatedList:
        """The list of that name."""
        try:
            return self.entries[name]
        except KeyError:
            raise DefinitionError(
                f"there is no list {name!r}", hint=f"known: {', '.join(sorted(self.entries))}"
            ) from None

    @property
    def verified(self) -> Self:
        """The same lists, in which one that nobody checked holds no code."""
        return type(self)(
            {
                name: entry if entry.verified else replace(entry, codes=())
                for name, entry in self.entries.items()
            }
        )


def read_lists(texts: Mapping[str, str], where: str) -> Lists:
    """Read designated lists from the text of each `lists/NAME.csv`.

    Parameters
    ----------
    texts : mapping of str to str
        Name of each list and its content.
    where : str
        The definition, for errors.

    Raises
    ------
    DefinitionError
        If a list is empty or says different things in different rows; if `verified` is neither
        yes nor no; if a code is missing or cannot be one of the version that the list names.
    """
    return Lists(
        {name: _read(name, text, f"{where}/lists/{name}.csv") for name, text in texts.items()}
    )


def _read(name: str, text: str, place: str) -> DesignatedList:
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows:
        raise DefinitionError(f"list {name} is empty", where=place)
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row.get(None, ())):
            raise DefinitionError(
                f"row {number} has more cells than the first line",
                where=place,
                hint="a cell with a comma in it needs quotation marks",
            )
    first = {key: _same(rows, key, name, place) for key in _SAME_IN_ALL}
    if first["verified"] not in _VERIFIED:
        raise DefinitionError(
            f"list {name}: verified is {first['verified']!r}, and must be yes or no", where=place
        )
    named = CLASSIFICATIONS.get(first["version"])
    if named is not None and named.column != first["column"]:
        raise DefinitionError(
            f"list {name} is of {first['column']!r}, and {named.title} is of {named.column!r}",
            where=place,
        )
    return DesignatedList(
        name=name,
        column=first["column"],
        version=first["version"],
        codes=_codes(rows, first["version"], name, place),
        verified=_VERIFIED[first["verified"]],
        cite=Cite(
            first["cite"],
            at=first["at"],
            seen=cast(Seen, first["seen"]),
            title=rows[0].get("document") or None,
        ),
    )


def _same(rows: Sequence[Mapping[str, str]], key: str, name: str, place: str) -> str:
    """What all rows say in one column."""
    said = {(row.get(key) or "").strip() for row in rows}
    if len(said) != 1 or "" in said:
        raise DefinitionError(
            f"list {name}: {key} must be given and the same in every row",
            where=place,
            hint=f"its columns: {', '.join(str(column) for column in rows[0])}",
        )
    return said.pop()


def _codes(
    rows: Sequence[Mapping[str, str]], version: str, name: str, place: str
) -> tuple[str, ...]:
    """The listed codes; an empty one would belong to every code of the data."""
    codes = tuple((row.get("code") or "").strip() for row in rows)
    if "" in codes:
        raise DefinitionError(
            f"list {name}: row {codes.index('') + 1} has no code", where=place, hint="fill the code"
        )
    wrong = first_impossible(codes, version)
    if wrong is not None:
        raise DefinitionError(
            f"list {name}: code {wrong!r} does not exist in {version}",
            code="classification-version",
            where=place,
            hint="correct the code (leading zeros kept, as text) or name its version",
        )
    return codes
