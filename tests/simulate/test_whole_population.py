"""The whole population is the one whose truth the invented country tells."""

import polars as pl
import pytest

from measure87.simulate import invent_country
from measure87.simulate.whole_population import invent_population

SEED, PERSONS = 87, 2_000


@pytest.fixture(scope="module")
def both():
    return invent_population(SEED, persons=PERSONS), invent_country(SEED, persons=PERSONS)


def test_it_has_everybody_where_the_country_has_them(both):
    people, country = both
    said = country.truth["population"]
    assert people.height == said["persons"]
    assert people["household"].n_unique() == said["households"]
    assert people["cluster"].n_unique() <= said["clusters"]
    assert people["child_labour_sdg_b"].is_not_null().sum() == said["children_5_17"]


@pytest.mark.parametrize("measure", ["child_labour_sdg_b", "forced_labour"])
def test_its_shares_are_the_truth(both, measure):
    people, country = both
    everybody = next(v for v in country.truth["measures"][measure]["values"] if not v["group"])
    assert people[measure].is_not_null().sum() == everybody["persons"]
    assert people[measure].mean() == pytest.approx(everybody["value"], abs=1e-9)


def test_households_and_clusters_lie_within_one_another(both):
    people, _ = both
    for inner, outer in (("household", "cluster"), ("cluster", "stratum")):
        places = people.group_by(inner).agg(pl.col(outer).n_unique())
        assert places[outer].max() == 1
