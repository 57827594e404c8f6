"""Is the question bank whole: every word in every language, every source one that we name?"""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

import measure87
from measure87.collect.form.bank import LANGUAGES, load_bank
from measure87.collect.form.bank import reading as bank_reading
from measure87.collect.form.bank.bridge import instruments
from measure87.collect.form.building import ORDER
from measure87.define.classifications.trafficking_cases import HTCDS, case_fields
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

BANK = load_bank()
PACKAGE = Path(measure87.__file__).parent
ROOT = Path(__file__).parents[3]
DOCUMENTS = tomllib.loads((PACKAGE / "vocabulary" / "bibliography.toml").read_text("utf-8"))
WITHOUT_WORDS = {"calculate", "start", "end", "today", "deviceid", "username"}
ITEMS = [(m, item) for m in BANK.modules.values() for item in m.items]
SCRIPTS = {"ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]"}


def test_the_order_of_a_form_names_every_module_once():
    assert sorted(ORDER) == sorted(BANK.modules)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_words_and_no_word_is_without_a_question(language):
    for module in BANK.modules.values():
        words = module.words[language]
        asked = {i.name for i in module.items if i.kind not in WITHOUT_WORDS} - {
            i.name for i in module.items if i.pattern == "known"
        }
        assert set(words.text) == asked, module.name
        assert words.title.strip()
        assert all(text.strip() for text in words.text.values())
        assert set(words.message) == set(module.words["en"].message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_name_the_same_things_in_every_language(language):
    """What a device or a country puts into a sentence stands in each language's sentence."""
    for module in BANK.modules.values():
        for name, text in module.words["en"].text.items():
            theirs = module.words[language].text[name]
            for put in ("{period}", "{isco}"):
                assert (put in text) == (put in theirs), name
            named = {*re.findall(r"\$\{\w+\}", text)}
            assert named <= {"${person_name}"}
            assert {*re.findall(r"\$\{\w+\}", theirs)} == named, (name, language)


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_words_in_another_script_are_in_it(language):
    for module in BANK.modules.values():
        for text in (*module.words[language].text.values(), module.words[language].title):
            assert re.search(SCRIPTS[language], text), text
    for one in BANK.lists.values():
        for choice in one.choices:
            assert re.search(SCRIPTS[language], choice.labels[language]), choice.name


def test_no_two_languages_share_a_sentence():
    for module in BANK.modules.values():
        for name in module.words["en"].text:
            texts = {module.words[language].text[name] for language in LANGUAGES}
            if len(module.words["en"].text[name].split()) > 3:
                assert len(texts) == len(LANGUAGES), name


def test_answers_fill_columns_that_there_are():
    tables = {"persons": PERSONS, "jobs": JOBS}
    levels = dict(CIRCUMSTANCES["item"].levels)
    for _, item in ITEMS:
        assert all(cell.column in tables[cell.table] for cell in item.serves), item.name
        for code in filter(None, (item.item, item.also)):
            assert code in levels
            assert item.stage in dict(CIRCUMSTANCES["stage"].levels)


def test_every_source_names_documents_of_the_bibliography_and_how_they_were_seen():
    """`concept; DOCUMENT, place (seen); ...`, or that no text was seen."""
    for module, item in ITEMS:
        concept, *cited = (item.source or module.source).split("; ")
        assert concept
        assert cited, item.name
        for one in cited:
            if one == "no text (unseen)":
                continue
            found = re.fullmatch(r"([\w.-]+), (.+) \((printed|secondary|unseen)\)", one)
            assert found, one
            assert found[1] in DOCUMENTS, found[1]


def test_every_place_that_is_cited_as_seen_is_cited_so_by_the_definitions():
    """Nothing is seen here that the rules have not seen: a paragraph is theirs, or unseen."""
    rules = " ".join(
        path.read_text("utf-8")
        for kind in ("*.py", "*.toml", "*.csv")
        for path in (PACKAGE / "define").rglob(kind)
    )
    for module, item in ITEMS:
        for one in (item.source or module.source).split("; ")[1:]:
            found = re.fullmatch(r"([\w.-]+), (.+) \((printed|secondary)\)", one)
            if found:
                assert found[2] in rules, one


def test_case_records_are_in_the_codes_and_words_of_the_standard():
    """Codes and English labels as in IOM's table of field standards, nothing added or left out."""
    fields = {one.name: one for one in case_fields(HTCDS)}
    asked = [item for item in BANK.modules["case"].items if item.name in fields]
    assert len(asked) == 4
    for item in asked:
        field, told = fields[item.name], BANK.lists[item.choices]
        assert {c.name: c.labels["en"] for c in told.choices} == field.labels
        assert (item.kind == "select_multiple") == (field.values == "several")


def test_nothing_is_tested_and_nobody_stands_for_the_words_yet():
    """Own wording says so until a person has put something else into the file."""
    assert {m.cognitive_test for m in BANK.modules.values()} == {"none"}
    assert {w.translator for m in BANK.modules.values() for w in m.words.values()} == {""}


def test_an_unknown_key_of_a_module_is_refused(tmp_path):
    for part in ("shared", "modules/debt"):
        source = Path(bank_reading.__file__).parent / part
        (tmp_path / part).mkdir(parents=True)
        for path in source.iterdir():
            (tmp_path / part / path.name).write_text(path.read_text("utf-8"), "utf-8")
    file = tmp_path / "modules/debt/module.toml"
    file.write_text(file.read_text("utf-8").replace("stage =", "stag ="), "utf-8")
    with pytest.raises(msgspec.ValidationError, match="stag"):
        load_bank(tmp_path)


def test_the_bridge_names_documents_and_modules_and_its_page_has_every_part():
    page = (ROOT / "docs/how-to/build-a-questionnaire.md").read_text("utf-8")
    assert [one.document for one in instruments()] == ["CL-MODULAR-2023", "FL-MODULE-2024"]
    for one in instruments():
        assert "not seen" in DOCUMENTS[one.document]["copy"], "a text that was seen needs a preset"
        assert one.document in page
        for part in one.part:
            row = next(line for line in page.splitlines() if f"| {part.name} |" in line)
            assert set(part.modules) <= set(BANK.modules)
            assert all(f"`{module}`" in row for module in part.modules)
