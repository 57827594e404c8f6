"""Rules and invention share no code; what they say of 40,000 persons must be the same."""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS
from measure87.vocabulary.status import NO, UNKNOWN, YES

MEASURES = ("forced_labour_adults", "forced_labour_children", "forced_labour")
STATUS_OF_ANSWER = {1: YES, 2: NO, 8: UNKNOWN, 9: UNKNOWN}
KINDS = {"identifier": pl.String, "code": pl.String, "number": pl.Float64, "integer": pl.Int64}


def _standard(frame, table):
    """Answers as statuses and columns of the declared kinds, without any mapping file."""
    columns = []
    for name in frame.columns:
        if name in table and table[name].kind == "status":
            answer = pl.col(name).replace_strict(STATUS_OF_ANSWER, return_dtype=pl.Int8)
            columns.append(answer)
        elif name in table:
            columns.append(pl.col(name).cast(KINDS[table[name].kind]))
    return frame.lazy().select(columns)


@pytest.fixture(scope="module")
def classified(country):
    tables = Tables(
        _standard(country.persons, PERSONS),
        _standard(country.jobs, JOBS),
        _standard(country.circumstances, CIRCUMSTANCES),
    )
    definition = load_definition("forced_labour/icls20_2018")
    found = classify(tables, [(definition, MEASURES)]).to_native().collect()
    return country.sample_truth.join(found, on="person_id", suffix="_classified")


@pytest.mark.parametrize("measure", MEASURES)
def test_every_status_is_the_one_that_the_answers_allow(classified, measure):
    ours, theirs = classified[f"{measure}_as_told"], classified[f"{measure}_classified"]
    assert ours.eq_missing(theirs).all()
    assert set(theirs.drop_nulls().unique().to_list()) == {NO, UNKNOWN, YES}


@pytest.mark.parametrize("measure", MEASURES)
def test_whoever_is_determined_is_what_she_really_is(classified, measure):
    determined = classified.filter(pl.col(f"{measure}_classified").is_in([NO, YES]))
    found = determined[f"{measure}_classified"] == YES
    assert (found == determined[measure]).all()
    assert found.sum() > 80
