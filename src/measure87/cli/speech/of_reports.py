"""What reports say too, in the language of reports: definitions, items, warnings and refusals.

These texts stand in `disseminate/locale` already, and are not written twice. To read them takes a
while, so only commands that show them ask for them (`with_reports`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from measure87.cli.speech.choice import ENGLISH
from measure87.vocabulary.known_sentences import KnownSentences

_MESSAGES = ("warning_texts", "refusal_texts")
_wanted: ContextVar[bool] = ContextVar("wanted", default=False)


@contextmanager
def with_reports() -> Iterator[None]:
    """Look texts up among those of reports too, as long as this holds."""
    token = _wanted.set(True)
    try:
        yield
    finally:
        _wanted.reset(token)


def said_in_reports(text: str, language: str) -> str | None:
    """A text that reports have, in their language; None if it is none, or nobody asked for them."""
    if not _wanted.get():
        return None
    found = _english().find(text)
    own = None if found is None else _texts(language).get(found.key)
    return None if found is None or own is None else own.format(**found.values)


@cache
def _english() -> KnownSentences:
    return KnownSentences(_texts(ENGLISH).items())


@cache
def _texts(language: str) -> dict[str, str]:
    """Key to text, of one language; those in plurals are left out, for they know their numbers."""
    from measure87.disseminate.locale.english import english_texts
    from measure87.disseminate.locale.texts import read_part, section_of, texts_by_key, words_of

    definitions, items = (
        english_texts(part) if language == ENGLISH else read_part(language, part)
        for part in ("definitions", "items")
    )
    messages = read_part(language, "messages")
    found = dict(texts_by_key(definitions, "definitions"))
    found |= dict(texts_by_key(section_of(items, "items"), "items"))
    for section in _MESSAGES:
        found |= {f"{section}.{key}": text for key, text in words_of(messages, section).items()}
    return {key: text for key, text in found.items() if isinstance(text, str)}
