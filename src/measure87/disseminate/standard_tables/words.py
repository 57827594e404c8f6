"""The words of the standard tables in one language; numbers are written as in the report."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from measure87.disseminate.report.wording import Words
from measure87.disseminate.report.wording import words as report_words

_LOCALES = files("measure87.disseminate.standard_tables").joinpath("locale")
FALLBACK = "en"


@dataclass(frozen=True)
class TableWords:
    """One language; `spoken` writes its numbers."""

    texts: Mapping[str, Any]
    spoken: Words

    def text(self, key: str, /, **values: object) -> str:
        """The text of `section.key`, or of deeper keys, with its values put in."""
        found = self.find(key)
        if found is None:
            raise KeyError(f"the tables have no text {key!r} in {self.spoken.code}")
        return found.format(**values) if values else found

    def find(self, key: str) -> str | None:
        """The text of a key, or None."""
        found: Any = self.texts
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return None if isinstance(found, Mapping) else str(found)

    def number(self, value: float, decimals: int) -> str:
        """A number as tables print it: what rounds to nought is nought."""
        return self.spoken.number(round(value, decimals) + 0.0, decimals)


def table_languages() -> tuple[str, ...]:
    """Codes of the languages that the tables have words in."""
    names = (entry.name for entry in _LOCALES.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def table_words(language: str) -> TableWords:
    """The words of a language; English where the tables do not have it yet.

    Raises
    ------
    StudyError
        If the report does not speak the language.
    """
    code = language if language in table_languages() else FALLBACK
    texts = tomllib.loads(_LOCALES.joinpath(f"{code}.toml").read_text("utf-8"))
    return TableWords(texts, report_words(language if code == language else FALLBACK))
