"""The preset of IPUMS MICS: what was seen is proposed, the rest goes by labels, all waits."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.collect import parse_mapping
from measure87.collect.presets import ipums_mics_mapping
from measure87.vocabulary.errors import DataError, StudyError

YES_NO = {"0": "No", "1": "Yes", "7": "Don't know", "8": "Missing", "9": "NIU (not in universe)"}


@pytest.fixture
def extract(source):
    """An invented extract. Names of the child labour module are invented: they were not seen."""
    n = 24
    columns = {
        "SAMPLE": [99960] * n,
        "IMICSPSU": [i // 4 for i in range(n)],
        "IMICSSTRATUM": [1 + i // 12 for i in range(n)],
        "HHNO": [i % 4 for i in range(n)],
        "INVENTED1": [1 + i % 3 for i in range(n)],
        "INVENTED2": [1.0] * n,
        "AGE": [5 + i % 13 for i in range(n)],
        "SEX": [1 + i % 2 for i in range(n)],
        "URBAN": [1 + i % 2 for i in range(n)],
        "SCHOOLEVER": [i % 2 for i in range(n)],
        "INVENTED3": [i % 2 for i in range(n)],
    }
    labels = {
        "SEX": {"1": "Male", "2": "Female"},
        "URBAN": {"1": "Urban", "2": "Rural"},
        "SCHOOLEVER": YES_NO,
        "INVENTED3": YES_NO,
    }
    named = {
        "INVENTED1": "Line number", "INVENTED2": "Sample weight for children 5-17",
        "INVENTED3": "Fetched water", "SCHOOLEVER": "Ever attended school",
    }  # fmt: skip
    return source(columns, labels, name="mics_00001.dta", variable_labels=named)


def test_seen_names_and_labels_are_proposed_and_nothing_is_mapped(extract):
    text = ipums_mics_mapping(extract)
    assert "(unseen)" in text
    with pytest.raises(StudyError) as caught:
        parse_mapping(text)
    assert caught.value.code == "unconfirmed"
    mapping = parse_mapping(text.replace("confirmed = false", "confirmed = true"))["ipums_mics"]
    persons = mapping.persons
    assert persons["cluster"].variables == ("IMICSPSU",)
    assert persons["stratum"].variables == ("IMICSSTRATUM",)
    assert persons["weight"].variables == ("INVENTED2",)
    assert persons["area"].codes == {"1": "1", "2": "2"}
    assert "school_attendance" not in persons
    water = persons["fetched_water"]
    assert (water.yes, water.no, water.not_asked) == (("1",), ("0",), ("9",))
    assert set(water.unknown) == {"7", "8"}
    assert "the name was seen" in text


def test_a_file_of_unicef_is_sent_to_its_own_preset(source, mics_columns):
    with pytest.raises(DataError, match="not a file of IPUMS MICS") as caught:
        ipums_mics_mapping(source(mics_columns))
    assert "mics6" in caught.value.hint


def test_an_extract_of_several_samples_is_refused(extract):
    table = extract.frame.with_columns(
        SAMPLE=pl.Series([99960, 99961] * (extract.frame.height // 2)),
    )
    with pytest.raises(DataError, match=r"holds 2 samples \(SAMPLE\)"):
        ipums_mics_mapping(replace(extract, frame=table))
