"""What a kind of study is, and where kinds are found: `measure87.study.KIND` gives `KIND`.

A kind is a package in this folder. Nothing else lists kinds: `new`, `check`, `run`, `explain` and
`publish` find it by its name, and take the steps that `steps` declares.

A package of a kind loads next to nothing: what a step needs is imported when it is taken, so that
one kind does not load what another needs. docs/decisions/0038-kinds-of-study.md: how to add one.
"""

import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

from measure87.files.settings import Declared, read_toml
from measure87.files.table_form import AS_FOUND, TableForm
from measure87.study.steps import Files, Released, Study
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.keys import nearest

FILE = "study.toml"
OUT = "out"
"""The folder of a study in which its last release lies."""
KEY = "kind"
USUAL = "survey"
"""The kind of a file that states none and has no key that only another kind has."""
_PACKAGE = "measure87.study"


@dataclass(frozen=True)
class Order:
    """What `new` was asked for.

    preset : one of those of the kind
    data : the file that it begins with; it stays where it is
    country, year : as they were given
    proposed : whether the labels of the file are to propose a mapping
    form : how the file is to be read, as far as it was said
    language : of title, population and comments, and of the report
    """

    folder: Path
    preset: str
    data: Path | None = None
    country: str | None = None
    year: int | None = None
    proposed: bool = False
    form: TableForm = AS_FOUND
    language: str = "en"


@dataclass(frozen=True)
class Draft:
    """The files of a new study.

    texts : name to content; `study.toml` stands last, for a folder that has it is a study
    todo : what a person has to do before it runs, as the begin of a sentence
    waiting : entries of its mapping that wait for a person
    """

    texts: Mapping[str, str]
    todo: str
    waiting: tuple[str, ...] = ()


class Kind(Protocol):
    """A kind of study."""

    name: str
    """The name of its package, and what `kind` in `study.toml` says."""
    own_keys: Collection[str]
    """Keys at the top of `study.toml` that no other kind has: they tell a file without `kind`."""
    presets: Sequence[str]
    """What `new --preset` takes to make one."""
    takes_minutes: bool
    """Whether a run tells of each task where its output is no terminal."""

    def declared(self) -> Declared:
        """What declares the keys of its `study.toml`."""

    def settings(self, file: Path) -> Study[Released]:
        """Read and check the settings; a StudyError with everything that is wrong."""

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """Write formats of a study's last release anew, without data; all of them if None."""

    def new(self, order: Order) -> Draft:
        """The files of a new study."""

    def prepare(self, say: Callable[[str], None]) -> None:
        """Do after `new` what is worth doing once on a machine, and say so before."""


@cache
def every_kind() -> Mapping[str, Kind]:
    """All kinds, by name: every package here that gives `KIND`."""
    here = import_module(_PACKAGE)
    names = [one.name for one in pkgutil.iter_modules(here.__path__) if one.ispkg]
    found = [_kind_in(import_module(f"{_PACKAGE}.{name}")) for name in sorted(names)]
    return {kind.name: kind for kind in found if kind is not None}


def _kind_in(package: ModuleType) -> Kind | None:
    found: Kind | None = getattr(package, "KIND", None)
    return found


def kind_of(folder: Path) -> Kind:
    """The kind of a study folder: as its `study.toml` states it, or as its keys tell it.

    Raises
    ------
    StudyError
        If there is no such kind; the hint has the nearest.
    """
    content, kinds = read_toml(folder / FILE), every_kind()
    stated = content.get(KEY)
    if stated is None:
        return kinds[_told_by(content)]
    if not isinstance(stated, str) or stated not in kinds:
        raise StudyError(
            f"there is no kind of study {stated!r}",
            code="unknown-kind",
            where=FILE,
            hint=nearest(str(stated), kinds),
        )
    return kinds[stated]


def study_in(folder: Path) -> Study[Released]:
    """The settings of a study folder, read as those of its kind."""
    return kind_of(folder).settings(folder / FILE)


def hint_of_kind(folder: Path) -> Notice | None:
    """The line to add to a `study.toml` that does not state its kind; None if it does."""
    content = read_toml(folder / FILE)
    if KEY in content:
        return None
    line = f'{KEY} = "{_told_by(content)}"'
    return Notice("no-kind", f"{FILE} does not state its kind of study; add the line {line}")


def _told_by(keys: Collection[str]) -> str:
    """The kind that alone has one of these keys."""
    return next(
        (one.name for one in every_kind().values() if not set(one.own_keys).isdisjoint(keys)),
        USUAL,
    )


def kind_with_preset(preset: str) -> Kind:
    """The kind that makes studies of a preset.

    Raises
    ------
    UsageError
        If no kind has it; the hint has all that there are.
    """
    found = next((one for one in every_kind().values() if preset in one.presets), None)
    if found is None:
        hint = f"presets: {', '.join(sorted(every_preset()))}"
        raise UsageError(f"there is no preset {preset!r}", hint=hint)
    return found


def every_preset() -> tuple[str, ...]:
    """What `new --preset` takes, kind by kind."""
    return tuple(preset for one in every_kind().values() for preset in one.presets)
