"""Simulation-based calibration in reduced form: the machinery, and figures drawn rightly."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.priors import COUNTRY_SITES, scales_from
from measure87.combine.validation import calibration
from measure87.combine.validation.calibration import (
    Calibration,
    Truth,
    calibrate,
    figures_given,
    inventor_from_priors,
)
from measure87.combine.validation.uniformity import Uniformity, judge_uniformity
from measure87.vocabulary.errors import RefusedError
from tests.combine.model.test_exact_normal import Dense, a_design, some_sites
from tests.combine.validation.made_draws import a_small_world

FOLLOWED = ((0, 0, 0, 0), (11, 0, 0, 0))
CROSS_SECTION = {"years": (2017,), "seed": 1}
RANKED = {
    "region_scale",
    "subregion_scale",
    "country_scale",
    "slope_scale",
    "path 0 0 0 0",
    "path 11 0 0 0",
}


def test_a_truth_from_the_priors_has_scales_paths_and_a_figure_of_each_country():
    design = a_small_world(**CROSS_SECTION)
    invent = inventor_from_priors(design, FOLLOWED)
    one, other = (invent(np.random.default_rng(seed)) for seed in (3, 3))
    assert set(one.values) >= RANKED
    assert all(np.isfinite(value) for value in one.values.values())
    assert one.logit.shape == design.blocks.real.shape
    assert np.isfinite(one.logit[design.blocks.real]).all()
    assert len(set(one.logit[design.blocks.real].tolist())) == 12
    assert one.values == other.values, "the same chance"


@pytest.mark.slow
def test_truths_from_the_priors_are_those_that_the_page_tells():
    """200 truths: scales half-normal, figures around the country's path at the stated year."""
    invent = inventor_from_priors(a_small_world(**CROSS_SECTION), FOLLOWED)
    rng = np.random.default_rng(11)
    truths = [invent(rng) for _ in range(200)]
    assert set(truths[0].values) >= RANKED
    scale = np.array([one.values["country_scale"] for one in truths])
    assert stats.kstest(scale, stats.halfnorm(scale=1.0).cdf).pvalue > 1e-4
    apart = np.array([one.logit[0, 0] - one.values["path 0 0 0 0"] for one in truths])
    # Two years of drift (0.3 a decade, and 0.2 of the country's own), sampling, and the survey.
    spread = np.sqrt(0.1**2 + 0.35**2 + 0.04 * (0.3**2 + 0.2**2))
    assert apart.std() == pytest.approx(spread, rel=0.2)


@pytest.mark.parametrize("trend", [True, False])
def test_figures_are_drawn_from_the_dense_normal(trend):
    rng = np.random.default_rng(6)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    scales = scales_from(np, design, sites)
    drawn = np.stack([figures_given(design, scales, rng) for _ in range(6000)])
    figures = np.empty((6000, design.figures.n))
    figures[:, design.blocks.row[design.blocks.real]] = drawn[:, design.blocks.real]
    dense = Dense(design, sites)
    covariance = dense.covariance(dense.points, dense.points) + dense.error
    sd = np.sqrt(np.diag(covariance))
    assert figures.mean(axis=0) == pytest.approx(
        dense.mean(dense.points) + dense.steps, abs=5 * sd.max() / np.sqrt(6000)
    )
    correlation = covariance / np.outer(sd, sd)
    assert np.corrcoef(figures.T) == pytest.approx(correlation, abs=5 / np.sqrt(6000))
    assert figures.std(axis=0) == pytest.approx(sd, rel=5 / np.sqrt(12000))


@pytest.mark.slow
def test_truths_from_the_models_own_priors_are_ranked_and_judged():
    found = calibrate(
        a_small_world(**CROSS_SECTION),
        worlds=3,
        followed=FOLLOWED,
        first_seed=100,
        warmup=100,
        thin=3,
    )
    assert found.seeds == (100, 102)
    assert set(found.ranks) == RANKED
    assert all(((ranks >= 0) & (ranks <= 19)).all() for ranks in found.ranks.values())
    assert found.failed() == ()
    assert set(found.failed(chance=1e9)) == RANKED


