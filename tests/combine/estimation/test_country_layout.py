"""Countries laid out: sub-regions or regions, with covariates of the stated year or without."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.combine.estimation.country_layout import country_layout, unsupported_of
from measure87.combine.inputs import Covariates, CovariateUse
from measure87.define.classifications.geography import Membership
from measure87.vocabulary.published_figures import COVARIATE_VALUES
from tests.combine.aggregation.made_world import made_draws
from tests.combine.estimation.made_questions import YEAR, Asking, inputs

CODES = tuple(f"ZZ{letter}" for letter in "ABCDEFGHIJKL")
"""Twelve countries: as many as a covariate is known of at the least, and two more."""


def covariates(years=(YEAR,)):
    """The number of a country in each year, and a tenth of a year more in later ones."""
    rows = {
        name: [] for name in COVARIATE_VALUES.names
    }  # fmt: skip
    for number, code in enumerate(CODES):
        for year in years:
            told = {"country": code, "year": year, "covariate": "wealth",
                    "value": number + (year - YEAR) / 10.0, "vintage": "made up"}  # fmt: skip
            for name, column in rows.items():
                column.append(told.get(name))
    return Covariates(pl.DataFrame(rows))


def given(*levels, known=None):
    members = [
        Membership(
            code, level, f"{level}-{number % parts}", f"{level} {number % parts}", "secondary"
        )
        for level, parts in levels
        for number, code in enumerate(CODES)
    ]
    return replace(inputs(), members=tuple(members), countries=CODES, covariates=known)


def test_where_a_set_has_no_sub_regions_each_region_has_one():
    found = country_layout(given(("region", 2)), Asking())
    assert found.regions == found.subregions == ("region-0", "region-1")
    assert found.hierarchy.subregion.tolist() == [0, 1] * 6
    assert found.hierarchy.region.tolist() == [0, 1]


def test_sub_regions_stand_in_their_regions_in_order_of_their_names():
    """Of four sub-regions the first and third are in one region, the others in the other."""
    found = country_layout(given(("region", 2), ("subregion", 4)), Asking())
    assert found.subregions == ("subregion-0", "subregion-2", "subregion-1", "subregion-3")
    assert found.hierarchy.region.tolist() == [0, 0, 1, 1]
    assert found.hierarchy.subregion.tolist() == [0, 2, 1, 3] * 3


@pytest.mark.parametrize(
    ("asked", "known"), [((), covariates()), ((CovariateUse("wealth"),), None), ((), None)]
)
def test_covariates_are_used_where_they_are_asked_for_and_there(asked, known):
    found = country_layout(given(("region", 2), known=known), Asking().but(covariates=asked))
    assert (found.covariates, found.filled) == ((), None)
    assert found.hierarchy.covariates.shape == (12, 0)


def test_covariates_are_those_of_the_stated_year_and_standardised():
    """0 to 11: their mean is 5.5, and their spread the root of (144 - 1) / 12."""
    one = given(("region", 2), known=covariates((YEAR - 3, YEAR, YEAR + 3)))
    found = country_layout(one, Asking().but(covariates=(CovariateUse("wealth"),)))
    assert found.covariates == ("wealth",)
    assert found.filled.known.all()
    expected = (np.arange(12.0) - 5.5) / np.sqrt(143 / 12)
    assert found.filled.centre == pytest.approx([5.5], rel=1e-12)
    assert found.hierarchy.covariates[:, 0] == pytest.approx(expected, rel=1e-12)


def test_a_country_without_figures_is_supported_by_its_neighbours_and_its_covariates():
    """Neighbours of the fifth of five countries: the first and the third have figures."""
    plain = given(("region", 2))
    plain = replace(plain, countries=CODES[:5])
    draws = made_draws(
        n_figures=np.array([1, 1, 1, 1, 0]), latest_figure=np.array([YEAR] * 4 + [0])
    )
    layout = country_layout(plain, Asking())
    assert unsupported_of(draws, layout)["ZZE"][0] == "too-few-neighbours"
    one_region = country_layout(replace(given(("region", 1)), countries=CODES[:5]), Asking())
    assert unsupported_of(draws, one_region)["ZZE"][0] == "no-covariates"
    near = np.array([True, True, False, False, True])
    assert unsupported_of(draws, one_region, near)["ZZE"][0] == "too-few-neighbours"
