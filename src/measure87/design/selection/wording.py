"""The words of an audit sheet, one file a language in `words/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measure87.design.selection.result import Notice
from measure87.vocabulary.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "pt", "ru")


@dataclass(frozen=True)
class Words:
    """Words of one language.

    direction : `ltr` or `rtl`
    sheet, methods, notices : key to text
    """

    direction: str
    sheet: Mapping[str, str]
    methods: Mapping[str, str]
    notices: Mapping[str, str]

    def notice(self, notice: Notice) -> str:
        """What a notice says."""
        return self.notices[notice.code].format(count=f"{notice.count}")


@cache
def words_of(language: str) -> Words:
    """The words of a language; a UsageError if there are none."""
    if language not in LANGUAGES:
        raise UsageError(f"audit sheets are not written in {language!r}", code="unknown-language",
                         hint=f"languages: {', '.join(LANGUAGES)}")  # fmt: skip
    text = files("measure87.design.selection").joinpath("words", f"{language}.toml")
    return Words(**tomllib.loads(text.read_text("utf-8")))
