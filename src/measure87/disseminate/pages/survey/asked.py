"""What was asked beside a figure: how many items of each criterion, which not, of whom and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.items import item_text

ASKED = "asked"
"""Key of a measure's entry: its criteria, each with the items that were asked and those not."""
NOT_TOLD = "not-told"


@dataclass(frozen=True)
class Asked:
    """The record of the instrument of each input, and what of it a page has said already."""

    instruments: Mapping[str, Any]
    said: set[str] = field(default_factory=set)

    def is_new(self, text: str) -> bool:
        """Whether something was not said yet; from now on it was."""
        new = text not in self.said
        self.said.add(text)
        return new


def criterion_title(criterion: Mapping[str, Any], definition: str, words: Words) -> str:
    """What the items of a criterion are, in the language."""
    said = definition_words(definition.split("@")[0].split(":")[0], words.code)
    return said.say(str(criterion["title"]), "criteria", str(criterion["criterion"]))


def asked_counts(asked: Sequence[Mapping[str, Any]], words: Words) -> str:
    """`1 of 10 circumstances of involuntary work; 1 of 7 means of coercion`."""
    return words.semicolons(
        words.text("asked.count", asked=len(one["asked"]), total=one["of"], criterion=one["title"])
        for one in asked
    )


def asked_sentences(about: Mapping[str, Any], known: Asked, words: Words) -> list[str]:
    """What was asked for a measure; the items that were not, and of whom and how, once a page."""
    asked = about.get(ASKED, ())
    if not asked:
        return []
    sentences = [words.text("asked.sentence", counts=asked_counts(asked, words))]
    missing = [item for one in asked for item in one["not_asked"]]
    if missing and known.is_new(" ".join(missing)):
        items = words.semicolons(item_text(item, words) for item in missing)
        sentences.append(words.text("asked.missing", items=items))
    instrument = str(about.get("instrument"))
    if instrument in known.instruments and known.is_new(f"instrument {instrument}"):
        sentences.append(_of_whom_and_how(known.instruments[instrument], words))
    return sentences


def _of_whom_and_how(record: Mapping[str, Any], words: Words) -> str:
    """Who answered and how they were interviewed; that it is not stated, where nobody told."""
    respondent = words.of_code("respondents", str(record.get("respondent", NOT_TOLD)))
    mode = words.of_code("modes", str(record.get("mode", NOT_TOLD)))
    return words.text("asked.of_whom_and_how", respondent=respondent, mode=mode)
