"""The sampler as a whole: priors before figures, rare events."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model import sampling
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.prior_prediction import predict_from_priors
from measure87.combine.model.sampling import Sampler, draw_scales

STATED = ModelParts(2015, (2015, 2015))
COUNTRIES, REGIONS = 30, 5
WORLD = hierarchy_without_covariates(np.arange(COUNTRIES) % REGIONS, np.arange(REGIONS))
# 25 countries with figures, the first 15 of them with a second survey ten years before.
PLACE = np.append(np.arange(25), np.arange(15))
YEAR = np.append(np.full(25, 2015), np.full(15, 2005))
ERROR = 0.15
MAPS = Path("/proc/self/maps")


def test_priors_allow_what_was_seen_and_little_that_nobody_would_believe():
    figures = measured_figures(PLACE, YEAR, np.full(40, -2.0), np.full(40, ERROR))
    found = predict_from_priors(design_of(figures, WORLD, STATED), 400, np.random.default_rng(1))
    # Country values of SDG 8.7.1 lie between 0.3 % and about 50 %; of State-imposed forced labour
    # there are some 5 in 10,000 in the world, and countries far below that.
    assert found.share[0] < 0.0002
    assert 0.3 < found.share[-1] < 0.95
    assert found.share[2] == pytest.approx(1.0 / (1.0 + np.exp(4.0)), abs=0.01)
    assert found.scales["country_scale"][2] == pytest.approx(stats.halfnorm.ppf(0.5), abs=0.1)
    assert found.change.tolist() == [0.0] * 5


def counted_figures(cases, size):
    """One counted figure for each country; the log-odds are starting values."""
    n = len(cases)
    plain = measured_figures(
        np.arange(n), np.full(n, 2015), np.log((cases + 0.5) / size), np.full(n, 0.1)
    )
    counts = {"counted": np.ones(n, bool), "cases": cases, "effective_n": size}
    return Figures(**{**vars(plain), "logit_se": np.zeros(n), **counts})


class Chains:
    """Stands in for numpyro's chains: of each run all draws have its number."""

    def __init__(self, kernel, **options):
        self.kernel, self.options, self.runs = kernel, options, []
        self.post_warmup_state = None

    def run(self, key, init_params, extra_fields):
        assert extra_fields == ("diverging",)
        number = len(self.runs) + 1
        self.runs.append((key, init_params, self.post_warmup_state))
        self.last_state = SimpleNamespace(rng_key=f"key after run {number}")

    def get_samples(self, group_by_chain):
        assert group_by_chain
        shape = self.options["num_chains"], self.options["num_samples"]
        return {"country_scale": np.full(shape, float(len(self.runs)))}

    def get_extra_fields(self):
        return {"diverging": np.arange(6) < len(self.runs)}


@pytest.mark.parametrize(
    ("chains", "good_after", "rounds", "ran"),
    [(2, 1, 3, 1), (2, 2, 3, 2), (1, 2, 3, 2), (2, 9, 3, 3), (2, 1, 1, 1)],
)
def test_chains_go_on_where_they_were_until_they_are_good(
    monkeypatch, chains, good_after, rounds, ran
):
    numpyro = pytest.importorskip("numpyro.infer")
    begin = SimpleNamespace(starts=np.array([0.3, 0.5])[:chains], variance="spread at the mode")
    model = SimpleNamespace(
        potential="potential", sites=dict, beginning=lambda n, seed: (n, seed) and begin
    )
    made, told = [], []
    monkeypatch.setattr(numpyro, "NUTS", lambda **options: options)
    monkeypatch.setattr(
        numpyro, "MCMC", lambda kernel, **o: made.append(Chains(kernel, **o)) or made[-1]
    )
    monkeypatch.setattr(sampling, "flat_model", lambda design: model)
    monkeypatch.setattr(sampling, "progress", lambda text, share: told.append(share))
    monkeypatch.setattr(
        sampling,
        "_judged",
        lambda sites: SimpleNamespace(passed=sites["country_scale"].shape[1] >= 4 * good_after),
    )
    found = sampling._draw_scales("design", Sampler(7, chains, 20, 4, 0.9, rounds))
    (one,) = made
    assert len(one.runs) == ran
    # All draws are kept, those of a round after those of the one before.
    numbers = np.repeat(np.arange(1.0, ran + 1.0), 4)
    assert found.sites["country_scale"].tolist() == [numbers.tolist()] * chains
    assert found.convergence.passed == (good_after <= rounds)
    assert found.divergences == sum(range(1, ran + 1))
    assert told == [k / rounds for k in range(ran)] + [1.0]
    keys, starts, states = zip(*one.runs, strict=True)
    assert np.asarray(keys[0]).tolist() == [0, 7]
    assert list(keys[1:]) == [f"key after run {k}" for k in range(1, ran)]
    assert states[0] is None
    assert [state.rng_key for state in states[1:]] == list(keys[1:])
    for start in starts:
        assert np.array_equal(start, [0.3, 0.5] if chains == 2 else 0.3)
    assert one.kernel["target_accept_prob"] == 0.9
    assert one.kernel["inverse_mass_matrix"] == "spread at the mode"
    options = {k: one.options[k] for k in ("num_warmup", "num_samples", "num_chains")}
    assert options == {"num_warmup": 20, "num_samples": 4, "num_chains": chains}
    assert one.options["progress_bar"] is False
    assert one.options["chain_method"] in ("parallel", "sequential")


