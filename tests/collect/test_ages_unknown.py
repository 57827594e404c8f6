"""Persons without an age are in no measure with ages, and that is told."""

import pytest

from measure87.collect import apply_mapping, parse_mapping

MAPPING = """
schema = 1
[x]
[x.persons.person_id]
variable = "ID"
[x.persons.age_years]
variable = "AGE"
missing = [99]
"""


def warned(source, ages, more=""):
    table = source({"ID": list(range(len(ages))), "AGE": ages})
    report = apply_mapping(parse_mapping(MAPPING + more)["x"], {"persons": table}).report
    return [one for one in report.warnings if one.code == "ages-unknown"]


@pytest.mark.parametrize(
    ("without", "rows", "words"), [(30, 30, "in 30 rows"), (3, {"below": 25}, "fewer than 25")]
)
def test_persons_without_an_age_are_counted(source, without, rows, words):
    ages = [None] + [99] * (without - 1) + [7] * 40
    (notice,) = warned(source, ages)
    assert notice.values == {"rows": rows}
    assert words in notice.text


def test_nothing_is_said_where_every_age_is_known(source):
    assert warned(source, [5, 11, 17]) == []
