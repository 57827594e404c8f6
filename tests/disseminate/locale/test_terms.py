"""Each language has the field's terms, and no text of it has a form that the field avoids."""

import re

import pytest

from measure87.disseminate.locale.completeness import faults
from measure87.disseminate.locale.terms import avoided, holds, terms_of, texts_of
from measure87.disseminate.locale.texts import ENGLISH, languages
from tests.disseminate.locale.pseudo_language import pseudo_language

LANGUAGES = languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_terms_of_english(language):
    assert [one.english for one in terms_of(language)] == [one.english for one in terms_of(ENGLISH)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_form_to_avoid(language):
    assert avoided(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_that_was_seen_names_its_document_and_no_other_does(language):
    assert [one.english for one in terms_of(language) if one.seen != bool(one.where)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_has_no_form_that_it_tells_to_avoid(language):
    assert [
        one.term for one in terms_of(language) if any(holds(a, one.term) for a in one.avoid)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_one_that_the_texts_use(language):
    """A term that no text has, in any ending, would be a list for its own sake."""
    everything = "\n".join(text for _, text in texts_of(language))
    unused = [one.term for one in terms_of(language) if not inflected(one.term).search(everything)]
    assert unused == []


def inflected(term):
    """A term with any endings of its words: the last two letters of longer words may differ."""
    words = [
        re.escape(word[:-2]) + r"\w*" if len(word) > 4 else re.escape(word) for word in term.split()
    ]
    return re.compile(r"\s".join(words), re.IGNORECASE)


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("commercial sex", "in sectors other than commercial sex", True),
        ("commercial sex", "Commercial sex of adults", True),
        ("commercial sex", "commercial sexual exploitation", False),
        ("*استقدام", "القائم بالاستقدام أو الوكيل", True),
        ("*استقدام", "القائم بالتوظيف", False),
        ("в стране с неурегулированным статусом", "В стране с неурегулированным статусом", True),
        ("трудом", "детским трудом", True),
        ("труд", "детским трудом", False),
    ],
)
def test_forms_are_found_in_whole_words(form, text, found):
    assert holds(form, text) is found


def test_a_form_to_avoid_is_told_to_whoever_translates(tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch)
    assert avoided("xx") == []
    (place / "terms.toml").write_text(
        '["total"]\nterm = "Summa"\navoid = ["total ééé"]\nseen = false\n', "utf-8"
    )
    told = "tables.rows.total: says 'total ééé'; the term for 'total' is 'Summa' (terms.toml)"
    assert told in avoided("xx")
    assert told in faults("xx")
