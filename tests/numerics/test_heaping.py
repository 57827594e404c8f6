"""Indices of heaping against published figures and against what they must be."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.numerics.heaping import age_quality, myers_index, whipple_index
from measure87.vocabulary.errors import DataError

DATA = Path(__file__).parent / "heaping_data"


def counts(name):
    table = pl.read_csv(DATA / name)
    return table["age"].to_numpy(), table["persons"].to_numpy()


def test_myers_index_of_the_philippines_1990_is_the_published_one():
    ages, persons = counts("philippines_1990.csv")
    # Rodríguez (Princeton) and myers.R: seven decimals are given.
    assert myers_index(ages, persons, first=0, span=90) == pytest.approx(1.927535, abs=5e-7)


def test_myers_index_of_lee_and_zhang_is_the_published_one():
    ages, persons = counts("lee_zhang_2013.csv")
    # Their table OA2.3 gives 17.911%, and 17.91136 is what myers.R makes of it.
    assert myers_index(ages, persons, first=10, span=60) == pytest.approx(17.91136, abs=5e-6)


def test_ages_that_fall_linearly_have_no_preference():
    ages = np.arange(10, 79)
    falling = 1000.0 - 10.0 * ages
    assert myers_index(ages, np.ones(ages.size)) == pytest.approx(0.0, abs=1e-12)
    # 23 to 62: digits 0 and 5 lie in the middle of each five years, so a line makes no difference.
    assert whipple_index(ages, falling) == pytest.approx(100.0, abs=1e-9)


def test_persons_may_be_given_one_by_one_or_with_weights():
    ages = np.array([23, 25, 25, 30, 41, 12, 70])
    kinds, persons = np.unique(ages, return_counts=True)
    assert whipple_index(ages) == whipple_index(kinds, persons) == 300.0
    assert myers_index(ages) == pytest.approx(myers_index(kinds, persons))


def test_nobody_of_these_ages_is_no_index():
    assert np.isnan(whipple_index([5, 10]))
    assert np.isnan(myers_index([1, 2]))


def test_grades_begin_where_the_united_nations_have_them():
    assert [age_quality(i) for i in (100, 105, 109.9, 110, 125, 174.9, 180)] == [
        "highly-accurate", "fairly-accurate", "fairly-accurate", "approximate", "rough", "rough",
        "very-rough",
    ]  # fmt: skip


def test_a_span_of_other_than_whole_decades_is_refused():
    with pytest.raises(DataError, match="multiple of 10"):
        myers_index([30], span=65)