@pytest.mark.parametrize(
    ("devices", "method"), [(4, "parallel"), (2, "parallel"), (1, "sequential")]
)
def test_chains_run_side_by_side_where_each_has_a_device(monkeypatch, devices, method):
    jax, numpyro = pytest.importorskip("jax"), pytest.importorskip("numpyro.infer")
    begin = SimpleNamespace(starts=np.array([0.3, 0.5]), variance="spread at the mode")
    model = SimpleNamespace(potential="potential", sites=dict, beginning=lambda n, seed: begin)
    made = []
    monkeypatch.setattr(jax, "local_device_count", lambda: devices)
    monkeypatch.setattr(numpyro, "NUTS", lambda **options: options)
    monkeypatch.setattr(
        numpyro, "MCMC", lambda kernel, **o: made.append(Chains(kernel, **o)) or made[-1]
    )
    monkeypatch.setattr(sampling, "flat_model", lambda design: model)
    monkeypatch.setattr(sampling, "_judged", lambda sites: SimpleNamespace(passed=True))
    sampling._draw_scales("design", Sampler(7, 2, 20, 4))
    assert made[0].options["chain_method"] == method


def test_values_of_single_countries_are_judged_apart():
    """A step of one country of 20 that has not settled is allowed; a scale is not."""
    rng = np.random.default_rng(2)
    good = {"country_scale": rng.normal(size=(4, 400)), "step": rng.normal(size=(4, 400, 20))}
    assert sampling._judged(good).passed
    apart = {name: x.copy() for name, x in good.items()}
    apart["step"][0, :, 3] += 5.0
    found = sampling._judged(apart)
    assert (found.country_failures, found.country_quantities) == (1, 20)
    assert set(found.r_hat) == {"country_scale"}
    apart["country_scale"][0] += 5.0
    assert not sampling._judged(apart).passed


@pytest.mark.slow
def test_rare_events_enter_as_counts_and_zero_cases_are_no_obstacle():
    """Prevalence of 3 in 1,000 in surveys of 300 to 20,000: the countries' mean is found."""
    rng = np.random.default_rng(12)
    n = 30
    truth = np.log(0.003) + 0.7 * rng.normal(size=n)
    size = np.round(np.exp(rng.uniform(np.log(300), np.log(20000), n)))
    cases = rng.binomial(size.astype(int), 1.0 / (1.0 + np.exp(-truth))).astype(float)
    assert (cases == 0).any()
    world = hierarchy_without_covariates(np.arange(n) % 3, np.arange(3))
    design = design_of(counted_figures(cases, size), world, STATED)
    draws = draw_scales(design, Sampler(3, 4, 400, 800))
    draws.convergence.refuse_unless_passed()
    mean = draw_paths(draws, 300, rng).logit[:, :, 0, 0, 0].mean(axis=1)
    assert abs(mean.mean() - truth.mean()) < 3.0 * mean.std()
    assert mean.std() < 0.3


@pytest.mark.slow
@pytest.mark.skipif(not MAPS.exists(), reason="memory maps are told on Linux only")
def test_fits_leave_nothing_compiled_behind():
    """The first fit loads libraries; each further one had left 760 maps of a possible 65,530."""
    figures = measured_figures(PLACE, YEAR, np.full(40, -2.0), np.full(40, ERROR))
    design = design_of(figures, WORLD, STATED)
    left = []
    for seed in range(2):
        draw_scales(design, Sampler(seed, 1, 20, 20))
        left.append(len(MAPS.read_bytes().splitlines()))
    assert left[1] - left[0] < 200, left


def test_unless_it_is_asked_for_chains_do_not_go_on():
    assert Sampler(seed=1).rounds == 1
