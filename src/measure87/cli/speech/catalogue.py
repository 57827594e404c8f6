"""Texts of the program by language, and the English ones by which they are found.

`locale/help` has what `--help` says, `locale/said` everything else; each language is one file with
the keys of the English. A command that needs one of them reads that one, and English reads none.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from measure87.cli.speech.choice import ENGLISH
from measure87.vocabulary.known_sentences import KnownSentences

HELP, SAID = "help", "said"
PLURAL_BY = "plural"
"""Key of a text in plurals: the value that decides among them."""

type Text = str | Mapping[str, Text]
"""A text, one in plurals, or a table of them."""
root: Traversable = files("measure87.cli").joinpath("locale")


def by_key(texts: Text, key: str = "") -> Iterator[tuple[str, Text]]:
    """Each text with its key; a table of plurals is one text."""
    if isinstance(texts, Mapping) and PLURAL_BY not in texts:
        for name, text in texts.items():
            yield from by_key(text, f"{key}.{name}" if key else name)
    else:
        yield key, texts


def forms(text: Text) -> list[str]:
    """A text in each of its plurals."""
    if isinstance(text, str):
        return [text]
    return [one for key, one in text.items() if key != PLURAL_BY and isinstance(one, str)]


@cache
def texts(part: str, language: str) -> Mapping[str, Text]:
    """Key to text, of one part in one language; nothing where it has no file."""
    file = root.joinpath(part, f"{language}.toml")
    return dict(by_key(tomllib.loads(file.read_text("utf-8")))) if file.is_file() else {}


@cache
def english(part: str) -> KnownSentences:
    """The English texts of one part, to find them again."""
    found = texts(part, ENGLISH).items()
    return KnownSentences((key, form) for key, text in found for form in forms(text))
