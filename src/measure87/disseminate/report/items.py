"""Items and causes in words: what a questionnaire lacks, and what left a status unknown."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from measure87.disseminate.report.wording import Words
from measure87.vocabulary.columns import (
    CIRCUMSTANCES,
    COERCION_ITEMS,
    INVOLUNTARY_ITEMS,
    JOBS,
    PERSONS,
)

_OR = " or "
_OF_THE_FILE = re.compile(r"^[A-Z]+_[A-Z]+: |[;:] null\b.*$")
"""What a column's text says to those who fill it: codes, and what an empty cell means."""
_NAME = re.compile(
    r"(?<![\w.])(?:(?:persons|jobs|circumstances)\.(\w+)|([a-z]+(?:_\w+)+))(?!\w)(?!\.\w)"
)


@cache
def _texts() -> Mapping[str, str]:
    """Every column and item of the vocabulary; the first table that has it describes it."""
    found: dict[str, str] = {}
    for table in (PERSONS, JOBS, CIRCUMSTANCES):
        for column in table.columns:
            found.setdefault(column.name, column.about)
    items = (*INVOLUNTARY_ITEMS, *COERCION_ITEMS)
    return found | {code: f"{label[:1].lower()}{label[1:]}" for code, label in items}


def item_text(name: str, words: Words) -> str:
    """An item in words: the locale's, or else the vocabulary's own."""
    own = words.texts["items"].get(name)
    text = own or _OF_THE_FILE.sub("", _texts().get(name, ""))
    return str(text or words.of_code("items", name))


def names_in_words(sentence: str, words: Words) -> str:
    """A sentence of the run in which names of columns are their texts, between backticks."""

    def in_words(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        known = name in words.texts["items"] or name in _texts()
        return f"`{item_text(name, words)}`" if known else found[0]

    return _NAME.sub(in_words, sentence)


def missing_texts(missing: Iterable[str], words: Words) -> list[str]:
    """Missing items in words, each once; `a or b` is one of which any would do."""
    return list(dict.fromkeys(_missing_text(name, words) for name in missing))


def _missing_text(name: str, words: Words) -> str:
    if _OR not in name:
        return item_text(name, words)
    texts = dict.fromkeys(item_text(one, words) for one in name.split(_OR))
    return words.text("refused.any_of", items="; ".join(texts))


def cause_texts(causes: Iterable[str], words: Words) -> list[str]:
    """Each cause in words: what was not answered, or what else left a status unknown."""
    return [str(words.texts["causes"].get(cause) or item_text(cause, words)) for cause in causes]
