"""The sample represents the population: weights, strata, and one child a household."""

import numpy as np
import polars as pl
import pytest

from measure87.simulate.places import lay_out_areas
from measure87.simulate.population import people
from measure87.simulate.sample import COMPLETED, draw_sample


@pytest.fixture(scope="module")
def redrawn():
    """A small population and 300 samples of it."""
    rng = np.random.default_rng(20261124)
    population = people(rng, lay_out_areas(rng, 60_000))
    return population, [draw_sample(rng, population, 2_400) for _ in range(300)]


def _mean_and_error(values):
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))


def test_weights_of_persons_add_up_to_the_population_on_average(redrawn):
    population, samples = redrawn
    mean, error = _mean_and_error([sample.person_weight.sum() for sample in samples])
    assert abs(mean - len(population)) < 4 * error
    assert error / len(population) < 0.005


def test_weighted_totals_of_a_domain_are_unbiased(redrawn):
    population, samples = redrawn
    rural = population.areas.area[population.cluster] == 2
    old = population.persons.age_years >= 60
    y = rural & old
    mean, error = _mean_and_error([s.person_weight @ y[s.person] for s in samples])
    assert abs(mean - y.sum()) < 4 * error


def test_weights_of_children_add_up_to_all_children_on_average(redrawn):
    population, samples = redrawn
    age = population.persons.age_years
    mean, error = _mean_and_error([sample.child_weight.sum() for sample in samples])
    assert abs(mean - ((age >= 5) & (age <= 17)).sum()) < 4 * error


def test_weighted_totals_of_children_are_unbiased(redrawn):
    population, samples = redrawn
    age = population.persons.age_years
    y = (age >= 5) & (age <= 8)
    mean, error = _mean_and_error([s.child_weight @ y[s.child] for s in samples])
    assert abs(mean - y.sum()) < 4 * error


def test_every_stratum_has_two_clusters_or_more(redrawn):
    population, samples = redrawn
    for sample in samples:
        counts = np.bincount(population.areas.stratum[sample.cluster], minlength=9)[1:]
        assert (counts >= 2).all()


def test_weights_differ(country):
    weight = country.persons["weight"]
    assert weight.min() > 1
    assert 0.2 < weight.std() / weight.mean() < 1.0


def test_weights_are_the_same_within_a_household(country):
    assert (
        country.persons.group_by("household_id").agg(pl.col("weight").n_unique())["weight"].max()
        == 1
    )


def test_weights_add_up_to_the_population_within_sampling_error(country):
    total = country.persons["weight"].sum()
    assert total == pytest.approx(country.truth["population"]["persons"], rel=0.03)


def test_one_child_is_drawn_in_each_household_that_has_one(country):
    homes = country.persons.filter(pl.col("age_years").is_between(5, 17))["household_id"]
    assert country.children.height == homes.n_unique()
    assert country.children.select("HH1", "HH2").is_unique().all()
    assert country.sample_truth["drawn_for_fs"].sum() == country.children.height


def test_the_child_drawn_is_a_child_of_the_household(country):
    identified = country.persons.select(
        pl.col("household_id").str.slice(4, 5).cast(pl.Int64).alias("HH1"),
        pl.col("household_id").str.slice(10, 2).cast(pl.Int64).alias("HH2"),
        pl.col("line").alias("LN"),
        "age_years",
        "sex",
        "region",
        "area",
    )
    both = country.children.join(identified, on=["HH1", "HH2", "LN"])
    assert both.height == country.children.height
    for ours, theirs in (("sex", "HL4"), ("region", "HH7"), ("area", "HH6")):
        assert (both[ours] == both[theirs]).all()
    complete = both.filter(pl.col("FS17") == COMPLETED)
    assert (complete["age_years"] == complete["CB3"]).all()


def test_weights_of_children_have_mean_one_and_account_for_the_number_of_children(country):
    children = country.children
    complete = children.filter(pl.col("FS17") == COMPLETED)
    assert complete["fsweight"].mean() == pytest.approx(1, abs=1e-12)
    assert complete["fshweight"].mean() == pytest.approx(1, abs=1e-12)
    ratio = complete["fsweight"] / complete["fshweight"] / complete["HH52"]
    spread = (
        complete.with_columns(ratio=ratio)
        .group_by("stratum")
        .agg((pl.col("ratio").max() / pl.col("ratio").min()).alias("spread"))
    )
    assert spread["spread"].max() == pytest.approx(1, abs=1e-9)


def test_incomplete_interviews_have_no_weight_and_no_answers(country):
    incomplete = country.children.filter(pl.col("FS17") != COMPLETED)
    assert 0.01 < incomplete.height / country.children.height < 0.05
    assert set(incomplete["FS17"].to_list()) == {2, 3, 4, 5}
    assert incomplete["fsweight"].sum() == 0
    answers = [name for name in incomplete.columns if name.startswith(("CL", "CB"))]
    assert incomplete.select(answers).null_count().transpose().to_series().min() == (
        incomplete.height
    )
