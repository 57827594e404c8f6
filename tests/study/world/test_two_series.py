"""A run on two measures of which one contains the other: one model, and no draw out of order."""

import numpy as np
import polars as pl
import pytest
from scipy import special

from measure87.study.world.country import run_country
from measure87.study.world.recipe import run_world
from measure87.vocabulary.errors import RefusedError
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    SETTINGS,
    SHARES,
    SURVEYED,
    figure,
    write_figures,
    write_made_world,
)
from tests.study.world.test_families import HIGHER, LOWER, OTHER, OTHER_TABLE

ONE_SERIES = SURVEYED[:4]
"""Countries whose surveys have the inner measure alone."""
ODDS = (1.2, 1.3, 1.5, 1.7, 1.1, 2.1, 1.4, 1.25, 1.9, 1.35, 1.6, 1.15, 1.45, 1.3)


def two_series(folder, *, figures=True):
    settings = SETTINGS.replace(BASE_TABLE, BASE_TABLE + HIGHER + OTHER_TABLE + LOWER, 1)
    settings = settings.replace("chains = 2", "chains = 4")
    settings = settings.replace("kept_draws = 60", "kept_draws = 400")
    config = write_made_world(folder, settings)
    rows = []
    for country, share, odds in zip(SURVEYED, SHARES, ODDS, strict=True):
        rows.append(figure(country, BASE, share))
        if figures and country not in ONE_SERIES:
            wider = odds * share / (1.0 + (odds - 1.0) * share)
            rows.append(figure(country, OTHER, wider))
    write_figures(folder, rows)
    return config


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    run_world(two_series(folder), folder / "out")
    return folder / "out"


def draws_of(out, measure):
    frame = pl.read_parquet(out / "draws.parquet").filter(measure=measure).sort("place")
    return frame["place"].to_list(), np.stack(frame["draws"].to_list())


@pytest.mark.slow
def test_no_draw_of_any_place_has_more_in_the_inner_measure(out):
    places, inner = draws_of(out, BASE)
    others, outer = draws_of(out, OTHER)
    assert places == others
    assert set(SURVEYED) < set(places)
    assert (outer > inner).all()


@pytest.mark.slow
def test_a_country_with_one_series_has_the_other_with_a_wider_interval(out):
    rows = pl.read_csv(out / "estimates.csv").filter(
        pl.col("place_kind") == "country", pl.col("statistic") == "share", pl.col("year") == 2016
    )
    width = {
        (row["measure"], row["place"]): np.subtract(
            *(np.log(row[k] / (1 - row[k])) for k in ("upper", "lower"))
        )
        for row in rows.iter_rows(named=True)
    }
    more = {code: width[OTHER, code] / width[BASE, code] for code in SURVEYED}
    alone = [more[code] for code in ONE_SERIES]
    both = [more[code] for code in SURVEYED if code not in ONE_SERIES]
    assert np.mean(alone) > 1.0
    assert np.mean(alone) > np.mean(both)


@pytest.mark.slow
def test_both_series_are_scored_and_each_has_its_figures(out):
    scores = pl.read_csv(out / "validation.csv").filter(method="model", exercise="countries")
    assert scores.select("measure", "n").rows() == [(BASE, 14), (OTHER, 10)]
    figures = pl.read_csv(out / "figures.csv")
    brought = figures.filter(serves=OTHER, measure=OTHER)
    assert (brought["adjusted"] - brought["estimate"]).abs().max() < 1e-12
    lifted = figures.filter(serves=OTHER, measure=BASE)
    assert (lifted["adjusted"] > lifted["estimate"]).all()


def test_a_measure_that_no_figure_is_of_is_refused_for_nothing_tells_how_far_it_lies(tmp_path):
    with pytest.raises(RefusedError, match="nothing tells by how much") as caught:
        run_world(two_series(tmp_path, figures=False), tmp_path / "out")
    assert caught.value.code == "no-figures-of-its-own"
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("country", [ONE_SERIES[0], SURVEYED[5]])
def test_a_country_put_to_the_release_has_both_series_as_in_the_run(out, tmp_path, country):
    """In order in every draw; quartiles of the log-odds lie within the chance of 400 draws."""
    (tmp_path / "own.toml").write_text(f'schema = 1\ncountry = "{country}"\n')
    run = run_country(tmp_path / "own.toml", out, tmp_path / "own")
    share = {one.settings.name: one.share.ravel() for one in run.measures}
    assert (share[OTHER] > share[BASE]).all()
    assert set(pl.read_csv(tmp_path / "own" / "estimates.csv")["measure"]) == {BASE, OTHER}
    for measure, mine in share.items():
        places, draws = draws_of(out, measure)
        theirs = np.quantile(special.logit(draws[places.index(country)]), (0.25, 0.5, 0.75))
        ours = np.quantile(special.logit(mine), (0.25, 0.5, 0.75))
        assert np.abs(ours - theirs).max() < 0.25 * (theirs[2] - theirs[0])
