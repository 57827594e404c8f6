"""The field's terms in each language, and texts that have a form which the field avoids.

`LANGUAGE/terms.toml` is a glossary beside the texts and no part of them: nothing on a page is read
from it. Its keys are the English terms. `seen` says whether somebody read the term in a document,
and `where` in which; a term that is not seen is the translators' own.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measure87.disseminate.locale import texts as languages
from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import ENGLISH, PARTS, PLURAL_BY, Text, read_part

FILE = "terms.toml"
ANY_LETTERS = "*"
"""In a form to avoid: any letters of the same word, or none."""


@dataclass(frozen=True)
class Term:
    """One term of the field in one language."""

    english: str
    term: str
    avoid: tuple[str, ...]
    """Forms that no text of the language may have."""
    seen: bool
    where: str = ""
    """The document in which it was seen; empty if it was not."""


def terms_of(language: str) -> tuple[Term, ...]:
    """The terms of a language in the order of its file; none for a language in the making."""
    file = languages.root.joinpath(language, FILE)
    if not file.is_file():
        return ()
    found = tomllib.loads(file.read_text("utf-8"))
    return tuple(
        Term(english, one["term"], tuple(one["avoid"]), one["seen"], one.get("where", ""))
        for english, one in found.items()
    )


def avoided(language: str) -> list[str]:
    """Texts that have a form to avoid: the key, the form, and the term to use."""
    terms = terms_of(language)
    if not terms:
        return []
    return [
        f"{key}: says {form!r}; the term for {term.english!r} is {term.term!r} (terms.toml)"
        for key, text in texts_of(language)
        for term in terms
        for form in term.avoid
        if holds(form, text)
    ]


def holds(form: str, text: str) -> bool:
    """Whether a text has a form, in whole words and whatever its capitals."""
    pattern = re.escape(form).replace(re.escape(ANY_LETTERS), r"\w*")
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None


def texts_of(language: str) -> Iterator[tuple[str, str]]:
    """All texts of a language, each with its key, each plural apart."""
    for part in PARTS:
        texts = english_texts(part) if language == ENGLISH else read_part(language, part)
        yield from _texts(texts, part)


def _texts(texts: Text, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(texts, Mapping):
        for name, text in texts.items():
            if name != PLURAL_BY:
                yield from _texts(text, f"{key}.{name}")
    elif isinstance(texts, list):
        for number, text in enumerate(texts):
            yield from _texts(text, f"{key}.{number}")
    else:
        yield key, str(texts)