def test_each_world_has_its_seed_and_its_truth_a_rank_among_its_draws(monkeypatch):
    """A sampler that draws 0, 1, 2 and truths that are the seed: by hand, without fitting."""
    seen = []

    def sampler(design, warmup, draws, thin):
        assert (warmup, draws, thin) == (7, 3, 2)

        def sample(logit, seed):
            seen.append((seed, logit[0, 0]))
            sites = {
                "region_scale": np.arange(3.0),
                "survey_scale": np.array([[0.0], [5.0], [9.0]]),
            }
            return sites | {"country_level": np.zeros((3, 12))}

        return sample

    def invent(rng):
        first = np.random.default_rng(len(seen) + 4).random()
        assert rng.random() == first, "worlds 4, 5 and 6 have their own random numbers"
        level = float(len(seen)) - 0.5
        return Truth(
            {"region_scale": level, "survey_scale 0": 5.0, "path 1 0 0 0": 12.0},
            np.full((1, 1), 40.0 + len(seen)),
        )

    def paths(design, given, rng):
        assert [scales for scales, _ in given] == [0.0, 1.0, 2.0], "a draw each"
        logit = np.zeros((3, 2, 1, 1, 1))
        logit[:, 1, 0, 0, 0] = [11.0, 12.0, 13.0]
        return SimpleNamespace(logit=logit)

    monkeypatch.setattr(calibration, "_sampler", sampler)
    monkeypatch.setattr(calibration, "draw_paths_given", paths)
    monkeypatch.setattr(calibration, "compiled_no_more", lambda: seen.append("no more"))
    monkeypatch.setattr(calibration, "scales_from", lambda _, __, sites: sites["region_scale"])
    monkeypatch.setattr(calibration, "COUNTRY_SITES", ("country_level",))
    design = SimpleNamespace(figures=SimpleNamespace(counted=np.zeros(2, dtype=np.bool_)))
    found = calibrate(
        design, worlds=3, followed=((1, 0, 0, 0),), first_seed=4, warmup=7, draws=3, thin=2,
        bins=2, invent=invent,
    )  # fmt: skip
    assert seen == [(4, 40.0), (5, 41.0), (6, 42.0), "no more"]
    assert found.seeds == (4, 6)
    assert found.draws == 3
    ranks = {name: one.tolist() for name, one in found.ranks.items()}
    # Truths of -0.5, 0.5 and 1.5 among 0, 1, 2; a truth equal to a draw is not above it.
    assert ranks == {
        "region_scale": [0, 1, 2], "survey_scale 0": [1, 1, 1], "path 1 0 0 0": [1, 1, 1],
    }  # fmt: skip
    assert {name: one.p_value for name, one in found.uniformity.items()} == {
        name: judge_uniformity(np.array(one), 3, bins=2).p_value for name, one in ranks.items()
    }


def test_figures_that_are_counts_are_not_drawn_anew():
    design = SimpleNamespace(figures=SimpleNamespace(counted=np.array([False, True])))
    with pytest.raises(RefusedError, match="figures that are counts cannot be drawn anew"):
        calibrate(design, worlds=1, followed=())


def test_a_quantity_fails_where_its_chance_is_below_its_share():
    judged = {
        name: Uniformity(20, 0.0, 5, p, 0.0, 0.9)
        for name, p in (("a", 4e-4), ("b", 6e-4), ("c", 0.5))
    }
    found = Calibration({}, 19, judged, (0, 1))
    assert found.failed() == ()
    assert found.failed(chance=0.0012) == ()
    assert found.failed(chance=0.0015) == ("a",)
    assert found.failed(chance=0.0018) == ("a",)
    assert found.failed(chance=0.0019) == ("a", "b")


def test_by_default_twenty_ranks_fall_into_five_bins_of_equal_size(monkeypatch):
    asked = []

    def sampler(_, *steps):
        asked.append(steps)
        return lambda logit, seed: {"region_scale": np.arange(19.0)}

    monkeypatch.setattr(calibration, "_sampler", sampler)
    monkeypatch.setattr(
        calibration, "draw_paths_given", lambda *_: SimpleNamespace(logit=np.zeros((19, 1)))
    )
    monkeypatch.setattr(calibration, "compiled_no_more", lambda: None)
    monkeypatch.setattr(calibration, "scales_from", lambda *_: None)
    design = SimpleNamespace(figures=SimpleNamespace(counted=np.zeros(2, dtype=np.bool_)))
    truth = Truth({"region_scale": 8.5}, np.zeros((1, 1)))
    found = calibrate(design, worlds=20, followed=(), invent=lambda rng: truth)
    assert asked == [(200, 19, 10)]
    assert found.seeds == (0, 19)
    assert found.ranks["region_scale"].tolist() == [9] * 20
    # All 20 in one of five bins where 4 were expected: 16^2 / 4 + 4 x 4^2 / 4.
    assert found.uniformity["region_scale"].chi_square == pytest.approx(80.0)


