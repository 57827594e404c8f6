"""Choices of several and codes as other programs write them: no answer is never a no to each."""

import openpyxl
import polars as pl
import pytest

from measure87.collect.form.interviews.columns import frame_of
from measure87.collect.form.interviews.layout import Field, Table
from measure87.collect.form.interviews.rows import Answers
from measure87.collect.intake.servers.plain import PlainFiles
from measure87.vocabulary.errors import DataError
from tests.collect.intake.servers.made_choices import CODES, FORM, filled, who


def export(folder, jobs, agrees="1"):
    """An interview with one person, whose jobs are rows of `jobs` (KEY and PARENT_KEY first)."""
    folder.mkdir()
    (folder / "main.csv").write_text(f"KEY,visit-agrees,visit-region\na,{agrees},01\n")
    (folder / "persons.csv").write_text("KEY,PARENT_KEY,age\na/p,a,40\n")
    head, *rows = jobs
    lines = [",".join(["KEY", "PARENT_KEY", *head])]
    lines += [",".join([f"a/p/j{k}", "a/p", *row]) for k, row in enumerate(rows)]
    (folder / "jobs.csv").write_text("\n".join(lines) + "\n")
    return PlainFiles(folder, FORM)


# As ODK Central writes them with `splitSelectMultiples`: 0 for each choice of whoever did not
# answer, and no column for a choice that nobody took.
CENTRAL = (
    ("hours", "who_did", "who_did/employer", "who_did/-8"),
    ("7", "employer", "1", "0"),
    ("7", "", "0", "0"),
    ("7", "-8", "0", "1"),
    ("7", "employer other", "1", "0"),
)


def test_zeros_of_who_did_not_answer_are_not_a_no_to_each_choice(tmp_path):
    found = filled(export(tmp_path / "in", CENTRAL))
    assert who(found) == [
        (True, False, False), (None, None, None), (False, False, True), (True, True, False),
    ]  # fmt: skip
    assert found.unknown == {}


NOBODY = (
    ("hours", "who_did", "who_did/employer", "who_did/other", "who_did/-8"),
    ("7", "", "0", "0", "0"),
    ("8", "", "0", "0", "0"),
)


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_zeros_are_no_answer_where_nobody_in_the_table_answered(tmp_path, kind):
    """The column of codes is there and empty in each row, as on the first day of a survey."""
    source = export(tmp_path / "in", NOBODY)
    if kind != "csv":
        frames = {path.stem: pl.read_csv(path) for path in (tmp_path / "in").glob("*.csv")}
        source = PlainFiles(written(tmp_path, frames, kind), FORM)
    assert who(filled(source)) == [(None, None, None)] * 2


def written(folder, frames, kind):
    if kind == "parquet":
        (folder / "parquet").mkdir()
        for name, frame in frames.items():
            frame.write_parquet(folder / "parquet" / f"{name}.parquet")
        return folder / "parquet"
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, frame in frames.items():
        sheet = book.create_sheet(name)
        for row in [frame.columns, *frame.rows()]:
            sheet.append(row)
    book.save(folder / "x.xlsx")
    return folder / "x.xlsx"


def test_answers_in_columns_of_choices_stand_beside_codes_that_nobody_wrote(tmp_path):
    """Zeros alone may be a filler; a choice that somebody took is none."""
    jobs = (NOBODY[0], ("7", "", "1", "0", "0"), ("8", "", "", "", ""))
    found = who(filled(export(tmp_path / "in", jobs)))
    assert found == [(True, False, False), (None, None, None)]


def test_columns_of_choices_alone_are_answers_and_may_have_a_point(tmp_path):
    jobs = (
        ("hours", "who_did/employer", "who_did/other", "who_did/-8"),
        ("7", "1.0", "0.0", "0"),
        ("7", "", "", ""),
        ("7", "0", "0", "0"),
    )
    found = who(filled(export(tmp_path / "in", jobs)))
    assert found == [(True, False, False), (None, None, None), (False, False, False)]


@pytest.mark.parametrize("cell", ["yes", "2", "x", "employer"])
def test_a_column_of_a_choice_with_other_values_is_refused_without_them(tmp_path, cell):
    jobs = (("hours", "who_did/employer"), ("7", cell))
    with pytest.raises(DataError) as told:
        filled(export(tmp_path / "in", jobs))
    assert told.value.code == "choice-column"
    assert told.value.text == (
        "the table 'jobs' has other values than 1 and 0 in a column of a choice of who_did"
    )


def test_labels_in_the_place_of_codes_are_no_answer_and_counted(tmp_path):
    jobs = (("hours", "who_did"), ("7", "Somebody else"), ("7", "employer and_more"))
    found = filled(export(tmp_path / "in", jobs))
    assert who(found) == [(None, None, None), (True, False, False)]
    assert found.unread == {("jobs", "who_did"): 2}


def test_the_tables_of_a_pull_hold_it_the_same_way():
    field = Field("who_did", ("who_did",), "choices", choices=CODES)
    table = Table("jobs", (), (field,), ())
    unread = {}
    answers = Answers(table, False, [field], {}, [["The boss"], ["employer x"], [""], ["other"]])
    frame = frame_of(answers, unread)
    assert frame["who_did/employer"].to_list() == [None, True, None, False]
    assert unread == {"who_did": 2}


@pytest.mark.parametrize(("written", "code"), [("1.0", "1"), ("2.0", "2"), ("1", "1")])
def test_codes_that_another_program_wrote_with_a_point_are_codes(tmp_path, written, code):
    """As pandas and R write whole numbers of a column in which somebody has none."""
    found = filled(export(tmp_path / "in", (("hours",), ("7",)), agrees=written))
    assert found.tables["main"]["agrees"].to_list() == [code]
