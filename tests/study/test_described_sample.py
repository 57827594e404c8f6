"""What a run says of its samples, for the codebook: names and labels, and no value of the data."""

import json

import pytest
from lxml import etree

from measure87.study import new_study, run_study
from tests.study import tiny

SPACE = "{ddi:codebook:2_6}"


@pytest.fixture(scope="module")
def mics(tmp_path_factory, invented_data):
    folder = tmp_path_factory.mktemp("described") / "mics"
    new_study(folder, "mics6", data=invented_data / "fs.sav", country="ZZZ")
    run_study(folder)
    return folder


def sample_of(folder):
    content = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    (sample,) = content["diagnostics"]["study"]["samples"]
    return sample


# From the labels of the MICS6 codebook, copied by hand.
@pytest.mark.slow
def test_a_mics_study_describes_its_variables(mics):
    sample = sample_of(mics)
    assert sample["files"] == {"persons": "fs.sav"}
    assert sample["design"] == {
        "weight": ["fsweight"],
        "stratum": ["stratum"],
        "cluster": ["PSU"],
    }
    variables = {one["name"]: one for one in sample["variables"]}
    assert variables["HL4"]["stands_for"] == ["sex"]
    assert variables["HL4"]["label"] == "Sex"
    assert variables["HL4"]["categories"] == {"1": "MALE", "2": "FEMALE"}
    assert variables["CL3"]["stands_for"] == ["economic_hours"]
    assert variables["CL3"]["categories"]["99"] == "NO RESPONSE"
    assert "categories" not in variables["HH1"]


def test_identifiers_have_no_categories_whatever_the_file_says(mics):
    for one in sample_of(mics)["variables"]:
        if one["kind"] == "identifier":
            assert "categories" not in one


def test_a_study_in_csv_files_describes_both_tables(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    run_study(folder)
    sample = sample_of(folder)
    assert sample["files"] == {"persons": "persons.csv", "jobs": "jobs.csv"}
    assert sample["design"] == {"weight": ["w"], "stratum": ["strat"], "cluster": ["ea"]}
    tables = {one["name"]: one["table"] for one in sample["variables"]}
    assert (tables["sex"], tables["hours"]) == ("persons", "jobs")
    codebook = etree.parse(folder / "out" / "ddi.xml")
    names = {v.get("name") for v in codebook.iter(f"{SPACE}var")}
    assert names == set(tables)
