"""Where in a settings file something stands, and all that is wrong with the file, told at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from typing import Any, Self

from measure87.vocabulary.errors import Measure87Error, StudyError, UsageError
from measure87.vocabulary.keys import nearest

type TomlValue = bool | int | float | str | date | time | list[TomlValue] | dict[str, TomlValue]
"""What a key of a settings file may hold."""


@dataclass(frozen=True)
class Place:
    """One table of a settings file.

    where : file and table, for messages
    folder : from which paths are counted
    """

    where: str
    folder: Path

    def below(self, key: str) -> Self:
        """The table of that name in this one."""
        prefix = self.where.removesuffix("]")
        inside = f"{prefix}.{key}]" if prefix != self.where else f"{self.where} [{key}]"
        return self.at(inside)

    def at(self, where: str) -> Self:
        """Another place of the same file, named in full."""
        return replace(self, where=where)

    def of(self, key: str) -> str:
        """A key of this table, for messages."""
        return f"{self.where} {key}"

    def fault(self, text: str, *, code: str = "bad-value", hint: str) -> StudyError:
        """What is wrong here, and what to do."""
        return StudyError(text, code=code, where=self.where, hint=hint)

    def wrong(self, key: str, value: Any, wanted: str) -> StudyError:
        """A key that holds something else than it must; {key} is its name in `wanted`."""
        return self.fault(f"{key!r} is {value!r}", hint=f"write {wanted.replace('{key}', key)}")

    def unknown(self, key: str, known: Iterable[str]) -> StudyError:
        """A key that nobody knows, with the nearest known one."""
        text = f"the key {key!r} is not known here"
        return self.fault(text, code="unknown-key", hint=nearest(key, known))

    def no_table(self, key: str, value: Any) -> StudyError:
        """A key that holds something else than a table."""
        return self.wrong(key, value, "a table: write [{key}] on a line of its own")

    def no_tables(self, key: str, value: Any, where: str) -> StudyError:
        """A key that holds something else than a list of tables; `where`: see `tables`."""
        return self.wrong(key, value, "tables: [[{key}]] on a line of its own, or {...}")

    def missing(self, key: str, hint: str = "add a line `{key} = ...`") -> StudyError:
        """A key that must be there and is not."""
        hint = hint.replace("{key}", key)
        return self.fault(f"the key {key!r} is missing", code="missing-key", hint=hint)


@dataclass(frozen=True)
class Faults:
    """What was found to be wrong so far, in the order in which it was found."""

    found: list[Measure87Error] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What is wrong in here is kept, and reading goes on behind it."""
        try:
            yield
        except Measure87Error as error:
            self.add(error)

    def add(self, error: Measure87Error) -> None:
        """Keep one, and what was found with it."""
        self.found.extend((error, *error.others))
        error.others = ()

    def tell(self) -> None:
        """Raise the first, with the others behind it; nothing where all is well."""
        if self.found:
            first, *others = self.found
            first.others = tuple(others)
            raise first


def tell_all(faults: Iterable[Measure87Error]) -> None:
    """Raise the first of them, with the others behind it; nothing where there is none."""
    kept = Faults()
    for one in faults:
        kept.add(one)
    kept.tell()


@contextmanager
def settings_at_fault(where: str) -> Iterator[None]:
    """What is asked for wrongly in here was asked for by the settings, not on the command line."""
    try:
        yield
    except Measure87Error as error:
        if not any(isinstance(one, UsageError) for one in (error, *error.others)):
            raise
        tell_all([_of_settings(one, where) for one in (error, *error.others)])


def _of_settings(error: Measure87Error, where: str) -> Measure87Error:
    if not isinstance(error, UsageError):
        return error
    return StudyError(error.text, code=error.code, where=error.where or where, hint=error.hint)
