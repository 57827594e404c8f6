"""The codebook: valid against the published schema, nothing new in 2.6, and what it says."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from measure87.disseminate import report_context
from measure87.disseminate.formats.ddi import codebook
from measure87.vocabulary.errors import RefusedError, StudyError
from tests.disseminate.invented_result import invented_result

SCHEMAS = Path(__file__).parents[2] / "reference" / "ddi_codebook" / "schemas"
SPACE = "{ddi:codebook:2_6}"
SAMPLES = [
    {
        "name": "fs",
        "files": {"persons": "fs.sav"},
        "design": {"weight": ["fsweight"], "stratum": ["HH7", "HH6"], "cluster": ["HH1"]},
        "variables": [
            {"name": "HH1", "table": "persons", "stands_for": ["cluster"], "kind": "identifier"},
            {
                "name": "HL4",
                "table": "persons",
                "stands_for": ["sex"],
                "kind": "code",
                "label": "Sex & <gender>",
                "categories": {"1": "MALE", "2": "FEMALE", "9": "NO RESPONSE"},
                "missing": ["9"],
            },
            {
                "name": "fsweight",
                "table": "persons",
                "stands_for": ["weight"],
                "kind": "number",
                "label": "Children 5-17's sample weight",
            },
        ],
    },
    {"name": "wm", "files": {"persons": "wm.sav"}, "design": {}, "variables": []},
]
RESULT = invented_result(country="BGD", samples=SAMPLES)
# New in 2.6 by the Alliance's change log (CHANGELOG_2-6.md, items 2 to 16 and "New coverage").
NEW_ELEMENTS = {"generalDataFormat", "metadataAccs", "language", "license", "varRange"}
NEW_ELEMENTS |= {"fileDerivation", "fileCommand", "fileDerivationVars", "typeOfSetAvailability"}
NEW_ELEMENTS |= {"typeOfExPostEvaluation", "typeOfDevelopmentActivity", "typeOfDataSrc"}
NEW_ELEMENTS |= {"typeOfDataAccess", "typeOfCodingInstruction", "typeOfMetadataAccs"}
NEW_ATTRIBUTES = {"agentIdentifier", "typeOfAgentIdentifier", "isPersistentIdentifier"}
NEW_ATTRIBUTES |= {"vocabInstanceURI", "mimeType"}
CONCEPTUAL_ONLY_IN_26 = {"weight", "frequenc", "collectorTraining", "dataAppr", "stdyClas"}


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(SCHEMAS / "codebook.xsd"))


def tree(result=RESULT):
    return etree.fromstring(codebook(result, report_context(result)).encode())


def texts(root, *path):
    return [e.text for e in root.iterfind(".//" + "/".join(SPACE + name for name in path))]


def test_it_is_valid_against_the_published_schema(schema):
    schema.assertValid(tree())
    broken = tree()
    broken.find(f"{SPACE}stdyDscr").remove(broken.find(f"{SPACE}stdyDscr/{SPACE}citation"))
    assert not schema.validate(broken), "the schema would accept anything"


def test_nothing_is_in_it_that_readers_of_2_5_do_not_know():
    for element in tree().iter():
        name = etree.QName(element).localname
        assert name not in NEW_ELEMENTS
        assert not NEW_ATTRIBUTES & set(element.attrib)
        if name in CONCEPTUAL_ONLY_IN_26:
            assert not len(element), "text alone in 2.5"
        for attribute in element.attrib:
            assert not (name in {"AuthEnty", "othId"} and attribute == "abbr")


def test_it_says_what_the_study_says_of_itself():
    root = tree()
    assert texts(root, "stdyDscr", "citation", "titlStmt", "titl") == [
        "Child labour and forced labour in Inventia, 2026"
    ]
    nation = root.find(f".//{SPACE}nation")
    assert (nation.text, nation.get("abbr")) == ("Bangladesh", "BGD")
    assert texts(root, "sumDscr", "timePrd") == ["2026"]
    assert texts(root, "sumDscr", "collDate") == ["2026-05-01"]
    assert texts(root, "sumDscr", "universe") == ["Persons of 5 and over in private households"]
    assert texts(root, "subject", "keyword") == ["child labour", "forced labour"]
    assert texts(root, "abstract")[0].startswith("The data are invented.")
    assert texts(root, "dataColl", "sampProc") == [
        "fs: Probability sample; strata are the values of HH7 and HH6; units of the first stage "
        "are the values of HH1.",
        "wm: Probability sample; persons were drawn directly, as far as the file says.",
    ]
    assert texts(root, "dataColl", "weight") == [
        "fs: The weight of a person is fsweight.",
        "wm: No weights; all respondents count alike.",
    ]
    notes = root.findall(f"{SPACE}stdyDscr/{SPACE}notes")
    assert notes[0].text == "Made to show what a report says."
    assert {note.get("subject") for note in notes[1:]} == {
        "child_labour/sdg_8_7_1@2018-10-19",
        "forced_labour/icls20_2018@2018-10-19",
    }


def test_what_was_asked_for_and_not_estimated_was_not_measured():
    """Of three definitions that the study asks for one has no figure, and others have one each."""
    root = tree()
    (abstract,) = texts(root, "abstract")
    assert "ICLS" in abstract
    assert "18th" not in abstract
    told = {note.get("subject"): note.text for note in root.iter(f"{SPACE}notes")}
    adults = told["forced_labour/icls20_2018@2018-10-19"]
    assert "forced_labour_adults: " in adults
    assert "forced_labour_children" not in adults
    nothing = tree(replace(RESULT, estimates=()))
    assert texts(nothing, "abstract") == ["The data are invented. Nothing was estimated."]
    assert texts(nothing, "subject", "keyword") == []


def test_it_describes_the_variables_and_their_categories_and_counts_nobody():
    root = tree()
    assert texts(root, "fileTxt", "fileName") == ["fs.sav", "wm.sav"]
    variables = {v.get("name"): v for v in root.iter(f"{SPACE}var")}
    assert list(variables) == ["HH1", "HL4", "fsweight"]
    sex = variables["HL4"]
    assert sex.findtext(f"{SPACE}labl") == "Sex & <gender>"
    categories = [
        (c.findtext(f"{SPACE}catValu"), c.findtext(f"{SPACE}labl"), c.get("missing"))
        for c in sex.iter(f"{SPACE}catgry")
    ]
    assert categories == [
        ("1", "MALE", None),
        ("2", "FEMALE", None),
        ("9", "NO RESPONSE", "Y"),
    ]
    assert variables["fsweight"].get("wgt") == "wgt"
    assert variables["fsweight"].get("intrvl") == "contin"
    assert {v.get("files") for v in variables.values()} == {"F1"}
    counts = ("catStat", "sumStat", "TotlResp", "valrng")
    assert not any(root.iter(*(SPACE + name for name in counts)))


def test_respondents_who_are_no_sample_have_no_sampling_error(schema):
    root = tree(invented_result(country="BGD", samples=SAMPLES, probability_sample=False))
    schema.assertValid(root)
    assert texts(root, "dataColl", "sampProc")[0].endswith(
        "no probability sample of the population."
    )
    assert not texts(root, "EstSmpErr")
    assert texts(tree(), "EstSmpErr")


@pytest.mark.parametrize("missing", ["title", "country", "year", "population", "samples"])
def test_a_release_that_does_not_say_what_the_survey_was_is_refused(missing):
    given_study = {"country": "BGD", "samples": SAMPLES, missing: None}
    result = invented_result(**given_study)
    with pytest.raises(RefusedError, match=f"no {missing}"):
        codebook(result, report_context(result))


def test_what_has_not_passed_the_gate_is_not_described():
    result = replace(RESULT, released=False)
    with pytest.raises(StudyError, match="disclosure gate"):
        codebook(result, report_context(result))


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.text())
def test_whatever_a_title_or_a_label_holds_the_document_is_well_formed(title, label):
    variable = {**SAMPLES[0]["variables"][1], "label": label, "categories": {label or "1": label}}
    sample = {**SAMPLES[0], "variables": [variable]}
    result = invented_result(country="BGD", samples=[sample], title=title)
    etree.fromstring(codebook(result, report_context(result)).encode())
