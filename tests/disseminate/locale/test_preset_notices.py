"""What a preset found in a file, in every language, by its code and values."""

import pytest

from measure87.collect.mapping_notices import TEXTS, preset_notice
from measure87.collect.quotes import TEXTS as QUOTED
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.gate.counts import safe_text
from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.disseminate.pages.survey.items import names_in_words
from measure87.disseminate.pages.survey.messages import warning_text
from measure87.vocabulary.estimate import Notice, Result
from tests.disseminate.stated import stated

OTHERS = ("fr", "es", "pt", "ru", "ar")


def test_the_english_of_the_report_is_that_of_the_mapping():
    report = english_texts("messages")["warning_texts"]
    assert {code: report[code] for code in TEXTS} == TEXTS
    assert {code for code in report if code.startswith("preset-")} == set(TEXTS)


def told(code, language):
    given = {
        "variable": "CL8", "children": "SL1", "first": "CL1A", "last": "CL1X", "by": "area",
        "activity": "fetched_water", "named": ["CL9", "Étiquette"], "urban": ["Ville"],
        "rural": [], "male": ["M"], "female": ["F"],
    }  # fmt: skip
    needed = {name: given[name] for name in placeholders(TEXTS[code])}
    entry = preset_notice(code, **needed)
    return warning_text(entry, {}, words(language)), entry


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", TEXTS)
def test_every_notice_is_said_in_every_language(code, language):
    text, entry = told(code, language)
    assert not isinstance(text, Foreign)
    assert text != entry.text
    for name in ("CL8", "SL1", "CL9", "Étiquette", "Ville"):
        assert (name in text) == (name in entry.text)
    assert not {"fetched", "area"} & set(str(text).split())


def test_names_and_labels_of_the_file_are_marked_as_nobody_told_language():
    text, _ = told("preset-not-used", "ar")
    assert "<bdi>CL9</bdi>" in text.__html__()


def test_the_marks_stay_on_the_page():
    text, _ = told("preset-psu", "ar")
    assert "<bdi>CL8</bdi>" in names_in_words(text, words("ar")).__html__()


def test_a_label_cannot_write_markup_into_a_page():
    entry = preset_notice("preset-not-used", named=["CL9 (<script>x</script>)"])
    for language in OTHERS:
        assert "<script>" not in warning_text(entry, {}, words(language)).__html__()


@pytest.mark.parametrize(("own", "marked"), [("fr", None), ("es", "es"), (None, "en")])
def test_a_sentence_of_the_mapping_is_in_the_language_of_its_author(own, marked):
    said = stated(study={"title": "x"} | ({"data_language": own} if own else {}))
    notice = Notice("mapping", "La région 9 n'a pas été visitée.")
    result = Result("run", [], warnings=[notice], diagnostics=said)
    (warning,) = result_in_language(result, ReportContext(), words("fr")).warnings
    assert warning.text == "La région 9 n'a pas été visitée."
    assert getattr(warning.text, "lang", None) == marked


@pytest.mark.parametrize("code", TEXTS)
def test_the_gate_finds_no_count_of_persons_in_a_notice(code):
    """It masks one and two persons in sentences; `one child was drawn` is no count."""
    assert safe_text(TEXTS[code]) == TEXTS[code]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", QUOTED)
def test_quoted_words_are_told_in_every_language_and_stay_as_they_are(code, language):
    values = {"question": "Q17", "words": "Could you leave?"}
    entry = Notice(code, QUOTED[code].format(**values), values)
    text = warning_text(entry, {}, words(language))
    assert not isinstance(text, Foreign)
    assert text != entry.text
    assert "Q17" in text
    assert "Could you leave?" in text


def test_the_english_of_quoted_words_is_that_of_the_mapping_and_counts_nobody():
    report = english_texts("messages")["warning_texts"]
    for code, text in QUOTED.items():
        assert report[code] == safe_text(text) == text
