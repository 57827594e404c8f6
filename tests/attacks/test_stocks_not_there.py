"""No stock beside a flow that is kept back: that told that no case told her days; it does not now.

One or two of 200 to 399 adults are cases, so that no figure of them is shown. Whoever knows that
somebody was asked to be silent, or told how long, learns it of her; a stock that is kept back is
listed as one.
"""

import json

import numpy as np
import pytest

from tests.attacks.days_studies import NOT_TOLD, DaysStudy
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import UNTOLD_STOCKS_NOT_THERE

MEASURE = "forced_labour_adults"
STOCK = f"{MEASURE}_stock"
SEEDS = (
    0,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (3, 4, 5)),
)


def drawn(seed, cases, told):
    """By sex where the seed is even; so many of the cases told their days."""
    rng = np.random.default_rng([60, seed])
    n = int(rng.integers(200, 400))
    case, days = np.zeros(n, dtype=bool), np.full(n, 30)
    who = rng.permutation(n)[:cases]
    case[who] = True
    days[who] = rng.integers(10, 366, cases)
    days[who[told:]] = NOT_TOLD
    columns = {"id": np.arange(n), "age": np.full(n, 30), "sex": rng.integers(1, 3, n)}
    columns |= {"region": np.ones(n, dtype=int), "cluster": np.arange(n)}
    columns |= {"weight": np.full(n, 100.0), "days": days, "case": case}
    return DaysStudy(columns, by=() if seed % 2 else ("sex",))


def none_told(folder):
    """What a reader says where a flow is kept back: whether no case told her days."""
    release = read_release(folder)
    assert release.shares[MEASURE, frozenset()].is_hidden
    return all(one.name != STOCK for one in release.figures)


def without_inputs(folder):
    """All that is said but the hashes of the files."""
    said = json.loads((folder / "estimates.json").read_text("utf-8"))
    return {key: one for key, one in said.items() if key != "provenance"}


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_the_same_release_where_no_case_told_her_days(seed, tmp_path):
    cases = 1 + seed % 2
    none, one = (release_days(drawn(seed, cases, told), tmp_path / f"{told}") for told in (0, 1))
    assert not none_told(none)
    assert without_inputs(none) == without_inputs(one)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_it_was_told_where_a_stock_of_nobody_is_not_there(seed, tmp_path):
    with UNTOLD_STOCKS_NOT_THERE():
        found = [none_told(release_days(drawn(seed, 1, n), tmp_path / f"{n}")) for n in (0, 1)]
    assert found == [True, False]


def test_beside_a_flow_that_is_shown_there_is_none(tmp_path):
    folder = release_days(drawn(0, 12, 0), tmp_path)
    release, said = read_release(folder), without_inputs(folder)["diagnostics"]
    assert not release.shares[MEASURE, frozenset()].is_hidden
    assert all(one.name != STOCK for one in release.figures)
    assert STOCK not in said["measures"]
    account, figures = said["disclosure"], release.figures
    assert account["figures"] == len(figures)
    assert account["shown"] == sum(not one.is_hidden for one in figures)
    assert sum(account["suppressed"].values()) == sum(one.is_hidden for one in figures)
