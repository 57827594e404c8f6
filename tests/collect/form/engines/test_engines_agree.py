"""Two engines that nobody here wrote fill a form alike; the comparison sees where they do not."""

import pytest
from msgspec.structs import replace

from measure87.collect.form.model import Question, Section
from tests.collect.form import small_form
from tests.collect.form.xform_of import NAMES


@pytest.fixture(scope="module")
def both(simulated):
    return simulated(small_form.FORM, interviews=20)


@pytest.mark.slow
def test_every_leaf_and_every_screen_of_both_engines_are_equal(both):
    assert both.engines == ("javarosa", "xforms-engine")
    assert both.languages == ("English (en)", "العربية (ar)")
    assert both.interviews == 40
    assert both.differences == ()
    assert both.leaves > 600
    assert both.screens > 400


@pytest.mark.slow
def test_every_question_was_asked_in_some_interview_and_could_be_answered(both):
    assert both.never_shown == ()
    assert both.unanswered == ()


@pytest.mark.slow
def test_a_sum_over_answers_that_may_be_blank_is_seen_to_differ(simulated):
    """JavaRosa leaves the blank out, xforms-engine has no sum; and so the note after it differs."""
    found = simulated(small_form.unguarded(), interviews=20, languages=["en"])
    sums = [one for one in found.differences if one.path.endswith("/all_hours")]
    notes = [one for one in found.differences if one.path.endswith("/long_week")]
    assert len(sums) + len(notes) == len(found.differences)
    assert {said for one in sums for said in one.said[1:]} == {""}
    assert "0" in {one.said[0] for one in sums}
    assert found.differing >= 5


@pytest.mark.slow
def test_a_repeat_that_may_have_nobody_and_has_no_relevance_is_seen_to_differ(simulated):
    """Of a count of 0 JavaRosa keeps the member that the form came with, xforms-engine none."""
    found = simulated(small_form.without_relevance("job"), interviews=8, languages=["en"])
    assert ("leaf", "household/roster/job/hours") in found.by_path()


@pytest.mark.slow
def test_a_label_that_is_not_translated_is_seen_on_the_screen(simulated, written, programs):
    from measure87.collect.form.engines.process import Engine
    from measure87.collect.form.engines.respondents import RandomRespondent
    from measure87.collect.form.engines.xform import read_xform

    path = written(small_form.FORM)
    respondent = RandomRespondent(1, 1, read_xform(path))
    for program in programs:
        with Engine(program, path) as engine:
            filled = engine.interview(NAMES["ar"], respondent)
        first = next(iter(filled.screens.values()))
        assert first.startswith("هل توافق؟\n1=نعم\n2=لا")


def in_six_languages(one):
    """A form, or a part of it, with words in the other four languages: the English, marked."""

    def words(texts):
        if "en" not in texts:
            return texts
        return {code: texts.get(code, f"[{code}] {texts['en']}") for code in NAMES}

    if isinstance(one, Section):
        below = tuple(map(in_six_languages, one.children))
        return replace(one, children=below, labels=words(one.labels))
    if isinstance(one, Question):
        return replace(one, labels=words(one.labels))
    lists = tuple(
        replace(
            each,
            choices=tuple(replace(choice, labels=words(choice.labels)) for choice in each.choices),
        )
        for each in one.lists
    )
    children = tuple(map(in_six_languages, one.children))
    return replace(
        one, lists=lists, children=children, title=words(one.title), languages=tuple(NAMES)
    )


@pytest.mark.slow
@pytest.mark.parametrize("interviews", [15, pytest.param(50, marks=pytest.mark.proof)])
def test_interviews_in_six_languages_are_equal(simulated, interviews):
    found = simulated(in_six_languages(small_form.FORM), interviews=interviews)
    assert found.languages == tuple(NAMES.values())
    assert found.interviews == 6 * interviews
    assert found.differences == ()
    assert found.never_shown == ()
