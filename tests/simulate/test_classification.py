"""Rules and invention share no code; what they say of 40,000 persons must be the same.

The way is the whole one: files, preset, mapping, rules.
"""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import forced_labour_mapping, mics6_mapping
from measure87.define import load_definition
from measure87.files import read_source
from measure87.vocabulary.status import NO, UNKNOWN, YES

FORCED_LABOUR = ("forced_labour_adults", "forced_labour_children", "forced_labour")
CHILD_LABOUR = {
    "child_labour/sdg_8_7_1": ("child_labour_sdg_a", "child_labour_sdg_b"),
    "child_labour/mics6_pr34": ("child_labour_mics_pr34", "hazardous_conditions"),
}


def _classified(mapping, sources, definitions):
    (section,) = parse_mapping(mapping).inputs.values()
    tables = apply_mapping(section, sources)
    assert not tables.report.unmapped
    found = classify(
        Tables(tables.persons, tables.jobs, tables.circumstances),
        [(load_definition(identity), names) for identity, names in definitions.items()],
        carry=["weight"],
    )
    return found.to_native().collect()


@pytest.fixture(scope="module")
def adults_and_children(country, folder):
    sources = {
        "persons": read_source(folder / "fl_persons.sav"),
        "jobs": read_source(folder / "fl_jobs.csv"),
        "circumstances": read_source(folder / "fl_circumstances.parquet"),
    }
    found = _classified(
        forced_labour_mapping(), sources, {"forced_labour/icls20_2018": FORCED_LABOUR}
    )
    assert found.height == country.persons.height
    return country.sample_truth.join(found, on="person_id", suffix="_classified")


@pytest.mark.parametrize("measure", FORCED_LABOUR)
def test_every_status_is_the_one_that_the_answers_allow(adults_and_children, measure):
    ours = adults_and_children[f"{measure}_as_told"]
    theirs = adults_and_children[f"{measure}_classified"]
    assert ours.eq_missing(theirs).all()
    assert set(theirs.drop_nulls().unique().to_list()) == {NO, UNKNOWN, YES}


@pytest.mark.parametrize("measure", FORCED_LABOUR)
def test_whoever_is_determined_is_what_she_really_is(adults_and_children, measure):
    determined = adults_and_children.filter(pl.col(f"{measure}_classified").is_in([NO, YES]))
    found = determined[f"{measure}_classified"] == YES
    assert (found == determined[measure]).all()
    assert found.sum() > 80


@pytest.fixture(scope="module")
def children(country, folder):
    source = read_source(folder / "fs.sav")
    found = _classified(mics6_mapping(source), {"persons": source}, CHILD_LABOUR)
    ids = pl.col("person_id").str.split("-")
    ours = country.sample_truth.filter("drawn_for_fs").with_columns(
        pl.concat_str(
            (ids.list.get(place).cast(pl.Int64).cast(pl.String) for place in (1, 2, 3)),
            separator="-",
        ).alias("person_id")
    )
    joined = ours.join(found, on="person_id", suffix="_classified")
    assert joined.height == found.height == (country.children["FS17"] == 1).sum()
    return joined


@pytest.mark.parametrize("measure", [name for names in CHILD_LABOUR.values() for name in names])
def test_child_labour_under_the_custodians_rule_is_what_the_answers_say(children, measure):
    found = children[f"{measure}_classified"] == YES
    assert (found == children[f"{measure}_as_told"]).all()
    assert 400 < found.sum() < 2_000
