"""Sets of regions: which countries belong to which region, and which levels are partitions.

`regions.csv` and `region_members.csv` hold the groupings of the UN (SDG), UNICEF, the World Bank,
WHO and the African Union as the agencies publish them together. `ilo_regions.csv` is a table that
can be edited: the names of ILO's regions and sub-regions, and 229 of 247 members, were seen in
copies of ILO's list that others publish (`secondary`); 18 territories were in none of them, so
their rows say `unseen`. They were put together from the UN's sub-regions. A user's own file of the
same columns can take its place.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measure87.define.classifications.countries import is_country_code
from measure87.define.classifications.geography.places import read_rows
from measure87.files import RowsOfFile, code_of, read_plain_source, with_notices_told
from measure87.vocabulary.errors import DataError, UsageError

_ILO_COLUMNS = ("iso3", "region", "region_name", "subregion", "subregion_name", "seen")
_TITLES = {
    "sdg": "UN, regions of the SDG reports and M49 sub-regions",
    "unicef": "UNICEF, reporting regions",
    "unicef_programme": "UNICEF, programme regions",
    "world_bank": "World Bank, regions",
    "world_bank_income": "World Bank, income groups",
    "who": "WHO, regions",
    "african_union": "African Union, regions",
    "ilo": "ILO, broad regions and sub-regions (18 territories unseen)",
}


@dataclass(frozen=True)
class Membership:
    """One country's place in a region set."""

    iso3: str
    level: str
    code: str
    name: str
    seen: str
    """How the membership was seen: `secondary` or `unseen`, or as a user's file says."""


def region_sets() -> dict[str, str]:
    """Names of the region sets and their titles."""
    return dict(_TITLES)


@cache
def load_region_set(name: str) -> tuple[Membership, ...]:
    """Every membership of a set, ordered by level, region and country.

    A country is a member once per level that its region belongs to. Level `group` holds groups
    that overlap (least developed countries, small island states).

    Raises
    ------
    UsageError
        If there is no such set.
    """
    if name not in _TITLES:
        raise UsageError(
            f"there is no region set {name!r}",
            code="unknown-region-set",
            hint=f"one of {', '.join(_TITLES)}",
        )
    if name == "ilo":
        return _two_levels(read_rows("ilo_regions.csv"))
    regions = {row["code"]: row for row in read_rows("regions.csv") if row["set"] == name}
    members = (row for row in read_rows("region_members.csv") if row["set"] == name)
    found = [
        Membership(row["iso3"], level, row["code"], regions[row["code"]]["name"], "secondary")
        for row in members
        for level in regions[row["code"]]["levels"].split()
    ]
    return _ordered(found)


def read_region_file(path: Path) -> tuple[Membership, ...]:
    """A user's region table, in the columns of `ilo_regions.csv`.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, a cell is empty, a code is no country's,
        or a country is there twice.
    """
    source = with_notices_told(read_plain_source(path))
    missing = [name for name in _ILO_COLUMNS if name not in source.columns]
    if missing:
        raise DataError(
            f"the column {missing[0]!r} is missing",
            code="unknown-column",
            where=path.name,
            hint=f"the columns are {', '.join(_ILO_COLUMNS)}; "
            f"present: {', '.join(source.columns[:25])}",
        )
    rows = [
        {name: "" if row[name] is None else code_of(row[name]) for name in _ILO_COLUMNS}
        for row in source.lazy.collect().iter_rows(named=True)
    ]
    _check_rows(rows, path.name, source.rows)
    return _two_levels(rows)


def _check_rows(rows: list[dict[str, str]], where: str, rows_of: RowsOfFile) -> None:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        iso3, number = row["iso3"], rows_of.of(place)
        empty = [name for name in _ILO_COLUMNS if not row[name]]
        if empty:
            raise DataError(
                f"row {number} has an empty cell in {empty[0]}",
                code="empty-cell",
                where=where,
                hint="every country has a region and a sub-region, each with a name",
            )
        if not is_country_code(iso3):
            raise DataError(
                f"there is no country {iso3!r} (row {number})",
                code="unknown-country",
                where=where,
                hint="give an ISO 3166-1 alpha-3 code",
            )
        if iso3 in seen:
            raise DataError(
                f"{iso3} is in two regions (row {number})",
                code="two-regions",
                where=where,
                hint="a country belongs to one region of each level",
            )
        seen.add(iso3)


def _two_levels(rows: list[dict[str, str]]) -> tuple[Membership, ...]:
    return _ordered(
        [
            Membership(row["iso3"], level, row[level], row[f"{level}_name"], row["seen"])
            for row in rows
            for level in ("region", "subregion")
        ]
    )


def _ordered(found: list[Membership]) -> tuple[Membership, ...]:
    return tuple(sorted(found, key=lambda one: (one.level, one.code, one.iso3)))


def partition_of(members: tuple[Membership, ...], level: str) -> dict[str, str]:
    """Country to region code on one level.

    Raises
    ------
    UsageError
        If the set has no such level, or its regions overlap there.

    >>> partition_of(load_region_set("sdg"), "region")["BGD"]
    'CENTRALASIASOUTHERNASIA'
    """
    levels = {one.level for one in members}
    if level not in levels:
        raise UsageError(
            f"this region set has no level {level!r}",
            code="unknown-level",
            hint=f"its levels: {', '.join(sorted(levels))}",
        )
    found: dict[str, str] = {}
    for one in members:
        if one.level != level:
            continue
        if one.iso3 in found:
            raise UsageError(
                f"{one.iso3} is in {found[one.iso3]} and in {one.code}, so level {level!r} "
                "does not divide the countries",
                code="regions-overlap",
                hint="choose a level whose regions do not overlap",
            )
        found[one.iso3] = one.code
    return found
