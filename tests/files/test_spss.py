"""SPSS files: what is kept, and what happens to damaged ones."""

import random

import polars as pl
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.files import UserMissing, read_source, write_sav
from measure87.files.selection import Selection
from measure87.files.spss import read_spss_here
from measure87.vocabulary.errors import DataError


def test_values_labels_and_missing_codes_are_kept(sav):
    table = read_source(sav)
    assert table.format == "spss"
    assert table.name == "fs.sav"
    assert table.frame["CL4"].to_list() == [1, 2, 9, None, 1]
    assert table.variable_labels == {"CL4": "Carrying heavy loads"}
    assert table.value_labels["CL4"] == {"1": "YES", "2": "NO", "9": "NO RESPONSE"}
    assert table.missing_codes["CL4"] == UserMissing(("9",))
    assert table.missing_codes["CL3"].contains("98")
    assert not table.missing_codes["CL3"].contains("96")


def test_whole_numbers_are_integers_and_text_is_trimmed(sav):
    frame = read_source(sav).frame
    assert frame.schema["HH1"] == pl.Int64
    assert frame.schema["fsweight"] == pl.Float64
    assert frame["name"].to_list() == ["é", "b", None, None, "x y"]


def test_only_the_wanted_columns_are_read_in_either_case(sav):
    assert read_source(sav, ["cl4", "hh1"]).columns in {("CL4", "HH1"), ("HH1", "CL4")}


def test_a_column_that_is_not_there_is_named_with_its_neighbours(sav):
    with pytest.raises(DataError, match="no column 'CL5'") as caught:
        read_source(sav, ["CL5"])
    assert "CL4" in caught.value.hint


def test_another_program_reads_back_what_was_written(sav, survey):
    frame, meta = pyreadstat.read_sav(str(sav), user_missing=True, output_format="dict")
    assert list(frame) == survey.columns
    assert meta.missing_ranges["CL4"] == [{"lo": 9.0, "hi": 9.0}]
    assert meta.variable_value_labels["CL4"] == {1.0: "YES", 2.0: "NO", 9.0: "NO RESPONSE"}
    assert meta.original_variable_types["CL4"] == "F1.0"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_file_cut_short_is_refused_in_one_sentence(sav, share):
    data = sav.read_bytes()
    sav.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DataError, match=r"fs.sav is damaged or cut short") as caught:
        read_source(sav)
    assert "size" in caught.value.hint


def test_a_file_cut_at_any_point_is_refused(sav):
    data = sav.read_bytes()
    for cut in range(16, len(data)):
        sav.write_bytes(data[:cut])
        with pytest.raises(DataError, match="damaged or cut short"):
            read_spss_here(sav, Selection(), None)


def outcome_of(path) -> str:
    """`read`, or the sentence with which the file was refused."""
    try:
        read_source(path)
    except DataError as error:
        return error.text
    return "read"


def test_a_damaged_dictionary_that_crashes_the_library_does_not_crash_us(sav):
    """Damage at random places; some of it kills the process that reads it."""
    data = sav.read_bytes()
    chance = random.Random(5)
    for _ in range(5):
        damaged = bytearray(data)
        for _ in range(6):
            damaged[chance.randrange(176, len(data) // 2)] = chance.randrange(256)
        sav.write_bytes(damaged)
        outcome = outcome_of(sav)
        assert outcome == "read" or ("\n" not in outcome and "fs.sav" in outcome)


def test_a_reader_that_dies_is_reported_as_a_damaged_file(sav, monkeypatch):
    """What the process of its own is for: the reader is killed by a signal."""
    script = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr("measure87.files.dictionary_probe._SCRIPT", script)
    with pytest.raises(DataError, match="its dictionary cannot be read"):
        read_source(sav)


@pytest.mark.parametrize(
    ("content", "like"),
    [
        (b"PK\x03\x04....", "a ZIP or Excel file"),
        (b"Maria Gonzalez", "text \\("),
        (b"\1\2\3", "no file of a kind"),
        (b"PAR1", "a Parquet"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path, content, like):
    path = tmp_path / "fs.sav"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"not an SPSS file: it begins like {like}"):
        read_source(path)


def test_text_in_an_old_encoding_is_read_and_noticed(sav):
    data = sav.read_bytes()
    old = data.replace("é".encode(), b"\xe9 ").replace("É".encode(), b"\xc9 ")
    sav.write_bytes(old.replace(b"UTF-8", b"ASCII"))
    table = read_source(sav)
    assert table.frame["name"][0] == "é"
    assert table.value_labels["name"] == {"é": "É"}
    assert "Windows-1252" in table.notices[0]
    assert read_source(sav, encoding="WINDOWS-1251").frame["name"][0] == "й"


def test_one_broken_text_does_not_spoil_the_others(tmp_path):
    labels = {"1": "الشمال", "2": "Río", "3": "Хөвсгөл"}
    path = tmp_path / "fs.sav"
    write_sav(path, pl.DataFrame({"HH7": [1, 2, 3]}), value_labels={"HH7": labels})
    path.write_bytes(path.read_bytes().replace("Río".encode(), b"R\xed o"))
    assert read_source(path).value_labels["HH7"] == labels | {"2": "Rí o"}


def test_an_absurd_number_of_rows_in_the_header_takes_neither_memory_nor_time(sav):
    data = bytearray(sav.read_bytes())
    data[80:84] = (2_000_000_000).to_bytes(4, "little")
    sav.write_bytes(data)
    assert outcome_of(sav) == "read" or "damaged" in outcome_of(sav)


codes = st.one_of(st.none(), st.integers(0, 99), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))
words = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(codes, words), min_size=1, max_size=20))
def test_what_is_written_is_read_again(tmp_path, rows):
    numbers = [None if n is None else float(n) for n, _ in rows]
    texts = [text for _, text in rows]
    frame = pl.DataFrame({"n": numbers, "t": texts}, schema={"n": pl.Float64, "t": pl.String})
    write_sav(tmp_path / "x.sav", frame)
    again = read_spss_here(tmp_path / "x.sav", Selection(), None).frame
    assert again["n"].cast(pl.Float64).to_list() == numbers
    assert again["t"].to_list() == texts


@pytest.mark.parametrize(("suffix", "options"), [(".sav", {}), (".zsav", {"compress": True})])
def test_more_rows_than_a_file_has_room_for_are_refused_before_room_is_made(
    tmp_path, suffix, options
):
    """The library makes room for all rows that the head declares: of these, ten gigabytes."""
    path = tmp_path / f"t{suffix}"
    frame = pl.DataFrame({f"v{k}": [1.0, 2.0, 3.0] for k in range(4)})
    pyreadstat.write_sav(frame, str(path), **options)
    assert read_source(path).frame.height == 3
    content = bytearray(path.read_bytes())
    assert int.from_bytes(content[80:84], "little") == 3
    content[80:84] = (300_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(DataError, match="declares 300000000 rows, more than it has room for"):
        read_source(path)
