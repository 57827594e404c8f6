"""`classify` takes files and frames alike, shows counts and no persons, and feeds `Survey`."""

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import measure87 as m
from measure87.study.survey.classification import classes_in_words, opened_classification
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.status import DECLARED

FOLDER = Path(m.__file__).parents[2] / "examples" / "uk-domestic-workers"
DEFINITION = "forced_labour/ilo_11_indicators"
FILE, MAPPING = FOLDER / "survey.csv", FOLDER / "mapping.toml"


@pytest.fixture(scope="module")
def found():
    return m.classify(FILE, DEFINITION, MAPPING)


def test_files_and_frames_are_classified_alike(found):
    words = classes_in_words(opened_classification(FILE, DEFINITION, MAPPING))
    assert found.to_polars().cast(words.schema).equals(words)
    rows = pl.read_csv(FILE)
    for table in (m.read(FILE), rows, rows.lazy(), rows.to_pandas(), rows.to_arrow()):
        assert m.classify(table, DEFINITION, MAPPING).counts == found.counts


def test_it_prints_counts_that_add_up_and_no_person(found):
    assert all(sum(by.values()) == 85 for by in found.counts.values())
    text, page = repr(found), found._repr_html_()
    for said in (text, page):
        assert "Not released" in said
        assert "person_id" not in said
        assert "__rule" not in said
    line = next(one for one in text.splitlines() if "indicator_4_isolation" in one)
    assert line.split()[1:] == ["73", "1*", "11", "0"]
    assert "so few persons" in text
    assert found.to_dict()["persons"] == 85
    assert [one.against for one in found.checked] == ["a slow reading of 85 answers"]
    assert "Checked against: a slow reading of 85 answers" in page


def test_a_survey_knows_its_columns_for_statuses(found):
    for table in (found.to_polars(), found.to_pandas()):
        shown = m.Survey(table).prevalence("ilo_indicator_2_deception").only
        assert (shown.n, shown.n_cases, shown.n_unknown) == (76, 32, 9)
    assert isinstance(found.to_pandas(), pd.DataFrame)
    assert found.to_polars()[found.measures[0]].dtype == pl.Enum(list(DECLARED))


def test_tables_of_an_engine_and_periods_that_are_none_are_refused():
    import duckdb

    with pytest.raises(UsageError) as caught:
        m.classify(duckdb.sql("select 1 as id"), DEFINITION, MAPPING)
    assert ".pl()" in caught.value.hint
    with pytest.raises(UsageError, match="period"):
        m.classify(FILE, DEFINITION, MAPPING, period="a while")
