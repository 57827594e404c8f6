"""A country's workbook goes out, comes back, and is refused where it is not what went out."""

import datetime
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from measure87.combine.validation.answer_log import _plain, answers_csv, joined_log, read_log
from measure87.combine.validation.consultation import (
    _notes,
    _rows,
    _why_refused,
    consultation_book,
)
from measure87.combine.validation.consultation_answers import _refuse_changes, read_answers
from measure87.disseminate.pages.world.consultation_workbook import consultation_workbook
from measure87.files.workbook_reading import Sheet
from measure87.vocabulary.combined import COMBINED_ESTIMATES, FITTED_FIGURES
from measure87.vocabulary.consultation import (
    ABOUT_SHEET,
    ANSWERS_SHEET,
    CONSULTED_ESTIMATES,
    ESTIMATES_SHEET,
    INPUTS_SHEET,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import MARKS, TURNING

MEASURES = {"child_labour_sdg_a": "Children in economic activity"}


def a_frame(table, rows):
    kinds = {"integer": pl.Int64, "number": pl.Float64}
    schema = {c.name: kinds.get(c.kind, pl.String) for c in table.columns}
    if "included" in schema:
        schema["included"] = pl.Boolean
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def estimates():
    common = {
        "measure": "child_labour_sdg_a",
        "place_kind": "country",
        "sex": "both",
        "age_from": 5,
        "age_to": 17,
        "statistic": "share",
        "level": 0.9,
        "basis": "own_figures",
        "year": 2015,
    }
    shares = [
        {**common, "place": "ZZA", "value": 0.1234567891, "lower": 0.1, "upper": 0.15},
        {**common, "place": "ZZB", "value": 0.05, "lower": 0.01, "upper": 0.2},
    ]
    persons = {**common, "place": "ZZA", "statistic": "persons", "value": 12345.0}
    return a_frame(COMBINED_ESTIMATES, [*shares, persons])


def figures():
    common = {
        "country": "ZZA",
        "sex": "both",
        "age_from": 5,
        "age_to": 17,
        "measure": "child_labour_sdg_a",
        "source_type": "mics",
        "origin": "sdg.csv",
    }
    used = {
        **common,
        "year": 2013,
        "estimate": 0.12,
        "source": "=MICS 2013",
        "included": True,
        "fitted": 0.121,
        "left_out_expected": 0.2,
    }
    left = {
        **common,
        "year": 2010,
        "estimate": 0.4,
        "included": False,
        "reason": "about another age",
    }
    return a_frame(FITTED_FIGURES, [used, left])


def a_book(country="ZZA", name="Zedland", run="run-1"):
    return consultation_book(
        country,
        name,
        title="An estimate of an invented world",
        run=run,
        measures=MEASURES,
        estimates=estimates(),
        figures=figures(),
    )


def sent(tmp_path, book, change=None, name="ZZA.xlsx"):
    """The workbook as written, opened, changed and saved by another program."""
    path = tmp_path / name
    path.write_bytes(consultation_workbook(book))
    opened = openpyxl.load_workbook(path)
    if change:
        change(opened)
    opened.save(path)
    return path


def answer(row=3, response="We agree with the estimate", comment=None, day="2026-11-20"):
    def change(book):
        sheet = book[ANSWERS_SHEET]
        for column, value in ((4, response), (5, comment), (6, "A. Person"), (8, day)):
            sheet.cell(row, column).value = value

    return change


def test_a_country_sees_its_estimates_its_figures_and_why_one_was_left_out():
    book = a_book()
    assert [row[5] for row in book.estimates] == [0.123457]
    assert [(row[1], row[8], row[9]) for row in book.inputs] == [
        (2010, "no", "about another age"),
        (2013, "yes", None),
    ]
    assert [question[0] for question in book.questions] == ["estimate", "figures", "new_data"]
    assert "1 of 2 figures of your country were used" in book.notes[-1]


def test_a_country_without_figures_is_asked_for_them():
    book = a_book("ZZB", "Beeland")
    assert book.inputs == ()
    assert [question[0] for question in book.questions] == ["estimate", "new_data"]
    assert "borrowed from countries of your region" in book.notes[-1]


def test_an_answer_comes_back_through_another_program(tmp_path):
    book = a_book()
    path = sent(tmp_path, book, answer())
    (got,) = read_answers(path, {"ZZA": book})
    assert got["response"] == "agree"
    assert (got["country"], got["question"], got["date"]) == ("ZZA", "estimate", "2026-11-20")
    assert (got["run"], got["name"]) == ("run-1", "A. Person")


def test_a_workbook_without_an_answer_gives_none(tmp_path):
    book = a_book()
    assert read_answers(sent(tmp_path, book), {"ZZA": book}) == []


def test_a_country_without_figures_can_bring_some(tmp_path):
    book = a_book("ZZB", "Beeland")
    path = sent(tmp_path, book, answer(4, "new_data", "Labour force survey 2022, table 7"))
    (got,) = read_answers(path, {"ZZB": book})
    assert (got["question"], got["response"]) == ("new_data", "new_data")
    assert got["comment"] == "Labour force survey 2022, table 7"


def refused(path, book, code, match):
    with pytest.raises(DataError, match=match) as caught:
        read_answers(path, {book.country: book})
    assert caught.value.code == code
    assert caught.value.hint


def test_a_workbook_of_another_run_is_refused(tmp_path):
    path = sent(tmp_path, a_book(run="run-0"), answer())
    refused(path, a_book(), "another-run", "of run run-0, not of run-1")


def test_a_changed_estimate_is_refused_with_its_place(tmp_path):
    def change(book):
        book[ESTIMATES_SHEET].cell(3, 6).value = 0.05

    refused(
        sent(tmp_path, a_book(), change),
        a_book(),
        "changed-figures",
        "row 3, column 6 is '0.05', it was '0.123457'",
    )


@pytest.mark.parametrize("sheet", [ANSWERS_SHEET, ESTIMATES_SHEET, INPUTS_SHEET])
def test_a_remark_beside_the_columns_is_refused_with_its_place(tmp_path, sheet):
    """It would be read by nobody."""

    def beside(book):
        book[sheet].cell(3, 40).value = "too high for us"

    path = sent(tmp_path, a_book(), beside)
    refused(path, a_book(), "further-cell", f"row 3 of sheet '{sheet}' has a cell in column 40")


@pytest.mark.parametrize("sheet", [ANSWERS_SHEET, ESTIMATES_SHEET])
def test_a_column_that_was_put_between_is_refused(tmp_path, sheet):
    path = sent(tmp_path, a_book(), lambda book: book[sheet].insert_cols(4))
    refused(path, a_book(), "changed-columns", "row 2 of sheet")


def test_a_figure_that_was_added_to_the_sheet_is_refused(tmp_path):
    def change(book):
        book[INPUTS_SHEET].cell(5, 1).value = "child_labour_sdg_a"

    refused(sent(tmp_path, a_book(), change), a_book(), "changed-figures", "it has 3 rows, 2 were")


@pytest.mark.parametrize("sheet", [ANSWERS_SHEET, ESTIMATES_SHEET])
def test_a_formula_anywhere_is_refused(tmp_path, sheet):
    def change(book):
        book[sheet].cell(30, 2).value = '=HYPERLINK("http://example.org")'

    refused(sent(tmp_path, a_book(), change), a_book(), "formula", "B30 of sheet")


def test_text_that_begins_like_a_formula_is_sent_with_an_apostrophe(tmp_path):
    path = tmp_path / "ZZA.xlsx"
    path.write_bytes(consultation_workbook(a_book()))
    opened = openpyxl.load_workbook(path)
    cell = opened[INPUTS_SHEET].cell(4, 7)
    assert (cell.value, cell.data_type) == ("'=MICS 2013", "s")
    for sheet in opened.worksheets:
        assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)


