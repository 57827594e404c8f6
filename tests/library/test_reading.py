"""`m.read`: what a file leaves open is answered by another call; what is not there has a place."""

import openpyxl
import pytest

import measure87 as m
from measure87.files import AskedError
from measure87.vocabulary.errors import DataError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to work in, with a workbook of two sheets and a text of another encoding."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.title = "Personnes"
    second = book.create_sheet("Ménages")
    for sheet in (book.active, second):
        sheet.append(["id", "work"])
        sheet.append([1, 0])
    book.save("enq.xlsx")
    (tmp_path / "t.csv").write_bytes("nom;heures\né;1,234\nç;2,345\n".encode("cp1252"))
    return tmp_path


def hint_of(*args, **options):
    with pytest.raises(AskedError) as caught:
        m.read(*args, **options)
    return caught.value.hint


def test_a_question_is_answered_by_the_call_that_the_hint_shows(here):
    assert hint_of("enq.xlsx") == 'write m.read("enq.xlsx", sheet="Personnes")    # or "Ménages"'
    call = hint_of("t.csv").removeprefix("write ")
    assert call.startswith('m.read("t.csv", encoding="windows-1252", decimal=",")    # encoding:')
    for shown in (call, hint_of("enq.xlsx").removeprefix("write ")):
        assert eval(shown, {"m": m}).columns  # noqa: S307 - our own hint


def test_what_was_said_stands_in_the_call_too(here):
    hint = hint_of("t.csv", encoding="windows-1252")
    assert hint == 'write m.read("t.csv", encoding="windows-1252", decimal=",")    # or "."'


def test_several_ways_have_a_line_each(here):
    book = openpyxl.load_workbook("enq.xlsx")
    for row in (["1,234"], ["2,345"]):
        book["Ménages"].append([2, *row])
    book.save("enq.xlsx")
    first, *lines = hint_of("enq.xlsx").splitlines()
    assert first == "write one of these lines:"
    assert lines == [
        '  m.read("enq.xlsx", sheet="Personnes")',
        '  m.read("enq.xlsx", sheet="Ménages", decimal=",")    # decimal: "."',
    ]


def test_a_folder_is_told_by_its_name_and_the_one_where_one_is_not_as_a_point(here):
    with pytest.raises(DataError) as caught:
        m.read("nope.csv")
    assert str(caught.value).startswith("there is no file nope.csv\n")
    with pytest.raises(DataError, match=rf"among the parts of {here.name} and is no Parquet"):
        m.read(".")