def test_values_that_there_are_several_of_have_numbers_and_those_of_countries_are_left_out():
    """As many as there are draws; `tail` is a country's own."""
    sites = {"scale": np.arange(2.0), "survey": np.array([[1.0, 2.0], [3.0, 4.0]])}
    country = {name: np.zeros((2, 5)) for name in COUNTRY_SITES}
    path = np.arange(2 * 3 * 2.0).reshape(2, 3, 2, 1, 1)
    found = calibration._followed(sites | country, path, [(1, 0, 0, 0), (2, 1, 0, 0)])
    assert {name: one.tolist() for name, one in found.items()} == {
        "scale": [0.0, 1.0], "survey 0": [1.0, 3.0], "survey 1": [2.0, 4.0],
        "path 1 0 0 0": [2.0, 8.0], "path 2 1 0 0": [5.0, 11.0],
    }  # fmt: skip
    assert COUNTRY_SITES


class Run:
    """In the place of numpyro's sampler: what it is told, and draws that count on."""

    def __init__(self, told, kernel, **how):
        self.told, self.size = told, 2
        told.append(how | {"kernel": kernel})

    def run(self, key, *figures, init_params):
        self.told.append((figures, init_params["away"]))

    def get_samples(self, *, group_by_chain):
        assert group_by_chain
        steps = np.arange(12.0)[None, :, None]
        return {"away": steps + np.array([0.0, 100.0])}


def test_a_world_is_sampled_in_spreads_about_its_mode_and_every_so_many_steps_kept(monkeypatch):
    """Four draws three steps apart, of two values with spreads 2 and 0.5 about 10 and -1."""
    told = []
    mode, spread, start = np.array([10.0, -1.0]), np.array([2.0, 0.5]), np.array([14.0, -1.5])
    model = SimpleNamespace(
        middle=np.zeros(2),
        potential=lambda place, logit: (place * np.array([1.0, 10.0])).sum() + logit.sum(),
        beginning=lambda chains, seed, logit: SimpleNamespace(
            mode=mode * chains, variance=spread**2, starts=np.array([start])
        ),
        sites=lambda drawn: {"values": np.asarray(drawn) + 0.0},
    )
    monkeypatch.setattr(calibration, "flat_model", lambda design: model)
    monkeypatch.setattr("numpyro.infer.NUTS", lambda flat, **how: (flat, how))
    monkeypatch.setattr("numpyro.infer.MCMC", lambda kernel, **how: Run(told, kernel, **how))
    logit = np.array([[0.25, 0.5]])
    found = calibration._sampler(None, 7, 4, 3)(logit, 5)
    (flat, how) = told[0].pop("kernel")
    assert how == {"max_tree_depth": (calibration.WARMUP_DEPTH, calibration.DEPTH)}
    assert told[0] == {
        "num_warmup": 7, "num_samples": 12, "progress_bar": False, "jit_model_args": True,
    }  # fmt: skip
    figures, away = told[1]
    assert [one.tolist() for one in figures] == [logit.tolist(), mode.tolist(), spread.tolist()]
    assert away.tolist() == [2.0, -1.0]
    steps = np.array([2.0, 5.0, 8.0, 11.0])[:, None] + np.array([0.0, 100.0])
    assert found["values"] == pytest.approx(mode + spread * steps)

    handlers = pytest.importorskip("numpyro.handlers")
    tried = handlers.substitute(flat, {"away": np.array([0.5, 4.0])})
    trace = handlers.trace(tried).get_trace(logit, mode, spread)
    # At 11 and 1: minus 11, ten times 1 and the sum of the figures.
    assert float(trace["posterior"]["fn"].log_factor) == pytest.approx(-(11.0 + 10.0 + 0.75))
