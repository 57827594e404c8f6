"""How the languages of forms are named, and what our own sentences say in each.

A form's questions are in its own words; what stands around them (skip instructions, heads of
columns, the banner of a draft) is said by `locale/LANGUAGE.toml`. A form may be in a language that
has no such file: its own words stand as they are, and ours are said in English.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from measure87.collect.form.model import Form, Texts

ENGLISH = "en"
MIRRORED = frozenset(("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Languages that are written from right to left."""
_NEGATIVE = re.compile(r"(?<![\w-])-(?=\d)")
_ROOT = files("measure87.collect.form.outputs") / "locale"

type Words = Mapping[str, str]


@cache
def own_languages() -> tuple[str, ...]:
    """Languages that have our sentences."""
    found = (entry.name for entry in _ROOT.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def words_of(language: str, part: str) -> Words:
    """One table of sentences in a language, in English where the language has none."""
    code = language if language in own_languages() else ENGLISH
    found: Words = tomllib.loads((_ROOT / f"{code}.toml").read_text("utf-8"))[part]
    return found


def named(language: str) -> str:
    """A language as XLSForm names it: `Français (fr)`.

    >>> named("ar"), named("sw")
    ('العربية (ar)', 'sw (sw)')
    """
    name = words_of(language, "language")["name"] if language in own_languages() else language
    return f"{name} ({language})"


def is_mirrored(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language in MIRRORED


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if is_mirrored(language) else "ltr"


def signed(text: str, language: str) -> str:
    """Text whose negative numbers keep their sign on the left, where the text runs from the right.

    >>> signed("-8", "en"), len(signed("-8", "ar"))
    ('-8', 3)
    """
    return _NEGATIVE.sub("\u200e-", text) if is_mirrored(language) else text


def said_in(texts: Texts, language: str, form: Form) -> str:
    """A text in a language; in the form's first language where it has none, else empty."""
    return texts.get(language) or texts.get(form.languages[0], "")
