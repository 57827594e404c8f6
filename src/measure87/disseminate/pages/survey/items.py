"""Items and causes in words: what a questionnaire lacks, and what left a status unknown."""

import re
from collections.abc import Iterable, Mapping

from measure87.disseminate.locale.marked import kept
from measure87.disseminate.pages.kit.wording import Words

_OR = " or "
_IN = " in "
_NAME = re.compile(
    r"(?<![\w.])(?:(?:persons|jobs|circumstances)\.(\w+)|([a-z]+(?:_\w+)+))(?!\w)(?!\.\w)"
)


def item_text(name: str, words: Words) -> str:
    """An item in words."""
    return words.of_code("items", name)


def names_in_words(sentence: str, words: Words) -> str:
    """A sentence of the run in which names of columns are their texts, between backticks."""

    def in_words(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        known = name in words.texts["items"]
        return f"`{item_text(name, words)}`" if known else found[0]

    changed = _NAME.sub(in_words, sentence)
    return sentence if changed == sentence else kept(sentence, changed)


def missing_texts(missing: Iterable[str], words: Words) -> list[str]:
    """Missing items in words, each once.

    `a or b` is one of which any would do, `a in b` codes of one version of a classification.
    """
    return list(dict.fromkeys(_missing_text(name, words) for name in missing))


def _missing_text(name: str, words: Words) -> str:
    if _IN in name:
        item, version = name.split(_IN)
        return words.text("refused.in_version", item=item_text(item, words), version=version)
    if _OR not in name:
        return item_text(name, words)
    texts = dict.fromkeys(item_text(one, words) for one in name.split(_OR))
    return words.text("refused.any_of", items=words.semicolons(texts))


def cause_texts(
    causes: Iterable[str], words: Words, rules: Mapping[str, str] | None = None
) -> list[str]:
    """Each cause in words: what was not answered, or what else left a status unknown.

    `rules` are the rules of the measure's definition in words; a cause can be one of them.
    """
    return [_cause_text(cause, words, rules or {}) for cause in causes]


def _cause_text(cause: str, words: Words, rules: Mapping[str, str]) -> str:
    named = words.texts["causes"].get(cause)
    if named or cause in words.texts["items"] or cause not in rules:
        return named or item_text(cause, words)
    return kept(rules[cause], rules[cause].rstrip("."))
