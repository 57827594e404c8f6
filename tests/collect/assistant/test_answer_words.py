"""Answers in words: what is known is read in every spelling, what is not is never no."""

import random
import tomllib
from importlib.resources import files

import polars as pl
import pytest

from measure87.collect.assistant import codebook_of, meanings_of, proposals_text, propose
from measure87.collect.assistant.answer_words import answer_texts
from measure87.collect.assistant.names import concepts_of, doubt_of
from measure87.files import SourceTable

LISTED = tomllib.loads(
    files("measure87.collect.assistant").joinpath("answer_words.toml").read_text("utf-8")
)
MEANINGS = [name for name in LISTED if name not in ("pairs", "marks")]


def table(name="x.csv", **columns):
    frame = pl.DataFrame(columns, strict=False)
    return SourceTable(name, "csv", frame, tuple(frame.columns))


def text_of(**columns):
    return proposals_text(propose(codebook_of(table(**columns))))


@pytest.mark.parametrize("meaning", MEANINGS)
def test_every_word_of_the_list_has_one_meaning_in_every_spelling(meaning):
    for words in LISTED[meaning].values():
        for word in words:
            for written in (word, word.upper(), f" {word}. ", f"1. {word}", f"\u200f{word}"):
                assert meanings_of([written]) == {written: meaning}


@pytest.mark.parametrize("mark", [*LISTED["marks"]["any"], ".a", " na "])
def test_marks_of_programs_for_nothing_are_unknown_and_never_no(mark):
    """R writes NA where a cell holds nothing, SAS a point: beside yes and no they are unknown."""
    assert answer_texts({"Oui": 3, "Non": 4, mark: 2}).meanings == {
        "Oui": "yes", "Non": "no", mark: "no_answer",
    }  # fmt: skip
    text = text_of(worked=["Oui", "Non", mark] * 9, hours=["12", "40", mark] * 9)
    assert f'no = ["Non"]\nunknown = ["{mark.strip()}"]' in text
    assert f'variable = "hours"\nmissing = ["{mark.strip()}"]' in text


@pytest.mark.parametrize("codes", [(999,), (-9,), (-99, 9999), (998, 999)])
def test_numbers_that_can_be_no_age_and_no_hours_are_missing(codes):
    """A single 999 among ages was "no age": the column was proposed for nothing."""
    text = text_of(age=[5, 17, *codes] * 9, hours=[1, 40, *codes] * 9)
    assert text.count(f"missing = [{', '.join(map(str, codes))}]") == 2
    assert f"all its numbers but {', '.join(map(str, codes))} can be ages" in text


def test_other_numbers_that_can_be_no_age_speak_against_it():
    assert "persons.age_years]" not in text_of(age=[5, 17, 250] * 9)
    assert "persons.age_years]" not in text_of(age=[5, 17, -20] * 9)


def test_a_comment_on_codes_names_all_that_are_missing():
    text = text_of(hours=[1, 40, 99, 999] * 9)
    assert "codes for no answer, or hours? missing = [999, 99], or range = [0, 99]" in text


def test_one_and_two_beside_a_mark_are_a_guess_with_the_mark_unknown():
    text = text_of(worked=["1", "2", "NA"] * 9)
    assert "1 yes and 2 no are a guess" in text
    assert 'yes = [1]\nno = [2]\nunknown = ["NA"]' in text


@pytest.mark.parametrize("name", ["N° ménage", "Nº ménage", "№ дх", "Num. ménage"])
def test_the_sign_of_a_number_before_a_name_does_not_count(name):
    assert "persons.household_id]" in text_of(**{name: [1, 2, 3]})


@pytest.mark.parametrize(
    ("texts", "meanings"),
    [
        (["Oui", "Non", "NSP"], ["yes", "no", "no_answer"]),
        (["Oui (1)", "Non [2]", "NSP (8)"], ["yes", "no", "no_answer"]),
        (["G", "F"], ["male", "female"]),
        (["SÍ", "si", "No sabe"], ["yes", "yes", "no_answer"]),
        (["نَعَمْ", "لا", "لا اعرف"], ["yes", "no", "no_answer"]),
        (["انثى", "ذكر"], ["female", "male"]),
        (["O", "N"], ["yes", "no"]),
        (["H", "M"], ["male", "female"]),
        (["M", "F"], ["male", "female"]),
        (["V", "F"], ["yes", "no"]),
        (["da", "net"], ["yes", "no"]),
    ],
)
def test_languages_letters_and_variants(texts, meanings):
    assert list(meanings_of(texts).values()) == meanings


