import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.bayesian import latent_class as module
from measure87.estimate.multiple_lists.bayesian.latent_class import latent_class
from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.kernels.posterior_modes import Mode
from measure87.vocabulary.errors import UsageError

REFERENCE = Path(__file__).parents[3] / "reference" / "lists_bayes" / "expected.json"
EXPECTED = json.loads(REFERENCE.read_text(encoding="utf-8"))
# Diabetes_Casale has two modes and takes 400,000 iterations; it is in the benchmark.
AGREED = [
    name
    for name, entry in EXPECTED.items()
    if entry.get("LCMCR", {"Rhat": 2})["Rhat"] < 1.003 and name != "Hare"
]


def table(name, **options):
    entry = EXPECTED[name]
    return CaptureTable.from_histories(
        entry["lists"], entry["histories"], entry["counts"], **options
    )


def dutch():
    entry = json.loads((REFERENCE.parent / "netherlands.json").read_text(encoding="utf-8"))
    histories = [[int(digit) for digit in history] for history in entry["histories"]]
    return CaptureTable.from_histories(entry["lists"], histories, entry["counts"])


def simple(counts, k=3, **options):
    histories = [[h >> j & 1 for j in range(k)] for h in range(1, 2**k)]
    return CaptureTable.from_histories(list("ABCDEFGH"[:k]), histories, counts, **options)


def error_of_r(entry, row):
    """Monte Carlo standard error of R's figure, from its four chains, at least 0.7 per cent."""
    chains = np.array([chain[row] for chain in entry["per_chain"]])
    return max(chains.std(ddof=1) / 2, 0.007 * chains.mean())


# Reference: R LCMCR 0.4.14, tests/reference/lists_bayes; four Monte Carlo errors of both.
@pytest.mark.slow
@pytest.mark.parametrize("name", AGREED)
def test_where_chains_of_r_agree_the_posterior_is_that_of_r(name):
    want = EXPECTED[name]["LCMCR"]
    got = latent_class(table(name), rng=np.random.default_rng(1), iterations=40_000)
    rows = (("50%", "median", "value"), ("2.5%", "lo95", "lower"), ("97.5%", "hi95", "upper"))
    for row, theirs, ours in rows:
        error = np.hypot(error_of_r(want, row), getattr(got.monte_carlo, ours))
        assert getattr(got, ours) == pytest.approx(want[theirs], abs=4 * error + 1)


# R's four chains have medians 21,445, 13,306, 22,125 and 22,131, and R-hat 1.19.
@pytest.mark.slow
def test_for_five_lists_of_the_uk_chains_agree_where_those_of_r_do_not():
    got = latent_class(table("UKdat_5"), rng=np.random.default_rng(1))
    assert got.diagnostics["r_hat"] < 1.01
    assert got.diagnostics["effective_draws"] > 400
    others = [chain["50%"] for chain in EXPECTED["UKdat_5"]["LCMCR"]["per_chain"]]
    assert got.value == pytest.approx(np.median(others), rel=0.03)
    again = latent_class(table("UKdat_5"), rng=np.random.default_rng(2))
    error = np.hypot(got.monte_carlo.value, again.monte_carlo.value)
    assert again.value == pytest.approx(got.value, abs=4 * error)


def test_chains_that_do_not_agree_give_no_size_but_what_they_found():
    with pytest.raises(NotConvergedError) as found:
        latent_class(
            table("UKdat_5"), rng=np.random.default_rng(1), iterations=500, most_iterations=1000
        )
    error = found.value
    assert error.code == "not-converged"
    assert not (error.r_hat < 1.01 and error.effective > 400)
    assert len(error.chain_medians) == 4
    assert all(median >= 2744 for median in error.chain_medians)
    assert error.modes
    assert "R-hat" in error.text


# Dutch lists, tests/reference/lists_bayes: chains rest near 50,000 for thousands of iterations
# before they come to 146,000.
@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.proof) for seed in (2, 3))]
)
def test_chains_that_rested_elsewhere_are_told_under_every_seed(seed):
    got = latent_class(dutch(), rng=np.random.default_rng(seed))
    assert got.value == pytest.approx(146_000, rel=0.01)
    (notice,) = [notice for notice in got.notices if notice.code == "late-jump"]
    assert "where all agree" in notice.text
    longest = max(got.diagnostics["long_stays"], key=lambda stay: stay["iterations"])
    assert 45_000 < longest["size"] < 60_000
    assert 0.025 < got.diagnostics["share_elsewhere"] < 0.5


def test_three_of_four_short_chains_on_the_dutch_lists_rest_near_50_000():
    chains = {"iterations": 10_000, "most_iterations": 10_000}
    with pytest.raises(NotConvergedError) as found:
        latent_class(dutch(), rng=np.random.default_rng(2), **chains)
    assert sorted(found.value.chain_medians)[2] < 55_000


