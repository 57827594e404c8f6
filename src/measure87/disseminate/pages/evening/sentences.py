"""Findings of an evening as sentences of a language."""

from collections.abc import Mapping

from measure87.disseminate.locale.marked import Foreign, Value
from measure87.disseminate.pages.kit.wording import Words, filled
from measure87.vocabulary.releases.evening import Evening, EveningCall, EveningFinding

_PLAIN: Mapping[tuple[str, str], int] = {
    ("short_interviews", "interviewer"): 1,
    ("heaping", "ages"): 0,
}
"""Sentences whose values are no shares, and the decimals of these values."""


def label_of(evening: Evening, item: str, words: Words) -> str:
    """The words of a question in the page's language, or else in another that the form has."""
    labels = evening.labels.get(item, {})
    if words.code in labels:
        return words.apart(labels[words.code])
    other = next(iter(labels), None)
    return words.apart(item) if other is None else Foreign(labels[other], other)


def sentence(evening: Evening, found: EveningFinding, words: Words) -> str:
    """What was found and what to do about it."""
    values: dict[str, Value] = {}
    if found.item is not None:
        values["item"] = label_of(evening, found.item, words)
    if found.interviewer is not None:
        values["interviewer"] = words.apart(found.interviewer)
    if found.count is not None:
        values["count"] = found.count
    decimals = _PLAIN.get((found.check, found.says))
    numbers = found.numbers or {}
    for name, number in numbers.items():
        plain = decimals is not None
        values[name] = words.number(number, decimals or 0) if plain else as_share(number, words)
    if {"lower", "upper"} <= numbers.keys():
        values["interval"] = interval(numbers["lower"], numbers["upper"], words)
    return words.text(f"says.{found.check}_{found.says}", **values)


def reason(evening: Evening, call: EveningCall, words: Words) -> str:
    """Why a case is on the list of calls: the sentence of the page up to its count."""
    pattern = words.codes_of("says")[f"{call.check}_{call.says}"]
    head = str(pattern).partition("{count}")[0].rstrip(" :\u00a0\u202f")
    item = label_of(evening, call.item, words) if call.item else ""
    return filled(head, {"item": item}, words)


def as_share(share: float, words: Words) -> str:
    """A share in per cent, with a decimal below ten per cent."""
    return words.share(round(share, 3 if abs(share) < 0.1 else 2))


def interval(lower: float, upper: float, words: Words) -> str:
    """Limits of a share of variance, which is none below 0."""
    return words.between(as_share(max(lower, 0.0), words), as_share(max(upper, 0.0), words))
