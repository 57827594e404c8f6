"""What definitions say, in the words of a language.

A translation stands for one English text. Where a definition says something else (a national one
in the words of its author, one of another package, a release of an older version), what it says
is shown as it is and marked.
"""

from dataclasses import dataclass

from measure87.disseminate.locale.english import english_definitions
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import ENGLISH, Texts, list_of, read_part, section_of


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
    english: Texts
    own: Texts
    author: str | None = None
    """The language of who wrote a national definition, if told."""

    def say(self, text: str, kind: str, name: str | None = None) -> str:
        """A text of the definition, by its kind and the name of what it is about."""
        english, own = (_text_of(texts, kind, name) for texts in (self.english, self.own))
        return self._said(text, english, own)

    def say_all(self, texts: tuple[str, ...], kind: str) -> tuple[str, ...]:
        """A list of texts of the definition."""
        pairs = dict(zip(list_of(self.english, kind), list_of(self.own, kind), strict=False))
        return tuple(self._said(text, text if text in pairs else None, pairs.get(text))
                     for text in texts)  # fmt: skip

    def _said(self, text: str, english: str | None, own: str | None) -> str:
        if text != english:
            return authors(text, self.author, self.language)
        if self.language == ENGLISH:
            return text
        return Foreign(text, ENGLISH) if own is None else own


def _text_of(texts: Texts, kind: str, name: str | None) -> str | None:
    """One text by its kind and, where there are several of it, by its name."""
    found = texts.get(kind) if name is None else section_of(texts, kind).get(name)
    return found if isinstance(found, str) else None


def definition_words(identity: str, language: str, author: str | None = None) -> DefinitionWords:
    """The texts of a definition by its id (without reading and date)."""
    own = {} if language == ENGLISH else section_of(read_part(language, "definitions"), identity)
    return DefinitionWords(language, english_definitions().get(identity, {}), own, author)


def in_texts(measure: str, reading: str | None) -> str:
    """The name under which texts have a measure: another reading puts its own behind it.

    >>> in_texts("child_labour_sdg_a_strict", "strict"), in_texts("child_labour_sdg_a", None)
    ('child_labour_sdg_a', 'child_labour_sdg_a')
    """
    return measure.removesuffix(f"_{reading}") if reading else measure
