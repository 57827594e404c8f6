"""CSV text that can be read in several ways: what is sure is read, what is not is asked at once."""

import pytest

from measure87.files import AskedError, TableForm, read_source
from measure87.files.csv_encoding import marked_encoding
from measure87.vocabulary.errors import DataError


@pytest.fixture
def read(tmp_path):
    """Read text as a CSV file."""

    def _read(text, columns=None, *, encoding="utf-8", skip_absent=False, **form):
        path = tmp_path / "t.csv"
        path.write_bytes(text.encode(encoding))
        return read_source(path, columns, form=TableForm(**form), skip_absent=skip_absent)

    return _read


def lines_asked(caught):
    return [line.strip() for line in caught.value.hint.splitlines()[1:]]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ("12,5;3", [12.5, 3]),
        ("0,125;0,250", [0.125, 0.25]),
        ("1,234;0,5", [1.234, 0.5]),
        ("1.234,50;2", [1234.5, 2]),
        ("1\u202f234,5;2", [1234.5, 2]),
        ("1\u00a0234;12", [1234, 12]),
        ("1,234.5;2", [1234.5, 2]),
        ("12.5;1,234", [12.5, 1234]),
        ("-1.234,5;+2", [-1234.5, 2]),
        ("1.234.567,5;1", [1234567.5, 1]),
    ],
)
def test_one_number_that_is_sure_says_how_all_of_a_column_are_meant(read, cells, value):
    text = "id;w\n" + "".join(f"{k};{cell}\n" for k, cell in enumerate(cells.split(";")))
    assert read(text).frame["w"].to_list() == value


@pytest.mark.parametrize(
    "cells", ["1,234;2,500", "1.234;2.500", "101,102,103;1,234", "1.234.567;1"]
)
def test_without_one_the_sign_is_asked_for_and_both_answers_are_taken(read, cells):
    text = "id;w\n" + "".join(f"{k};{cell}\n" for k, cell in enumerate(cells.split(";")))
    with pytest.raises(AskedError, match="column\\(s\\) 'w' may stand before decimals") as caught:
        read(text)
    assert lines_asked(caught) == ['decimal = ","    # or "."']
    for sign in ",.":
        read(text, decimal=sign)
    assert read("id;w\n1;1,234\n", decimal=",").frame["w"].to_list() == [1.234]
    assert read("id;w\n1;1,234\n", decimal=".").frame["w"].to_list() == [1234]
    assert read("id;w\n1;1.234\n", decimal=",").frame["w"].to_list() == [1234]


def test_another_column_with_decimal_commas_is_evidence_and_one_with_points_is_not(read):
    assert read("a;b\n1,234;2,5\n2,345;1\n").frame["a"].to_list() == [1.234, 2.345]
    with pytest.raises(AskedError):
        read("a;b\n1,234;2.5\n2,345;1\n")
    with pytest.raises(AskedError):
        read("a;b\n1.234;2,5\n2.345;1\n")


def test_a_point_is_a_decimal_point_where_commas_or_tabs_separate_cells(read):
    assert read("a,b\n1.234,x\n2.345,y\n").frame["a"].to_list() == [1.234, 2.345]
    assert read("a\tb\n1.234\tx\n2.345\ty\n").frame["a"].to_list() == [1.234, 2.345]


def test_numbers_with_commas_among_commas_may_be_codes_and_are_asked_about(read):
    text = 'id,chosen\n1,"1,2"\n2,"1,4"\n3,"2,3"\n'
    with pytest.raises(AskedError):
        read(text)
    assert read(text, ["id"]).frame.rows() == [(1,), (2,), (3,)]
    assert read(text, decimal=".").frame["chosen"].to_list() == ["1,2", "1,4", "2,3"]
    assert read(text, decimal=",").frame["chosen"].to_list() == [1.2, 1.4, 2.3]


def test_decimal_commas_between_tabs_are_read_and_said(read):
    source = read("a\tb\n1,5\tx\n2\ty\n")
    assert source.frame["a"].to_list() == [1.5, 2]
    assert source.notices == ("numbers of a are read with a decimal comma",)


def test_blanks_that_break_part_no_thousands(read):
    assert read("a;b\n101 102;1\n103 104;2\n").frame["a"].to_list() == ["101 102", "103 104"]


def test_letters_that_are_not_read_need_no_encoding(read):
    text = "id;age;remark\n1;9;\u00e9t\u00e9\n2;8;no\u00ebl\n"
    assert read(text, ["id", "age"], encoding="cp1252").frame.rows() == [(1, 9), (2, 8)]
    with pytest.raises(AskedError, match="a byte in line 2") as caught:
        read(text, ["id", "remark"], encoding="cp1252")
    assert "column(s) 3" in caught.value.text
    assert "t\u00e9" not in str(caught.value)


def test_a_wanted_name_that_may_be_misread_is_asked_about_and_not_passed_over(read):
    text = "id;r\u00e9gion\n1;2\n2;3\n"
    with pytest.raises(AskedError) as caught:
        read(text, ["id", "r\u00e9gion"], encoding="cp1252", skip_absent=True)
    assert (
        "windows-1252 (Western European languages) with columns 'r\u00e9gion'" in caught.value.text
    )
    assert "windows-1251 (Cyrillic) with columns 'r\u0439gion'" in caught.value.text
    assert read(text, ["id"], encoding="cp1252").columns == ("id",)


