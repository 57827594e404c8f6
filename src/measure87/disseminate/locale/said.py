"""What definitions say, in the words of a language.

A translation stands for one English text. Where a definition says something else (a national one
in the words of its author, one of another package, a release of an older version), what it says
is shown as it is and marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.disseminate.locale.english import english_definitions
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import ENGLISH, Text, read_part


def authors(text: str, author: str | None, language: str) -> str:
    """A text that a study's author wrote, marked unless it is in the page's language.

    Nobody need tell the author's language of an English page: it is taken to be English.
    """
    if language == (author or ENGLISH):
        return text
    return Foreign(text, author)


@dataclass(frozen=True)
class DefinitionWords:
    """The texts of one definition of the package, in English and in a language."""

    language: str
    english: Mapping[str, Text]
    own: Mapping[str, Text]
    author: str | None = None
    """The language of who wrote a national definition, if told."""

    def say(self, text: str, kind: str, name: str | None = None) -> str:
        """A text of the definition, by its kind and the name of what it is about."""
        return self._said(text, _text(self.english, kind, name), _text(self.own, kind, name))

    def say_all(self, texts: tuple[str, ...], kind: str) -> tuple[str, ...]:
        """A list of texts of the definition."""
        pairs = dict(zip(_list(self.english, kind), _list(self.own, kind), strict=False))
        return tuple(self._said(text, text if text in pairs else None, pairs.get(text))
                     for text in texts)  # fmt: skip

    def _said(self, text: str, english: str | None, own: str | None) -> str:
        if text != english:
            return authors(text, self.author, self.language)
        if self.language == ENGLISH:
            return text
        return Foreign(text, ENGLISH) if own is None else own


def _text(texts: Mapping[str, Text], kind: str, name: str | None) -> str | None:
    """A text by its kind, or in the table of that kind."""
    found = texts.get(kind)
    if name is not None:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def _list(texts: Mapping[str, Text], kind: str) -> list[str]:
    found = texts.get(kind)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def definition_words(identity: str, language: str, author: str | None = None) -> DefinitionWords:
    """The texts of a definition by its id (without reading and date)."""
    own = {} if language == ENGLISH else read_part(language, "definitions").get(identity, {})
    return DefinitionWords(language, english_definitions().get(identity, {}), own, author)
