"""Fields of case records: the standard's own codes, none guessed."""

import pytest

from measure87.define.classifications.trafficking_cases import (
    HTCDS,
    IC_TIP,
    SEVERAL,
    STANDARDS,
    case_field,
    case_fields,
)
from measure87.vocabulary.errors import UsageError

# Values of IOM's table of field standards 2.0, counted there.
COUNTED = {
    "prs_Gender": 6, "vic_TraffickingStatus": 3, "vic_TraffickingStatusDecisionMakingOrg": 5,
    "vic_RelationshipToTrafficker": 3, "vic_MethodOfRecruitment": 10, "vic_MethodsOfControl": 16,
    "vic_TypeOfExploitation": 11, "vic_ForcedLabourIndustry": 21, "vic_TypeOfSexExploitation": 4,
}  # fmt: skip


def test_fields_have_the_values_of_the_standard():
    assert {field.name: len(field.labels) for field in case_fields(HTCDS)} == COUNTED
    industry = case_field(HTCDS, "ForcedLabourIndustry")
    assert [code[:2] for code in industry.labels] == [f"{s}_" for s in "ABCDEFGHIJKLMNOPQRSTU"]
    kinds = case_field(HTCDS, "vic_TypeOfExploitation").labels
    assert kinds["ForcedLabour"] == "Forced labour"
    assert kinds["ForcedMilitaryByNonStateActors"] == "Forced military (by non-state actors)"


@pytest.mark.parametrize(
    "name", ["vic_TypeOfExploitation", "TypeOfExploitation", "TYPEOFEXPLOITATION"]
)
def test_a_field_is_known_by_its_name_in_any_spelling(name):
    assert case_field(HTCDS, name).name == "vic_TypeOfExploitation"
    assert case_field(HTCDS, "Police") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ForcedLabour", "ForcedLabour"),
        ("Forced labour", "ForcedLabour"),
        ("ForcedLabour; ForcedLabour", "ForcedLabour"),
        ("ForcedLabour;SexualExploitation", SEVERAL),
        ("Forced labour | Child labour", SEVERAL),
        ("forced work", None),
        ("ForcedLabour;of another kind", None),
        (" ; ", None),
    ],
)
def test_a_cell_is_a_code_several_or_none(text, code):
    assert case_field(HTCDS, "vic_TypeOfExploitation").code_of(text) == code


def test_a_field_of_one_value_takes_no_several():
    assert case_field(HTCDS, "prs_Gender").code_of("Feminine;Masculine") is None


def test_codes_that_were_not_seen_are_refused_and_not_guessed():
    assert STANDARDS[IC_TIP].seen == "unseen"
    with pytest.raises(UsageError, match="not seen"):
        case_fields(IC_TIP)
    with pytest.raises(UsageError, match="no standard"):
        case_fields("HTCDS")
