"""The page with eight tasks: what it shows is what R, svy and measure87 give, to 1e-9.

Reference: R survey (version in the first line of `tests/reference/eight_tasks/r.csv`), run on the
code of the page; svy runs here. Same arithmetic, so rounding only.
"""

import pytest
import svy

import measure87 as m
from tests.reference.eight_tasks import page
from tests.reference.eight_tasks.invent import children

CLOSE = 1e-9


@pytest.fixture(scope="module")
def gave():
    return {"R survey": page.stored()} | {name: page.run_python(name) for name in page.PROGRAMS[1:]}


def test_there_are_eight_tasks_in_each_program():
    assert [len(page.code_of(name)) for name in page.PROGRAMS] == [9, 9, 9]


@pytest.mark.parametrize("task", range(8), ids=lambda task: f"task {task + 1}")
@pytest.mark.parametrize("program", ["R survey", "svy"])
def test_the_programs_agree(gave, program, task):
    ours, theirs = gave["measure87"][task], gave[program][task]
    assert len(ours) == len(theirs) == (2 if task == 0 else 1)
    for one, other in zip(ours, theirs, strict=True):
        assert len(one) == 4
        assert one == pytest.approx(other, rel=CLOSE)


def test_the_page_shows_what_they_gave(gave):
    text = page.PAGE.read_text("utf-8")
    assert page.with_tables(text, gave) == text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("center", "adjust"), ("scale", "average"), ("skip", "certainty"), ("skip", "remove")],
)
def test_the_names_of_what_to_do_with_a_single_village_mean_the_same(theirs, ours):
    frame = children()
    design = svy.Design(stratum="stratum", psu="village", wgt="weight", singleton=theirs)
    (other,) = svy.Sample(frame, design).estimation.mean("work").to_polars().to_dicts()
    survey = m.Survey(frame, "weight", "stratum", "village", single_cluster=ours)
    one = survey.prevalence("work", interval="wald").only
    assert (one.value, one.se, one.lower, one.upper) == pytest.approx(
        tuple(other[name] for name in ("est", "se", "lci", "uci")), rel=CLOSE
    )


def test_the_invented_survey_comes_from_its_seed():
    text = (page.FOLDER / "children.csv").read_text("utf-8")
    assert children().write_csv() == text
