"""Files made to do harm: one sentence each, nothing opened, nothing written, no endless reading."""

import contextlib
import json
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.intake.servers import archives
from measure87.collect.intake.servers.archives import files_of, rows_of_text
from measure87.collect.intake.servers.cspro_dictionary import read_dictionary
from measure87.collect.intake.servers.plain import PlainFiles
from measure87.collect.intake.servers.survey_solutions import answers
from measure87.collect.intake.servers.typed import READ, time_of
from measure87.collect.intake.servers.workbooks import sheets_of
from measure87.vocabulary.errors import DataError, ReadingWarning
from tests.collect.intake.servers.made_form import FORM


def archive(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files:
            written.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../evil.tab", "a/../../evil.tab", "/etc/evil.tab", "C:\\evil.tab", "..\\evil.tab"]
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    path = archive(tmp_path / "x.zip", [(name, "a")])
    with pytest.raises(DataError, match="whose name leads out of it") as told:
        files_of(path)
    assert "evil" not in str(told.value)
    assert [one.name for one in tmp_path.rglob("*")] == ["x.zip"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = archive(tmp_path / "x.zip", [("a.tab", b"\0" * 30_000_000)])
    with pytest.raises(DataError, match="far larger unpacked"):
        files_of(path)


def test_a_bomb_that_lies_about_its_size_is_not_read_to_its_end(tmp_path):
    path = archive(tmp_path / "x.zip", [("a.tab", b"\0" * 30_000_000)])
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 1000)
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match=r"no zip archive|is damaged"):
        files_of(path)


def test_too_many_files_and_too_much_of_them(tmp_path, monkeypatch):
    path = archive(tmp_path / "x.zip", [(f"{k}.tab", "a") for k in range(20)])
    monkeypatch.setattr(archives, "MOST_FILES", 10)
    with pytest.raises(DataError, match="far larger"):
        files_of(path)
    monkeypatch.setattr(archives, "MOST_FILES", 100)
    monkeypatch.setattr(archives, "LARGEST", 10)
    with pytest.raises(DataError, match="far larger"):
        files_of(path)


def test_what_is_no_archive_or_is_cut_is_told(tmp_path):
    path = archive(tmp_path / "x.zip", [("a.tab", "a\n1\n" * 1000)])
    whole = path.read_bytes()
    for content in (b"", b"PK", whole[:-10], whole[10:40] + whole[60:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"no zip archive|damaged"):
            files_of(path)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a,a\n1,2\n", "two columns of one name"),
        (b"a,\n1,2\n", "without a name"),
        (b"a,b\n1\n", "more or fewer cells in row 2"),
        (b'a,b\n"1,2\n', "quotation mark is not closed"),
        (b"a\n\xff\n", "is not UTF-8"),
        (b"a\nx\x00\n", "holds a zero byte in line 2"),
    ],
)
def test_tables_of_text_that_are_none(content, text):
    with pytest.raises(DataError, match=text):
        list(rows_of_text(content, "x.csv", ","))


def workbook(path, rows, texts=()):
    book = openpyxl.Workbook()
    book.active.title = "main"
    for row in rows:
        book.active.append(row)
    for cell, text in texts:
        book.active[cell].value, book.active[cell].data_type = text, "s"
    book.save(path)
    return path


def test_a_workbook_of_values_is_read(tmp_path):
    path = workbook(tmp_path / "x.xlsx", [["_id", "agrees", "total", ""], ["a", 1, 3.0, None]])
    rows = [{"_id": "a", "agrees": "1", "total": "3"}]
    assert list(sheets_of(path)) == [("main", ["_id", "agrees", "total"], rows)]
    with pytest.warns(ReadingWarning, match="there is no table"):
        (one,) = PlainFiles(path, FORM).submissions()
    assert one.record == {"agrees": "1", "total": "3"}


def test_formulas_are_refused_with_their_cell_and_text_that_looks_like_one_is_text(tmp_path):
    rows = [["_id", "name"], ["a", '=HYPERLINK("http://x","y")']]
    path = workbook(tmp_path / "x.xlsx", rows)
    with pytest.raises(DataError, match="has a formula in 'main', cell B2") as told:
        list(sheets_of(path))
    assert "HYPERLINK" not in str(told.value)

    path = workbook(tmp_path / "y.xlsx", [["_id", "name"], ["a", "x"]], [("B2", "=1+1")])
    ((_, _, rows),) = sheets_of(path)
    assert rows == [{"_id": "a", "name": "=1+1"}]


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("xl/vbaProject.bin", "x", "has macros"),
        ("xl/externalLinks/externalLink1.xml", "<x/>", "links to other workbooks"),
        ("xl/activeX/activeX1.xml", "<x/>", "controls that run programs"),
        ("xl/extra.xml", BOMB + "<a>&x;</a>", "declares entities"),
        ("../xl/extra.xml", "<a/>", "leads out of it"),
    ],
)
def test_workbooks_with_more_than_values_are_refused(tmp_path, name, content, text):
    path = workbook(tmp_path / "x.xlsx", [["_id"]])
    with zipfile.ZipFile(path, "a") as written:
        written.writestr(name, content)
    with pytest.raises(DataError, match=text):
        list(sheets_of(path))


def test_a_sheet_whose_declaration_names_entities_is_never_parsed(tmp_path):
    path = workbook(tmp_path / "x.xlsx", [["_id"]])
    with zipfile.ZipFile(path) as read:
        parts = [(name, read.read(name)) for name in read.namelist()]
    spoilt = [(n, BOMB.encode() + c.partition(b"?>")[2] if "sheet1" in n else c) for n, c in parts]
    archive(path, spoilt)
    with pytest.raises(DataError, match="declares entities"):
        list(sheets_of(path))


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("_id\na\n")
    (folder / "main.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(DataError, match="is a link"):
        list(PlainFiles(folder, FORM).submissions())


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_by_every_type(text):
    for read in READ.values():
        try:
            read(text)
        except ValueError:
            continue
    time_of(text)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_table_or_a_sentence(content):
    with contextlib.suppress(DataError):
        list(rows_of_text(content, "x.csv", ","))


CELLS = st.dictionaries(st.text("abq_1n", max_size=8), st.text("01,-9#N/A. ", max_size=12))


@given(CELLS)
def test_any_row_of_an_export_gives_answers_or_a_sentence(row):
    try:
        found = answers(row, {"q": "select_multiple", "a": "geopoint"})
    except DataError:
        return
    assert all(isinstance(value, str) for value in found.values())


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda x: st.lists(x) | st.dictionaries(st.sampled_from(
                        ["levels", "ids", "items", "records", "recordType", "start", "length"]), x),
                    max_leaves=15))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_json_is_a_dictionary_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("d") / "x.dcf"
    text = json.dumps({"fileType": "dictionary"} | (content if isinstance(content, dict) else {}))
    path.write_text(text)
    with contextlib.suppress(DataError):
        read_dictionary(path)


def test_a_whole_number_of_any_size_is_read_or_refused():
    assert READ["integer"]("12") == 12
    for text in ("1e400", "nan", "1.5", "1" * 5000, ""):
        with pytest.raises(ValueError):  # noqa: PT011
            READ["integer"](text)
