"""A study whose mapping takes one question for two things says in which words it was asked."""

import pytest

from measure87.collect import parse_mapping
from measure87.define import load_definition
from measure87.study import new_study
from measure87.study.keyed_hash import passing_key
from measure87.study.survey.opening import open_study
from measure87.study.survey.quoted_words import refuse_unquoted
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError

SECTION = 'schema = 1\n[fl.persons.person_id]\nvariable = "id"\n'
TIED = {"Q1": frozenset({"IN1", "CO3", "CO1"}), "Q2": frozenset({"IN9"})}
ICLS = load_definition("forced_labour/icls20_2018")


def _mapping(quote: str = ""):
    entry = '[[fl.circumstances]]\nquestion = "Q1"\nitem = "IN1"\nvariable = "q"\nyes = [1]\n'
    return parse_mapping(f'{SECTION}[[fl.jobs]]\njob = "1"\n{entry}{quote}')["fl"]


def test_one_question_for_a_listed_pair_is_refused_until_its_words_are_quoted():
    with pytest.raises(StudyError, match="Q1, would be both IN1 and CO3") as error:
        refuse_unquoted(ICLS, TIED, _mapping())
    assert error.value.code == "unquoted-question"
    assert "[fl.words]" in str(error.value.hint)
    refuse_unquoted(ICLS, TIED, _mapping('[fl.words]\nQ1 = "Were you born into this debt?"\n'))


def test_other_ties_and_other_definitions_need_no_quote():
    refuse_unquoted(ICLS, {"Q1": frozenset({"IN5", "CO4"})}, _mapping())
    refuse_unquoted(load_definition("forced_labour/ilo_11_indicators"), TIED, _mapping())


QUESTIONS = """
[survey.persons.age_years]
variable = "AGE"
[[survey.jobs]]
job = "main"
"""
ENTRY = '[[survey.circumstances]]\nquestion = "{0}"\nitem = "{1}"\nvariable = "{0}"\n'
CODES = "yes = [1]\nno = [2]\n"


def test_a_study_with_an_unquoted_question_for_both_is_refused_and_with_its_words_is_not(tmp_path):
    survey = tmp_path / "survey.csv"
    survey.write_text("ID,AGE,Q1,Q2\n" + "".join(f"{n},30,{1 + n % 2},2\n" for n in range(40)))
    folder = tmp_path / "s"
    new_study(folder, "blank", country="ZZZ", year=2025, data=survey)
    study = (folder / "study.toml").read_text("utf-8")
    before = study.index("definitions = [")
    after = study.index("]", before)
    chosen = 'definitions = ["forced_labour/icls20_2018"'
    period = study[after:].replace("]", ']\nreference_period = "5 years"', 1)
    (folder / "study.toml").write_text(study[:before] + chosen + period, "utf-8")
    items = (("Q1", "IN9"), ("Q1", "CO2"), ("Q2", "IN3"))
    mapping = (
        'schema = 1\n[survey]\n[survey.persons.person_id]\nvariable = "ID"\n'
        + QUESTIONS
        + "".join(ENTRY.format(*pair) + CODES for pair in items)
    )
    (folder / "mapping.toml").write_text(mapping, "utf-8")
    with pytest.raises(StudyError) as caught:
        open_study(read_settings(folder), passing_key())
    assert caught.value.code == "unquoted-question"
    quoted = mapping + '[survey.words]\nQ1 = "Are you locked in at work?"\n'
    (folder / "mapping.toml").write_text(quoted, "utf-8")
    opened = open_study(read_settings(folder), passing_key())
    told = opened.inputs["survey"].collected.report.notices
    assert any("Are you locked in at work?" in text for text in told)
