"""Texts that know more than their signs: another language, or the number that they write."""

from collections.abc import Iterable, Mapping
from typing import Self

type Value = str | int | float | None
"""What may be put into a text."""


class Marked(str):
    """A text that a page shows with the parts in it marked that are in another language.

    Anywhere else it is a text like others.
    """

    __slots__ = ("html",)
    html: str

    def __new__(cls, text: str, html: str) -> Self:
        """A text, and the same as markup."""
        made = super().__new__(cls, text)
        made.html = html
        return made

    def __str__(self) -> str:
        """The text, which keeps its marks."""
        return self

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return str.__str__(self)

    def __html__(self) -> str:
        """What a template puts in the place of the text."""
        return self.html


class Foreign(Marked):
    """A text in another language than the page's, or in that of its author, which nobody told.

    It is read aloud in its own language, and its direction does not disturb what is around it.

    >>> Foreign("Male", "en").__html__()
    Markup('<bdi lang="en">Male</bdi>')
    """

    __slots__ = ("lang",)
    lang: str | None

    def __new__(cls, text: str, lang: str | None = None) -> Self:
        """A text with its language, None where nobody told it."""
        made = super().__new__(cls, text, _element(text, lang))
        made.lang = lang
        return made

    def around(self, content: str) -> str:
        """The element around other content, which is escaped unless it is markup."""
        return _element(content, self.lang)


class Written(str):
    """A number as a language writes it; `amount` (rounded as shown) chooses the plural."""

    __slots__ = ("amount",)
    amount: float

    def __new__(cls, text: str, amount: float) -> Self:
        """A written number and what it is."""
        made = super().__new__(cls, text)
        made.amount = amount
        return made


def _element(content: str, lang: str | None) -> str:
    from markupsafe import Markup

    content = content if isinstance(content, Markup) else str.__str__(content)
    if lang is None:
        return Markup("<bdi>{}</bdi>").format(content)
    return Markup('<bdi lang="{}">{}</bdi>').format(lang, content)


def put_in(pattern: str, values: Mapping[str, Value]) -> str:
    """A text with its values put in; those in other languages keep their marks."""
    text = str.__str__(pattern).format(**values)
    if not any(isinstance(value, Marked) for value in values.values()):
        return text
    from markupsafe import Markup, escape

    return Marked(text, Markup(escape(str.__str__(pattern))).format(**values))  # noqa: S704


def joined(sign: str, texts: Iterable[str]) -> str:
    """Texts one after another with a sign between them; marks stay."""
    parts = list(texts)
    text = sign.join(parts)
    if not any(isinstance(part, Marked) for part in parts):
        return text
    from markupsafe import escape

    return Marked(text, escape(sign).join(parts))


def kept(text: str, changed: str) -> str:
    """A changed text with the language of the one that it was made of."""
    return Foreign(changed, text.lang) if isinstance(text, Foreign) else changed


def as_start(text: str) -> str:
    """A text with a capital at its start and the rest as it is: `MICS` stays so."""
    return kept(text, text[:1].upper() + text[1:])
