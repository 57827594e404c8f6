"""Reads a TOML file strictly: each key by name, and what it must hold.

A key that is left out takes its default; one that holds something else is an error that
shows the value and what to write, for `explain = "no"` is no way to forbid anything.
"""

import math
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import refuse_unknown
from measure87.vocabulary.plain_text import parse_toml


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dict; a mark of byte order at its start is passed over.

    Raises
    ------
    StudyError
        If the file is not there, cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        return parse_toml(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise StudyError(
            f"{path.name} is missing",
            code="missing-file",
            where=path.parent.name or None,
            hint="make a study folder with `measure87 new DIR --preset NAME`",
        ) from None
    except OSError as problem:
        raise StudyError(
            f"cannot read {path.name}: {problem.strerror}",
            code="unreadable",
            where=path.parent.name or None,
            hint="it must be a file that you may read",
        ) from None
    except UnicodeDecodeError:
        raise StudyError(
            f"{path.name} is not UTF-8 text",
            code="encoding",
            where=path.name,
            hint="save it as UTF-8",
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise StudyError(
            f"not valid TOML: {problem}",
            code="toml",
            where=path.name,
            hint="text stands in quotation marks, every [section] and every key once",
        ) from None


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Section:
    """One table of a settings file."""

    content: Mapping[str, Any]
    where: str
    """File and table, for messages."""

    def only(self, known: Collection[str]) -> "Section":
        """Itself, if it has no other keys than these.

        Raises
        ------
        StudyError
            For the first other key, with the nearest known one.
        """
        refuse_unknown(self.content, known, self.where)
        return self

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.content

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it must be there."""
        value = self._get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, value, 'a text in quotation marks, as "..."')
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false, without quotation marks")
        return value

    def whole(self, key: str, default: int | None, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self._get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(key, value, f"a whole number from {least} to {most}")
        return value

    def share(self, key: str, default: float, least: float) -> float:
        """A number from `least` to below 1."""
        value = self._get(key, default)
        if not isinstance(value, float) or not math.isfinite(value) or not least <= value < 1:
            raise self._wrong(key, value, f"a number from {least} to below 1, as 0.95")
        return value

    def choice(self, key: str, default: str, allowed: Collection[str]) -> str:
        """One of several words."""
        value = self._get(key, default)
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(key, value, f"one of: {', '.join(allowed)}")
        return value

    def language(self, key: str) -> str | None:
        """The code of a language, as `es` or `pt-BR`, or None."""
        value = self.content.get(key)
        if value is not None and (not isinstance(value, str) or not _LANGUAGE.fullmatch(value)):
            raise self._wrong(key, value, 'the code of a language, as "es"')
        return value

    def day(self, key: str) -> date | None:
        """A day, or None."""
        value = self.content.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self._wrong(key, value, "a day without quotation marks, as 2024-06-30")
        return value

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts, each once; empty where the key is not there, unless `needed`."""
        value = self._get(key, None if needed else [])
        wanted = 'a list of texts, as ["...", "..."]'
        if not isinstance(value, list) or (needed and not value):
            raise self._wrong(key, value, wanted)
        for place, entry in enumerate(value):
            if not isinstance(entry, str) or not entry.strip():
                raise self._wrong(key, entry, wanted)
            if entry in value[:place]:
                raise StudyError(
                    f"{entry!r} stands twice in {key!r}",
                    code="twice",
                    where=self.where,
                    hint="write it once",
                )
        return tuple(value)

    def section(self, key: str) -> "Section":
        """A table below this one; empty where it is not there."""
        value = self.content.get(key, {})
        prefix = self.where.removesuffix("]")
        name = f"{prefix}.{key}]" if prefix != self.where else f"{self.where} [{key}]"
        if not isinstance(value, dict):
            raise self._wrong(key, value, f"a table: write [{key}] on a line of its own")
        return Section(value, name)

    def _get(self, key: str, default: Any) -> Any:
        if key not in self.content and default is None:
            raise StudyError(
                f"the key {key!r} is missing", code="missing-key", where=self.where,
                hint=f"add a line `{key} = ...`",
            )  # fmt: skip
        return self.content.get(key, default)

    def _wrong(self, key: str, value: Any, wanted: str) -> StudyError:
        return StudyError(
            f"{key!r} is {value!r}", code="bad-value", where=self.where, hint=f"write {wanted}"
        )
