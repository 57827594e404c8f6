"""Arabic and Persian digits in cells of text: numbers, codes and days as in other digits."""

import openpyxl
import polars as pl
import pytest

from measure87.files import AskedError, read_source
from measure87.files.other_digits import with_usual_digits
from measure87.vocabulary.cells import cell_kind

USUAL = "0123456789"
SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


def in_script(text, digits):
    return text.translate(str.maketrans(USUAL, digits))


def read(folder, text):
    (folder / "t.csv").write_text(text, "utf-8")
    return read_source(folder / "t.csv").lazy.collect()


@pytest.mark.parametrize("digits", SCRIPTS)
def test_numbers_and_codes_with_zeros_and_days_are_those_of_other_digits(tmp_path, digits):
    head, body = "age;code;day;w;name\n", "6;007;2024-07-01;1.5;\n12;041;2024-07-02;-2.25;\n"
    found = read(tmp_path, head + in_script(body, digits))
    assert found.equals(read(tmp_path, head + body))
    assert found["age"].dtype == pl.Int64
    assert found["w"].to_list() == [1.5, -2.25]


@pytest.mark.parametrize("digits", SCRIPTS)
def test_digits_of_both_kinds_in_one_column_are_numbers(tmp_path, digits):
    ages = ["6", in_script("12", digits), "7"]
    assert read(tmp_path, "\n".join(["age", *ages]))["age"].to_list() == [6, 12, 7]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["١٢٫٥", "٣"], [12.5, 3.0]),
        (["١٫٢٣٤", "٢٫٥٠٠"], [1.234, 2.5]),
        (["١٬٢٣٤", "٥"], [1234.0, 5.0]),
        (["١٬٢٣٤٬٥٦٧٫٨٩", "۵"], [1234567.89, 5.0]),
        (["12٫5", "3"], [12.5, 3.0]),
        (["١٢,٥", "٠,٢٥"], [12.5, 0.25]),
    ],
)
@pytest.mark.parametrize("sep", [";", "\t"])
def test_signs_of_decimals_and_thousands_are_read_without_being_asked(
    tmp_path, cells, numbers, sep
):
    text = "\n".join([f"w{sep}a", *(f"{cell}{sep}1" for cell in cells)]) + "\n"
    assert read(tmp_path, text)["w"].cast(pl.Float64).to_list() == numbers


def test_a_comma_that_may_be_either_is_asked_about_as_in_other_digits(tmp_path):
    with pytest.raises(AskedError, match="may stand before decimals or between thousands"):
        read(tmp_path, "w;a\n١,٢٣٤;1\n٢,٥٠٠;1\n")


@pytest.mark.parametrize("digits", SCRIPTS)
def test_a_workbook_with_numbers_as_text_holds_numbers(tmp_path, digits):
    book = openpyxl.Workbook()
    for row in [("age", "w"), (6, in_script("-1", digits)), (in_script("12", digits), "٠٫١٢٥")]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    found = read_source(tmp_path / "t.xlsx").lazy.collect()
    assert found["age"].to_list() == [6, 12]
    assert found["w"].to_list() == [-1.0, 0.125]


def test_cells_with_letters_stay_as_they_are():
    cells = pl.DataFrame({"c": ["١٢ سنة", "أ١", "٣", None, "a1", "١٫٢٫٣"]})
    assert with_usual_digits(cells)["c"].to_list() == [
        "١٢ سنة", "أ١", "3", None, "a1", "1٫2٫3",
    ]  # fmt: skip


def test_a_column_of_answers_and_numbers_has_numbers_that_can_be_read(tmp_path):
    found = read(tmp_path, "age\n٦\nلا أعرف\n١٢\n")
    assert found["age"].cast(pl.Float64, strict=False).to_list() == [6.0, None, 12.0]


def test_what_no_reader_takes_for_a_number_is_not_called_one():
    assert cell_kind("٦") == cell_kind("१२") == "digits of another script"
    assert cell_kind("1_000") == cell_kind("१_०") == "text"
    assert cell_kind("12") == "a number"