@pytest.mark.parametrize(
    "texts",
    [
        ["N"], ["M"], ["net", "gross"], ["A", "B"], ["M", "F", "X"], ["yes", "rural"],
        ["No. 5"], ["nope"], ["Non-fumeur"], ["نعمة"], ["no 3"], [""], ["0"],
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_not_read(texts):
    assert meanings_of(texts) == {}


def test_words_that_nobody_knows_never_become_no_in_any_order_or_company():
    """A property: others are added in any order, and the known answers stay as they are."""
    rng = random.Random(1)
    letters = "abcdeghijklmopqrsuwxzабвгд" + "0123456789 .-/"
    known = {"Oui": "yes", "non": "no", "refus": "no_answer"}
    for _ in range(300):
        others = {"".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(5)}
        # A letter of a pair, and da or net, are read beside known answers of the same kind.
        others = {
            text for text in others if sum(map(str.isalpha, text)) > 2 and not meanings_of([text])
        }
        mixed = [*known, *others]
        rng.shuffle(mixed)
        found = meanings_of(mixed)
        assert {text: found.get(text) for text in known} == known
        assert not set(found) - set(known)


def test_others_are_counted_by_kind_and_not_kept():
    found = answer_texts({"Oui": 50, "Non": 90, "Maria": 2, "17": 3, "Ana": 1})
    assert set(found.meanings) == {"Oui", "Non"}
    assert {(one.kind, one.different, one.rows) for one in found.others} == {
        ("text", 2, 3), ("a number", 1, 3),
    }  # fmt: skip
    assert "Maria" not in repr(found)


def test_a_mapping_names_spellings_and_counts_what_it_does_not_know():
    answers = ["Oui"] * 40 + ["OUI"] * 3 + ["Non"] * 50 + ["NSP"] * 4 + ["Maria Silva"] * 2
    text = text_of(travail=answers, sexe=["H", "F", "F"] * 33)
    assert 'yes = ["Oui", "OUI"]' in text
    assert 'no = ["Non"]' in text
    assert 'unknown = ["NSP"]' in text
    assert "1 of text in fewer than 25 rows" in text
    assert "Maria" not in text
    assert 'codes = { F = "2", H = "1" }' in text or 'codes = { H = "1", F = "2" }' in text


def test_words_of_no_list_are_asked_about():
    text = text_of(worked=["Ndiyo", "Hapana"] * 20, sex=["me", "ke"] * 20)
    assert 'ask = "which texts are yes and which are no: none of them is a known answer"' in text
    assert 'ask = "which texts are male and which are female' in text
    assert "Ndiyo" not in text
    assert "no = [2]" not in text


def test_free_text_is_no_answer():
    texts = [f"at place {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)]
    assert "economic_activity]" not in text_of(worked=texts)


@pytest.mark.parametrize("label", ["No sabe", "Não sabe", "لا أعرف", "Nein, keine Angabe"])
def test_a_label_in_another_language_than_the_others_is_no_no(label):
    """ "No sabe" began with the English no, and was one."""
    frame = pl.DataFrame({"Q1": [1, 2, 9] * 10})
    source = SourceTable(
        "x.sav", "spss", frame, ("Q1",), variable_labels={"Q1": "Fetched water"},
        value_labels={"Q1": {"1": "Yes", "2": "No", "9": label}},
    )  # fmt: skip
    text = proposals_text(propose(codebook_of(source), "en"))
    assert "\nno = [2]\n" in text


def test_a_name_proposes_less_than_a_label_and_doubtful_ones_are_shown():
    frame = pl.DataFrame({"PESO": [1.0] * 9, "HORAS": [3] * 9, "SECTOR": [1, 2, 3] * 3})
    source = SourceTable("x.csv", "csv", frame, tuple(frame.columns))
    text = proposals_text(propose(codebook_of(source)))
    assert "the name may stand for the weight of the sample, or of a body" in text
    assert "; or jobs.hours\n" in text.replace("\n# ", " ")
    assert "seen." not in text, "what is looked for and is no column has no name in a mapping"
    assert ", or " not in text.partition("HORAS (")[2].partition("variable")[0]
    found = propose(codebook_of(source)).chosen["persons.weight", ""][0]
    labelled = SourceTable(
        "x.sav", "spss", frame, tuple(frame.columns), variable_labels={"PESO": "Peso muestral"}
    )
    better = propose(codebook_of(labelled), "es").chosen["persons.weight", ""][0]
    assert found.score < better.score


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("edad", "age_years"), ("âge", "age_years"), ("IDADE", "age_years"), ("sexe", "sex"),
        ("poids", "weight"), ("FACTOR07", "weight"), ("fexp", "weight"), ("wgt", "weight"),
        ("upm", "cluster"), ("grappe", "cluster"), ("CONGLOME", "cluster"), ("estrato", "stratum"),
        ("strate", "stratum"), ("hogar", "household_id"), ("menage", "household_id"),
        ("heures", "economic_hours"), ("HORAS", "economic_hours"),
    ],
)  # fmt: skip
def test_common_names_in_four_languages(name, column):
    chosen = propose(codebook_of(table(**{name: [1, 2, 3] * 5}))).chosen
    (found,) = chosen[f"persons.{column}", ""]
    assert found.variable.name == name
    assert found.score < 0.85


def test_hours_that_may_be_codes_are_named_in_the_proposal():
    text = text_of(hours=[8, 20, 40, 99, 98] * 10)
    assert "#   98, 99 in fewer than 25 rows: codes for no answer, or hours?" in text


@pytest.mark.parametrize("name", ["hhweight", "HHWT", "Household weight", "poids_menage"])
def test_the_weight_of_a_household_is_proposed_with_what_it_may_not_be(name):
    """Before, nothing was found; of labels it still is not taken for that of a person."""
    assert concepts_of(name) == ("persons.weight",)
    assert doubt_of(name).startswith("the weight of the household, or of everybody in it")
    assert "body" in doubt_of("weight")
