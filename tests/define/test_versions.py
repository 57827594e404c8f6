"""Lists and data in different versions of a classification are never compared."""

import pytest

from measure87.define import check_versions, load_definition
from measure87.vocabulary.errors import DefinitionError

ICLS = load_definition("child_labour/icls18_2008_amended_2018")


@pytest.mark.parametrize(
    ("column", "told", "listed", "name"),
    [
        ("occupation", "ISCO08", "ISCO88", "hazardous_occupations"),
        ("industry", "ISIC3.1", "ISIC4", "hazardous_industries"),
    ],
)
def test_another_version_is_refused_with_both_versions_and_the_remedy(column, told, listed, name):
    right = {"industry": "ISIC4", "occupation": "ISCO88"}
    check_versions(ICLS, right)
    with pytest.raises(DefinitionError) as caught:
        check_versions(ICLS, right | {column: told})
    assert told in caught.value.text
    assert listed in caught.value.text
    assert f"lists/{name}.csv" in caught.value.hint
    assert caught.value.exit_status == 1


def test_a_version_that_nobody_named_is_refused_too():
    with pytest.raises(DefinitionError, match="no named version"):
        check_versions(ICLS, {"industry": ""})


def test_only_the_lists_behind_the_wanted_measures_matter():
    versions = {"industry": "ISIC4", "occupation": "ISCO08"}
    check_versions(ICLS, versions, ["child_labour_icls", "hazardous_work_icls"])
    with pytest.raises(DefinitionError):
        check_versions(ICLS, versions, ["hazardous_work_icls_with_occupations"])


def test_a_list_that_does_not_count_refuses_no_headline_on_its_version():
    headlines = [measure.name for measure in ICLS.measures.values() if measure.headline]
    other = {"industry": "ISIC3.1", "occupation": "ISCO08"}
    check_versions(ICLS, other, headlines)
    for name in ("hazardous_work_icls_with_industries", "child_labour_icls_with_industries"):
        with pytest.raises(DefinitionError, match=name) as caught:
            check_versions(ICLS, {"industry": "ISIC3.1"}, [name])
        assert "leave the measure out" in caught.value.hint


def test_a_survey_without_such_codes_has_nothing_to_compare():
    check_versions(ICLS, {})


def test_all_that_the_resolution_says_holds_from_the_day_of_its_amendment():
    assert ICLS.versioned_id == "child_labour/icls18_2008_amended_2018@2018-10-19"
    early = load_definition(f"{ICLS.id}@2018-10-19")
    assert early.measures.keys() == ICLS.measures.keys()
