"""Why a person was classified as she was is said in the language, her answers too."""

import pytest

from measure87.cli.speech.choice import speaking
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import Speaker
from measure87.disseminate.locale.texts import languages

OTHERS = [language for language in languages() if language != "en"]
LINES = """\
    abused_at_work: does not arise
      read: in_employment = no, age_years = 7, industry = 0111, abuse_at_work = not stated"""


@pytest.mark.parametrize("language", OTHERS)
def test_answers_that_rules_read_are_said(language):
    with speaking(language):
        said = page(LINES).translate({ord(sign): None for sign in "\u2066\u2068\u2069"})
    rule, read = said.split("\n")
    assert "does not arise" not in rule
    assert "not stated" not in read
    assert f"in_employment = {Speaker(language).say('no')}" in read
    assert "age_years = 7" in read
    assert "industry = 0111" in read


def test_an_answer_in_words_stays_as_the_file_has_it():
    """A text with a comma, or one that only begins with no, is no answer that has a word."""
    with speaking("fr"):
        said = page("      read: place = no fixed place, or a stall, work = yes, age = 7")
    assert said.strip().replace("\N{NO-BREAK SPACE}", " ") == (
        "lu : place = no fixed place, or a stall, work = oui, age = 7"
    )
