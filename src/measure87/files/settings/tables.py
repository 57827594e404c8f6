"""Reads tables of settings into the classes and functions that declare their keys."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure87.files.settings.declared import Declared, Variants, keys_of
from measure87.files.settings.former import with_names_of_today
from measure87.files.settings.kinds import TEXT, Kind
from measure87.files.settings.place import Faults, Place, settings_at_fault
from measure87.files.settings.toml_file import read_toml


def read_file[Made](path: Path, declared: Callable[..., Made], **given: Any) -> Made:
    """A settings file, read strictly.

    Raises
    ------
    StudyError
        The first of all that is wrong with the file, with the `others`.
    """
    with settings_at_fault(path.name):
        place = Place(path.name, path.parent)
        made: Made = read_declared(declared, read_toml(path), place, **given)
        return made


def read_declared(
    declared: Declared | Variants, content: Mapping[str, Any], place: Place, **given: Any
) -> Any:
    """One table; what is wrong with any of its keys is told together.

    Parameters
    ----------
    given : what the class or function takes beside the keys, where it takes it
    """
    faults = Faults()
    if isinstance(declared, Variants):
        declared = declared.chosen(content, place)
    keys = keys_of(declared)
    content = with_names_of_today(keys, content, place, faults)
    known = [key.name for key in keys]
    for key in (key for key in content if key not in known):
        faults.add(place.unknown(key, known))
    values = {}
    for declares in keys:
        with faults.kept():
            values[declares.parameter] = declares.read(content, place)
    faults.tell()
    return _made(declared, values, {"place": place, "content": content, **given})


def _made(declared: Declared, values: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    taken = {name: given[name] for name in inspect.signature(declared).parameters if name in given}
    made = declared(**values, **taken)
    return made.settled(given["place"]) if hasattr(made, "settled") else made


@dataclass(frozen=True)
class Tables(Kind):
    """Tables in a table: how they are found, and what declares their keys.

    declared : class or function, or the one of each variant
    optional : whether it is None where it is empty
    """

    declared: Declared | Variants = dict
    optional: bool = False


def table(declared: Declared, *, optional: bool = False, asked_for: bool = False) -> Kind:
    """A table `[KEY]`.

    Parameters
    ----------
    optional : whether it is None where it is empty; otherwise it is read as it is
    asked_for : whether it is missing where it is not there; otherwise it is empty then
    """
    empty: dict[str, Any] | None = None if asked_for else {}
    return _Table("", {}, _is_table, empty=empty, declared=declared, optional=optional)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


@dataclass(frozen=True)
class _Table(Tables):
    def read(self, key: str, value: Any, place: Place) -> Any:
        """See `Kind`."""
        if not self.fits(value):
            raise place.no_table(key, value)
        if self.optional and not value:
            return None
        return read_declared(self.declared, value, place.below(key))


def tables(
    declared: Declared | Variants,
    where: str = "{place} {key}",
    otherwise: tuple[str, str] | None = None,
) -> Kind:
    """A list of tables `[[KEY]]`.

    Parameters
    ----------
    where : what messages call one of them
    otherwise : sentence and hint where something else stands there
    """
    return List(
        "", {}, _is_list_of_tables, empty=[], declared=declared, where=where, otherwise=otherwise
    )


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


@dataclass(frozen=True)
class List(Tables):
    """A list of tables, and what messages call one of them."""

    where: str = ""
    otherwise: tuple[str, str] | None = None

    def read(self, key: str, value: Any, place: Place) -> tuple[Any, ...]:
        """See `Kind`."""
        if not self.fits(value) and self.otherwise:
            raise place.fault(self.otherwise[0], hint=self.otherwise[1])
        if not self.fits(value):
            raise place.no_tables(key, value, self.where)
        faults, found = Faults(), []
        for number, one in enumerate(value, start=1):
            with faults.kept():
                where = self.where.format(place=place.where, key=key, number=number)
                found.append(read_declared(self.declared, one, place.at(where)))
        faults.tell()
        return tuple(found)


def named_tables(
    declared: Declared | Variants,
    example: str,
    needed: tuple[str, str] | None = None,
    made: Callable[[Any], Any] = tuple,
    asked_for: bool = False,
) -> Kind:
    """The tables `[KEY.NAME]`, each made with its `name`.

    Parameters
    ----------
    example : what one of them holds, for the message where something else stands there; with
        none the message shows what stands there
    needed : sentence and hint where there is none; None: there may be none
    asked_for : as in `table`
    """
    return NamedTables(
        "", {}, _is_table, made, empty=None if asked_for else {}, declared=declared,
        example=example, needed=needed,
    )  # fmt: skip


@dataclass(frozen=True)
class NamedTables(Tables):
    """Tables with names, and what one holds."""

    example: str = ""
    needed: tuple[str, str] | None = None

    def read(self, key: str, value: Any, place: Place) -> Any:
        """See `Kind`."""
        hint = f"write [{key}.NAME] on a line of its own, and below it {self.example}"
        if not self.fits(value):
            if self.example:
                raise place.fault(f"{key!r} holds no tables with names", hint=hint)
            raise place.no_table(key, value)
        inside = place.below(key)
        if not value and self.needed:
            raise inside.fault(self.needed[0], code="missing-key", hint=self.needed[1])
        return self.made(self._each(value, inside, hint))

    def _each(self, value: Mapping[str, Any], inside: Place, hint: str) -> list[Any]:
        faults, found = Faults(), []
        for name, one in value.items():
            with faults.kept():
                if not self.fits(one):
                    text = f"the key {name!r} stands where a name is wanted"
                    if self.example:
                        raise inside.fault(text, hint=hint)
                    raise inside.no_table(name, one)
                found.append(read_declared(self.declared, one, inside.below(name), name=name))
        faults.tell()
        return found


@dataclass(frozen=True)
class Either(Kind):
    """A table `[KEY]`, or a list of tables `[[KEY]]`, each read by a kind of its own."""

    one: Kind = TEXT
    many: Kind = TEXT

    def read(self, key: str, value: Any, place: Place) -> Any:
        """See `Kind`."""
        return (self.one if _is_table(value) else self.many).read(key, value, place)


def either(one: Kind, many: Kind) -> Kind:
    """A table, or a list of tables."""
    return Either("", {}, lambda _: True, one=one, many=many)


def by_name(kind: Kind) -> Kind:
    """A table `[KEY]` of names that the user chooses, each with a value of one kind."""
    return ByName("", {}, _is_table, empty={}, each=kind)


@dataclass(frozen=True)
class ByName(Kind):
    """Names that the user chooses, each with a value of one kind."""

    each: Kind = TEXT

    def read(self, key: str, value: Any, place: Place) -> dict[str, Any]:
        """See `Kind`."""
        if not self.fits(value):
            raise place.no_table(key, value)
        faults, found, inside = Faults(), {}, place.below(key)
        for name, one in value.items():
            with faults.kept():
                found[name] = self.each.read(name, one, inside)
        faults.tell()
        return found
