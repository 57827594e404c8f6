"""What English says: its files, and what `define` and `vocabulary` say already.

Nothing is written twice. The texts of definitions stand in `define`, where a lawyer reads them,
and those of items in `vocabulary`; the file of English has only the items that read awkwardly
beside a measure. Other languages have all of them in their files, under the same keys.
"""

import re
from collections.abc import Mapping
from functools import cache

from measure87.define import Definition, list_definitions, load_definition
from measure87.disseminate.locale.texts import ENGLISH, Text, Texts, read_part, section_of
from measure87.vocabulary.columns import (
    CIRCUMSTANCES,
    COERCION_ITEMS,
    HSHC_ITEMS,
    INVOLUNTARY_ITEMS,
    JOBS,
    PERSONS,
)

_OF_THE_FILE = re.compile(r"^[A-Z]+_[A-Z]+: |[;:] null\b.*$")
"""What a column's text says to those who fill it: codes, and what an empty cell means."""


def english_texts(part: str) -> Texts:
    """All texts of one part in English, with the keys that every language has."""
    if part == "definitions":
        return english_definitions()
    if part == "items":
        return english_items()
    return read_part(ENGLISH, part)


@cache
def english_items() -> Texts:
    """Every column and item; the first table that has it describes it, unless English does."""
    found: dict[str, str] = {}
    for table in (PERSONS, JOBS, CIRCUMSTANCES):
        for column in table.columns:
            found.setdefault(column.name, _OF_THE_FILE.sub("", column.about))
    items = (*INVOLUNTARY_ITEMS, *COERCION_ITEMS, *HSHC_ITEMS)
    found |= {code: f"{label[:1].lower()}{label[1:]}" for code, label in items}
    own = read_part(ENGLISH, "items")
    return {**own, "items": {**found, **section_of(own, "items")}}


@cache
def english_definitions() -> Mapping[str, Texts]:
    """What each definition of the package says, by its id."""
    return {one: definition_texts(load_definition(one)) for one in list_definitions()}


def definition_texts(definition: Definition) -> Texts:
    """What one definition says and the report shows, by kind and name."""
    found: dict[str, Text] = {
        "title": definition.title,
        "about": " ".join(definition.about.split()),
        "criteria": {
            one.name: one.title for item in definition.measures.values() for one in item.criteria
        },
        "measures": {item.name: item.title for item in definition.measures.values()},
        "rules": {rule.name: rule.summary for rule in definition.rules},
        "limits": {name: in_words(name) for name in definition.limits.entries},
        "lists": {name: in_words(name) for name in definition.lists.entries},
        "reaches_not": list(definition.reaches_not),
    }
    return {key: value for key, value in found.items() if value}


def in_words(name: str) -> str:
    """`economic_activity_at_5_to_11` as one reads it."""
    return name.replace("_", " ").capitalize()
