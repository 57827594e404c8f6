"""What reports say too, in the language of reports: definitions, items, places and messages.

These texts stand in `disseminate/locale` already, and are not written twice. To read them takes a
while, so only commands that show them ask for them (`with_reports`). A warning or refusal that a
command has at hand is said by its code and its values, as a report says it; any other is found
by its English.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from measure87.cli.speech.choice import ENGLISH, spoken
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.known_sentences import KnownSentences

if TYPE_CHECKING:
    from measure87.disseminate.pages.kit.wording import Words

_MESSAGES = ("warning_texts", "refusal_texts")
_wanted: ContextVar[bool] = ContextVar("wanted", default=False)


_by_code: ContextVar[Mapping[str, str]] = ContextVar("by_code", default={})  # noqa: B039 - read


@contextmanager
def with_reports(messages: Iterable[Notice | Refusal] = ()) -> Iterator[None]:
    """Look texts up among those of reports too, as long as this holds.

    Parameters
    ----------
    messages : what the command shows, to be said by its codes
    """
    wanted = _wanted.set(True)
    by_code = _by_code.set({} if spoken() == ENGLISH else _said_by_code(messages, spoken()))
    try:
        yield
    finally:
        _wanted.reset(wanted)
        _by_code.reset(by_code)


def _said_by_code(messages: Iterable[Notice | Refusal], language: str) -> dict[str, str]:
    """The English of each message that reports know by its code, to what they say."""
    from measure87.disseminate.pages.kit.wording import words
    from measure87.disseminate.pages.survey.messages import refusal_text, warning_text

    own = words(language)
    said: dict[str, str] = {}
    for one in messages:
        if isinstance(one, Refusal):
            if one.code in own.codes_of("refusal_texts"):
                said[one.text] = _of_round(one, refusal_text(one, own), own)
        elif one.code in own.codes_of("warning_texts"):
            said[one.text] = _of_round(one, warning_text(one, {}, own), own)
    return said


def _of_round(message: Notice | Refusal, text: str, own: "Words") -> str:
    """What a message says, after the name of the round of a trend that it is of."""
    name = message.values.get("round")
    return text if name is None else own.text("messages.of_method", method=name, text=text)


def said_by_code(text: str) -> str | None:
    """What stands for a message that the command has at hand; None if the text is none of them."""
    return _by_code.get().get(text)


def said_in_reports(text: str, language: str, *, whole: bool = False) -> str | None:
    """A text that reports have, in their language; None if it is none, or nobody asked for them.

    Parameters
    ----------
    whole : whether only a text without values in it is meant
    """
    if not _wanted.get():
        return None
    return _said(text, language, whole=whole) or _said_of_item(text, language)


def _said_of_item(text: str, language: str) -> str | None:
    """An item that begins with a capital letter, as where it is listed; reports have it without."""
    key = _english().whole.get(text[:1].lower() + text[1:])
    own = _texts(language).get(key) if key is not None and key.startswith("items.") else None
    return None if own is None else own[:1].upper() + own[1:]


def _said(text: str, language: str, *, whole: bool) -> str | None:
    if whole:
        key = _english().whole.get(text)
        return None if key is None else _texts(language).get(key)
    found = _english().find(text)
    own = None if found is None else _texts(language).get(found.key)
    return None if found is None or own is None else own.format(**found.values)


def variable_in_reports(name: str, language: str) -> str | None:
    """What reports call a variable that groups are by; None for one that is the study's own."""
    from measure87.disseminate.locale.texts import read_part, words_of

    said = words_of(read_part(language, "report"), "variables").get(name.replace(" ", "_"))
    return said if isinstance(said, str) else None


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
    found |= dict(texts_by_key(_places(language), "places"))
    return {key: text for key, text in found.items() if isinstance(text, str)}


def _places(language: str) -> dict[str, str]:
    """The regions of every set, and all of them together, by their English names."""
    from measure87.disseminate.locale.texts import read_part, words_of

    world = read_part(language, "world")
    return words_of(world, "world_places") | {"World": words_of(world, "world")["world"]}
