"""Items and causes in words: what a questionnaire lacks, and what left a status unknown."""

from collections import Counter
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
_OF_RULE = ": "


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
    return str(own or _texts().get(name) or words.of_code("items", name))


def missing_texts(missing: Iterable[str], words: Words) -> list[str]:
    """Missing items in words, each once; `a or b` is one of which any would do."""
    return list(dict.fromkeys(_missing_text(name, words) for name in missing))


def _missing_text(name: str, words: Words) -> str:
    if _OR not in name:
        return item_text(name, words)
    texts = dict.fromkeys(item_text(one, words) for one in name.split(_OR))
    return words.text("refused.any_of", items="; ".join(texts))


def cause_texts(causes: Iterable[str], words: Words) -> list[str]:
    """Each cause in words: what was not answered.

    The rule that asked for the answer is named only where the same answer left persons
    unknown under more than one rule.
    """
    pairs = [_parts(cause) for cause in causes]
    items = [_item_of_cause(item, words) for _, item in pairs]
    often = Counter(items)
    return [
        words.text("undetermined.under", rule=words.of_code("rules", rule), item=item)
        if rule and often[item] > 1
        else item
        for (rule, _), item in zip(pairs, items, strict=True)
    ]


def _parts(cause: str) -> tuple[str, str]:
    """The rule, or nothing, and what was missing."""
    rule, separator, item = cause.partition(_OF_RULE)
    return (rule, item) if separator else ("", cause)


def _item_of_cause(item: str, words: Words) -> str:
    """What was missing in words; a cause of another kind has words of its own."""
    found = words.texts["causes"].get(item)
    return str(found) if found is not None else item_text(item, words)
