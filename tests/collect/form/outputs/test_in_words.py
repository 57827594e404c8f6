"""Conditions and calculations in words: right, whole, and in every language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.collect.form.model import Form, Question, placed
from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.languages import own_languages, words_of
from measure87.collect.form.outputs.numbering import numbered
from measure87.collect.form.outputs.parsing import Call, Literal, Pair, Ref, parsed
from tests.collect.form.outputs.made_form import LANGUAGES, made_form, say

SAID = {
    "${age} >= 5": "the answer to B3 is 5 or more",
    "5 <= ${age}": "the answer to B3 is 5 or more",
    "${age} >= 5 and ${age} <= 17": "the answer to B3 is from 5 to 17",
    "${age} < 5 or ${age} > 17":
        "the answer to B3 is less than 5 or the answer to B3 is more than 17",
    "${threat} = '1'": "the answer to E2 is “Yes”",
    "${threat} = 1": "the answer to E2 is “Yes”",
    "${threat} >= 8": "the answer to E2 is “Don’t know” or “Refuses”",
    "${threat} >= 1 and ${threat} <= 2":
        "(the answer to E2 is “Yes” or “No” or “Don’t know” or “Refuses”) "
        "and (the answer to E2 is “Yes” or “No”)",
    "${threat} = '1' or ${threat} = '2' or ${threat} = '8'":
        "the answer to E2 is “Yes” or “No” or “Don’t know”",
    "not(${threat} = '1')": "the answer to E2 is not “Yes”",
    "not(${threat} = '1' or ${age} < 5)":
        "the answer to E2 is not “Yes” and the answer to B3 is 5 or more",
    "not(${n_jobs} > 2)": "the answer to B5 is 2 or less or the answer to B5 is blank",
    "${n_jobs} > 2 and not(${job_hours} >= 9)":
        "the answer to B5 is more than 2 "
        "and (the answer to C2 is less than 9 or the answer to C2 is blank)",
    "${consent} = '1' and (${age} < 5 or ${age} > 17)":
        "the answer to A1 is “Yes” "
        "and (the answer to B3 is less than 5 or the answer to B3 is more than 17)",
    "selected(${chores}, 'water')": "“Fetching water” is marked at B4",
    "not(selected(${chores}, 'none'))": "“None of these” is not marked at B4",
    "count-selected(${chores}) > 1": "the number of answers marked at B4 is more than 1",
    "${is_child} = 1": "the answer to B3 is from 5 to 17",
    "${is_child} = 0 and ${consent} = '1'":
        "(the answer to B3 is less than 5 or the answer to B3 is more than 17) "
        "and the answer to A1 is “Yes”",
    ". < 0 or . >= 5 and . <= 17": "this answer is less than 0 or this answer is from 5 to 17",
    "${is_child} = 0": "the answer to B3 is less than 5 or the answer to B3 is more than 17",
    "${n_members} > 0": "the result at D1 is more than 0",
    "${name} != ''": "the answer to B1 is not blank",
    "sum(${job_hours}) > 20": "the sum of all answers to C2 is more than 20",
    "position(..) = 1": "the number of the line is 1",
    "${age} mod 2 = 0": "the remainder of the answer to B3 divided by 2 is 0",
    "${threat_when} <= today()": "the answer to E3 is the date of today or earlier",
    "today() < ${threat_when}": "the answer to E3 is later than the date of today",
    "true()": "in every case",
    "/data/age[1] > 3": "this rule holds: /data/age[1] > 3",
    "pulldata('a', 'b', 'c', ${age}) = 1": "this rule holds: pulldata('a', 'b', 'c', [B3]) = 1",
}  # fmt: skip
WORKED_OUT = {
    "if(${age}='', 0, ${age})": "the answer to B3 (0 if it is blank)",
    "coalesce(${age}, 0)": "the answer to B3 (0 if it is blank)",
    "if(${age} > 5, '1', '0')": "1 if the answer to B3 is more than 5, otherwise 0",
    "count(${roster})": "the number of lines of “Household members”",
    "int((today() - ${threat_when}) div 365.25)":
        "((the date of today − the answer to E3) ÷ 365.25), without decimals",
    "indexed-repeat(${name}, ${roster}, 1)": "the answer to B1 in line 1",
    "${is_child} + 1": "(1 if the answer to B3 is from 5 to 17, otherwise 0) + 1",
}  # fmt: skip


@pytest.mark.parametrize(("expression", "said"), SAID.items())
def test_a_condition_is_said_in_words_that_a_person_can_follow(expression, said):
    assert Speaker(numbered(made_form()), "en").condition(expression) == said


@pytest.mark.parametrize(("expression", "said"), WORKED_OUT.items())
def test_a_calculation_is_said_in_words(expression, said):
    assert Speaker(numbered(made_form()), "en").quantity(expression) == said


def test_nothing_of_the_made_form_stays_a_formula_in_any_language():
    of = numbered(made_form())
    for language in LANGUAGES:
        for one in placed(of.form):
            speaker = Speaker(of, language, of.numbers.get(one.question.name, ""))
            for expression in filter(None, (one.question.relevant, one.question.constraint)):
                assert speaker.is_said(expression), expression
                words = speaker.condition(expression)
                assert not re.search(r"[${}<>=]|\bselected\b|\bdiv\b", words), words


def test_what_cannot_be_said_is_known():
    speaker = Speaker(numbered(made_form()), "en")
    assert not speaker.is_said("/data/age[1] > 3")
    assert not speaker.is_said("pulldata('a', 'b')", quantity=True)
    assert speaker.condition("  ") == ""


def test_a_language_without_sentences_of_ours_is_spoken_to_in_english():
    form = made_form(languages=("en", "sw"))
    said = Speaker(numbered(form), "sw").condition("${threat} = '1'")
    assert said == "the answer to E2 is “Yes”"


def test_every_language_says_every_condition_in_its_own_words():
    of = numbered(made_form())
    for expression in SAID:
        said = {code: Speaker(of, code).condition(expression) for code in own_languages()}
        assert len(set(said.values())) == len(own_languages()), said


def written(node):
    """The expression of a tree: the inverse of `parsed`, naively bracketed."""
    match node:
        case Literal(text, is_number):
            return text if is_number else f"'{text}'"
        case Ref(name):
            return f"${{{name}}}" if name not in ("", "..") else (name or ".")
        case Call(name, given):
            return f"{name}({', '.join(map(written, given))})"
        case Pair(sign, left, right):
            return f"({written(left)} {sign} {written(right)})"


leaves = st.one_of(
    st.integers(0, 999).map(lambda n: Literal(str(n), True)),
    st.text("abc é", max_size=4).map(lambda t: Literal(t, False)),
    st.sampled_from(["age", "threat", "", ".."]).map(Ref),
)
signs = st.sampled_from(["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"])
trees = st.recursive(
    leaves,
    lambda inside: st.one_of(
        st.builds(Pair, signs, inside, inside),
        st.builds(Call, st.sampled_from(["if", "not", "jr:choice-name"]),
                  st.lists(inside, max_size=3).map(tuple)),
    ),
    max_leaves=12,
)  # fmt: skip


@given(trees)
def test_what_is_written_of_a_tree_is_read_as_that_tree(tree):
    assert parsed(written(tree)) == tree


@given(st.text(max_size=60) | st.text("$abc{}()<>=!'\"., -+*09 andorivm", max_size=60))
def test_any_text_is_read_or_not_and_always_said(text):
    speaker = Speaker(numbered(made_form()), "en")
    parsed(text)
    assert bool(speaker.condition(text)) == bool(text.strip())
    assert speaker.quantity(text) is not None


def test_brackets_without_end_are_not_read():
    assert parsed("(" * 5_000 + "1" + ")" * 5_000) is None
    assert parsed("not(" * 100 + "1" + ")" * 100) is None


def test_numbers_are_those_of_parts_in_order_and_notes_have_none():
    numbers = numbered(made_form()).numbers
    assert numbers["consent"] == "A1"
    assert numbers["n_jobs"] == "B5"
    assert "is_child" not in numbers
    assert "thanks" not in numbers
    assert "start" not in numbers
    assert len(set(numbers.values())) == len(numbers)


def test_what_is_drawn_at_random_is_noted_once():
    question = Question("half", "calculate", calculation="if(random() < 0.5, 'a', 'b')")
    asked = Question("q", "text", say("Which?"), relevant="${half} = 'a'")
    of = numbered(Form("f", "1", say("F"), LANGUAGES, (), (question, asked)))
    assert Speaker(of, "en").condition(asked.relevant) == "the result at A1 is “a”"
    assert Speaker(of, "en").quantity(question.calculation) == (
        "“a” if a number drawn at random from 0 to 1 is less than 0.5, otherwise “b”"
    )


def test_every_part_of_our_words_is_there():
    for part in ("conditions", "paper", "codebook", "codebook_kinds", "codebook_own", "sheet"):
        assert words_of("ru", part).keys() == words_of("en", part).keys()
