"""What formats left out is told in a line for each reason, and no format is lost."""

from measure87.study.released_files import _left_out
from measure87.vocabulary.estimate import Notice


def notice(text):
    return Notice("left-out", text)


def test_formats_with_one_reason_share_a_line():
    notices = {
        "sdmx": [notice("the study has no year")],
        "tables-csv": [notice("no table; name one")],
        "tables-pdf": [notice("no table; name one")],
    }
    assert _left_out(notices) == [
        "sdmx: the study has no year",
        "tables-csv, tables-pdf: no table; name one",
    ]


def test_each_reason_of_one_format_has_its_line():
    notices = {
        "ddi": [notice("2 figures are left out"), notice("no title")],
        "sdmx": [notice("no title"), notice("no title of another")],
    }
    assert _left_out(notices) == [
        "ddi: 2 figures are left out",
        "ddi, sdmx: no title",
        "sdmx: no title of another",
    ]


def test_nothing_is_said_where_nothing_was_left_out():
    assert _left_out({}) == []
