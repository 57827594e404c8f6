"""`Survey.trend`: the command's numbers, with a face."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import UsageError

FOLDER = Path(__file__).parents[1] / "reference" / "trend"
ROUNDS = pl.read_csv(FOLDER / "rounds.csv")
R = json.loads((FOLDER / "trend.json").read_text())
SURVEY = m.Survey(ROUNDS, weights="weight", strata="stratum", clusters="psu")


def test_the_slope_is_as_r_has_it():
    found = SURVEY.trend("work", over="year", by="sex", overlap="clusters")
    slope = next(one for one in found if one.group == {"sex": "2"})
    assert [slope.value, slope.se] == pytest.approx(R["plain.girls.work.slope"], rel=1e-9)
    assert len(found.differences) == 6
    assert len(found.result.estimates) == 9
    assert "R survey 4.4-2, svyby and svycontrast" in repr(found)
    assert "slope, 2014 to 2021" in repr(found)
    assert "slope" in found._repr_html_()


def test_a_condition_on_the_rounds_leaves_rounds_out():
    """As of a table that has no others, also where a code that is left out is no date."""
    asked = {"over": "year", "by": "sex", "overlap": "clusters"}
    found = SURVEY.trend("work", where={"year": [2014, 2021], "sex": ["1", "2"]}, **asked)
    two = m.Survey(
        ROUNDS.filter(pl.col("year") != 2017), weights="weight", strata="stratum", clusters="psu"
    ).trend("work", where={"sex": ["1", "2"]}, **asked)
    numbers = [[(one.group, one.value, one.se, one.df) for one in each] for each in (found, two)]
    assert numbers[0] == numbers[1]
    assert numbers[0]
    assert not found.refused
    named = ROUNDS.with_columns(
        pl.when(pl.col("year") == 2017).then(pl.lit("pilot")).otherwise("year").alias("round")
    )
    survey = m.Survey(named, weights="weight", strata="stratum", clusters="psu")
    by_name = survey.trend(
        "work", over="round", overlap="clusters", where={"round": ["2014", "2021"]}
    ).only
    whole = [one for one in two if not one.group]
    assert (by_name.value, by_name.se) == (whole[0].value, whole[0].se)


def test_the_table_has_the_test():
    table = SURVEY.trend("work", over="year", overlap="clusters").to_polars()
    assert table["statistic"].to_list() == ["slope", "change-of-slope"]
    assert table["rounds"].to_list() == ["2014;2017;2021"] * 2
    assert table["at"].to_list() == [None, 2017.5]


def test_the_picture_is_of_the_rounds():
    text = SURVEY.trend("work", over="year", overlap="clusters").plot().text
    assert "year 2014" in text


def test_few_cases_in_a_round_mark_the_trend():
    rare = ROUNDS.with_columns(
        rare=pl.when((pl.col("year") == 2014).cum_sum().is_in([1, 2]) & (pl.col("year") == 2014))
        .then(1)
        .otherwise((pl.col("year") > 2014).cast(pl.Int64) * pl.col("work"))
    )
    survey = m.Survey(rare, weights="weight", strata="stratum", clusters="psu")
    found = survey.trend("rare", over="year", overlap="clusters")
    assert "too-few-cases" in found.trends[0].flags


def test_means_totals_and_ratios_have_trends_and_quantiles_do_not():
    for statistic, more in (("mean", {}), ("ratio", {"denominator": "weight"})):
        found = SURVEY.trend("hours", over="year", overlap="clusters", statistic=statistic, **more)
        assert found.trends
    with pytest.raises(UsageError, match="no trend of a quantile"):
        SURVEY.trend("hours", over="year", statistic="quantile")


def test_a_crosswalk_is_a_mapping():
    passage = {"rounds": 2014, "kind": "ratio", "value": 0.9, "se": 0.05, "source": "bridge"}
    found = SURVEY.trend("work", over="year", overlap="clusters", crosswalks=[passage])
    assert found.trends[0].trend.crosswalks
    with pytest.raises(UsageError, match="lacks se"):
        SURVEY.trend(
            "work", over="year", overlap="clusters",
            crosswalks=[{key: value for key, value in passage.items() if key != "se"}],
        )  # fmt: skip


def test_what_cannot_be_is_said():
    known = pl.DataFrame({"sex": [1, 2], "persons": [300, 700]})
    with pytest.raises(UsageError, match="benchmarked"):
        SURVEY.benchmarked(known).trend("work", over="year", overlap="clusters")
    with pytest.raises(UsageError, match="year is the round"):
        SURVEY.trend("work", over="year", by="year", overlap="clusters")


def test_codes_of_rounds_have_their_dates_in_a_mapping():
    coded = ROUNDS.with_columns(wave=pl.col("year").replace({2014: 1, 2017: 2, 2021: 3}))
    survey = m.Survey(coded, weights="weight", strata="stratum", clusters="psu")
    dates = {1: 2014.5, 2: "2017", 3: "2021-07-02"}
    found = survey.trend("work", over="wave", overlap="clusters", dates=dates)
    assert found.trends[0].value == pytest.approx(R["plain.work.slope"][0], rel=1e-3)
    with pytest.raises(UsageError, match="'spring' is no date"):
        survey.trend("work", over="wave", overlap="clusters", dates={1: "spring"})


@pytest.mark.parametrize("year", [2014, np.int64(2014), 2014.5, "2014-07-02"])
def test_a_whole_number_is_a_year_as_its_text_is(year):
    coded = ROUNDS.with_columns(wave=pl.col("year").replace({2014: 1, 2017: 2, 2021: 3}))
    survey = m.Survey(coded, weights="weight", strata="stratum", clusters="psu")
    asked = {"over": "wave", "overlap": "clusters"}
    found, told = (
        survey.trend("work", dates={1: first, 2: "2017", 3: "2021-03"}, **asked).trends[0].value
        for first in (year, "2014")
    )
    assert found == pytest.approx(told, rel=1e-3)
