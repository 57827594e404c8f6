"""Draws of what countries share, thinned: of ten invented draws, by hand."""

import importlib
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model.priors import COUNTRY_SITES

module = importlib.import_module("measure87.combine.release.global_draws")


@pytest.fixture
def ten_draws(monkeypatch):
    """Ten draws in two chains, of a scale of all and one of single countries."""
    monkeypatch.setattr(module, "shared_effects", lambda blocks, scales, logit: logit)
    monkeypatch.setattr(module, "draw_shared", lambda effects, rng: np.full(2, effects))
    places = {1: [0], 3: [0, 4, 9], 10: [*range(10)], 25: [*range(10)]}
    return SimpleNamespace(
        n=10,
        convergence=SimpleNamespace(refuse_unless_passed=lambda: None),
        design=SimpleNamespace(blocks=SimpleNamespace(group=np.array([0, 0]))),
        thinned=lambda n: [(SimpleNamespace(group=np.ones(1)), float(k)) for k in places[n]],
        sites={
            "scale": np.arange(10.0).reshape(2, 5),
            **{name: np.zeros((2, 5, 3)) for name in COUNTRY_SITES},
        },
    )


@pytest.mark.parametrize("n", [1, 3, 10, 25])
def test_sites_and_shared_effects_are_of_the_same_draws(ten_draws, n):
    found = module.global_draws(ten_draws, n, np.random.default_rng(1))
    assert set(found.sites) == {"scale"}
    assert found.sites["scale"].tolist() == found.shared[:, 0].tolist()
    assert found.n == min(n, 10)


def test_shared_effects_are_in_units_of_their_groups_and_sites_keep_their_shapes(ten_draws):
    ten_draws.design.blocks.group = np.array([0, 1])
    ten_draws.thinned = lambda n: [
        (SimpleNamespace(group=np.array([2.0, 5.0])), float(k)) for k in (0, 4, 9)
    ]
    ten_draws.sites["steps"] = np.arange(60.0).reshape(2, 5, 3, 2)
    found = module.global_draws(ten_draws, 3, np.random.default_rng(1))
    assert found.shared.tolist() == [[0.0, 0.0], [8.0, 20.0], [18.0, 45.0]]
    assert found.sites["steps"].tolist() == [
        np.arange(6.0 * k, 6.0 * k + 6).reshape(3, 2).tolist() for k in (0, 4, 9)
    ]
    assert found.at(1)["steps"].shape == (3, 2)
