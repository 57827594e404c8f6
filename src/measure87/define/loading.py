"""Finds definitions: those of this package, of other packages, and of a study's folder."""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import as_file, files
from pathlib import Path
from types import ModuleType
from typing import Any

from measure87.define.definition import (
    Definition,
    Measure,
    alternative_columns,
    as_cites,
    idle_rules,
    leaf_columns,
    refuse_unverified_headlines,
)
from measure87.define.limits import DesignatedList, Limits, Lists, read_limits
from measure87.define.rule import Rule, rules_of
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS, TABLES
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest

_ENTRY_POINTS = "measure87.definitions"


@dataclass(frozen=True)
class Texts:
    """The files of one definition, as text, and its rules."""

    concepts: Mapping[str, Any]
    thresholds: Mapping[str, Any]
    lists: Mapping[str, str]
    """Name of each `lists/NAME.csv` and its content."""
    cases: str
    reading: str
    rules: ModuleType


def list_definitions(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of all definitions, sorted: the package's own, installed ones, and a study's.

    Parameters
    ----------
    folder : path or None
        A study's `definitions` folder.
    """
    national = _national_ids(folder)
    return tuple(sorted({*_own_ids(), *_installed(), *national}))


def load_definition(spec: str, folder: Path | None = None) -> Definition:
    """Load a definition by `ID`, `ID@DATE`, `ID:READING` or `ID:READING@DATE`.

    Parameters
    ----------
    spec : str
        The id is the path below `define`; the date picks the limits in force on that
        day (the latest without it, never silently the survey's date); the reading
        picks another reading of the text.
    folder : path or None
        A study's `definitions` folder, for national definitions.

    Raises
    ------
    DefinitionError
        If there is no such definition, reading, or version; or it contradicts itself.
    """
    identity, reading, on = _parse(spec)
    if folder is not None and identity in _national_ids(folder):
        return _load_national(identity, folder, reading, on)
    if identity not in (*_own_ids(), *_installed()):
        known = list_definitions(folder)
        raise DefinitionError(
            f"there is no definition {identity!r}",
            code="unknown-definition",
            hint=f"known: {', '.join(known)}",
        )
    return _build(identity, _texts(identity), reading, on)


def _parse(spec: str) -> tuple[str, str | None, date | None]:
    rest, _, day = spec.partition("@")
    identity, _, reading = rest.partition(":")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        raise DefinitionError(
            f"{day!r} is not a date", where=spec, hint="write ID@YYYY-MM-DD"
        ) from None
    return identity, reading or None, on


@cache
def _own_ids() -> tuple[str, ...]:
    areas = [area for area in files("measure87.define").iterdir() if area.is_dir()]
    return tuple(
        sorted(
            f"{area.name}/{item.name}"
            for area in areas
            for item in area.iterdir()
            if item.is_dir() and item.joinpath("concepts.toml").is_file()
        )
    )


@cache
def _installed() -> dict[str, str]:
    """Definitions of other packages: id and the package that holds its files."""
    return {point.name: point.value for point in entry_points(group=_ENTRY_POINTS)}


@cache
def _texts(identity: str) -> Texts:
    package = _installed().get(identity) or f"measure87.define.{identity.replace('/', '.')}"
    root = files(package)
    with as_file(root) as path:
        return Texts(
            concepts=_toml(path / "concepts.toml"),
            thresholds=_toml(path / "thresholds.toml"),
            lists=_list_texts(path),
            cases=(path / "cases.csv").read_text("utf-8"),
            reading=(path / "reading.md").read_text("utf-8"),
            rules=import_module(f"{package}.rules"),
        )


def _list_texts(path: Path) -> dict[str, str]:
    return {p.stem: p.read_text("utf-8") for p in sorted((path / "lists").glob("*.csv"))}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise DefinitionError(f"not valid TOML: {problem}", where=path.name) from None
    except FileNotFoundError:
        raise DefinitionError(f"{path.name} is missing", where=path.parent.name) from None


def _build(identity: str, texts: Texts, reading: str | None, on: date | None) -> Definition:
    concepts = texts.concepts
    readings = dict(concepts.get("readings", {}))
    if reading is not None and reading not in readings:
        raise DefinitionError(
            f"{identity} has no reading {reading!r}",
            code="unknown-reading",
            hint=f"its readings: {', '.join(readings) or 'only the text itself'}",
        )
    limits = read_limits(texts.thresholds, on, reading)
    lists = _read_lists(texts.lists)
    rules = rules_of(texts.rules)
    idle = idle_rules(rules, lists)
    measures = {}
    for name, entry in concepts.get("measures", {}).items():
        full_name = f"{name}_{reading}" if reading else name
        measures[full_name] = _measure(full_name, entry, rules, limits, idle)
    starts = [limit.start for limit in limits.entries.values()]
    built = Definition(
        id=identity,
        reading=reading,
        title=concepts["title"],
        about=concepts.get("about", "").strip(),
        edition=max([*starts, concepts["from"]]) if on is None else max(starts),
        measures=measures,
        rules=rules,
        limits=limits,
        lists=lists,
        not_prevalence=concepts.get("not_prevalence", False),
        reaches_not=tuple(concepts.get("reaches_not", ())),
        readings=readings,
        cases=texts.cases,
        reading_notes=texts.reading,
    )
    refuse_unverified_headlines(built)
    return built


def _measure(
    name: str,
    entry: Mapping[str, Any],
    rules: tuple[Rule, ...],
    limits: Limits,
    idle: frozenset[str],
) -> Measure:
    grounds = tuple(entry["grounds"])
    known = {rule.name for rule in rules}
    days = entry.get("days")
    goals = (*grounds, *((f"{days}_low", f"{days}_high") if days else ()))
    for ground in goals:
        if ground not in known:
            raise DefinitionError(
                f"measure {name} rests on {ground!r}, which is no rule of its text",
                where="concepts.toml",
                hint=f"its rules: {', '.join(sorted(known))}",
            )
    required, optional = leaf_columns(rules, goals, idle)
    any_age = entry.get("any_age", False)
    return Measure(
        name=name,
        title=entry["title"],
        ages=(entry["ages"][0], entry["ages"][1]),
        grounds=grounds,
        unknown=_unknown_treatment(name, entry.get("unknown", "exclude"), limits),
        headline=entry.get("headline", False),
        per=entry.get("per", 100),
        about=entry.get("about", "").strip(),
        cites=as_cites(entry.get("cite")),
        days=days,
        required=required if any_age else tuple(dict.fromkeys(("age_years", *required))),
        optional=optional if any_age else tuple(n for n in optional if n != "age_years"),
        one_of=(*alternative_columns(rules, goals), *_asked_for(name, entry)),
        any_age=any_age,
    )


def _asked_for(name: str, entry: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Groups of `needs_one_of`: columns and items of circumstances, of which one must be asked."""
    groups = tuple(tuple(group) for group in entry.get("needs_one_of", ()))
    items = {code for code, _ in (*INVOLUNTARY_ITEMS, *COERCION_ITEMS)}
    known = items | {column for table in TABLES.values() for column in table.names}
    for word in (word for group in groups for word in group):
        if word not in known:
            raise DefinitionError(
                f"measure {name} needs {word!r}, which is no column and no item",
                where="concepts.toml",
                hint=nearest(word, known),
            )
    return groups


def _unknown_treatment(name: str, word: str, limits: Limits) -> Any:
    """`exclude`, `no`, `yes`, or the name of a dated limit that says one of them."""
    if word in limits.entries:
        word = str(limits[word].bound)
    if word not in ("exclude", "no", "yes"):
        raise DefinitionError(
            f"measure {name}: unknown = {word!r}", hint="exclude, no, yes, or a limit's name"
        )
    return word


def _read_lists(texts: Mapping[str, str]) -> Lists:
    """Designated lists: CSV with column, version, code, title, verified and the citation.

    `document` is the title of a document outside the bibliography (a national law).
    """
    entries = {}
    for name, text in texts.items():
        rows = list(csv.DictReader(io.StringIO(text)))
        if not rows:
            raise DefinitionError(f"list {name} is empty", where=f"lists/{name}.csv")
        for key in ("column", "version", "verified", "cite", "at", "seen"):
            if len({row.get(key) for row in rows}) != 1 or rows[0].get(key) in (None, ""):
                raise DefinitionError(
                    f"list {name}: {key} must be given and the same in every row",
                    where=f"lists/{name}.csv",
                )
        first = rows[0]
        entries[name] = DesignatedList(
            name=name,
            column=first["column"],
            version=first["version"],
            codes=tuple(row["code"].strip() for row in rows),
            verified=first["verified"] == "yes",
            cite=Cite(
                first["cite"],
                at=first["at"],
                seen=first["seen"],  # type: ignore[arg-type]
                title=first.get("document") or None,
            ),
        )
    return Lists(entries)


def _national_ids(folder: Path | None) -> tuple[str, ...]:
    if folder is None or not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path.parent.relative_to(folder).as_posix() for path in folder.rglob("definition.toml")
        )
    )