def test_whoever_fills_a_book_otherwise_still_writes_no_formula():
    book = replace(a_book(), title="=1+1", country_name="@name", notes=("+note",))
    opened = openpyxl.load_workbook(io.BytesIO(consultation_workbook(book)))
    cells = [opened["About"].cell(row, 2) for row in (1, 3, 6)]
    assert [(c.value, c.data_type, c.quotePrefix) for c in cells] == [
        ("=1+1", "s", True),
        ("@name", "s", True),
        ("+note", "s", True),
    ]


def test_a_workbook_of_a_country_that_was_not_asked_is_refused(tmp_path):
    path = sent(tmp_path, a_book())
    with pytest.raises(DataError, match="is of ZZA, which was not consulted") as caught:
        read_answers(path, {"ZZB": a_book("ZZB")})
    assert caught.value.code == "unknown-country"


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (answer(response="maybe"), "the answer 'maybe' is none of"),
        (answer(response="disagree"), "needs a comment"),
        (answer(response=None, comment="hm"), "a comment stands there, and no answer is chosen"),
        (answer(day="last week"), "the date 'last week' is none"),
        (answer(day=None), "the date is missing"),
    ],
)
def test_an_answer_that_is_not_clear_is_refused_with_its_row(tmp_path, change, match):
    book = a_book()
    with pytest.raises(DataError, match=match) as caught:
        read_answers(sent(tmp_path, book, change), {"ZZA": book})
    assert "row 3" in caught.value.where


