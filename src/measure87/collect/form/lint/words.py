"""Words by which a form of others shows what its questions and answers are.

A form of our own says it itself (`Marks`); the words of `words.toml`, of six languages, are for all
others.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

type Labels = Iterable[str]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    text = (files("measure87.collect.form.lint") / "words.toml").read_text("utf-8")
    joined = "|".join(tomllib.loads(text)[name])
    whole = name.endswith(("_name", "_code"))
    return re.compile(rf"(?:{joined})\Z" if whole else joined, re.IGNORECASE)


def _in(name: str, text: str) -> bool:
    """Whether a text has one of some words, or a name or code is one of them."""
    pattern = _pattern(name)
    found = pattern.match(text) if name.endswith(("_name", "_code")) else pattern.search(text)
    return found is not None


def _says(name: str, code: str, labels: Labels) -> bool:
    """Whether an answer says something. Labels decide where there are any, and else its code."""
    said = [one for one in labels if one]
    if said:
        return any(_in(name, one) for one in said)
    return _in(f"{name}_code", code)


def is_none(code: str, labels: Labels) -> bool:
    """Whether an answer says: nothing of this list."""
    said = [*labels]
    return _in("none_code", code) or _says("none", code, said)


def is_other(code: str, labels: Labels) -> bool:
    """Whether an answer says: something that is not listed."""
    return _says("other", code, labels)


def is_refusal(code: str, labels: Labels) -> bool:
    """Whether an answer says that none is given."""
    return _says("refusal", code, labels)


def is_unknown(code: str, labels: Labels) -> bool:
    """Whether an answer says that it is not known."""
    return _says("unknown", code, labels)


def is_yes(code: str, labels: Labels) -> bool:
    """Whether an answer says yes, by its label."""
    return any(_in("yes", one) for one in labels)


def is_no(code: str, labels: Labels) -> bool:
    """Whether an answer says no, by its label."""
    return any(_in("no", one) for one in labels)


def is_sensitive(name: str, labels: Labels) -> bool:
    """Whether a question may harm if its answer is overheard."""
    return any(_in("sensitive", one) for one in (name.replace("_", " "), *labels))


def is_identifier(name: str) -> bool:
    """Whether an answer names or finds a person, by the name of its question."""
    return _in("identifier_name", name)


def is_personal(name: str) -> bool:
    """Whether an answer is about a person, by the name of its question."""
    return is_identifier(name) or _in("personal_name", name)


def is_consent(name: str, labels: Labels) -> bool:
    """Whether a question asks for agreement."""
    return any(_in("consent", one) for one in (name.replace("_", " "), *labels))


def is_private(name: str, labels: Labels) -> bool:
    """Whether a question is the check that nobody listens."""
    return any(_in("private", one) for one in (name.replace("_", " "), *labels))
