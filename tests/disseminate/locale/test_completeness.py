"""Every language says all that English says, and a language that does not is found out."""

import pytest

from measure87.disseminate.locale.completeness import faults
from measure87.disseminate.locale.texts import begun, head_of, languages, require_language
from measure87.disseminate.locale.whole_numbers import disagreeing
from measure87.vocabulary.errors import StudyError
from tests.disseminate.locale.pseudo_language import pseudo_language


@pytest.mark.parametrize("language", languages())
def test_a_language_says_all_that_english_says(language):
    assert faults(language) == []


def test_a_made_up_language_is_complete(tmp_path, monkeypatch):
    pseudo_language(tmp_path, monkeypatch)
    assert faults("xx") == []
    assert languages() == ("en", "xx")


# What a translator can do wrong: file, what stands there, what she writes, and what is said.
WRONG = [
    ("report", '"skip" = ', '"skipped" = ', "report.page.skip: is missing"),
    ("report", '"skip" = ', '"skipped" = ', "report.page.skipped: English has no such key"),
    ("lists", "{factor}", "{facteur}", "has the values"),
    ("lists", "{ method }", "{method}", None),
    ("messages", '"one" = ', '"many" = ', "lacks the plurals ['one']"),
    ("messages", '"some" = "⟦{measure}', '"many" = "⟦{measure}', "lacks the plural 'some'"),
    ("messages", '"plural" = "strata"', '"plural" = "stratum"', "has no value 'stratum'"),
    ("definitions", "⟦Children in forced labour ééé ééé⟧", "Children in forced labour",
     "definitions.forced_labour/icls20_2018.measures.forced_labour_children: the same as"),
    ("items", '"age_years" = "', '"age_years" = ""\n"age_year" = "', "age_years: is no text"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "said"), WRONG)
def test_what_a_translator_can_do_wrong_is_said(part, old, new, said, tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch)
    path = place / f"{part}.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = faults("xx")
    if said is None:
        assert found == []
    else:
        assert any(said in fault for fault in found), found


def test_a_word_that_is_the_same_in_both_languages_is_named_in_the_head(tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch)
    path = place / "report.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"command" = "⟦Command ééé⟧"', '"command" = "Command"'), "utf-8")
    (fault,) = faults("xx")
    assert "report.provenance.command: the same as in English" in fault
    head = place / "language.toml"
    head.write_text(
        head.read_text("utf-8") + 'same_as_english = ["report.provenance.command"]\n', "utf-8"
    )
    texts_again(monkeypatch)
    assert faults("xx") == []
    head.write_text(
        head.read_text("utf-8").replace("provenance.command", "provenance.commands"), "utf-8"
    )
    texts_again(monkeypatch)
    assert any("report.provenance.commands: named in" in fault for fault in faults("xx"))


def test_a_word_after_a_whole_number_agrees_with_it_where_21_is_said_as_1(tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch, locale="ru")
    (place / "messages.toml").write_text(
        '[messages]\nrows = { plural = "rows", one = "{rows} a", other = "{rows} b" }\n'
        'after_a_colon = "rows: {rows}; they"\nbefore_a_word = "{rows} rows"\n', "utf-8"
    )  # fmt: skip
    head = place / "language.toml"
    found = [fault for fault in disagreeing("xx") if fault.startswith("messages")]
    assert len(found) == 1
    assert found[0].startswith("messages.messages.before_a_word: has whole numbers (rows)")
    listed = 'no_plural = ["messages.messages.before_a_word", "messages.messages.rows"]\n'
    head.write_text(head.read_text("utf-8") + listed, "utf-8")
    texts_again(monkeypatch)
    assert [fault for fault in disagreeing("xx") if fault.startswith("messages")] == [
        "messages.messages.rows: named in 'no_plural' and needs no such line"
    ]


def test_a_language_in_which_1_alone_is_one_needs_no_such_texts():
    assert [code for code in languages() if head_of(code).get("no_plural")] == ["ru"]
    assert disagreeing("es") == []


def test_one_english_text_has_one_translation(tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch)
    lists, head = place / "lists.toml", place / "language.toml"
    text = lists.read_text("utf-8")
    other = '"counted_heading" = "⟦'
    assert text.count(other) == 1
    lists.write_text(text.replace(other, other + "otherwise "), "utf-8")
    (fault,) = faults("xx")
    assert fault.startswith("panel.panel.measure: '⟦What is counted")
    assert "'⟦otherwise What is counted" in fault
    assert "in lists.lists.counted_heading, of the same English" in fault
    apart = 'translated_apart = ["panel.panel.measure"]\n'
    head.write_text(head.read_text("utf-8") + apart, "utf-8")
    texts_again(monkeypatch)
    assert faults("xx") == []
    lists.write_text(text, "utf-8")
    texts_again(monkeypatch)
    assert faults("xx") == ["panel.panel.measure: named in 'translated_apart' and not apart"]


def texts_again(monkeypatch):
    from measure87.disseminate.locale import texts

    texts._read.cache_clear()


def test_a_language_in_the_making_cannot_be_asked_for(tmp_path, monkeypatch):
    place = pseudo_language(tmp_path, monkeypatch)
    (place / "items.toml").unlink()
    assert begun() == ("en", "xx")
    assert languages() == ("en",)
    with pytest.raises(StudyError, match="no reports and tables in 'xx'") as caught:
        require_language("xx")
    assert "languages: en" in caught.value.hint