def test_a_question_that_was_not_asked_is_refused(tmp_path):
    def change(book):
        answer()(book)
        book[ANSWERS_SHEET].cell(3, 1).value = "ranking"

    refused(sent(tmp_path, a_book(), change), a_book(), "answer", "no question 'ranking'")


def test_an_answer_in_a_row_that_was_put_in_is_said_to_be_without_a_question(tmp_path):
    def change(book):
        book[ANSWERS_SHEET].insert_rows(4)
        answer(row=4)(book)

    text = "an answer stands in a row without a question .*row 4"
    refused(sent(tmp_path, a_book(), change), a_book(), "answer", text)


def test_a_day_that_is_still_to_come_dates_no_answer(tmp_path):
    """Of today and, where it is tomorrow already, of tomorrow there may be one."""
    book, today = a_book(), datetime.date(2026, 11, 20)
    for day in ("2026-11-20", "2026-11-21"):
        path = sent(tmp_path, book, answer(day=day))
        assert [one["date"] for one in read_answers(path, {"ZZA": book}, today=today)] == [day]
    for day in ("2026-11-22", datetime.date(2126, 11, 20)):
        with pytest.raises(DataError, match="is still to come") as caught:
            read_answers(sent(tmp_path, book, answer(day=day)), {"ZZA": book}, today=today)
        assert caught.value.code == "answer"
    refused(sent(tmp_path, book, answer(day="2126-11-20")), book, "answer", "still to come")


def test_a_sheet_that_was_not_sent_out_is_refused(tmp_path):
    def change(book):
        book.create_sheet("More")["A1"].value = "=1+1"

    refused(sent(tmp_path, a_book(), change), a_book(), "unknown-sheet", "not sent out: 'More'")


def test_a_workbook_that_lacks_a_sheet_is_refused(tmp_path):
    path = sent(tmp_path, a_book(), lambda book: book.remove(book[ANSWERS_SHEET]))
    refused(path, a_book(), "unknown-sheet", "there is no sheet 'Your answer'")


def test_a_sheet_that_unpacks_to_far_too_many_rows_is_refused(tmp_path):
    def change(book):
        book[ESTIMATES_SHEET].cell(1_000_000, 1).value = "far"

    refused(sent(tmp_path, a_book(), change), a_book(), "too-large", "more than 100000 rows")


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "ZZA.xlsx"
    path.write_text("not a workbook")
    refused(path, a_book(), "not-that-format", "not an Excel workbook")


def test_a_date_cell_is_a_date(tmp_path):
    book = a_book()
    path = sent(tmp_path, book, answer(day=datetime.date(2026, 11, 21)))
    assert read_answers(path, {"ZZA": book})[0]["date"] == "2026-11-21"


def test_the_log_keeps_each_answer_once_and_no_spreadsheet_runs_it(tmp_path):
    book = a_book()
    path = sent(tmp_path, book, answer(response="comment", comment="-we ask for 2 weeks"))
    once = read_answers(path, {"ZZA": book})
    text = answers_csv(joined_log(once, once))
    assert "'-we ask for 2 weeks" in text
    log = read_log(text)
    assert log == once
    other = {**once[0], "date": "2026-11-01"}
    assert [one["date"] for one in joined_log(log, [other])] == ["2026-11-01", "2026-11-20"]


