"""What a translation lacks: words, translations back, names, tests; language by language."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from measure87.collect.form.model import Form, Texts
from measure87.collect.form.outputs.sheet.records import LanguageRecord, Translations
from measure87.collect.form.outputs.sheet.wording import (
    Wording,
    has_broken_reference,
    has_words,
    references_of,
    wordings,
)


class Gap(msgspec.Struct, frozen=True):
    """Something that a language lacks, or that is wrong with a text of it."""

    language: str
    code: str
    text: str
    key: str = ""


class Progress(msgspec.Struct, frozen=True):
    """How far a language has come."""

    language: str
    wanted: int
    """Texts of the form."""
    translated: int
    back: int
    translator: str
    checker: str
    is_tested: bool
    """Whether the record of a cognitive test is whole."""
    is_complete: bool
    """Whether it lacks nothing."""


_OFTEN_THE_SAME = 2
"""Words that a text may have and still be the same in another language."""
_ABSENT = {
    "no-translator": "nobody stands for the translation",
    "no-checker": "nobody has checked it",
    "same-person": "the translator has checked it",
    "no-test": "there is no whole record of a cognitive test: who, how many persons, when",
}


def gaps_of(form: Form, translations: Translations, banners: Texts | None = None) -> list[Gap]:
    """All that is lacking, in the order of languages and texts; empty for a complete sheet."""
    found = wordings(form, banners)
    gaps: list[Gap] = []
    for language in form.languages:
        record = translations.person(language)
        is_source = language == translations.source
        gaps += [Gap(language, code, _ABSENT[code]) for code in _of_people(record, is_source)]
        if not is_source:
            gaps += _of_words(found, translations, language)
    return gaps


def _of_people(record: LanguageRecord, is_source: bool) -> Iterator[str]:
    if not is_source:
        if not record.translator:
            yield "no-translator"
        if not record.checker:
            yield "no-checker"
        elif record.checker.casefold() == record.translator.casefold():
            yield "same-person"
    if not record.test.is_whole:
        yield "no-test"


def _of_words(found: list[Wording], translations: Translations, language: str) -> Iterator[Gap]:
    texts = translations.texts.get(language, {})
    for one in found:
        source = one.texts[translations.source]
        told = texts.get(one.key)
        text = told.text if told else ""
        if not text:
            yield Gap(language, "not-translated", "there is no translation", one.key)
            continue
        yield from _of_references(text, source, language, one.key)
        # A word or two may be the same in both languages: "No" is.
        if text == source and len(source.split()) > _OFTEN_THE_SAME:
            yield Gap(language, "same-as-source", "it is the same as the source", one.key)
        if not (told and told.back) and has_words(source):
            yield Gap(language, "no-back-translation", "it was not translated back", one.key)


def _of_references(text: str, source: str, language: str, key: str) -> Iterator[Gap]:
    """Questions that a text names and its source does not, and the other way round."""
    if has_broken_reference(text):
        yield Gap(language, "broken-reference", "a name in it is not whole, as ${name} is", key)
        return
    here, there = references_of(text), references_of(source)
    if here - there:
        names = _names(here - there)
        yield Gap(language, "other-references", f"the source does not name {names}", key)
    if there - here:
        yield Gap(language, "lost-references", f"it does not name {_names(there - here)}", key)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"${{{name}}}" for name in sorted(names))


def progress_of(
    form: Form, translations: Translations, banners: Texts | None = None
) -> list[Progress]:
    """How far each language has come."""
    wanted = wordings(form, banners)
    lacking: Mapping[str, list[Gap]] = {
        language: [gap for gap in gaps_of(form, translations, banners) if gap.language == language]
        for language in form.languages
    }
    return [_progress(wanted, translations, one, lacking[one]) for one in form.languages]


def _progress(
    wanted: list[Wording], translations: Translations, language: str, gaps: list[Gap]
) -> Progress:
    record = translations.person(language)
    texts = translations.texts.get(language, {})
    is_source = language == translations.source
    return Progress(
        language=language,
        wanted=len(wanted),
        translated=len(wanted) if is_source else sum(bool(one.text) for one in texts.values()),
        back=0 if is_source else sum(bool(one.back) for one in texts.values()),
        translator=record.translator,
        checker=record.checker,
        is_tested=record.test.is_whole,
        is_complete=not gaps,
    )
