"""A row of totals is told whichever columns are wanted: it counts as one more person."""

import openpyxl
import polars as pl
import pytest

from measure87.files import read_source
from measure87.files.total_row import HOLDS_TOTALS, notice_of_totals

ROWS = [[f"p{k}", "sim" if k % 3 else "não", "m" if k % 2 else "f", k, None] for k in range(1, 31)]
NAMES = ["id", "works", "sex", "days", "nothing"]
TOTAL = ["Total geral:", None, None, sum(range(1, 31)), None]


def csv_of(path, rows, separator=",", mark="."):
    lines = [NAMES, *rows]
    text = "\n".join(
        separator.join("" if cell is None else str(cell).replace(".", mark) for cell in row)
        for row in lines
    )
    path.write_text(text + "\n", "utf-8")
    return path


def workbook_of(path, rows):
    book = openpyxl.Workbook()
    for row in [NAMES, *rows]:
        book.active.append(row)
    book.save(path)
    return path


MADE = {"a.csv": csv_of, "a.xlsx": workbook_of}


@pytest.mark.parametrize("wanted", [None, ["works"], ["works", "sex"], ["days"]])
@pytest.mark.parametrize("name", MADE)
def test_it_is_told_whichever_columns_are_wanted(tmp_path, name, wanted):
    found = read_source(MADE[name](tmp_path / name, [*ROWS, TOTAL]), wanted)
    assert HOLDS_TOTALS in found.notices


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize(
    "last",
    [
        ["p31", "sim", "f", sum(range(1, 31)), None],
        ["Total", None, None, 7, None],
        ["Total", None, None, None, None],
        ["total strike", "sim", "f", sum(range(1, 31)), None],
    ],
)
def test_a_person_is_none_whatever_she_says(tmp_path, name, last):
    """The sum without the word, the word without the sum, a word within others."""
    found = read_source(MADE[name](tmp_path / name, [*ROWS, last]), ["works"])
    assert HOLDS_TOTALS not in found.notices


@pytest.mark.parametrize("name", MADE)
def test_empty_rows_below_it_are_no_last_row(tmp_path, name):
    found = read_source(MADE[name](tmp_path / name, [*ROWS, TOTAL, [None] * 5]), ["works"])
    assert HOLDS_TOTALS in found.notices


def test_decimal_commas_add_up_too(tmp_path):
    rows = [[f"p{k}", "sim", "f", k + 0.5, None] for k in range(1, 31)]
    total = ["TOTAL", None, None, sum(range(1, 31)) + 15.0, None]
    found = read_source(csv_of(tmp_path / "a.csv", [*rows, total], ";", ","), ["works"])
    assert HOLDS_TOTALS in found.notices


def test_numbers_are_asked_for_only_where_a_word_says_so():
    def never():
        raise AssertionError

    assert notice_of_totals(["p1", 7, None], never) == ()
    assert notice_of_totals([], never) == ()


@pytest.mark.parametrize(
    ("last", "told"), [(10.0, True), (10.04, True), (10.2, False), (0.0, False)]
)
def test_a_rounded_sum_is_one_in_parts_too(last, told):
    parts = [pl.DataFrame({"n": [1.0, 2.0]}), pl.DataFrame({"n": []}), pl.DataFrame({"n": [3.0]}),
             pl.DataFrame({"n": [4.0, last]})]  # fmt: skip
    parts = [part.cast(pl.Float64) for part in parts]
    assert notice_of_totals(["Total", last], lambda: parts) == ((HOLDS_TOTALS,) if told else ())


def test_of_a_few_rows_a_sum_may_be_chance():
    assert notice_of_totals(["Total"], lambda: [pl.DataFrame({"n": [1.0, 2.0, 1.0, 4.0]})]) == ()
