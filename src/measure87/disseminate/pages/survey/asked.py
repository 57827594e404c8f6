"""What was asked beside a figure: how many items of each criterion, and which not."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.items import item_text

ASKED = "asked"
"""Key of a measure's entry: its criteria, each with the items that were asked and those not."""


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


def asked_sentences(about: Mapping[str, Any], said: set[str], words: Words) -> list[str]:
    """What was asked for a measure; the items that were not, unless they are `said` already."""
    asked = about.get(ASKED, ())
    if not asked:
        return []
    sentences = [words.text("asked.sentence", counts=asked_counts(asked, words))]
    missing = [item for one in asked for item in one["not_asked"]]
    if missing and " ".join(missing) not in said:
        said.add(" ".join(missing))
        items = words.semicolons(item_text(item, words) for item in missing)
        sentences.append(words.text("asked.missing", items=items))
    return sentences
