"""CSV files: separators, encodings, numbers, and what is refused."""

import csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.files import csv_text, read_source
from measure87.files.source_table import code_text
from measure87.vocabulary.errors import DataError


@pytest.fixture
def read(tmp_path):
    """Read bytes as a CSV file."""

    def _read(content: bytes, name: str = "survey.csv", **options):
        path = tmp_path / name
        path.write_bytes(content)
        return read_source(path, **options)

    return _read


def test_columns_of_numbers_are_numbers_and_codes_with_zeros_are_not(read):
    frame = read(b"id,hours,weight,code\n1,-5,+3.2,007\n2,,1e3,010\n").frame
    assert frame.schema == {
        "id": pl.Int64, "hours": pl.Int64, "weight": pl.Float64, "code": pl.String,
    }  # fmt: skip
    assert frame["hours"].to_list() == [-5, None]
    assert frame["code"].to_list() == ["007", "010"]


MERGED = ["20240100100100001815", "20240100100100001816", "20240100100100001817"]
"""Keys of twenty digits: all three are one float, and no integer of 64 bits holds them."""


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["1234567890123456789", "1234567890123456788"], pl.Int64),
        (["9223372036854775807", "-9223372036854775808"], pl.Int64),
        (["9223372036854775808", "1"], pl.String),  # one more than 64 bits hold
        (["9007199254740992", "9007199254740993"], pl.Int64),
        (["9007199254740993", "1.5"], pl.String),  # would become ...992 beside a decimal
        (["1.5", "9007199254740993"], pl.String),
        (["9007199254740991", "1.5"], pl.Float64),  # 2^53 - 1, which a float holds
        (["9,007,199,254,740,993", "1,234.5"], pl.String),
        (["1.2345678901234567e+18", "12345678901234567890.5"], pl.Float64),  # no keys
        (MERGED, pl.String),
        (["+" + MERGED[0], MERGED[1]], pl.String),
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_whole_numbers_keep_every_digit(read, cells, kept, separator):
    quoted = [f'"{cell}"{separator}x' for cell in cells]
    frame = read("\n".join([f"id{separator}name", *quoted]).encode()).frame
    assert frame.schema["id"] == kept
    if kept == pl.Int64:
        assert frame["id"].to_list() == [int(cell) for cell in cells]
    elif kept == pl.String:
        assert frame["id"].to_list() == cells
    else:
        assert frame["id"].to_list() == [float(cell) for cell in cells]


def test_keys_of_many_digits_count_as_one_each_in_codes(read):
    source = read("\n".join(["id,x", *(f"{key},1" for key in MERGED)]).encode())
    codes = source.lazy.select(code_text("id", source.frame.schema["id"])).collect()
    assert codes["id"].to_list() == MERGED


def test_whole_decimals_of_a_database_keep_every_digit():
    numbers = pl.Series("id", [int(key) for key in MERGED], dtype=pl.Decimal(38, 0))
    codes = numbers.to_frame().select(code_text("id", numbers.dtype))
    assert codes["id"].to_list() == MERGED


def test_nan_is_no_number(read):
    frame = read(b"id,weight\n1,0.5\n2,NaN\n3,nan\n").frame
    assert frame["weight"].to_list() == [0.5, None, None]


@pytest.mark.parametrize(
    "content",
    [
        b"a;b\n1,5;x\n2;y\n",
        b"a\tb\n1.5\tx\n2\ty\n",
        b"a|b\n1.5|x\n2|y\n",
        b"\xef\xbb\xbfa,b\n1.5,x\n2,y\n",
        b"a,b\r\n1.5,x\r\n2,y\r\n",
        b"a,b\r1.5,x\r2,y\r",
        b"\n\na,b\n1.5,x\n2,y",
        "a,b\n1.5,x\n2,y\n".encode("utf-16"),
    ],
)
def test_other_separators_line_ends_and_byte_order_marks_give_the_same_table(read, content):
    frame = read(content).frame
    assert frame.columns == ["a", "b"]
    assert frame["a"].to_list() == [1.5, 2.0]
    assert frame["b"].to_list() == ["x", "y"]


