"""Where everything is refused, `run` names the reason that can be mended."""

import itertools

import pytest

from measure87.study import run_study
from measure87.study.survey.recipe import _why_refused
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Refusal, Result
from tests.study.test_misreadings import children, study

NEVER = Refusal("a", "questionnaire", "the questionnaire has no heavy_loads")
FEW = Refusal("b", "few-items", "asked: this")
NOBODY = Refusal("c", "empty-domain", "nobody is in this domain")
BLANK = Refusal("d", "misread-blank", "work: the cell is empty")


@pytest.mark.parametrize("order", [*itertools.permutations([NEVER, FEW, NOBODY, BLANK])])
def test_misread_answers_come_first_and_what_was_never_asked_last(order):
    result = Result("run", (), order)
    assert _why_refused(result).startswith("work: the cell is empty; `measure87 check")
    rest = [one for one in order if one is not BLANK]
    assert _why_refused(Result("run", (), rest)).startswith("nobody is in")
    assert _why_refused(Result("run", (), [NEVER])).startswith("the questionnaire has no")
    assert _why_refused(Result("run", ())).startswith("`measure87 check DIR` names")


def test_a_study_says_that_its_answers_are_empty_and_not_what_other_measures_lack(tmp_path):
    """A standard with items that were never asked stands before the one that was."""
    people = [{**one, "work": "" if one["work"] == 2 else one["work"]} for one in children()]
    folder = study(tmp_path, people)
    path = folder / "study.toml"
    both = '["child_labour/icls18_2008_amended_2018", "child_labour/sdg_8_7_1"]'
    text = path.read_text("utf-8").replace('["child_labour/sdg_8_7_1"]', both)
    path.write_text(text, "utf-8")
    with pytest.raises(RefusedError) as told:
        run_study(folder)
    assert told.value.code == "all-refused"
    assert told.value.hint.startswith("work: the cell is empty in")
