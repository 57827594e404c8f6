"""Whether one English text has one translation, in whichever files it stands.

A reader who meets one thing under two names looks for the difference between them. Where a
language needs two (a gender, a case, two senses of an English word), the head names the keys.
"""

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import (
    ENGLISH,
    PARTS,
    Text,
    head_of,
    list_of,
    read_part,
    texts_by_key,
)

APART = "translated_apart"
"""Key of the head: keys of texts that another of the same English must not agree with."""


def differing(language: str) -> list[str]:
    """Keys whose translation is not that of the first key with the same English, a line each."""
    if language == ENGLISH:
        return []
    listed = set(list_of(head_of(language), APART))
    found, needed = [], set()
    for texts in _of_one_english(language):
        key, text = next(((k, t) for k, t in texts.items() if k not in listed), ("", ""))
        for other, own in texts.items():
            if own == text:
                continue
            needed.add(other)
            if other not in listed:
                found.append(
                    f"{other}: {own!r}, and {text!r} in {key}, of the same English; if the two "
                    f"must differ, name one in {APART!r}"
                )
    return found + [f"{key}: named in {APART!r} and not apart" for key in sorted(listed - needed)]


def _of_one_english(language: str) -> list[dict[str, Text]]:
    """Key to translation of the texts that are the same in English."""
    together: dict[str, dict[str, Text]] = {}
    for part in PARTS:
        own = dict(texts_by_key(read_part(language, part), part))
        for key, text in texts_by_key(english_texts(part), part):
            if key in own:
                together.setdefault(repr(text), {})[key] = own[key]
    return [texts for texts in together.values() if len(texts) > 1]
