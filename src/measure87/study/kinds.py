"""What a kind of study is, which steps it has, and where kinds are found.

A kind is a package in this folder: `measure87.study.KIND` gives `KIND`. Nothing else lists kinds:
`new`, `check`, `run`, `explain` and `publish` find it by its name, and take its steps, of which
each gives the next.

    Kind.settings(study.toml) -> Study      the settings, read and checked
    Study.open(out)           -> Opened     the inputs, read and checked
    Opened.compute()          -> Computed   every figure; nothing may leave the house yet
    Computed.gate()           -> Gated      what may be published
    Gated.publish(out)        -> Released   the folder `out`, as a whole; its text for the terminal

Each is asked of what the step before gave, so that nothing is published that has not passed a gate.
Whose fault it is that a step cannot go on, and that inputs changed while it went on, every kind
says alike (`at_fault_is_the_study`, `refuse_changed`).

A package of a kind loads next to nothing: what a step needs is imported when it is taken, so that
one kind does not load what another needs. docs/decisions/0038-kinds-of-study.md: how to add one.
"""

import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol, runtime_checkable

from measure87.files import while_reading
from measure87.files.engines import AskedEngine
from measure87.files.settings import Declared, read_toml
from measure87.files.table_form import AS_FOUND, TableForm
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.common import Json


class Warned(Protocol):
    """Something to know of a whole release."""

    @property
    def text(self) -> str:
        """A sentence."""


class Released(Protocol):
    """What lies in `out`."""

    @property
    def result(self) -> Result:
        """The one result object of the contract, as released."""

    @property
    def warnings(self) -> Sequence[Warned]:
        """What to know of the whole."""

    def lines(self) -> Sequence[str]:
        """The headline figures and where the rest lies, for a terminal."""


class Gated[R: Released](Protocol):
    """What has passed the disclosure gate of its kind."""

    def publish(self, out: Path) -> R:
        """Write page, tables and manifest into `out`, whole or not at all."""


class Computed[R: Released](Protocol):
    """Every figure of a study, before the gate."""

    def gate(self) -> Gated[R]:
        """What may be published.

        Raises
        ------
        RefusedError
            If no figure can be defended, or none may be shown.
        """


class Checked(Protocol):
    """What `check` found; for the holder of the data, not for release."""

    @property
    def is_computable(self) -> bool:
        """Whether a run would give any figure."""

    @property
    def messages(self) -> Sequence[Notice | Refusal]:
        """What stands in its lines and has a code, by which other languages say it."""

    def to_json(self) -> dict[str, Json]:
        """As an object."""

    def lines(self) -> Sequence[str]:
        """As lines for people."""


class Opened[R: Released](Protocol):
    """A study whose inputs are read."""

    def check(self) -> Checked:
        """Everything that a run would object to; nothing is kept."""

    def compute(self) -> Computed[R]:
        """Every figure that the study asks for."""

    def require_unchanged(self) -> None:
        """Refuse to release what was read while somebody wrote to the inputs."""


class Explained(Protocol):
    """Why one person was classified as she was; it never leaves the machine."""

    def to_json(self) -> dict[str, Json]:
        """As an object."""

    def lines(self) -> Sequence[str]:
        """As lines for people."""


class Study[R: Released](Protocol):
    """The settings of one study, and what can be done with it."""

    def around(self) -> AbstractContextManager[None]:
        """What holds while the study is opened and run: whose fault it is if reading fails."""

    def open(self, out: Path, *, trial: bool) -> Opened[R]:
        """Read the inputs, and refuse what contradicts itself.

        Parameters
        ----------
        out : where a release goes
        trial : for `check`: nothing is kept of it, no secret is made
        """

    def explain(self, person: str) -> Explained:
        """Explain one person, from what the last run kept; a StudyError if this kind has none."""

    def input_hashes(self) -> Mapping[str, str]:
        """Plain hash of each input as it is now, by the name that a release gives it."""


@runtime_checkable
class ChoosesEngine(Protocol):
    """A study whose tables can be worked on elsewhere than in this process."""

    def on_engine(self, asked: AskedEngine) -> Study[Released]:
        """The same study, on the engine that was asked for."""


class Files(Protocol):
    """The files of a release, and what was left out of some."""

    @property
    def files(self) -> Mapping[str, Mapping[str, Json]]:
        """Path in `out` to `sha256`, `bytes` and `format`."""

    @property
    def notices(self) -> Mapping[str, Sequence[Notice]]:
        """Format to what it left out."""


@contextmanager
def at_fault_is_the_study(files: Iterable[str] = ()) -> Iterator[None]:
    """What a room takes for a wrong call comes from the study's own settings or files here.

    Parameters
    ----------
    files : names of those that are read meanwhile
    """
    try:
        with while_reading(files):
            yield
    except UsageError as fault:
        raise StudyError(
            fault.text, code=fault.code, where=fault.where or "study.toml", hint=fault.hint
        ) from fault


def refuse_changed(names: Sequence[str], meanwhile: str = "the study ran") -> None:
    """Raise the error for inputs that were written to during a run."""
    raise StudyError(
        f"{', '.join(names)} changed while {meanwhile}",
        code="changed-input",
        hint="wait until nobody writes to it, then run again; nothing was released",
    )


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