@pytest.mark.parametrize(("held", "told"), [(0, 0), (500, 0), (1000, 0), (4000, 1)])
def test_a_late_jump_is_told_where_it_may_move_a_limit(held, told):
    """Chains of 50,000: 2,000 of 198,000 iterations elsewhere are too few for a limit of 2.5 %."""
    rng = np.random.default_rng(1)
    sizes = np.round(rng.normal(9000, 300, (4, 50_000))).astype(np.int64)
    sizes[:, :held] -= 6000
    draws = sizes[:, 10_000:]
    judged = module._Judgement(draws, 1.0, 1e4, 1e4)
    judged = replace(judged, stays=module._stays(sizes, judged))
    notices = module._late_jump(judged, 0.95)
    assert len(judged.stays) == (4 if held else 0)
    assert [notice.code for notice in notices] == ["late-jump"] * told
    if told:
        assert "4 of 4 chains rested" in notices[0].text
        assert "came to 9,000" in notices[0].text
        assert "near 3,000 for 4 thousand iterations" in notices[0].text


def test_chains_go_on_until_they_agree():
    options = {"rng": np.random.default_rng(3), "iterations": 500, "most_iterations": 64_000}
    got = latent_class(table("Spina_bifida"), **options)
    assert 500 < got.diagnostics["iterations"] <= 64_000
    assert got.diagnostics["r_hat"] < 1.01


@pytest.mark.parametrize("name", ["Western", "Spina_bifida"])
def test_the_order_and_the_names_of_lists_change_nothing(name):
    entry = EXPECTED[name]
    order = np.random.default_rng(1).permutation(len(entry["lists"]))
    rows = np.random.default_rng(2).permutation(len(entry["counts"]))
    other = CaptureTable.from_histories(
        [f"list {j}" for j in order],
        np.array(entry["histories"])[rows][:, order],
        np.array(entry["counts"])[rows],
    )
    one, two = (
        latent_class(lists, rng=np.random.default_rng(5), iterations=20_000)
        for lists in (table(name), other)
    )
    assert (one.value, one.lower, one.upper) == (two.value, two.lower, two.upper)
    np.testing.assert_array_equal(one.draws, two.draws)


def test_lists_kept_apart_leave_the_answer_to_what_they_share_with_others():
    lists = simple([200, 200, 0, 40, 20, 20, 0], apart=[("A", "B")])
    got = latent_class(lists, rng=np.random.default_rng(1), iterations=30_000)
    # A and B together hold 440, C holds 80, and 40 are on both: 880 if they are independent.
    assert got.value == pytest.approx(880, rel=0.05)
    assert got.lower < 880 < got.upper


@pytest.mark.parametrize(
    ("lists", "code"),
    [
        (simple([5, 4, 0, 3, 0, 0, 0]), "no-overlap"),
        (simple([5, 4, 2], k=2), "too-few-lists"),
        (simple([0] * 7), "nobody"),
        (simple([20, 0, 15, 0, 12, 0, 9]), "list-of-everybody"),
    ],
)
def test_tables_that_say_nothing_are_refused(lists, code):
    with pytest.raises(NotEstimableError) as found:
        latent_class(lists, rng=np.random.default_rng(1))
    assert found.value.code == code


@pytest.mark.parametrize(
    "counts", [[20, 1, 15, 0, 12, 0, 9], [0, 0, 30, 25, 0, 0, 10], [1, 1, 0, 0, 0, 0, 9]]
)
def test_odd_tables_have_an_answer_that_is_a_number(counts):
    got = latent_class(simple(counts), rng=np.random.default_rng(1), iterations=30_000)
    assert np.isfinite([got.lower, got.value, got.upper, got.se]).all()
    assert got.observed <= got.lower <= got.value <= got.upper


def test_a_single_chain_is_refused():
    with pytest.raises(UsageError):
        latent_class(table("Korea"), rng=np.random.default_rng(1), chains=1)


def test_the_errors_of_value_and_limits_are_each_that_of_its_own_quantile():
    """Of independent draws of a skew posterior: against the spread over 400 sets of draws."""
    rng = np.random.default_rng(7)

    def sizes(*shape):
        return np.rint(1000.0 + 400.0 * np.exp(0.8 * rng.standard_normal(shape))).astype(np.int64)

    judged = module._Judgement(sizes(4, 2000), 1.0, 8000.0, 8000.0)
    found = module._estimate(simple([30, 22, 4, 17, 3, 3, 1]), judged, 0.9, (), (), ())
    again = np.quantile(sizes(400, 8000), (0.05, 0.5, 0.95), axis=1).std(axis=1, ddof=1)
    told = found.monte_carlo
    assert (told.lower, told.value, told.upper) == pytest.approx(tuple(again), rel=0.25)
    assert told.lower < 0.6 * told.value < 0.6 * 0.6 * told.upper


@pytest.mark.parametrize(
    ("shares", "told"), [((1.0,), False), ((0.9, 0.05), False), ((0.6, 0.4), True)]
)
def test_two_centres_of_a_posterior_are_told_where_both_are_large(shares, told):
    modes = tuple(Mode(100.0 * (k + 1), share) for k, share in enumerate(shares))
    codes = [notice.code for notice in module._notices(modes)]
    assert codes == (["several-modes"] if told else [])
