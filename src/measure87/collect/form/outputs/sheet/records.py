"""What a translation sheet says: words in each language, and who stands for them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from measure87.files.json_file import json_of_file
from measure87.vocabulary.errors import DataError

SCHEMA = 1
NAME = "translations.json"


class CognitiveTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test in which persons said how they understand the wording."""

    who: str = ""
    persons: int = 0
    on: str = ""
    """Day, as 2026-11-28."""
    notes: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it says who, with how many persons, and when."""
        return bool(self.who and self.persons and self.on)


class LanguageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands for the words of one language."""

    language: str
    translator: str = ""
    translated_on: str = ""
    checker: str = ""
    checked_on: str = ""
    test: CognitiveTest = CognitiveTest()


class TranslatedText(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a form in one language."""

    source: str = ""
    """The words that were translated; of a form that says other words there is no translation."""
    text: str = ""
    back: str = ""
    """Translated back by somebody who did not see the source."""
    comment: str = ""


class Translations(msgspec.Struct, frozen=True, kw_only=True):
    """All that came back in a sheet; `form/translations.json` holds it as it is here."""

    schema: int = SCHEMA
    form: str
    source: str
    """Language that was translated from."""
    words_hash: str
    """Of the source words, by which a sheet of other words is known."""
    people: tuple[LanguageRecord, ...] = ()
    texts: Mapping[str, Mapping[str, TranslatedText]] = {}
    """Language to key to text; keys are those of `wording.wordings`."""

    def person(self, language: str) -> LanguageRecord:
        """Who stands for a language; nobody yet where the sheet has no row."""
        found = (one for one in self.people if one.language == language)
        return next(found, LanguageRecord(language=language))


def words_hash(source: Sequence[tuple[str, str]]) -> str:
    """Known by keys and words in the source language, in order."""
    text = json.dumps(list(map(list, source)), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def translations_json(translations: Translations) -> bytes:
    """`translations.json`, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(translations), indent=1) + b"\n"


def translations_from_json(path: Path) -> Translations:
    """What was written by `translations_json`.

    Raises
    ------
    DataError
        If the file holds something else.
    """
    try:
        return json_of_file(path, Translations)
    except msgspec.DecodeError as error:
        raise DataError(
            f"{path.name} holds no translations: {error}",
            code="no-translations",
            where=str(path.parent),
            hint="read the sheet again: measure87 form sheet DIR --read SHEET.xlsx",
        ) from error