def test_a_log_without_its_columns_is_refused():
    with pytest.raises(DataError, match="lacks the column 'country'"):
        read_log("a,b\n1,2\n")


def test_a_log_into_which_somebody_put_a_formula_is_refused_with_its_place(tmp_path):
    book = a_book()
    once = read_answers(sent(tmp_path, book, answer()), {"ZZA": book})
    text = answers_csv(once)
    with pytest.raises(DataError, match=r"row 2 .* has a formula in column 'name'"):
        read_log(text.replace("A. Person", "=cmd|' /C calc'!A0"))
    short = text.splitlines()[0] + "\nZZA,estimate\n"
    with pytest.raises(DataError) as caught:
        read_log(short)
    assert caught.value.code == "uneven-rows"


def hidden(state):
    def change(book):
        answer()(book)
        book[INPUTS_SHEET].sheet_state = state

    return change


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_refused_by_name(tmp_path, state):
    path = sent(tmp_path, a_book(), hidden(state))
    refused(path, a_book(), "hidden-sheet", f"sheet '{INPUTS_SHEET}' is hidden")


def test_signs_of_direction_in_an_answer_turn_nothing_in_the_log(tmp_path):
    book = a_book()
    path = sent(tmp_path, book, answer(response="comment", comment="2\u202e01\u202c \u200fx"))
    (got,) = read_answers(path, {"ZZA": book})
    assert got["comment"] == "2\\u202e01\\u202c x"
    assert read_log(answers_csv([got])) == [got]


def test_signs_of_direction_in_names_and_labels_turn_nothing_in_the_workbook(
    tmp_path,
):
    turned = figures().with_columns(source=pl.lit("\u200e=MICS \u202e3102"))
    book = consultation_book(
        "ZZA",
        "Zed\u2067land",
        title="An estimate\u202e of a world",
        run="run-1",
        measures={"child_labour_sdg_a": "Children\u061c at work"},
        estimates=estimates(),
        figures=turned,
    )
    path = sent(tmp_path, book, answer())
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "'=MICS \\u202e3102" in cells
    assert "Zed\\u2067land" in cells
    assert not set("".join(cells)) & (TURNING | MARKS)
    assert len(read_answers(path, {"ZZA": book})) == 1


def test_the_same_content_gives_the_same_bytes():
    assert consultation_workbook(a_book()) == consultation_workbook(a_book())
    assert consultation_workbook(a_book()) != consultation_workbook(a_book(run="run-2"))


def test_an_empty_frame_of_estimates_still_asks(tmp_path):
    book = replace(a_book("ZZB", "Beeland"), estimates=())
    path = sent(tmp_path, book, answer(4, "new_data", "a survey"))
    assert read_answers(path, {"ZZB": book})[0]["response"] == "new_data"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("'=1+1", "=1+1"),
        ("' -5", " -5"),
        ("'t is the season", "'t is the season"),
        ("no", "no"),
        ("a=b", "a=b"),
        ("x-5", "x-5"),
        ("'", "'"),
    ],
)
def test_an_apostrophe_goes_where_it_stands_before_what_looks_like_a_formula(text, plain):
    assert _plain(text) == plain


def ordered(rows):
    common = {"measure": "m", "year": 2015, "sex": "both", "age_from": 5, "age_to": 17}
    frame = a_frame(COMBINED_ESTIMATES, [common | row for row in rows])
    return _rows(frame, CONSULTED_ESTIMATES, "estimates")


def test_rows_stand_by_measure_year_sex_and_age_and_open_ages_last():
    names = CONSULTED_ESTIMATES.names
    found = ordered(
        [{"measure": "n"}, {"age_to": None}, {"age_to": 11}, {"year": 2010}, {"age_to": 14}]
    )
    told = [tuple(row[names.index(n)] for n in ("measure", "year", "age_to")) for row in found]
    assert told == [
        ("m", 2010, 17), ("m", 2015, 11), ("m", 2015, 14), ("m", 2015, None), ("n", 2015, 17),
    ]  # fmt: skip


