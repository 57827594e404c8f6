"""The invented country is the same for the same seed, of the size asked for, and its own."""

import numpy as np
import polars as pl
import pytest

from measure87.simulate import invent_country
from measure87.simulate.population import ABSENT
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS
from measure87.vocabulary.errors import UsageError

TABLES = ("children", "persons", "jobs", "circumstances", "sample_truth")


def test_the_same_seed_gives_the_same_country():
    one, two = invent_country(5, persons=2_000), invent_country(5, persons=2_000)
    assert all(getattr(one, name).equals(getattr(two, name)) for name in TABLES)
    assert one.truth == two.truth


def test_another_seed_gives_another_country():
    one, two = invent_country(5, persons=2_000), invent_country(6, persons=2_000)
    assert not any(getattr(one, name).equals(getattr(two, name)) for name in TABLES)
    assert one.truth["measures"] != two.truth["measures"]


def test_the_country_has_the_size_that_was_asked_for(country):
    assert country.persons.height == pytest.approx(40_000, rel=0.03)
    assert country.truth["population"]["persons"] == pytest.approx(1_000_000, rel=0.03)
    assert country.truth["sample"]["clusters"] == pytest.approx(400, abs=5)


@pytest.mark.parametrize(("seed", "persons"), [(1, 1_999), (-1, 40_000)])
def test_what_cannot_be_invented_is_refused(seed, persons):
    with pytest.raises(UsageError):
        invent_country(seed, persons=persons)


def test_tables_have_declared_columns_and_every_required_one(country):
    extra = {"Jobs": {"start_date", "end_date"}}
    for frame, table in (
        (country.persons, PERSONS),
        (country.jobs, JOBS),
        (country.circumstances, CIRCUMSTANCES),
    ):
        assert set(frame.columns) - extra.get(table.name, set()) <= set(table.names)
        assert set(table.required) <= set(frame.columns)
        assert all(frame[name].null_count() == 0 for name in table.required)


def test_codes_are_declared_levels(country):
    for frame, table in ((country.jobs, JOBS), (country.circumstances, CIRCUMSTANCES)):
        for column in table.columns:
            if column.levels and column.name in frame.columns:
                levels = {code for code, _ in column.levels}
                assert set(frame[column.name].drop_nulls().to_list()) <= levels, column.name


def test_no_table_holds_nan(country):
    for name in TABLES:
        frame = getattr(country, name)
        floats = frame.select(pl.selectors.float())
        assert not any(series.is_nan().any() for series in floats.drop_nulls().iter_columns())


def test_persons_jobs_and_answers_belong_together(country):
    persons = country.persons
    assert persons["person_id"].is_unique().all()
    keys = ["person_id", "job_id"]
    assert country.jobs.select(keys).is_unique().all()
    assert country.jobs.join(persons, on="person_id", how="anti").is_empty()
    assert country.circumstances.join(country.jobs, on=keys, how="anti").is_empty()
    assert country.jobs.join(country.circumstances, on=keys, how="anti").is_empty()


def test_children_without_a_job_are_among_the_persons(country):
    children = country.persons.filter(pl.col("age_years").is_between(5, 17))
    idle = children.join(country.jobs, on="person_id", how="anti").height
    assert 0.5 < idle / children.height < 0.9


def test_parents_are_older_of_the_right_sex_and_in_the_household(invention):
    persons = invention.population.persons
    for parent, sex in ((persons.mother, 2), (persons.father, 1)):
        child = np.flatnonzero(parent != ABSENT)
        of = parent[child]
        assert (persons.age_years[of] - persons.age_years[child] >= 18).all()
        assert (persons.household[of] == persons.household[child]).all()
        assert (persons.sex[of] == sex).all()


def test_parents_lines_point_to_them_or_say_absent_or_not_known(country):
    persons = country.persons
    children = persons.filter(pl.col("age_years") < 18)
    for line in ("mother_line", "father_line"):
        named = children.filter(pl.col(line) > 0)
        found = named.join(
            persons, left_on=["household_id", line], right_on=["household_id", "line"]
        )
        assert found.height == named.height
        assert (children[line] == 0).mean() > 0.1
        assert 0.003 < children[line].is_null().mean() < 0.04


def test_children_work_more_when_older_poorer_rural_and_in_the_west(country):
    values = {
        tuple(entry["group"].items()): entry["value"]
        for entry in country.truth["measures"]["hazardous_conditions"]["values"]
    }
    of = {
        (name, code): value for key, value in values.items() if len(key) == 1 for name, code in key
    }
    assert of["age", "5-11"] < of["age", "12-14"] < of["age", "15-17"]
    assert of["area", "1"] < of["area", "2"]
    assert of["wealth_quintile", "1"] > of["wealth_quintile", "5"]
    assert of["region", "1"] < of["region", "4"]
    assert of["sex", "1"] > of["sex", "2"]


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        ("child_labour_sdg_a", 0.12, 0.22),
        ("child_labour_sdg_b", 0.13, 0.23),
        ("child_labour_mics_pr34", 0.18, 0.30),
        ("hazardous_conditions", 0.08, 0.18),
        ("forced_labour_adults", 0.006, 0.010),
        ("forced_labour_children", 0.005, 0.012),
        ("forced_labour_stock", 0.003, 0.007),
    ],
)
def test_prevalences_are_of_the_order_intended(country, measure, low, high):
    everybody = country.truth["measures"][measure]["values"][0]
    assert everybody["group"] == {}
    assert low < everybody["value"] < high


def test_forced_labour_is_most_frequent_among_foreign_migrants(country):
    values = country.truth["measures"]["forced_labour_adults"]["values"]
    of = {
        entry["group"]["migrant_status"]: entry["value"]
        for entry in values
        if entry["group"].keys() == {"migrant_status"}
    }
    assert of["2"] > 2 * of["1"]
    assert of["3"] > of["1"]


def _intraclass_correlation(y, cluster):
    """Analysis-of-variance estimator for clusters of unequal size."""
    _, group = np.unique(cluster, return_inverse=True)
    n = np.bincount(group)
    mean = np.bincount(group, y) / n
    k, total = len(n), len(y)
    within = ((y - mean[group]) ** 2).sum() / (total - k)
    between = (n * (mean - y.mean()) ** 2).sum() / (k - 1)
    size = (total - (n**2).sum() / total) / (k - 1)
    return (between - within) / (between + (size - 1) * within)


def test_child_labour_is_clustered_within_strata(invention):
    population = invention.population
    cluster = population.cluster[invention.week.child]
    stratum = population.areas.stratum[cluster]
    y = invention.child_labour.sdg_b.astype(float)
    y = y - (np.bincount(stratum, y) / np.maximum(1, np.bincount(stratum)))[stratum]
    assert 0.035 < _intraclass_correlation(y, cluster) < 0.065
