"""Translations have the numbers of the English, and say of which time the English speaks."""

import re
from collections.abc import Mapping

import pytest

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import ENGLISH, PARTS, PLURAL_BY, languages, read_part

OTHERS = [code for code in languages() if code != ENGLISH]
SPELLED = {"1", "2"}
"""Languages write these as words, or say them by the form of a word."""
IN_WORDS = {"ar": {"18": "ثمانية عشر"}}
"""Numbers that stand in a translation as words."""
THOUSANDS = re.compile(r"(?<=\d)[ ,.\u202f\u00a0](?=\d{3}\b)")
ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
PERIOD = {"fr": "période", "es": "período", "pt": "período", "ru": "период", "ar": "فترة"}
WEEK = {"fr": "semaine", "es": "semana", "pt": "semana", "ru": "недел", "ar": "أسبوع"}


def texts(tree, path=""):
    if isinstance(tree, Mapping) and PLURAL_BY not in tree:
        for key, value in tree.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from texts(value, f"{path}.{number}")
    elif isinstance(tree, Mapping):
        yield path, " ".join(text for key, text in tree.items() if key != PLURAL_BY)
    else:
        yield path, tree


def pairs(language):
    for part in PARTS:
        own = dict(texts(read_part(language, part)))
        for key, english in texts(english_texts(part)):
            yield f"{part}{key}", english, own[key]


def numbers(text):
    return set(re.findall(r"\d+", THOUSANDS.sub("", text))) - SPELLED


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_numbers_of_the_english_and_no_other(language):
    wrong = []
    for key, english, own in pairs(language):
        may = numbers(english)
        must = may - set(ORDINAL.findall(english))
        must -= {n for n, word in IN_WORDS.get(language, {}).items() if word in own}
        if not must <= numbers(own) <= may:
            wrong.append((key, english, own))
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_week_is_a_week_and_a_reference_period_is_a_period(language):
    wrong = []
    for key, english, own in pairs(language):
        said, told = english.lower(), own.lower()
        is_week, is_period = "week" in said, "reference period" in said
        if (WEEK[language] in told) != is_week or (is_period and PERIOD[language] not in told):
            wrong.append((key, english, own))
    assert wrong == []
