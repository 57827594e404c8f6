"""The texts of each language, read from `LANGUAGE/*.toml`.

A language is one folder. `language.toml` says how it is written, the other files hold its texts,
with the keys of the English. A folder that lacks a file is a language in the making: nobody can
ask for it yet. What English says of definitions and of items is said in `define` and in
`vocabulary`, and is read from there.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest

ENGLISH = "en"
HEAD = "language"
PARTS = (
    "report",
    "instrument",
    "ethics",
    "lists",
    "world",
    "tables",
    "panel",
    "messages",
    "items",
    "definitions",
    "study",
)
"""Files of a language beside its head; each is a text of its own for whoever translates."""
REVIEWED = "reviewed"
"""Key of the head: the `office`, `name` and `date` of the native speaker who signed the texts."""
PLURAL_BY = "plural"
"""Key of a text in plurals: the value that decides among them."""
SOME = "some"
"""The plural of a number that is not told: `a few persons`."""
_DERIVED = ("definitions",)
"""Parts that English has no file of."""

type Text = str | list[Text] | Mapping[str, Text]
"""A text, one in plurals, a list of texts, or a table of them."""
Texts = Mapping[str, Text]
"""A table of texts, as a file of a language has them."""
root: Traversable = files("measure87.disseminate.locale")
"""The folder of all languages; tests put another in its place."""
_whole: dict[str, tuple[str, ...]] = {}
"""Languages of each such folder, looked for once: every page and message asks."""


def languages() -> tuple[str, ...]:
    """Codes of the languages that reports and tables can be had in."""
    if str(root) not in _whole:
        _whole[str(root)] = tuple(code for code in begun() if _is_whole(code))
    return _whole[str(root)]


def begun() -> tuple[str, ...]:
    """Codes of all languages that have a folder, those in the making too."""
    folders = (entry for entry in root.iterdir() if entry.is_dir())
    return tuple(sorted(e.name for e in folders if e.joinpath(f"{HEAD}.toml").is_file()))


def _is_whole(code: str) -> bool:
    parts = [part for part in PARTS if code != ENGLISH or part not in _DERIVED]
    return all(root.joinpath(code, f"{part}.toml").is_file() for part in parts)


def require_language(code: str) -> None:
    """Refuse a language that there is not.

    Raises
    ------
    StudyError
        With the languages that there are.
    """
    if code not in languages():
        raise StudyError(
            f"there are no reports and tables in {code!r}",
            code="unknown-language",
            where="language",
            hint=f"languages: {', '.join(languages())}; {nearest(code, languages())}",
        )


def section_of(texts: Texts, name: str) -> Texts:
    """A table within a table of texts, empty where there is none."""
    found = texts.get(name)
    return found if isinstance(found, Mapping) else {}


def words_of(texts: Texts, name: str) -> dict[str, str]:
    """The texts of a table within a table that are one text each, without those in plurals."""
    return {key: one for key, one in section_of(texts, name).items() if isinstance(one, str)}


def list_of(texts: Texts, name: str) -> list[str]:
    """A list of texts within a table, empty where there is none."""
    found = texts.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def head_of(code: str) -> Texts:
    """How a language is written."""
    return read_part(code, HEAD)


def is_reviewed(head: Texts) -> bool:
    """Whether a native speaker at an office signed the texts of a language other than English."""
    return head["code"] == ENGLISH or REVIEWED in head


def texts_by_key(texts: Text, key: str) -> Iterator[tuple[str, Text]]:
    """Each text of a part with its key, `report.page.skip`; a table of plurals is one text."""
    if isinstance(texts, Mapping) and PLURAL_BY not in texts:
        for name, text in texts.items():
            yield from texts_by_key(text, f"{key}.{name}")
    elif isinstance(texts, list):
        for number, text in enumerate(texts):
            yield from texts_by_key(text, f"{key}.{number}")
    else:
        yield key, texts


def read_part(code: str, part: str) -> Texts:
    """One file of a language; of English, nothing where it has none."""
    return _read(str(root), code, part)


@cache
def _read(place: str, code: str, part: str) -> Texts:
    file = root.joinpath(code, f"{part}.toml")
    if part in _DERIVED and not file.is_file():
        return {}
    return tomllib.loads(file.read_text("utf-8"))