def test_a_first_line_that_may_be_a_person_is_not_repeated(read):
    with pytest.raises(AskedError) as caught:
        read("7;Jos\u00e9 P\u00e9rez;12 rue\n8;x;y\n", encoding="cp1252")
    assert "rez" not in str(caught.value)


def test_everything_that_is_unsure_is_asked_at_once(read):
    text = "a,b;c\u00e9\n1,234;2\n2,345;3\n"
    with pytest.raises(AskedError) as caught:
        read(text, encoding="cp1252")
    assert lines_asked(caught) == [
        'form = { encoding = "windows-1252", separator = "," }    '
        '# encoding: "windows-1251", "windows-1256", ...; separator: ";"'
    ]
    assert "(--encoding windows-1252 --separator ,):" in caught.value.hint


def test_an_option_that_a_shell_would_take_for_its_own_is_quoted(read):
    with pytest.raises(AskedError, match="may be separated") as caught:
        read("a\tb;c\n1\t2;3\n2\t3;4\n")
    assert '(--separator ";")' in caught.value.hint
    with pytest.raises(AskedError, match="may be separated") as caught:
        read("a\tb,c\n1\t2,3\n2\t3,4\n", separator=None)
    assert lines_asked(caught) == ['separator = ","    # or "\\t"']


def test_two_separators_that_split_every_row_are_asked_about(read):
    text = "a,b;c\n1,2;3\n4,5;6\n"
    with pytest.raises(AskedError, match=r"a comma \(2 columns\) or a semicolon \(2 columns\)"):
        read(text)
    assert read(text, separator=";").columns == ("a,b", "c")
    assert read(text, separator=",").columns == ("a", "b;c")


def test_a_separator_in_quotation_marks_splits_nothing(read):
    text = 'id;"name, surname";"a|b"\n1;"x, y";2\n2;"z";3\n'
    assert read(text).columns == ("id", "name, surname", "a|b")


def test_the_first_line_may_say_the_separator(read):
    source = read("sep=;\nid;a,b\n1;2\n")
    assert source.columns == ("id", "a,b")
    with pytest.raises(DataError, match="formula, first in row 3"):
        read("sep=;\nid;a\n=1+1;2\n")


@pytest.mark.parametrize("title", ["Survey 2024;;\n;;\n", "Survey 2024\n\n", "Survey 2024;;\n"])
def test_names_below_a_title_are_found_and_said(read, title):
    source = read(f"{title}id;age;sex\n1;9;2\n2;8;1\n")
    assert source.frame.rows() == [(1, 9, 2), (2, 8, 1)]
    row = title.count("\n") + 1
    assert source.notices == (f"names of columns are read from row {row}, below a title",)
    with pytest.raises(DataError, match=f"first in row {row + 2}"):
        read(f"{title}id;age;sex\n1;9;2\n2;=1;1\n")


def test_a_row_of_data_is_never_taken_for_the_names(read):
    for text in ("text\nhello, world\ngood, day\n", "a,\nx,y\nz,w\n", "a;;\n1;2;3\n4;5;6\n"):
        with pytest.raises(DataError):
            read(text)


def test_the_row_of_names_can_be_said(read):
    text = "Survey;of;\nid;age;sex\n1;9;2\n"
    with pytest.raises(DataError, match="column 3 of 3 has no name") as caught:
        read(text)
    assert "header_row = N" in caught.value.hint
    assert read(text, header_row=2).frame.rows() == [(1, 9, 2)]
    with pytest.raises(DataError, match="no row 9"):
        read(text, header_row=9)


def test_utf_16_without_its_mark_is_known_and_binary_is_not(read):
    text = "id;\u043c\u0435\u0441\u0442\u043e\n1;\u0421\u0435\u0432\u0435\u0440\n2;\u042e\u0433\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read(text, encoding=encoding).columns == ("id", "\u043c\u0435\u0441\u0442\u043e")
    assert marked_encoding(b"a,b\n1,\x00\n") is None
    assert marked_encoding(bytes(range(64))) is None
    assert marked_encoding(b"") is None


def test_digits_of_another_script_are_text_and_no_damage(read):
    table = read("n,w\n1,१\n2,२\n")
    assert table.frame["w"].to_list() == ["१", "२"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blank", [0, 1, 3])
def test_blank_lines_at_the_top_have_numbers_too(read, ends, blank):
    def lines(*rows):
        return ends.join([*[""] * blank, *rows, ""])

    source = read(lines("id,age", "1,9", "", "2,8"))
    assert [source.rows.of(place) for place in range(2)] == [blank + 2, blank + 4]
    with pytest.raises(DataError, match=f"first in row {blank + 3}"):
        read(lines("id,age", "1,9", "2,=1"))
    titled = lines("Survey", "id,age,sex", "1,9,2")
    with pytest.raises(AskedError) as caught:
        read(titled)
    assert lines_asked(caught)[0] == f"header_row = {blank + 2}"
    assert read(titled, header_row=blank + 2).frame.rows() == [(1, 9, 2)]
    if blank:
        with pytest.raises(DataError, match=f"no row {blank} with names"):
            read(titled, header_row=blank)
