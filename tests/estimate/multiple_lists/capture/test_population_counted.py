import pytest

from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import FormerNameWarning
from measure87.vocabulary.releases.codec import plain

WHOLE = {
    "population": "potential victims of trafficking for labour",
    "area": "an invented country",
    "period": "2013-01-01 to 2013-12-31",
    "status": "potential, referred",
    "closed_because": "stays last longer than the period",
}


def test_a_whole_statement_says_that_it_is_no_prevalence_on_a_day():
    said = plain(PopulationCounted.from_mapping(WHOLE).stated())
    assert said["not"] == "a prevalence on a given day"
    assert said["period"] == WHOLE["period"]


@pytest.mark.parametrize("part", list(WHOLE))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_part_must_be_stated(part, value):
    with pytest.raises(UsageError) as found:
        PopulationCounted.from_mapping(WHOLE | {part: value})
    assert part in found.value.text
    assert found.value.code == "population-not-stated"


def test_unknown_keys_and_statuses_are_told_with_the_known_ones():
    with pytest.raises(UsageError, match="perod") as found:
        PopulationCounted.from_mapping(WHOLE | {"perod": "2013"})
    assert "period" in (found.value.hint or "")
    with pytest.raises(UsageError, match="suspected") as found:
        PopulationCounted.from_mapping(WHOLE | {"status": "suspected"})
    assert "confirmed" in (found.value.hint or "")


def test_the_former_key_of_the_area_is_read_and_told():
    former = {"place" if key == "area" else key: text for key, text in WHOLE.items()}
    with pytest.warns(FormerNameWarning, match="the key 'place' is now called 'area'"):
        found = PopulationCounted.from_mapping(former)
    assert found == PopulationCounted.from_mapping(WHOLE)
    with pytest.raises(UsageError) as both:
        PopulationCounted.from_mapping(WHOLE | {"place": "elsewhere"})
    assert both.value.code == "unknown-key"
    without = {key: text for key, text in WHOLE.items() if key != "area"}
    with pytest.raises(UsageError, match="area") as none:  # and no word of a former name
        PopulationCounted.from_mapping(without)
    assert none.value.code == "population-not-stated"
