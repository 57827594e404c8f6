"""A small invented world by sex and age in which half of the surveys publish totals only."""

import json

import numpy as np
import polars as pl
import pytest

from measure87.study.world.recipe import run_world
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    INNER,
    INNER_TABLE,
    PARTS,
    REGIONS,
    SETTINGS,
    SHARES,
    SURVEYED,
    figure,
    write_figures,
    write_made_world,
)

pytestmark = pytest.mark.slow

PERSONS = {("female", 5): 3.0, ("male", 5): 3.2, ("female", 12): 2.0, ("male", 12): 2.1}
BY_CELL = SETTINGS.replace(
    "[inputs.made_up]",
    'sexes = ["female", "male"]\nages = [[5, 11], [12, 17]]\n\n[inputs.made_up]',
).replace(BASE_TABLE, BASE_TABLE + INNER_TABLE)
ODDS = {("female", 5): 0.6, ("male", 5): 0.9, ("female", 12): 1.0, ("male", 12): 1.6}
ENDS = {5: 11, 12: 17}


def total(values):
    """Both sexes, all ages, out of the cells."""
    return sum(values[at] * PERSONS[at] for at in PERSONS) / sum(PERSONS.values())


def surveys():
    """Rows of the figures; every other country has the total alone, the others all of it."""
    rows = []
    for place, (country, share) in enumerate(zip(SURVEYED, SHARES, strict=True)):
        odds = {at: share / (1.0 - share) * factor for at, factor in ODDS.items()}
        cells = {at: one / (1.0 + one) for at, one in odds.items()}
        inner = {at: one * PARTS[place] for at, one in cells.items()}
        for measure, values, se in ((BASE, cells, 0.012), (INNER, inner, 0.002)):
            rows.append(figure(country, measure, total(values), se=se))
            if place % 2:
                rows += [
                    figure(
                        country, measure, values[sex, age], sex=sex, age_from=age,
                        age_to=ENDS[age], se=se,
                    )
                    for sex, age in values
                ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    place = tmp_path_factory.mktemp("totals")
    config = write_made_world(place / "in", BY_CELL)
    write_figures(place / "in", surveys())
    lines = ["country,year,sex,age_from,age_to,persons"]
    lines += [
        f"{country},{year},{sex},{age},{ENDS[age]},{number * 1e5:.0f}"
        for members in REGIONS.values()
        for country in members
        for year in (2015, 2020)
        for (sex, age), number in PERSONS.items()
    ]
    (place / "in" / "population.csv").write_text("\n".join(lines) + "\n")
    run_world(config, place / "out")
    return place / "out"


@pytest.fixture(scope="module")
def figures(out):
    return pl.read_csv(out / "figures.csv")


def test_totals_serve_where_there_are_no_cells_and_are_left_out_where_there_are(figures):
    totals = figures.filter((pl.col("sex") == "both") & (pl.col("serves") == BASE))
    used = totals.filter("included")["country"].to_list()
    assert sorted(used) == sorted(SURVEYED[::2])
    left = totals.filter(~pl.col("included"))
    assert set(left["reason"]) == {"the survey has the parts of which this total is the sum"}


@pytest.mark.parametrize("measure", [BASE, INNER])
def test_a_total_is_laid_beside_the_sum_of_its_cells(out, figures, measure):
    """The mean of the draws' sums is the sum of the means: shares enter a total linearly."""
    estimates = pl.read_csv(out / "estimates.csv").filter(
        (pl.col("measure") == measure)
        & (pl.col("place_kind") == "country")
        & (pl.col("statistic") == "share")
    )
    mine = figures.filter(
        (pl.col("serves") == measure) & (pl.col("sex") == "both") & pl.col("included")
    )
    assert mine.height == 7
    for row in mine.iter_rows(named=True):
        here = estimates.filter(pl.col("place") == row["country"])
        whole = here.filter(
            (pl.col("sex") == "both") & (pl.col("age_from") == 5) & (pl.col("age_to") == 17)
        )
        assert row["fitted"] == pytest.approx(whole["value"].item(), rel=1e-3)
        # The published total is near what the model makes of it.
        assert row["fitted_lower"] - 0.02 < row["estimate"] < row["fitted_upper"] + 0.02


def test_predictions_without_the_country_are_those_of_its_total(figures):
    mine = figures.filter((pl.col("serves") == BASE) & pl.col("included"))
    assert mine["left_out_expected"].null_count() == 0
    both = mine.filter(pl.col("sex") == "both")["left_out_expected"].to_numpy()
    assert ((both > 0.03) & (both < 0.4)).all()


def test_the_run_says_how_far_the_linear_form_is_from_the_sum(out):
    about = json.loads((out / "about.json").read_text())
    told = about["linearisation"]
    assert told.keys() == {BASE, INNER}
    assert told[BASE]["totals"] == 7
    assert 0.0 < told[BASE]["root_mean_square"] < 0.1
    assert told[BASE]["largest"] >= told[BASE]["root_mean_square"]
    assert abs(told[BASE]["mean"]) <= told[BASE]["leaning"] <= told[BASE]["root_mean_square"]
    # Cells were moved by their curvature: what leans is well under what is left in all.
    assert told[BASE]["leaning"] < 0.05
    assert any("totals of several cells" in one for one in about["assumptions"])
    assert "linearised-totals" not in {one["code"] for one in about["warnings"]}
    assert np.isfinite(told[INNER]["root_mean_square"])
