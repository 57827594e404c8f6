"""What a run says of a map that cannot be drawn, or on which somebody is missing.

Of the invented release regions 1 and 2 are certain, 3 and 4 have few persons, 9 has nobody.
"""

from dataclasses import replace

import pytest

from measure87.disseminate import report_context
from measure87.disseminate.definition_texts import BriefExtras
from measure87.disseminate.formats.brief import FORMAT
from measure87.files.geojson import Region
from tests.disseminate.invented_result import invented_result

SQUARE = ((20.0, 10.0), (21.0, 10.0), (21.0, 11.0), (20.0, 10.0))
ALL = ("1", "2", "3", "4", "9")


def made(codes, by="region"):
    """Whether a map is drawn, and what is said, of borders with these codes."""
    result = invented_result()
    extras = BriefExtras(regions=tuple(Region(one, (SQUARE,)) for one in codes), map_by=by)
    output = FORMAT.write(result, replace(report_context(result), brief=extras))
    page = output.files[0].content
    return "map-of-regions" in page, [one.text for one in output.notices]


def test_of_a_map_with_all_regions_nothing_is_said():
    assert made(ALL) == (True, [])
    assert made(()) == (False, [])


@pytest.mark.parametrize("codes", [("01", "02", "03"), ("Coast", "Hills")])
def test_codes_that_are_not_those_of_the_survey_are_told(codes):
    is_drawn, (said,) = made(codes)
    assert not is_drawn
    assert said.startswith("no map is drawn, for no polygon has a code of region (1, 2, 3, 4, 9):")
    assert "map_key" in said


def test_a_variable_without_a_table_is_told():
    assert made(ALL, by="district") == (
        False,
        [
            "no map is drawn, for there is no table by district alone: "
            "write it under by, or another variable in map_by"
        ],
    )


def test_regions_without_a_polygon_and_polygons_without_a_region_are_told():
    is_drawn, said = made(("1", "2", "3", "7", "8"))
    assert is_drawn
    assert said == [
        "the map has no polygon for codes of region: 4, 9",
        "2 of 5 polygons of the map are hatched, for region never has their codes",
    ]


def test_a_map_of_one_certain_region_is_none_and_that_is_told():
    is_drawn, (said,) = made(("1", "3", "4"))
    assert not is_drawn
    assert "fewer than 2 groups of region have a main figure that is certain enough" in said


def test_of_forced_labour_no_region_is_named_and_that_is_told():
    """`area` is of forced labour alone: 0 and 9 cases in it."""
    is_drawn, (said,) = made(("1", "2"), by="area")
    assert not is_drawn
    assert "of which no region is named" in said
