"""Groups of a number hold every number once."""

from itertools import pairwise

import pytest

from measure87.define.characteristics import CHARACTERISTICS
from measure87.define.classifications.industry import ISIC3_1, ISIC4

OF_NUMBERS = {
    name: one
    for name, one in CHARACTERISTICS.items()
    if one.kind in ("job-number", "person-number")
}


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_each_group_of_a_number_begins_where_the_one_before_ends(name):
    groups = OF_NUMBERS[name].groups
    assert all(one.bounds[1] == other.bounds[0] for one, other in pairwise(groups))
    assert groups[-1].bounds[1] is None


@pytest.mark.parametrize("name", ["hours", "duration"])
def test_the_code_of_a_group_says_its_bounds(name):
    for group in CHARACTERISTICS[name].groups:
        first, after = group.bounds
        said = group.code.split("_")
        if said[0] == "below":
            assert (first, after) == (0, int(said[1]))
        elif said[1] == "over":
            assert (first, after) == (int(said[0]), None)
        else:
            assert (first, after) == (int(said[0]), int(said[1]) + 1)


@pytest.mark.parametrize(
    ("version", "code", "group"),
    [
        ("ISIC4", "T", "households"), ("ISIC4", "97", "households"), ("ISIC4", "98", "households"),
        ("ISIC3.1", "P", "households"), ("ISIC3.1", "95", "households"),
        ("ISIC3.1", "97", "households"), ("ISIC3.1", "93", "services"), ("ISIC4", "96", "services"),
        ("ISIC4", "43", "industry"), ("ISIC3.1", "45", "industry"),
        ("ISIC3.1", "05", "agriculture"), ("ISIC4", "03", "agriculture"),
        ("ISIC4", "05", "industry"), ("ISIC3.1", "10", "industry"),
    ],
)  # fmt: skip
def test_the_first_and_last_industry_of_a_group_are_in_it_alone(version, code, group):
    groups = CHARACTERISTICS["industry"].groups
    assert [one.code for one in groups if code in dict(one.beginnings).get(version, ())] == [group]


@pytest.mark.parametrize(("version", "sections"), [("ISIC4", ISIC4), ("ISIC3.1", ISIC3_1)])
def test_every_section_and_division_of_a_version_is_in_one_group(version, sections):
    groups = [dict(one.beginnings)[version] for one in CHARACTERISTICS["industry"].groups]
    for section in sections:
        own = {
            tuple(code in group for group in groups) for code in (section.code, *section.divisions)
        }
        assert len(own) == 1, section
        assert sum(own.pop()) == 1, section
