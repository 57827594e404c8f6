"""Reads the settings of a linkage from a TOML file, strictly.

`[lists.NAME]` names a file and its columns (`file`), or a file of keyed hashes (`hashed`); see
`docs/how-to/link-lists.md`.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from measure87.collect.linkage.date_forms import ORDERS
from measure87.collect.linkage.firewall import refuse_write_back
from measure87.collect.linkage.link_settings import (
    AGE,
    FIELDS,
    IDENTIFYING,
    AgeBands,
    LinkSettings,
    RawList,
)
from measure87.collect.strict_toml import (
    as_bool,
    as_list,
    as_texts,
    check_table,
    mapping_error,
    one_of,
    refuse_missing_keys,
    refuse_unknown_keys,
)
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.plain_text import parse_toml

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
    try:
        raw = parse_toml(path.read_text("utf-8-sig"))
    except OSError as problem:
        raise StudyError(
            f"cannot read {path.name}: {problem.strerror}", code="unreadable", where=path.name
        ) from None
    except UnicodeDecodeError:
        raise StudyError(
            f"{path.name} is not UTF-8 text", code="encoding", where=path.name
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise StudyError(f"not valid TOML: {problem}", code="toml", where=path.name) from None
    return parse_link_settings(raw, path.parent, path.name)


def parse_link_settings(raw: Mapping[str, Any], folder: Path, where: str) -> LinkSettings:
    """Settings from the content of a TOML file in `folder`.

    Raises
    ------
    StudyError
        For a key that is missing, unknown, or holds something else.
    RefusedError
        `no-write-back` for keys that ask who is on which list, `no-identifiers-out` for strata
        that are identifying.
    """
    refuse_write_back(raw)
    refuse_unknown_keys(
        raw, ("schema", "draws", "seed", "assessment", "labelled", "age", "lists"), where
    )
    refuse_missing_keys(raw, ("schema", "assessment", "lists"), where)
    if raw["schema"] != 1:
        raise mapping_error(f"schema {raw['schema']!r} is not known", where, "write schema = 1")
    check_table(raw["lists"], f"{where} [lists]")
    lists = tuple(
        _list(name, part, folder, f"{where} [lists.{name}]") for name, part in raw["lists"].items()
    )
    _refuse_mixture(lists, where)
    assessment = raw["assessment"]
    check_table(assessment, f"{where} [assessment]")
    refuse_unknown_keys(assessment, ("file", "destroy_by"), f"{where} [assessment]")
    refuse_missing_keys(assessment, ("file", "destroy_by"), f"{where} [assessment]")
    labelled = raw.get("labelled")
    return LinkSettings(
        lists,
        folder / _text(assessment["file"], f"{where} assessment.file"),
        _day(assessment["destroy_by"], f"{where} assessment.destroy_by"),
        None if labelled is None else folder / _text(labelled, f"{where} labelled"),
        _ages(raw.get("age"), f"{where} [age]"),
        _whole(raw.get("draws", 50), 1, MOST_DRAWS, f"{where} draws"),
        _whole(raw.get("seed", 87), 0, 2**63 - 1, f"{where} seed"),
    )


def _list(name: str, raw: Any, folder: Path, where: str) -> RawList:
    """One `[lists.NAME]`."""
    check_table(raw, where)
    refuse_write_back(raw)
    if not name.isidentifier() or name in _RESERVED:
        raise mapping_error(f"{name!r} is no name of a list", where, "use letters and digits")
    if "hashed" in raw:
        refuse_unknown_keys(raw, ("hashed", "deduplicated"), where)
        path = folder / _text(raw["hashed"], f"{where} hashed")
        deduplicated = as_bool(raw.get("deduplicated", False), where)
        return RawList(name, path, {}, deduplicated=deduplicated, hashed=True)
    known = ("file", *FIELDS, "record", "strata", "deduplicated", "date_order", "encoding")
    refuse_unknown_keys(raw, known, where)
    refuse_missing_keys(raw, ("file",), where)
    columns = {field: _text(raw[field], f"{where} {field}") for field in FIELDS if field in raw}
    if len({"given_name", "family_name", "birth_date"} & set(columns)) < 2:
        raise mapping_error(
            "at least two of given_name, family_name and birth_date are needed",
            where,
            "without them records of two persons cannot be told from two of one",
        )
    record = None if "record" not in raw else _text(raw["record"], f"{where} record")
    strata = as_texts(raw.get("strata", {}), f"{where} strata", None)
    _refuse_identifying(strata, {*(columns.get(f) for f in IDENTIFYING), record}, where)
    return RawList(
        name,
        folder / _text(raw["file"], f"{where} file"),
        columns,
        record,
        strata,
        as_bool(raw.get("deduplicated", False), f"{where} deduplicated"),
        one_of(raw.get("date_order", "year-first"), ORDERS, f"{where} date_order"),
        None if "encoding" not in raw else _text(raw["encoding"], f"{where} encoding"),
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


def _ages(raw: Any, where: str) -> AgeBands | None:
    """The `[age]` section."""
    if raw is None:
        return None
    check_table(raw, where)
    refuse_unknown_keys(raw, ("bands", "on"), where)
    refuse_missing_keys(raw, ("bands", "on"), where)
    starts = as_list(raw["bands"], f"{where} bands")
    ok = all(isinstance(n, int) and not isinstance(n, bool) and 0 < n < 120 for n in starts)
    if not starts or not ok or any(b - a < 5 for a, b in pairwise(starts)):
        raise mapping_error(
            f"{starts!r} are no bands", where, "write ages at which bands begin, 5 years apart"
        )
    return AgeBands(tuple(starts), _day(raw["on"], f"{where} on"))


def _text(value: Any, where: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise mapping_error(f"{value!r} is no text", where, "write it in quotation marks")
    return value


def _day(value: Any, where: str) -> date:
    """A day."""
    if type(value) is not date:
        raise StudyError(
            f"{value!r} is no date", code="mapping", where=where, hint="write 2027-12-31"
        )
    return value


def _whole(value: Any, least: int, most: int, where: str) -> int:
    """A whole number between two limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise mapping_error(f"{value!r} is not {least} to {most}", where, "write a whole number")
    return value
