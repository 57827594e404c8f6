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


GLOBAL_ESTIMATES = (
    "child_labour_global_estimates_industries",
    "hazardous_work_global_estimates_industries",
    "children_in_employment_global_estimates",
)


@pytest.fixture(scope="module")
def adults_and_children(country, folder):
    sources = {
        "persons": read_source(folder / "fl_persons.sav"),
        "jobs": read_source(folder / "fl_jobs.csv"),
        "circumstances": read_source(folder / "fl_circumstances.parquet"),
    }
    definitions = {
        "forced_labour/icls20_2018": FORCED_LABOUR,
        "child_labour/ilo_global_estimates": GLOBAL_ESTIMATES,
    }
    found = _classified(forced_labour_mapping(), sources, definitions)
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


@pytest.mark.parametrize("measure", GLOBAL_ESTIMATES)
def test_a_child_is_by_the_global_estimates_what_she_really_is(adults_and_children, measure):
    children = adults_and_children.filter(pl.col(f"{measure}_classified").is_not_null())
    assert children["age_years"].is_between(5, 17).all()
    determined = children.filter(pl.col(f"{measure}_classified") != UNKNOWN)
    found = determined[f"{measure}_classified"] == YES
    assert (found == determined[measure]).all()
    assert found.sum() > 300
    assert determined.height > 0.97 * children.height


def test_only_untold_hours_leave_a_child_open_by_the_global_estimates(country, adults_and_children):
    """A second, naive reading of the file of jobs: with no hours, and with all of a week."""
    now = country.jobs.filter(pl.col("in_reference_week") == 1)
    jobs = now.group_by("person_id").agg(
        pl.col("hours").fill_null(0).sum().alias("least"),
        pl.col("hours").fill_null(168).sum().alias("most"),
        (pl.col("industry") == "41").any().alias("builds"),
    )
    name = GLOBAL_ESTIMATES[0]
    children = adults_and_children.filter(pl.col("age_years").is_between(5, 17))
    rows = children.join(jobs, on="person_id", how="left")
    for child in rows.select("age_years", "least", "most", "builds", f"{name}_classified").rows():
        age, least, most, builds, status = child
        limit = 1 if age <= 11 else 14 if age <= 14 else 43
        ends = {builds is not None and (builds or hours >= limit) for hours in (least, most)}
        assert status == (UNKNOWN if len(ends) == 2 else YES if True in ends else NO), child


@pytest.mark.parametrize("measure", GLOBAL_ESTIMATES)
def test_the_survey_gives_back_what_the_global_estimates_rule_says_of_everybody(
    country, adults_and_children, measure
):
    told = adults_and_children.filter(pl.col(f"{measure}_classified").is_in([NO, YES]))
    cases = (told[f"{measure}_classified"] == YES).cast(pl.Float64)
    share = (cases * told["weight"]).sum() / told["weight"].sum()
    truth = country.truth["measures"][measure]["values"][0]["value"]
    # About 11,000 children in some 400 clusters: a standard error of half a point at most.
    assert share == pytest.approx(truth, abs=0.015)


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
