"""What plans, forms, servers and mappings refuse is said whole in every language.

The errors are provoked, not written here: a sentence that its room changes is not found any more.
"""

import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES, speaking
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import speaker
from measure87.collect import parse_mapping
from measure87.collect.ethics.keys import recipients_of
from measure87.collect.form.lint import check_xlsform
from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.intake.http import _refuse
from measure87.collect.intake.servers.archives import rows_of_text
from measure87.design.allocation.allocate import allocate_shared
from measure87.design.allocation.strata import make_strata
from measure87.design.answer_errors import found_with_errors
from measure87.design.plan_file import plan_of
from measure87.design.planned_sample import PlannedSample
from measure87.library.plan_tables import PlanTable
from measure87.vocabulary.errors import Measure87Error
from tests.collect.form.clean_form import Sheets
from tests.collect.form.planted_logic import LOGIC
from tests.collect.form.planted_more import MORE
from tests.collect.form.planted_writing import WRITING

OTHERS = [code for code in LANGUAGES if code != ENGLISH]


def strata(*population):
    return make_strata([str(place) for place in range(len(population))], np.array(population))


PROVOKED = {
    "strata": lambda: strata(3.5, 0.0),
    "stratum": lambda: strata(3.0, 0.5),
    "no number of units": lambda: allocate_shared(strata(30.0, 20.0), "equal"),
    "too few units": lambda: allocate_shared(strata(30.0, 20.0), "equal", n=3),
    "sensitivity": lambda: found_with_errors(0.01, 0.05, 1.2, 0.9),
    "prevalence": lambda: PlannedSample(prevalence=0.0, clusters=50, take=20.0, icc=0.05),
    "plan": lambda: plan_of({"outcome": {"prevalence_percent": 1}, "sample": {}}),
    "key": lambda: recipients_of(["age1nothing"]),
    "server": lambda: _refuse(SimpleNamespace(status_code=403), "the list of interviews"),
    "archive": lambda: [*rows_of_text(b"a,a\n1,2\n", "main.csv", ",")],
    "mapping": lambda: parse_mapping("schema = 1\n[s.persons.sex]\n"),
    "codes": lambda: parse_mapping('schema = 1\n[s.persons.economic_activity]\nvariable = "A"\n'),
}


def provoked(name):
    with pytest.raises(Measure87Error) as raised:
        PROVOKED[name]()
    return (raised.value, *raised.value.others)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PROVOKED)
def test_what_a_room_refuses_is_said_whole(name, language):
    for error in provoked(name):
        for text in filter(None, (error.text, error.hint)):
            own = speaker(language).known(text)
            assert own is not None, text
            assert own != text
            assert digits(own) == digits(text)


def digits(text):
    """How often each digit stands in a text: its numbers, however they are written."""
    return Counter(re.findall(r"\d", text))


@pytest.mark.parametrize("language", OTHERS)
def test_why_an_expression_cannot_be_read_is_said_whole(language):
    for expression in ("(1", "1)", "${a", "'a", "1 +", "a b", "1 == 1", "1 # 2"):
        with pytest.raises(ExpressionError) as raised:
            parsed(expression)
        assert speaker(language).known(str(raised.value)), str(raised.value)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Lines of what the check finds in some forms with a fault each."""
    planted = {**LOGIC, **WRITING, **MORE}
    folder = tmp_path_factory.mktemp("forms")
    lines = []
    for _, plant in [*planted.values()][::20]:
        sheets = Sheets()
        plant(sheets)
        lines += check_xlsform(sheets.write(folder / "form.xlsx")).lines()
    return lines


@pytest.mark.parametrize("language", OTHERS)
def test_what_form_check_finds_is_said_in_every_language(found, language):
    assert len(found) > 10
    with speaking(language):
        said = page("\n".join(found)).splitlines()
    assert len(said) == len(found)
    assert not set(said) & set(found)


@pytest.mark.parametrize("language", OTHERS)
def test_names_with_their_values_are_laid_out_anew(language):
    rows = (("way of asking", "persons asked about themselves"), ("clusters", "1,200"),
            ("  in 80 % of surveys", "45 to 68"), ("cost", "900 pesos"),
            ("the first aim with other numbers asked", ""))  # fmt: skip
    with speaking(language):
        lines = page(str(PlanTable(rows))).splitlines()
    said = speaker(language)
    shown = [re.sub("[\u2066-\u2069]", "", line) for line in lines]
    column = shown[1].index(said.cell("1,200"))
    assert shown[0][:column].strip() == said.known("way of asking")
    assert shown[2].startswith("  ")
    assert shown[2][column - 1] == " "
    assert "45" in shown[2][column:]
    assert shown[3][column:] == "900 pesos"
    assert shown[4] == said.known("the first aim with other numbers asked")


def test_names_of_which_one_is_not_known_stay_as_they_are():
    text = str(PlanTable((("clusters", "1,200"), ("what nobody translated", "1,300"))))
    with speaking("fr"):
        assert page(text) == text


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != ENGLISH])
def test_a_figure_and_the_note_under_it_are_not_said_as_one_sentence(language):
    """A pattern that takes anything would reach from one to the next: "in {folder}: {files}"."""
    figure = (
        "ilo_indicator_4_isolation: 14.00 %, n = 85  [not-a-probability-sample, unknown-not-shown],"
        " in a period that the survey does not state"
    )
    note = "    Indicator 4: isolation (a sign for screening, no prevalence)"
    with speaking(language):
        said = page(f"{figure}\n{note}").split("\n")
        assert said == [page(figure), page(note)]
    assert "survey" not in said[0]
