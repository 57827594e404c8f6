"""On a terminal no line is longer than it; elsewhere tables are as wide as they are."""

import polars as pl
import pytest

import measure87 as m
from measure87.library import estimates, narrow, tested
from measure87.library.result_table import tables_of_figures

FRAME = pl.DataFrame({"work": [0, 0, 0, 1] * 30, "sex": [1, 1, 2, 2, 2] * 24, "hours": [3.0] * 120})
SURVEY = m.Survey(FRAME)


def on_a_terminal(monkeypatch, width):
    for module in (estimates, tested):
        monkeypatch.setattr(module, "terminal_width", lambda: width)


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize(
    "ask",
    [
        lambda: SURVEY.prevalence("work", by="sex", where={"sex": [1, 2, 3]}),
        lambda: SURVEY.difference("work", {"sex": 1}, {"sex": 2}),
        lambda: SURVEY.contrast("work", by="sex"),
        lambda: SURVEY.test("work", by="sex"),
        lambda: SURVEY.ratio("work", "work", where={"work": 0}),
    ],
)
def test_no_line_is_longer_than_the_terminal_and_none_of_it_is_lost(ask, width, monkeypatch):
    found = ask()
    cells = [
        cell for one in tables_of_figures(found.result) for row in one.rows[1:] for cell in row
    ]
    on_a_terminal(monkeypatch, width)
    lines = repr(found).splitlines()
    assert max(map(len, lines)) <= width
    text = " ".join(line.strip() for line in lines)
    assert all(cell in text for cell in cells)


def test_a_table_that_fits_stands_in_columns(monkeypatch):
    on_a_terminal(monkeypatch, 200)
    assert repr(SURVEY.mean("hours")).startswith("measure       group")


def test_a_row_by_itself_says_what_it_is_of(monkeypatch):
    on_a_terminal(monkeypatch, 60)
    assert repr(SURVEY.test("work", by="sex")).startswith("test of work, by sex\n  method ")
    assert repr(SURVEY.prevalence("work", by="sex")).startswith("work, sex 1\n  value 25.00%; se ")


def test_what_is_no_terminal_has_no_width():
    assert narrow.terminal_width() is None
