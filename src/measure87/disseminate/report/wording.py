"""The report's own words and numbers in one language; codes are keys, never translated."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from measure87.vocabulary.errors import StudyError

_LOCALES = files("measure87.disseminate.report").joinpath("locale")


@dataclass(frozen=True)
class Words:
    """One language."""

    texts: Mapping[str, Any]

    @property
    def code(self) -> str:
        """Language code for the page's `lang`."""
        return str(self.texts["language"]["code"])

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.texts["language"]["direction"])

    def text(self, key: str, /, **values: object) -> str:
        """The text of `section.key` with its values put in."""
        section, name = key.split(".", maxsplit=1)
        return str(self.texts[section][name]).format(**values)

    def items(self, key: str) -> list[str]:
        """The list of texts of `section.key`."""
        section, name = key.split(".", maxsplit=1)
        return [str(item) for item in self.texts[section][name]]

    def of_code(self, section: str, code: str) -> str:
        """The text for a code; a code without one is shown as words of its own."""
        found = self.texts.get(section, {}).get(code)
        return str(found) if found is not None else code.replace("_", " ").replace("-", " ")

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with this language's signs.

        A value that would be rounded to 0 without being 0 keeps a sign for it.
        """
        if value != 0 and round(abs(value), decimals) == 0:
            return "<" + self._signs(10.0**-decimals, decimals)
        return self._signs(value, decimals)

    def _signs(self, value: float, decimals: int) -> str:
        text = f"{value:,.{decimals}f}"
        marks = {",": self.texts["language"]["thousands"], ".": self.texts["language"]["decimal"]}
        return "".join(marks.get(character, character) for character in text)

    def share(self, level: float) -> str:
        """A confidence level: `95 %`."""
        return f"{self._signs(level * 100, 0 if round(level * 100, 6).is_integer() else 1)}\u00a0%"


def languages() -> tuple[str, ...]:
    """Codes of the languages that the report speaks."""
    names = (entry.name for entry in _LOCALES.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def words(language: str) -> Words:
    """The words of a language.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    if language not in languages():
        raise StudyError(
            f"the report does not speak {language!r}",
            code="unknown-language",
            where="language",
            hint=f"languages: {', '.join(languages())}",
        )
    return Words(tomllib.loads(_LOCALES.joinpath(f"{language}.toml").read_text("utf-8")))
