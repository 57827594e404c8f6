"""Reads the settings of a linkage from a TOML file, strictly.

`[lists.NAME]` names a file and its columns (`file`), or a file of keyed hashes (`hashed`); see
`docs/how-to/link-lists.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from measure87.collect.linkage.date_forms import Order
from measure87.collect.linkage.firewall import refuse_write_back
from measure87.collect.linkage.link_kinds import (
    BANDS,
    DAY,
    NAMES,
    ORDER,
    SCHEMA,
    TEXT,
    whole,
)
from measure87.collect.linkage.link_settings import (
    AGE,
    FIELDS,
    IDENTIFYING,
    AgeBands,
    LinkSettings,
    RawList,
)
from measure87.collect.value_kinds import FLAG, TEXTS, FieldPlace, mapping_error
from measure87.files.settings import (
    Formerly,
    LeftOut,
    Place,
    Variants,
    named_tables,
    read_declared,
    read_toml,
    table,
)
from measure87.vocabulary.errors import RefusedError

MOST_LISTS = 16
MOST_DRAWS = 1_000
_RESERVED = (AGE, "draw")


def read_link_settings(path: Path) -> LinkSettings:
    """Settings of a linkage; files are named from the folder of this one.

    Raises
    ------
    StudyError
        If the file cannot be read or is not as expected.
    RefusedError
        `no-write-back`, `no-identifiers-out`; see `parse_link_settings`.
    """
    raw = read_toml(path, absent="write one as docs/how-to/link-lists.md shows")
    return parse_link_settings(raw, path.parent, path.name)


def parse_link_settings(raw: Mapping[str, Any], folder: Path, where: str) -> LinkSettings:
    """Settings from the content of a TOML file in `folder`.

    Raises
    ------
    StudyError
        For a key that is missing, unknown, or holds something else; the first of them, with the
        others.
    RefusedError
        `no-write-back` for keys that ask who is on which list, `no-identifiers-out` for strata
        that are identifying.
    """
    refuse_write_back(raw)
    lists = raw.get("lists")
    for part in lists.values() if isinstance(lists, dict) else ():
        refuse_write_back(part if isinstance(part, dict) else {})
    found: LinkSettings = read_declared(link_settings, raw, FieldPlace(where, folder))
    return found


_Deduplicated = Annotated[bool, FLAG, "whether nobody stands on it twice"]
_Column = Annotated[str | None, TEXT, "column of the file"]


def _in_the_clear(
    *,
    place: Place,
    content: Mapping[str, Any],
    name: str,
    file: Annotated[str, TEXT, "CSV, Parquet, SPSS or Stata, from the folder of the settings"],
    given_name: _Column = None,
    family_name: _Column = None,
    birth_date: _Column = None,
    sex: _Column = None,
    nationality: Annotated[_Column, "(the same codes in all lists, for instance ISO 3166)"] = None,
    area: Annotated[_Column, Formerly("place"), "geographic area (likewise)"] = None,
    record: Annotated[
        str | None, TEXT, "column that numbers its records; only for labelled pairs"
    ] = None,
    strata: Annotated[
        Mapping[str, str],
        TEXTS,
        "coarse groups that may leave: name to column of the file",
        LeftOut("none"),
    ] = MappingProxyType({}),
    deduplicated: _Deduplicated = False,
    date_order: Annotated[
        Order, ORDER, "`day-first`, `month-first` or `year-first`"
    ] = "year-first",
    encoding: Annotated[
        str | None, TEXT, "of the file, where it is not UTF-8", LeftOut("UTF-8")
    ] = None,
) -> RawList:
    _refuse_name(name, place)
    columns = {field: content[field] for field in FIELDS if field in content}
    if area is not None:
        columns["place"] = area
    if len({"given_name", "family_name", "birth_date"} & set(columns)) < 2:
        raise mapping_error(
            "at least two of given_name, family_name and birth_date are needed",
            place.where,
            "without them records of two persons cannot be told from two of one",
        )
    groups = dict(strata)
    _refuse_identifying(groups, {*(columns.get(f) for f in IDENTIFYING), record}, place.where)
    path = place.folder / file
    return RawList(name, path, columns, record, groups, deduplicated, date_order, encoding)


def _hashed(
    *,
    place: Place,
    name: str,
    hashed: Annotated[str, TEXT, "a file of keyed hashes, in place of `file`"],
    deduplicated: _Deduplicated = False,
) -> RawList:
    _refuse_name(name, place)
    return RawList(name, place.folder / hashed, {}, deduplicated=deduplicated, hashed=True)


def _refuse_name(name: str, place: Place) -> None:
    if not name.isidentifier() or name in _RESERVED:
        raise mapping_error(f"{name!r} is no name of a list", place.where, "use letters and digits")


@dataclass(frozen=True, kw_only=True)
class _Assessment:
    """The table `[assessment]`."""

    file: Annotated[str, TEXT, "the filled impact assessment"]
    destroy_by: Annotated[date, DAY, "the day by which what is linked is destroyed"]


def _ages(
    *,
    bands: Annotated[tuple[int, ...], BANDS, "ages at which bands begin, 5 years or more apart"],
    on: Annotated[date, DAY, "the day on which ages are counted"],
) -> AgeBands:
    return AgeBands(bands, on)


def link_settings(
    *,
    place: Place,
    schema: Annotated[int, SCHEMA, "`1`"],
    lists: Annotated[
        tuple[RawList, ...],
        named_tables(
            Variants(None, {"file": _in_the_clear, "hashed": _hashed}), "", asked_for=True
        ),
        f"2 to {MOST_LISTS} lists",
        LeftOut("an error"),
    ],
    assessment: Annotated[
        _Assessment,
        table(_Assessment, asked_for=True),
        "on what the linkage rests",
        LeftOut("an error"),
    ],
    labelled: Annotated[
        str | None, TEXT, "file of pairs known to be of one person or of two"
    ] = None,
    age: Annotated[
        AgeBands | None,
        table(_ages, asked_for=True),
        "a stratum from dates of birth",
        LeftOut("none"),
    ] = None,
    draws: Annotated[int, whole(1, MOST_DRAWS), "clusterings that are drawn"] = 50,
    seed: Annotated[int, whole(0, 2**63 - 1), "of all chance"] = 87,
    open_strata: Annotated[
        tuple[str, ...],
        NAMES,
        "strata that stand in the clear in files of hashes; the impact assessment says why",
        LeftOut("none"),
    ] = (),
) -> LinkSettings:
    """Settings of a linkage, each key by name."""
    _refuse_mixture(lists, place.where)
    _refuse_unknown_strata(open_strata, lists, age, place.where)
    return LinkSettings(
        lists,
        place.folder / assessment.file,
        assessment.destroy_by,
        None if labelled is None else place.folder / labelled,
        age,
        draws,
        seed,
        open_strata,
    )


def _refuse_identifying(
    strata: Mapping[str, str], identifying: set[str | None], where: str
) -> None:
    """Refuse strata that would carry a name, a date of birth or a number of a record out."""
    for name, column in strata.items():
        if column in identifying:
            raise RefusedError(
                f"the stratum {name!r} is a column that identifies persons",
                code="no-identifiers-out",
                where=where,
                hint="strata are coarse groups; for age write [age] with its bands",
            )
        if not name.isidentifier() or name in _RESERVED:
            raise mapping_error(f"{name!r} is no name of a stratum", where, "use letters, digits")


def _refuse_unknown_strata(
    open_strata: tuple[str, ...], lists: tuple[RawList, ...], age: AgeBands | None, where: str
) -> None:
    """Refuse to declare open what is no stratum: something else would then be hidden."""
    known = {name for entry in lists for name in entry.strata or ()}
    known |= set() if age is None else {AGE}
    for name in open_strata:
        if name not in known:
            raise mapping_error(
                f"open_strata names {name!r}, which is no stratum of these lists",
                where,
                f"strata: {', '.join(sorted(known)) or 'none'}",
            )


def _refuse_mixture(lists: tuple[RawList, ...], where: str) -> None:
    """Refuse no list, too many, and hashed lists beside clear ones."""
    if not 1 <= len(lists) <= MOST_LISTS:
        raise mapping_error(f"{len(lists)} lists", where, f"link 2 to {MOST_LISTS}")
    if len({entry.hashed for entry in lists}) > 1:
        raise mapping_error(
            "some lists are hashed and some are not",
            where,
            "a list in the clear cannot be compared with hashes: hash all, at their holders'",
        )
    groups = [set(entry.strata or ()) for entry in lists if not entry.hashed]
    names = set().union(*groups)
    if names & {entry.name for entry in lists}:
        raise mapping_error("a stratum has the name of a list", where, "rename one of them")
    if any(group != names for group in groups):
        raise mapping_error(
            "the lists do not have the same strata", where, "give each stratum in every list"
        )
