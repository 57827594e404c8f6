"""98 and 99 hours that nobody declared missing are named, and not silently hours."""

import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.suspected_codes import suspected_in

MAPPING = """
schema = 1
[x]
[x.persons.person_id]
variable = "ID"
[x.persons.age_years]
variable = "AGE"
[x.persons.economic_hours]
variable = "H"
{more}
"""


def report(source, hours, more="", ages=None):
    n = len(hours)
    table = source(
        {"ID": list(range(n)), "AGE": ages or [5 + i % 13 for i in range(n)], "H": hours}
    )
    mapping = parse_mapping(MAPPING.format(more=more))["x"]
    return apply_mapping(mapping, {"persons": table}).report


def named(report):
    return [one for one in report.warnings if one.code == "perhaps-missing-codes"]


@pytest.mark.parametrize(
    ("counts", "what", "codes"),
    [
        ({5: 40, 40: 10, 98: 1, 99: 2}, "hours", (98, 99)),
        ({70: 3, 77: 1}, "hours", ()),
        ({70: 3, 77: 9}, "hours", (77,)),
        ({96: 9, 97: 7, 98: 5, 99: 3}, "ages", ()),
        ({17: 50, 99: 1}, "ages", (99,)),
        ({0: 4, 1: 9, 2: 3, 8: 1, 9: 2}, "hours", (8, 9)),
        ({5: 9, 6: 9, 7: 9, 8: 9, 9: 9}, "ages", ()),
        ({5: 9, 9: 9, 17: 3}, "ages", ()),
        ({9: 9}, "hours", ()),
        ({}, "hours", ()),
    ],
)
def test_codes_are_told_from_numbers_by_what_lies_below_them(counts, what, codes):
    assert suspected_in(counts, what) == codes


def test_codes_in_hours_are_named_with_what_to_write(source):
    (notice,) = named(report(source, [2, 98, 99, 99, *[20] * 30]))
    assert notice.values == {
        "variable": "H", "named": ["98", "99"], "rows": {"below": 25}, "item": "economic_hours",
    }  # fmt: skip
    assert "`missing`" in notice.text
    assert "`range`" in notice.text
    assert "fewer than 25 rows" in notice.text


def test_who_said_what_they_are_is_not_asked_again(source):
    hours = [2, 98, 99, *[20] * 30]
    assert not named(report(source, hours, "missing = [98, 99]"))
    assert not named(report(source, hours, "range = [0, 112]"))
    assert named(report(source, hours, "missing = [98]"))[0].values["named"] == ["99"]


def test_they_stay_numbers_until_somebody_says_otherwise(source):
    n = [98, *[20] * 30]
    assert named(report(source, n))
    mapping = parse_mapping(MAPPING.format(more=""))["x"]
    table = source({"ID": list(range(31)), "AGE": [9] * 31, "H": n})
    persons = apply_mapping(mapping, {"persons": table}).persons.collect()
    assert persons["economic_hours"].max() == 98


def test_an_age_of_99_among_children_is_named(source):
    (notice,) = named(report(source, [10, 20, 30], ages=[8, 12, 99]))
    assert notice.values["item"] == "age_years"
