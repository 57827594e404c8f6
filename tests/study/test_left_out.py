"""What formats left out is told in a line for each reason, and no format is lost."""

from measure87.study.released_files import _left_out
from measure87.vocabulary.estimate import Notice


def notice(text):
    return Notice("left-out", text)


def test_formats_with_one_reason_share_a_line():
    notices = {
        "sdmx": [notice("sdmx: the study has no year")],
        "tables-csv": [notice("tables-csv: no table; name one")],
        "tables-pdf": [notice("tables-pdf: no table; name one")],
    }
    assert _left_out(notices) == [
        "sdmx: the study has no year",
        "tables-csv, tables-pdf: no table; name one",
    ]


def test_what_names_no_format_stands_as_it_is_and_each_reason_of_one_format_has_its_line():
    notices = {
        "ddi": [notice("SDMX for the UN: 2 figures are left out"), notice("ddi: no title")],
        "sdmx": [notice("ddi: no title of another")],
    }
    assert _left_out(notices) == [
        "SDMX for the UN: 2 figures are left out",
        "ddi: no title",
        "ddi: no title of another",
    ]


def test_nothing_is_said_where_nothing_was_left_out():
    assert _left_out({}) == []
