"""What was asked beside a figure: how many items of each criterion, which not, of whom and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.items import item_text
from measure87.vocabulary.releases.survey import (
    StatedCriterion,
    StatedInstrument,
    StatedMeasure,
)

_NOT_STATED = "not-told"
"""Code of what nobody stated about an interview."""


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
