"""Labels become words that can be compared, in any of the languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.collect.assistant.terms import LANGUAGES, terms_of
from measure87.collect.assistant.words import likeness, words_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.spelling import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أنثى", "انثي"),  # hamza of alef, alef maqsura
        ("الأُسْرَة", "اسره"),  # article, vowel signs, ta marbuta
        ("الأســـرة", "الاسرة"),  # tatweel
        ("مسؤول", "مسوول"),  # hamza of waw
        ("Âge", "AGE"),
        ("niño", "NINO"),
        ("atenção", "atencao"),
        ("cœur", "cœur"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert words_of(one) == words_of(other)


def test_words_that_differ_stay_apart():
    assert words_of("ماء") != words_of("ملابس")
    assert likeness("water", "wages") == 0
    assert likeness("hour", "house") == 0


def test_forms_of_a_word_count_less_than_the_word():
    assert likeness("fetch", "fetch") == 1
    assert 0 < likeness("fetch", "fetching") < 1
    assert 0 < likeness(plain("ثقيلة"), plain("ثقيل")) < 1


@given(st.text(max_size=40))
def test_any_text_has_one_plain_form_and_keeps_it(text):
    assert words_of(" ".join(words_of(plain(text)))) is not None
    assert plain(text) == plain(text.translate({0x640: None}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_names_the_columns_that_the_others_name(language):
    english, terms = terms_of("en"), terms_of(language)
    assert {c for c in terms.concepts if not c.startswith("nothing")} == {
        c for c in english.concepts if not c.startswith("nothing")
    }
    assert set(terms.values) == set(english.values)
    assert all(terms.concepts.values())
    assert set(terms.against) <= set(terms.concepts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_is_a_standard_column_or_item(language):
    from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

    items = [code for code, _ in CIRCUMSTANCES["item"].levels]
    known = {"persons": PERSONS.names, "jobs": JOBS.names, "circumstances": items}
    for concept in terms_of(language).concepts:
        section, name = concept.split(".")
        assert section not in known or name in known[section], concept


def test_a_language_without_terms_is_refused():
    with pytest.raises(UsageError, match="no terms"):
        terms_of("de")
