"""The random respondent: the same to everybody who asks the same, near the limits, 5 % silent."""

from collections import Counter

import pytest

from measure87.collect.form.engines.respondents import RandomRespondent, choices_of
from measure87.collect.form.engines.talk import Another, Question, with_chance
from measure87.collect.form.engines.xform import read_xform
from tests.collect.form import small_form
from tests.collect.form.xform_of import xform_of

AGE = "/data/household[1]/roster[{}]/age[1]"


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "form.xml"
    path.write_text(xform_of(small_form.FORM), "utf-8")
    return read_xform(path)


def respondents(facts, n=400, **more):
    known = choices_of(small_form.FORM)
    return [RandomRespondent(1, number, facts, known, **more) for number in range(n)]


def test_an_answer_depends_on_where_it_is_asked_and_not_on_when(facts):
    one = RandomRespondent(1, 1, facts)
    first = one(Question(AGE.format(1), "integer", required=True))
    one(Question(AGE.format(2), "integer", required=True))
    assert one(Question("/data/household/roster[1]/age", "integer", required=True)) == first
    assert one(Question(AGE.format(1), "integer", required=True, attempt=1)) != first
    assert RandomRespondent(2, 1, facts)(Question(AGE.format(1), "integer")) != first


def test_numbers_fall_on_and_beside_what_the_rules_compare_with(facts):
    ages = Counter(
        one(Question(AGE.format(1), "integer", required=True)).values[0]
        for one in respondents(facts)
    )
    assert all(ages[age] > 10 for age in ("4", "5", "6", "109", "110", "111"))


def test_refusals_and_blanks_are_about_the_share_that_was_asked_for(facts):
    asked = Question(
        "/data/household/roster[1]/job[1]/forced", "select_one", True, ("1", "2", "8", "9")
    )
    share = 0.3
    codes = Counter(one(asked).values for one in respondents(facts, 2000, no_answer=share))
    silent = codes[("8",)] + codes[("9",)]
    # 30 % silent; of the others 8 or 9 is drawn in 2 of w + 3, for 1 opens a question (weight w).
    drawn = sum(2 / (weight + 3) for weight in (3, 30, 300)) / 3
    assert silent / 2000 == pytest.approx(share + (1 - share) * drawn, abs=0.04)
    hours = Question("/data/household/roster[1]/job[1]/hours", "decimal")
    blank = sum(not one(hours).values for one in respondents(facts, 2000, no_answer=share))
    assert blank / 2000 == pytest.approx(share, abs=0.04)


def test_what_is_required_is_never_left_blank(facts):
    for one in respondents(facts, no_answer=1.0):
        assert one(Question(AGE.format(1), "integer", required=True)).values
        assert one(Question("/data/household/roster[1]/name", "text", required=True)).values


def test_there_are_one_to_three_members_where_the_interviewer_says(facts):
    def members(one):
        number = 1
        while one(Another(f"/data/household/roster[{number}]")).another:
            number += 1
        return number - 1

    assert {members(one) for one in respondents(facts, 100)} == {1, 2, 3}


def test_random_is_one_number_in_an_interview():
    form = "if(random() &lt; 0.5, once(random( )), randomize(x), not-random(1))"
    assert with_chance(form, 0.125) == (
        "if(0.125 &lt; 0.5, once(0.125), randomize(x), not-random(1))"
    )