_SCHEMA = 1
_NATIONAL_KEYS = {"schema", "extends", "title", "about", "prefix", "from"}


def _load_national(identity: str, folder: Path, reading: str | None, on: date | None) -> Definition:
    """A national definition: a standard with other thresholds, lists and cases, never code."""
    path = folder / identity
    settings = _toml(path / "definition.toml")
    _refuse_unknown(settings, _NATIONAL_KEYS, identity)
    if settings.get("schema", _SCHEMA) != _SCHEMA:
        raise DefinitionError(
            f"definition.toml has schema {settings['schema']}, and this version reads {_SCHEMA}",
            where=identity,
            hint="use the version of measure87 that the definition was written for, or a newer one",
        )
    for key in ("extends", "title", "prefix"):
        if key not in settings:
            raise DefinitionError(f"definition.toml needs `{key}`", where=identity)
    base_id, base_reading, base_on = _parse(settings["extends"])
    if base_id not in (*_own_ids(), *_installed()):
        raise DefinitionError(f"{identity} extends {base_id!r}, which is not known")
    base = _texts(base_id)
    own = _toml(path / "thresholds.toml") if (path / "thresholds.toml").is_file() else {}
    _refuse_unknown(own, set(base.thresholds), f"{identity}/thresholds.toml")
    own_lists = _list_texts(path)
    _refuse_unknown(own_lists, set(base.lists), f"{identity}/lists")
    if list(path.rglob("*.py")):
        raise DefinitionError(
            "a national definition has thresholds, lists and cases, never code",
            where=identity,
            hint="propose a rule of its own as a new standard",
        )
    cases = path / "cases.csv"
    if not cases.is_file():
        raise DefinitionError("a national definition needs cases.csv", where=identity)
    notes = path / "reading.md"
    texts = replace(
        base,
        thresholds={**base.thresholds, **own},
        lists={**base.lists, **own_lists},
        cases=cases.read_text("utf-8"),
        reading=notes.read_text("utf-8") if notes.is_file() else base.reading,
    )
    built = _build(identity, texts, reading or base_reading, on or base_on)
    _refuse_other_columns(built.lists, _read_lists(base.lists), identity)
    measures = {
        f"{settings['prefix']}_{name}": replace(measure, name=f"{settings['prefix']}_{name}")
        for name, measure in built.measures.items()
    }
    return replace(
        built,
        title=settings["title"],
        about=settings.get("about", built.about).strip(),
        measures=measures,
        extends=base_id,
    )


def _refuse_other_columns(own: Lists, base: Lists, identity: str) -> None:
    """A list may have other codes in another version, of the same thing."""
    for name, entry in own.entries.items():
        if entry.column != base[name].column:
            raise DefinitionError(
                f"list {name} is of {entry.column!r}, and the standard's is of "
                f"{base[name].column!r}",
                where=f"{identity}/lists/{name}.csv",
            )


def _refuse_unknown(given: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise DefinitionError(
                f"{key!r} is not known here", where=where, hint=f"known: {', '.join(sorted(known))}"
            )
