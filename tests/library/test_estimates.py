"""How results of the library look, and what they become."""

from itertools import product

import polars as pl
import pytest

import measure87 as m
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.library.estimates import Estimates
from measure87.library.result_table import NOT_RELEASED, result_text
from measure87.library.small_cells import marks_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result


def groups_of(sizes: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Persons and cases by group."""
    rows = [(g, int(i < cases)) for g, (n, cases) in sizes.items() for i in range(n)]
    return pl.DataFrame(rows, schema=["area", "work"], orient="row")


SIZES = {"A": (100, 40), "B": (24, 10), "C": (100, 2), "D": (100, 99), "E": (100, 0)}


@pytest.fixture
def found():
    return m.Survey(groups_of(SIZES)).prevalence("work", by="area")


def test_small_cells_are_marked_by_the_limits_of_the_gate(found):
    marks = {
        one.group["area"]: set(one.flags) & {"too-few-respondents", "too-few-cases"}
        for one in found
    }
    assert marks == {
        "A": set(),
        "B": {"too-few-respondents"},
        "C": {"too-few-cases"},
        "D": {"too-few-cases"},
        "E": set(),
    }
    raw = [flag for one in found.result.estimates for flag in one.flags]
    assert "too-few-cases" not in raw


BOUNDARIES = [
    (n, cases, unknown)
    for n, cases, unknown in product([24, 25], [0, 1, 2, 3, 21, 22, 23, 24, 25], range(4))
    if cases <= n
]


@pytest.mark.parametrize(("n", "cases", "unknown"), BOUNDARIES)
def test_marks_at_their_boundaries(n, cases, unknown):
    figure = Estimate("w", "proportion", "taylor", n=n, n_cases=cases, n_unknown=unknown)
    expected = (
        (("too-few-respondents",) if n < 25 else ())
        + (("too-few-cases",) if cases in (1, 2) or n - cases in (1, 2) else ())
        + (("too-few-unknown",) if unknown in (1, 2) else ())
    )
    assert marks_of(figure) == expected
    loose = DisclosureRules(minimum_respondents=0, brackets_below=0, minimum_cases=1)
    assert marks_of(figure, loose) == ()


def test_the_table_says_that_it_is_not_released_and_what_the_marks_mean(found):
    text = repr(found)
    assert NOT_RELEASED in text
    assert "too-few-respondents: fewer than 25 respondents; not to be shown outside" in text
    assert "too-few-cases: 1 to 2 cases" in text
    assert "Warning: no weights: all persons weigh alike" in text
    for page in (found._repr_html_(), str(found.to_dict())):
        assert "too-few-cases" in page
    assert found.to_dict()["released"] is False


def test_a_released_result_is_shown_as_it_is():
    figure = Estimate("work", "proportion", "taylor", value=0.5, n=24, n_cases=1)
    released = Estimates(Result("run", [figure], released=True))
    assert released.released
    assert NOT_RELEASED not in repr(released)
    assert "few" not in repr(released)
    assert released.to_dict() == released.result.to_json()


def test_texts_from_the_data_are_escaped_in_a_notebook():
    frame = pl.DataFrame({"work": [0, 1] * 30, "area": ["<script>", "a&b", "c"] * 20})
    page = m.Survey(frame).prevalence("work", by="area")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "a&amp;b" in page
    assert page.count("<th scope=") == 9 + 3
    result = Result("x", [], [Refusal("<b>", "c", "<i>")], [Notice("n", "<u>")])
    page = Estimates(result, ("<s>",))._repr_html_()
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>", "<s>"))


def test_a_difference_of_small_cells_is_marked():
    survey = m.Survey(groups_of(SIZES))
    marked = survey.difference("work", {"area": "A"}, {"area": "C"})
    assert "too-few-cases" in marked.only.flags
    assert "too-few-cases" not in survey.difference("work", {"area": "A"}, {"area": "E"}).only.flags
    table = marked.to_polars()
    assert table["minus"].to_list() == ["work[area=C]"]
    assert "work" in marked._repr_html_()


def test_tables_have_a_row_a_figure_and_say_whether_released(found):
    table = found.to_polars()
    assert table["area"].to_list() == list(SIZES)
    assert table["value"].to_list() == [one.value for one in found]
    assert table["se"].to_list()[-1] is None
    assert table["n"].dtype == pl.Int64
    assert not table["released"].any()
    pandas = found.to_pandas()
    assert pandas["flags"].iloc[1].split(";")[-1] == "too-few-respondents"
    assert pandas["value"].tolist() == table["value"].to_list()


def test_variables_named_as_a_field_of_the_figures_keep_a_column_of_their_own():
    frame = pl.DataFrame({"work": [0, 1] * 30, "n": [1, 2, 3] * 20})
    table = m.Survey(frame).prevalence("work", by="n").to_polars()
    assert table["group n"].to_list() == ["1", "2", "3"]
    assert table["n"].to_list() == [20, 20, 20]


def test_the_face_is_the_table_of_the_commands(found):
    assert repr(found).startswith(result_text(found.result).split("\n", maxsplit=1)[0])


def test_figures_have_numbers_and_no_names(found):
    """Before, both were a TypeError of Python."""
    assert found[0] == found.figures[0]
    assert found[-1] == list(found)[-1]
    with pytest.raises(UsageError, match="have numbers, and a str is given") as told:
        found["work"]
    assert "to_polars" in told.value.hint
    with pytest.raises(IndexError):
        found[99]
