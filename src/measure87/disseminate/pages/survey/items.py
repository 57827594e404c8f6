"""Items in words: what was asked beside a figure, what was lacking, what left a status unknown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measure87.disseminate.locale.marked import kept
from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.releases.survey import (
    StatedCriterion,
    StatedInstrument,
    StatedMeasure,
)

_NOT_STATED = "not-stated"
"""Code of what nobody stated about an interview."""
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
        known = name in words.codes_of("items")
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
    if cause in words.codes_of("causes"):
        return words.of_code("causes", cause)
    if cause in words.codes_of("items") or cause not in rules:
        return item_text(cause, words)
    return kept(rules[cause], rules[cause].rstrip("."))


@dataclass(frozen=True)
class Asked:
    """The record of the instrument of each input, and what of it a page has said already."""

    instruments: Mapping[str, StatedInstrument]
    said: set[str] = field(default_factory=set)

    def is_new(self, text: str) -> bool:
        """Whether something was not said yet; from now on it was."""
        new = text not in self.said
        self.said.add(text)
        return new


def criterion_title(criterion: StatedCriterion, definition: str, words: Words) -> str:
    """What the items of a criterion are, in the language."""
    said = definition_words(definition.split("@")[0].split(":")[0], words.code)
    return said.say(criterion.title, "criteria", criterion.criterion)


def asked_counts(asked: Sequence[StatedCriterion], words: Words) -> str:
    """`1 of 10 circumstances of involuntary work; 1 of 7 means of coercion`."""
    return words.semicolons(
        words.text("asked.count", asked=len(one.asked), total=one.of, criterion=one.title)
        for one in asked
    )


def asked_sentences(about: StatedMeasure, known: Asked, words: Words) -> list[str]:
    """What was asked for a measure; the items that were not, and of whom and how, once a page."""
    if not about.asked:
        return []
    sentences = [words.text("asked.sentence", counts=asked_counts(about.asked, words))]
    missing = [item for one in about.asked for item in one.not_asked]
    if missing and known.is_new(" ".join(missing)):
        items = words.semicolons(item_text(item, words) for item in missing)
        sentences.append(words.text("asked.missing", items=items))
    record = known.instruments.get(about.instrument or "")
    if record is not None and known.is_new(f"instrument {about.instrument}"):
        sentences.append(_of_whom_and_how(record, words))
    return sentences


def _of_whom_and_how(record: StatedInstrument, words: Words) -> str:
    """Who answered and how they were interviewed; that it is not stated, where nobody told."""
    respondent = words.of_code("respondents", record.respondent or _NOT_STATED)
    mode = words.of_code("modes", record.mode or _NOT_STATED)
    return words.text("asked.of_whom_and_how", respondent=respondent, mode=mode)
