"""Words of questions on which a rule rests: quoted in the mapping, and without them refused."""

import pytest

from measure87.collect import parse_mapping, unquoted_ties
from measure87.vocabulary.errors import StudyError

PERSONS = """
[fl.persons.person_id]
variable = "id"
[[fl.jobs]]
job = "main"
"""
QUESTIONS = """
[[fl.circumstances]]
question = "Q1"
item = "IN9"
variable = "q1"
yes = [1]
no = [2]
[[fl.circumstances]]
question = "Q1"
item = "CO2"
variable = "q1"
yes = [1]
no = [2]
[[fl.circumstances]]
question = "Q2"
item = "INX"
variable = "q2"
yes = [1]
no = [2]
"""
QUOTED = """
[fl.words]
Q1 = "Are you locked in, so that you cannot leave this work?"
[fl.consent_words]
Q2 = "against your will"
"""
PEOPLE = {"id": [1, 2], "q1": [1, 2], "q2": [1, 2]}
PAIRS = (("IN9", "CO2"), ("IN9", "CO3"))
ROWS = """
[fl.persons.person_id]
variable = "id"
[fl.jobs.person_id]
variable = "id"
[fl.jobs.job_id]
variable = "job"
[fl.circumstances.person_id]
variable = "id"
[fl.circumstances.job_id]
variable = "job"
[fl.circumstances.question]
variable = "question"
[fl.circumstances.item]
variable = "item"
[fl.circumstances.answer]
variable = "answer"
yes = [1]
no = [2]
"""
FILES = {
    "persons": {"id": [1]},
    "jobs": {"id": [1], "job": ["a"]},
    "circumstances": {
        "id": [1, 1, 1],
        "job": ["a"] * 3,
        "question": ["Q1", "Q1", "Q2"],
        "item": ["IN9", "CO2", "INX"],
        "answer": [1, 1, 2],
    },
}


def test_the_open_item_of_a_quoted_question_says_that_consent_was_lacking(source, apply):
    found = apply(PERSONS + QUESTIONS + QUOTED, persons=source(PEOPLE))
    rows = found.circumstances.collect().sort("person_id", "item").to_dicts()
    assert {(row["item"], row["consent_in_words"]) for row in rows} == {
        ("CO2", None), ("IN9", None), ("INX", 2),
    }  # fmt: skip
    assert "consent_in_words" in found.items


def test_without_a_quote_there_is_no_such_column(source, apply):
    found = apply(PERSONS + QUESTIONS, persons=source(PEOPLE))
    assert "consent_in_words" not in found.circumstances.collect_schema().names()
    assert "consent_in_words" not in found.items


def test_quoted_words_are_told_to_whoever_reads_the_figures(source, apply):
    told = apply(PERSONS + QUESTIONS + QUOTED, persons=source(PEOPLE)).report.warnings
    assert [(one.code, one.values["question"], one.values["words"]) for one in told] == [
        ("quoted-words", "Q1", "Are you locked in, so that you cannot leave this work?"),
        ("quoted-consent", "Q2", "against your will"),
    ]
    assert "“against your will”" in told[1].text


def test_one_question_for_both_items_of_a_pair_is_found_unless_it_is_quoted(source, apply):
    for quotes, expected in (("", (("Q1", ("IN9", "CO2")),)), (QUOTED, ())):
        text = PERSONS + QUESTIONS + quotes
        found = apply(text, persons=source(PEOPLE))
        assert found.questions == {"Q1": {"IN9", "CO2"}, "Q2": {"INX"}}
        section = parse_mapping("schema = 1\n" + text)["fl"]
        assert unquoted_ties(found.questions, section.quotes, PAIRS) == expected


def test_a_file_of_answers_tells_its_questions_and_takes_quotes(source, apply):
    files = {name: source(columns) for name, columns in FILES.items()}
    found = apply(ROWS + QUOTED, **files)
    assert found.questions == {"Q1": {"IN9", "CO2"}, "Q2": {"INX"}}
    rows = found.circumstances.collect()
    assert rows.filter(item="INX")["consent_in_words"].to_list() == [2]
    assert rows.filter(item="IN9")["consent_in_words"].to_list() == [None]
    with pytest.raises(StudyError, match="no question 'Q9'"):
        apply(ROWS + '[fl.words]\nQ9 = "Are you locked in?"\n', **files)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ('[fl.words]\nQ9 = "Are you locked in?"', "no question 'Q9'"),
        ('[fl.words]\nQ1 = " "', "the quote is empty"),
        ('[fl.consent_words]\nQ1 = "against your will"', "speak for INX alone"),
        ("[fl.words]\nQ1 = [1]", "not text"),
    ],
)
def test_a_quote_that_can_speak_for_nothing_is_refused(quote, said):
    with pytest.raises(StudyError, match=said):
        parse_mapping("schema = 1\n" + PERSONS + QUESTIONS + quote)


def test_no_variable_can_stand_for_quoted_words():
    column = '[fl.circumstances.consent_in_words]\nvariable = "w"\nyes = [1]\nno = [2]\n'
    with pytest.raises(StudyError, match="words that the mapping quotes") as error:
        parse_mapping("schema = 1\n" + ROWS + column)
    assert "consent_words" in str(error.value.hint)
