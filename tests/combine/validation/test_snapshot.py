"""Baselines on SDG 8.7.1 as the UN had it in October 2020; see the README of the reference."""

from pathlib import Path

import numpy as np
import pytest

from measure87.combine.inputs import (
    CovariateUse,
    covariate_matrix,
    read_covariates,
    read_sdg_csv,
)
from measure87.combine.model.figures import logit_standard_error, measured_figures
from measure87.combine.model.parts import Hierarchy, hierarchy_without_covariates
from measure87.combine.validation.baselines import (
    region_mean,
    region_regression,
    without_each_country,
)
from measure87.combine.validation.predicted import root_mean_squared_error, score_row
from measure87.define.classifications.geography import load_region_set

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
USES = (
    CovariateUse("gdp_per_capita_ppp", "log", 30),
    CovariateUse("child_mortality_rate", "log", 30),
)


@pytest.fixture(scope="module")
def snapshot():
    """Figures, hierarchy of their countries, covariates (not a number where none), ISO3."""
    table = read_sdg_csv(REFERENCE / "world_inputs" / "sdg_871_2020.csv").included
    table = table.filter(measure="child_labour_sdg_a", sex="both").sort("country", "year")
    table = table.group_by("country", maintain_order=True).last()
    covariates = read_covariates(
        REFERENCE / "world_covariates" / "gdp_and_child_mortality.csv",
        vintage="not told",
        country="country_code",
        columns=[use.name for use in USES],
    )
    wanted = covariate_matrix(covariates, table.select("country", "year"), USES)
    x = wanted.select([use.name for use in USES]).to_numpy().astype(float)
    regions = {m.iso3: m.code for m in load_region_set("sdg") if m.level == "region"}
    names, region = np.unique([regions[one] for one in table["country"]], return_inverse=True)
    share = table["estimate"].to_numpy()
    figures = measured_figures(
        np.arange(len(share)),
        table["year"],
        np.log(share / (1.0 - share)),
        logit_standard_error(share, np.full(len(share), 2000.0)),
    )
    known = np.isfinite(x)
    uncertain = np.zeros((len(x), 2, 2))
    uncertain[:, [0, 1], [0, 1]] = ~known
    world = Hierarchy(region, np.arange(len(names)), np.where(known, x, 0.0), uncertain)
    return figures, world, table["country"].to_list()


def test_the_regions_mean_errs_by_the_0_956_told_for_91_countries(snapshot):
    figures, world, _ = snapshot
    got = without_each_country(figures, region_mean(figures, world), np.ones(91, bool))
    row = score_row("countries", "region_mean", got)
    assert row["n"] == 91
    # Told to three digits.
    assert row["rmse_logit"] == pytest.approx(0.956, abs=0.0005)
    assert row["band_from"] <= row["covered"] <= row["band_to"]


def leave_one_out(x, y):
    """Squared errors, each country predicted by least squares on the others; lstsq's least norm."""
    error = []
    for i in range(len(y)):
        others = np.arange(len(y)) != i
        error.append(x[i] @ np.linalg.lstsq(x[others], y[others], rcond=None)[0] - y[i])
    return np.array(error) ** 2


def test_the_regression_errs_by_0_789_and_the_0_857_told_before_is_one_country(snapshot):
    figures, world, codes = snapshot
    baseline = region_regression(figures, world, [0, 1])
    got = without_each_country(figures, baseline, np.ones(91, bool))
    assert len(got.row) == 68
    place = world.subregion[got.row]
    x = np.column_stack([np.eye(7)[place], world.covariates[got.row]])
    naive = leave_one_out(x, got.observed)
    assert np.sqrt(naive.mean()) == pytest.approx(0.857, abs=0.0005)

    alone = np.bincount(place, minlength=7)[place] == 1
    assert [codes[row] for row in got.row[alone]] == ["VUT"]
    without_regions = np.column_stack([np.ones(68), world.covariates[got.row]])
    naive[alone] = leave_one_out(without_regions, got.observed)[alone]
    error = root_mean_squared_error(got.expected, got.observed)
    assert error == pytest.approx(np.sqrt(naive.mean()), abs=1e-9)
    assert error == pytest.approx(0.789, abs=0.0005)


def test_countries_without_covariates_do_not_change_the_regions_mean(snapshot):
    figures, world, _ = snapshot
    bare = hierarchy_without_covariates(world.subregion, world.region)
    both = [
        without_each_country(figures, region_mean(figures, one), np.ones(91, bool)).expected
        for one in (world, bare)
    ]
    assert both[0].tolist() == both[1].tolist()
