"""What is public has the field's words: `field_words.toml` says which, and what they stand for."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from measure87.cli import main
from measure87.disseminate.locale.terms import holds, texts_of
from measure87.disseminate.locale.texts import ENGLISH
from measure87.study.release_schemas import schemas as release_schemas
from measure87.study.schemas import schemas
from measure87.vocabulary import combined, published_figures
from measure87.vocabulary.columns.table import Table

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "measure87"
WORDS = tomllib.loads((Path(__file__).parent / "field_words.toml").read_text("utf-8"))
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
NOT_NOW = ("changes", "decisions")
"""Folders of documentation that speak of what was."""
CODE = re.compile(
    r"""\bcode\s*=\s*"([a-z0-9-]+)"|\b(?:Notice|refused|refuse)\(\s*"([a-z0-9-]+)","""
)


def options(command: click.Command = main) -> Iterator[str]:
    """Names of options, as help shows them."""
    for one in command.params:
        yield from (*one.opts, *one.secondary_opts)
    for below in getattr(command, "commands", {}).values():
        yield from options(below)


def fields(schema: object) -> Iterator[str]:
    """Names of fields in a JSON Schema, but for those that a file of an earlier version has."""
    if isinstance(schema, list):
        for one in schema:
            yield from fields(one)
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties", {})
    yield from (
        key
        for key, one in properties.items()
        if not (isinstance(one, dict) and one.get("deprecated"))
    )
    for key, one in schema.items():
        if key != "properties":
            yield from fields(one)
    for one in properties.values():
        yield from fields(one)


def codes() -> Iterator[str]:
    """Codes of errors, flags, warnings and refusals, in the source and in the texts for them."""
    for path in SOURCE.rglob("*.py"):
        for found in CODE.finditer(path.read_text("utf-8")):
            yield found[1] or found[2]
    yield from (key.rpartition(".")[2] for key, _ in texts_of(ENGLISH) if "-" in key)


def columns() -> Iterator[str]:
    """Columns of the tables of a world release, and of published figures."""
    for module in (combined, published_figures):
        for table in vars(module).values():
            if isinstance(table, Table):
                yield from table.names


def headings() -> Iterator[tuple[str, str]]:
    """Headings of the documentation, with their page."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        if path.parent.name in NOT_NOW:
            continue
        for found in re.finditer(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE):
            yield path.name, found[1]


def helps(command: click.Command = main) -> Iterator[tuple[str, str]]:
    """What help says of each option."""
    for one in command.params:
        yield "/".join(one.opts), getattr(one, "help", None) or ""
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def described() -> Iterator[tuple[str, str]]:
    """What editors, and so the pages of reference, say of each key of settings."""
    for kind, schema in schemas().items():
        for text in re.findall(r"'description': (?:'([^']+)'|\"([^\"]+)\")", str(schema)):
            yield kind, text[0] or text[1]


NAMES = {
    "options": set(options()),
    "keys of settings": {name for one in schemas().values() for name in fields(one)},
    "fields of JSON": {name for one in release_schemas().values() for name in fields(one)},
    "codes": set(codes()),
    "columns": set(columns()),
}
TEXTS = [*texts_of(ENGLISH), *headings(), *helps(), *described()]


def parts_of(name: str) -> set[str]:
    return set(re.split(r"[-_.]", name.strip("-").lower()))


def old_in(names: set[str], word: dict) -> list[str]:
    """Names that have one of the words that a term stands for, but for those that may."""
    return sorted(
        name
        for name in names
        if parts_of(name) & set(word["was"]) and name not in word.get("but", ())
    )


@pytest.mark.parametrize("where", NAMES)
def test_there_are_names_to_look_at(where):
    assert len(NAMES[where]) > 20


@pytest.mark.parametrize("found", [texts_of(ENGLISH), headings(), helps(), described()])
def test_there_are_texts_to_look_at(found):
    assert sum(bool(text) for _, text in found) > 50


@pytest.mark.parametrize("where", NAMES)
@pytest.mark.parametrize("term", WORDS)
def test_no_name_has_a_word_that_the_field_does_not_have(term, where):
    assert old_in(NAMES[where], WORDS[term]) == []


@pytest.mark.parametrize("term", WORDS)
def test_no_english_text_no_heading_and_no_help_has_it(term):
    forms = WORDS[term]["texts"]
    assert [(key, f) for key, text in TEXTS for f in forms if holds(f, text)] == []


@pytest.mark.parametrize("term", WORDS)
def test_the_glossary_has_the_term(term):
    text = GLOSSARY.lower()
    assert [one for one in term.lower().split("; ") if one not in text] == []


def test_no_entry_of_the_glossary_has_an_old_word():
    entries = {one.lower() for one in re.findall(r"^\*\*(.+?)\.?\*\*", GLOSSARY, re.MULTILINE)}
    assert len(entries) > 40
    assert [
        e for e in sorted(entries) for one in WORDS.values() if {e, f"{e}s"} & set(one["was"])
    ] == []


def test_what_may_have_an_old_word_is_there_and_says_why():
    """An exception for a name that nobody has any more would let the word come back."""
    every = set().union(*NAMES.values())
    definitions = "\n".join(p.read_text("utf-8") for p in SOURCE.glob("define/**/*.toml"))
    for term, word in WORDS.items():
        for name in word.get("but", ()):
            assert name in every or re.search(rf"\b{name}\b", definitions), (term, name)
        assert ("but" in word) is bool(word.get("why")), term


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("--apart", True), ("lists-apart", True), ("least_countries", True), ("not-told", True),
        ("department", False), ("at_least", False), ("act_apart", False), ("toldness", False),
    ],
)  # fmt: skip
def test_a_word_that_comes_back_is_found(name, found):
    assert any(old_in({name}, word) for word in WORDS.values()) is found
