"""The check of forms holds for a form that it was not made with: clean, and with 57 faults."""

import pytest

from measure87.collect.form.lint import check_xlsform
from tests.collect.form.other_form import Book
from tests.collect.form.planted_elsewhere import PLANTS


def places_of(wanted):
    """What may stand where something is wanted: one thing, or several."""
    return wanted if isinstance(wanted, tuple) else (wanted,)


def stands(finding, sheet, rows, columns):
    place = finding.place
    return (
        place.sheet == sheet
        and (rows is None or place.row in places_of(rows))
        and (columns is None or (place.header or None) in places_of(columns))
    )


def test_the_other_form_has_no_finding(tmp_path):
    found = check_xlsform(Book().write(tmp_path / "form.xlsx"))
    assert [one.lines() for one in found.findings] == []
    assert found.languages == ("Português (pt)", "العربية (ar)")


def test_a_range_from_high_to_low_is_no_fault(tmp_path):
    book = Book()
    book.set("dificuldade", "parameters", "start=10 end=0 step=1")
    assert check_xlsform(book.write(tmp_path / "form.xlsx")).findings == ()


@pytest.mark.few(20)
@pytest.mark.parametrize("name", PLANTS)
def test_a_fault_in_it_is_found_where_it_lies(tmp_path, name):
    book = Book()
    place = PLANTS[name](book)
    found = check_xlsform(book.write(tmp_path / "form.xlsx")).findings
    there = [one for one in found if stands(one, *place)]
    assert there, [one.lines() for one in found]
    assert all(one.remedy and one.text for one in there)