def test_rows_that_are_about_the_same_keep_their_order():
    rows = [{"year": 2015 - n % 2, "value": n / 1000.0} for n in range(300, 0, -1)]
    found = ordered(rows)
    place = CONSULTED_ESTIMATES.names.index("value")
    values = [row[place] for row in found]
    assert values == [n / 1000.0 for odd in (1, 0) for n in range(300, 0, -1) if n % 2 == odd]


def test_a_table_without_a_column_that_is_shown_is_refused():
    frame = estimates().drop("upper")
    with pytest.raises(DataError, match="the estimates lack the column 'upper'") as caught:
        _rows(frame, CONSULTED_ESTIMATES, "estimates")
    assert caught.value.code == "unknown-column"


def test_a_country_of_which_no_estimate_is_made_is_asked_once_for_each_reason():
    """Not for those of other countries, nor of a region that is called as it is."""
    rows = [
        {"place_kind": "country", "place": "ZZA", "measure": name, "text": text, "year": year}
        for year in (2010, 2015)
        for name, text in (("b", "too few neighbours"), ("a", "nothing is known"), ("b", "=cmd"))
    ]
    others = [rows[0] | {"place": "ZZB"}, rows[0] | {"place_kind": "region", "text": "coverage"}]
    refused = pl.DataFrame([*others, *rows])
    found = _why_refused("ZZA", {"a": "First", "b": "Second"}, refused)
    assert found == (
        "Second: no estimate: have you data? too few neighbours.",
        "First: no estimate: have you data? nothing is known.",
        "Second: no estimate: have you data? =cmd.",
    )
    many = pl.DataFrame([rows[0] | {"text": f"reason {n}"} for n in range(300, 0, -1)] * 2)
    found = _why_refused("ZZA", {"b": "Second"}, many)
    assert [one.split("reason ")[1] for one in found] == [f"{n}." for n in range(300, 0, -1)]
    assert _why_refused("ZZC", {"a": "First", "b": "Second"}, refused) == ()
    assert _why_refused("ZZA", {}, None) == ()


@pytest.mark.parametrize("used", [0, 1, 3])
def test_a_country_is_told_how_many_of_its_figures_were_used(used):
    own = pl.DataFrame({"included": [n < used for n in range(4)]})
    notes = _notes("Zedland", estimates(), own, ())
    told = f"{used} of 4 figures of your country were used; the others say why not."
    assert (notes[-1] == told) is (used > 0)
    assert ("No figure of your country was used" in notes[-1]) is (used == 0)


@pytest.mark.parametrize("name", ["run", "figures"])
def test_a_workbook_of_another_run_or_of_other_figures_is_refused(tmp_path, name):
    def change(book):
        for row in book[ABOUT_SHEET].iter_rows():
            if row[0].value == name:
                row[1].value = "another"

    path = sent(tmp_path, a_book(), change)
    with pytest.raises(DataError, match="this workbook is of run") as caught:
        read_answers(path, {"ZZA": a_book()})
    assert caught.value.code == "another-run"


def came_back(*rows):
    heads = (("heading",), ("explanation",))
    return Sheet("a.xlsx", (*heads, *rows), "hash")


def test_a_cell_that_went_missing_at_the_end_of_a_row_is_a_change():
    file = Path("a.xlsx")
    sent_out = [("m", 0.5, None), ("n", 0.25, "text")]
    _refuse_changes(file, came_back(("m", "0.5"), ("n", "0.25", "text")), "s", sent_out)
    _refuse_changes(file, came_back(("m", "0.5", ""), ("n", "0.25", "text", None)), "s", sent_out)
    with pytest.raises(DataError, match="row 4, column 3 is '', it was 'text'"):
        _refuse_changes(file, came_back(("m", "0.5"), ("n", "0.25")), "s", sent_out)
    with pytest.raises(DataError, match="it has 1 rows, 2 were sent out"):
        _refuse_changes(file, came_back(("m", "0.5")), "s", sent_out)
