"""Each language of the program says all that English says, with the same values in it."""

import re
from pathlib import Path

import pytest

import measure87.cli
from measure87.cli.speech.catalogue import HELP, SAID, by_key, english, forms, texts
from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.disseminate.locale.completeness import page_faults
from measure87.disseminate.locale.texts import languages
from measure87.vocabulary.known_sentences import KnownSentences
from tests.cli.speech.texts_of_help import commands, texts_of
from tests.cli.speech.texts_of_messages import VALUE, bare, messages

LOCALE = Path(next(iter(measure87.cli.__path__))) / "locale"
OTHERS = [code for code in LANGUAGES if code != ENGLISH]
NO_WORDS_TO_TRANSLATE = {
    "fr: help.click.options_word",  # [OPTIONS]
    "es: said.marks.error",  # Error:
    "es: said.statuses.no",  # no
}
ALIKE = re.compile(r"^said\.(units\.percent|explain\.(status|row)|run\.(measure|pdf_without)|"
                   r"classify\.counts?|click\.invalid.*)$")  # fmt: skip
"""Texts of values alone, which are written alike in most languages."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [HELP, SAID])
def test_every_language_has_every_text_with_the_same_values(part, language):
    found = [
        fault
        for fault in page_faults(LOCALE / part, language)
        if f"{language}: {fault.split(':')[0].replace('locale.', f'{part}.')}"
        not in NO_WORDS_TO_TRANSLATE
        and not ("the same as in English" in fault and untranslatable(fault))
    ]
    assert found == []


def untranslatable(fault):
    key = fault.split(":")[0].partition(".")[2]
    return bool(ALIKE.match(f"said.{key}"))


def test_the_program_speaks_the_languages_of_reports():
    assert tuple(LANGUAGES) == languages()


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_texts_are_of_one_english_sentence(language):
    for part in (HELP, SAID):
        every = [form for text in texts(part, ENGLISH).values() for form in forms(text)]
        assert len(every) == len(set(every))
        assert texts(part, language).keys() == texts(part, ENGLISH).keys()


def test_french_signs_stand_apart_by_a_space_that_does_not_break():
    for part in (HELP, SAID):
        for key, text in texts(part, "fr").items():
            for form in forms(text):
                assert not re.search(r" [:;!?»]|« ", form), f"{part}.{key}: {form}"


def test_every_text_of_help_is_one_that_a_command_has():
    said = {text for _, command in commands() for _, text in texts_of(command)}
    known = english(HELP)
    for key, text in texts(HELP, ENGLISH).items():
        if not key.startswith("click."):
            assert any(known.find(one) and known.find(one).key == key for one in said), (key, text)


WITH_ANY_NAME = {"errors.missing_extra", "program.languages"}
"""Sentences that the code also says with a name or list written out where others have a value."""


@pytest.mark.parametrize("value", ["'some value'", "somevalue", "7"])
def test_a_message_is_found_as_itself_or_not_at_all(value):
    """No sentence is taken for another one, half of which would then stand in English."""
    for _, text in messages():
        found = chosen(text.replace(VALUE, value))
        if found is not None and found.key not in WITH_ANY_NAME:
            patterns = forms(texts(SAID, ENGLISH)[found.key])
            assert text.replace("'", "") in {bare(one).replace("'", "") for one in patterns}


def chosen(text):
    """The sentence that is said for a text; None if it stays as it is."""
    french = speaker("fr")
    for found in english(SAID).candidates(text):
        own = texts(SAID, "fr")[found.key]
        if french._filled(own, found) is not None:
            return found
    return None


def test_a_sentence_that_holds_an_unknown_one_stays_english_and_whole():
    french = speaker("fr")
    assert french.say("Invalid value for '--year': nobody translated this") == (
        "Invalid value for '--year': nobody translated this"
    )
    assert "entier" in french.say("Invalid value for '--year': 'x' is not a valid integer.")


def test_numbers_are_written_as_the_language_writes_them():
    english_line = "x: 1,234.50 % (95% interval 9.60 to 17.50), n = 12,573"
    french = speaker("fr").say(english_line)
    assert "1\u202f234,50 %" in french
    assert french.endswith("9,60 à 17,50), n = 12\u202f573")
    assert "1.234,50" in speaker("es").say(english_line)


@pytest.mark.parametrize(
    ("count", "said"), [("1", "1 лицо"), ("3", "3 лица"), ("5", "5 лиц"), ("1,021", "лицо")]
)
def test_plurals_are_those_of_the_language(count, said):
    assert said in speaker("ru").say(f"fs: {count} persons")


def test_values_in_an_arabic_sentence_are_set_apart():
    assert "\u2068mapping.toml\u2069" in speaker("ar").say("mapping.toml is missing")


def test_a_text_found_with_more_words_comes_first():
    known = KnownSentences([("any", "{key} is {value}"), ("day", "{key} is no day of {value}")])
    assert known.find("x is no day of May").key == "day"


def test_several_values_in_quotation_marks_end_where_other_words_begin():
    known = KnownSentences(
        [("with", "in {code:word} with {names:vs}"), ("line", "write:\n{x:line}")]
    )
    assert known.find("in a with 'b', 'c d'").values == {"code": "a", "names": "'b', 'c d'"}
    assert known.find("in a with 'b' or in c with 'd'") is None
    assert known.find("write:\nx = 1\ny = 2").values == {"x": "x = 1\ny = 2"}


def test_by_key_takes_a_table_of_plurals_as_one_text():
    found = dict(by_key({"a": {"b": {"plural": "n", "other": "{n} files"}, "c": "text"}}))
    assert found == {"a.b": {"plural": "n", "other": "{n} files"}, "a.c": "text"}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_takes_values_as_they_are_written_already(language):
    """Kinds of values stand in the English text alone; a second one would fail on what was said."""
    said = (LOCALE / SAID / f"{language}.toml").read_text("utf-8")
    assert re.findall(r"\{\w+:[^}]*\}", said) == []
