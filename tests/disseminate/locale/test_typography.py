"""Spaces and quotation marks are those that `language.toml` says the language is written with."""

import re

import pytest

from measure87.disseminate.locale.terms import texts_of

AMISS = {
    "fr": r" [:;?!»%]|« ",
    "pt": r"[«»]",
    "es": r"[“”]",
    "ru": r"[“”]|\w – ",
}
"""By language: an ordinary space where French has one that breaks no line; marks of others."""


@pytest.mark.parametrize("language", AMISS)
def test_no_text_has_spaces_or_marks_of_another_language(language):
    amiss = re.compile(AMISS[language])
    assert [key for key, text in texts_of(language) if amiss.search(text)] == []