@pytest.mark.parametrize("start", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1"])
def test_a_formula_in_a_cell_is_refused_with_row_and_column(read, start):
    content = csv_of([["id", "remark"], ["1", "fine"], ["2", start]])
    with pytest.raises(
        DataError, match=r"column 'remark' hold a formula, first in row 3"
    ) as caught:
        read(content)
    assert "spreadsheet" in caught.value.hint


def test_a_formula_in_the_header_is_refused(read):
    with pytest.raises(DataError, match="formula, first in row 1"):
        read(b"id,=1+1\n1,2\n")


def test_a_formula_in_a_column_that_is_not_read_is_refused_too(read):
    with pytest.raises(DataError, match="column 'remark' hold a formula, first in row 2"):
        read(b"id,remark\n1,=1+1\n", columns=["id"])


def test_a_wanted_column_that_is_absent_is_refused_or_passed_over(read):
    content = b"id,hours,remark\n1,5,x\n"
    with pytest.raises(DataError, match="no column 'weight'"):
        read(content, columns=["id", "weight"])
    table = read(content, columns=["id", "weight"], skip_absent=True)
    assert table.columns == ("id",)
    assert table.present == ("id", "hours", "remark")
    assert read(content, columns=["weight"], skip_absent=True).frame.height == 1


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("trabalho forcado", "nearest names: 'Trabalho forçado'"),
        ("Trabalho  Forçad", "nearest names: 'Trabalho forçado'"),
        ("idad", "nearest names: idade"),
        ("trabalho", "columns present: idade, sexo and 2 more"),
        ("Maria", "columns present: idade, sexo and 2 more"),  # may be a cell: is not repeated
    ],
)
def test_a_column_with_blanks_is_named_where_it_is_nearly_what_was_written(read, asked, hint):
    content = "Trabalho forçado,idade,sexo,Maria Lopes\nsim,30,F,1\n".encode()
    with pytest.raises(DataError) as caught:
        read(content, columns=[asked])
    assert caught.value.hint == hint


def test_where_no_name_may_be_shown_the_hint_says_so_and_is_not_empty(read):
    with pytest.raises(DataError, match="there is no column 'work'") as caught:
        read(b"Maria Lopes,30 anos\nAna,31\n", columns=["work"])
    assert caught.value.hint.startswith("write it as the file has it: none of its 2 column(s)")
    assert "Maria" not in caught.value.hint


def test_negative_numbers_and_dashes_are_no_formulas(read):
    frame = read(b"a,b,c\n-5,-,-1.5e3\n+3,x,2\n").frame
    assert frame["a"].to_list() == [-5, 3]
    assert frame["b"].to_list() == ["-", "x"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "survey.csv is empty"),
        (b" \n \n", "survey.csv is empty"),
        (b"a,a\n1,2\n", "two columns are named 'a'"),
        (b"a,\n1,2\n", "column 2 of 2 has no name"),
        (b"a,b\n1,2\n1,2,3\n", "row 3 has 3 cell"),
        (b"a,b\n1,2\n3", "row 3 has 1 cell"),
        (b"a,b\n1,\x00\n", "a zero byte in line 2"),
        ("a,b\né,2\n".encode("latin-1"), "not utf-8 text: a byte in line 2"),
        (b"PK\x03\x04", "a ZIP or Excel file"),
        (b"PAR1", "a Parquet file"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(read, content, sentence):
    with pytest.raises(DataError, match=sentence):
        read(content)


def test_another_encoding_can_be_named(read):
    assert read("a\né\n".encode("latin-1"), encoding="latin-1").frame["a"].to_list() == ["é"]
    with pytest.raises(DataError, match="no encoding 'klingon'"):
        read(b"a\n1\n", encoding="klingon")


def test_names_that_differ_in_case_alone_must_be_written_exactly(read):
    content = b"hh1,HH1,x\n1,2,3\n"
    assert read(content, columns=["HH1", "X"]).columns == ("HH1", "x")
    with pytest.raises(DataError, match="differ in case alone"):
        read(content, columns=["Hh1"])


def test_a_header_without_rows_is_a_table_without_rows(read):
    assert read(b"a,b\n").frame.height == 0


def csv_of(rows) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), max_size=6
).filter(lambda text: text[:1] not in "=+-@" or text == "")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=15))
def test_every_table_of_text_without_formulas_is_read_as_it_is(read, rows):
    marked = [(f"x{a}", f"y{b}") for a, b in rows]
    frame = read(csv_of([("a", "b"), *marked])).frame
    assert frame.rows() == marked


@pytest.mark.parametrize("end", ["", "\n", "\nx^,2\n"])
def test_text_that_begins_as_packed_bytes_do_is_read_as_text(read, end):
    """`x^` are the first bytes of what zlib packs: in the names, and in the first row of cells."""
    rows = [("x^2", "y"), *([("x^", "2")] if end.strip() else [])]
    for names in ("a,b", "x^,b"):
        assert read(f"{names}\nx^2,y{end}".encode()).frame.rows() == rows


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(read, text):
    try:
        table = read(text.encode("utf-8", "surrogatepass"))
    except DataError:
        return
    assert table.frame.width >= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_no_text_that_we_write_begins_like_a_formula(values):
    row = next(csv.reader(io.StringIO(csv_text([values]), newline="")), [])
    for cell in row:
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
