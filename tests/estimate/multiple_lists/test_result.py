"""Findings as one result: a posterior as a curve, no count that withheld cells go into."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from measure87.estimate.multiple_lists import CaptureTable, capture_tables_from, side_by_side
from measure87.estimate.multiple_lists.bayesian.draw_density import draw_density
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.methods import METHODS, Method, MethodOptions
from measure87.estimate.multiple_lists.over_tables import size_over
from measure87.estimate.multiple_lists.result import _plain, result_of
from measure87.estimate.multiple_lists.side_by_side import (
    ALL_METHODS,
    DOUBLY_ROBUST,
    _chosen,
    estimate_lists,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.codec import plain

COUNTED = PopulationCounted("invented", "Inventia", "2025", "potential", "invented")
TABLE = CaptureTable(("A", "B", "C"), np.array([220, 190, 31, 160, 18, 12, 4]))


def about(study, methods, **options):
    found = estimate_lists(study, methods, MethodOptions(replicates=100, **options))
    return result_of(found, "estimate lists", Provenance()).diagnostics.lists


def test_the_density_of_log_normal_draws_is_the_normal_curve():
    draws = np.exp(np.random.default_rng(1).normal(8.0, 0.2, size=40_000))
    curve = draw_density(draws)
    expected = norm.pdf(np.log(curve["persons"]), 8.0, 0.2)
    # Scott's bandwidth for 1,000 quantiles is 0.25 sd, which flattens the top by some 3 %.
    assert np.max(np.abs(curve["density"] - expected)) < 0.06 * expected.max()


def test_a_density_covers_nearly_all_of_the_probability():
    draws = np.random.default_rng(2).gamma(4.0, 500.0, size=20_000) + 100
    curve = draw_density(draws)
    logs = np.log(curve["persons"])
    assert np.trapezoid(curve["density"], logs) == pytest.approx(0.99, abs=0.015)


def test_a_density_reaches_from_one_of_200_to_199_of_200_of_the_draws():
    draws = np.exp(np.linspace(0.0, 1.0, 10_001))
    reach = np.log(draw_density(draws)["persons"])[[0, -1]]
    assert reach == pytest.approx([0.005, 0.995], abs=1e-3)


def test_equal_draws_have_no_density():
    assert draw_density(np.full(100, 50.0)) == {}


def test_posteriors_come_as_curves_and_draws_do_not_come_at_all():
    said = about(ListStudy(COUNTED, {"": [TABLE]}), ("decomposable", "stepwise")).methods
    assert len(said["decomposable"].density.persons) == 81
    assert said["stepwise"].density is None
    assert all("draws" not in plain(entry) for entry in said.values())


def test_the_path_of_stepwise_ends_where_stepwise_does():
    found = about(ListStudy(COUNTED, {"": [TABLE]}), ("stepwise",))
    path = found.stepwise_path
    taken = [step.interaction for step in path[1:] if step.p_value <= 0.02]
    assert taken == found.methods["stepwise"].terms
    assert path[0].interaction == ""
    assert about(ListStudy(COUNTED, {"": [TABLE]}), ("chao",)).stepwise_path is None


def test_counts_that_withheld_cells_go_into_are_not_given():
    rows = pl.DataFrame(
        {
            "A": [1, 0, 0, 1, 1] * 2, "B": [0, 1, 0, 1, 0] * 2, "C": [0, 0, 1, 0, 1] * 2,
            "n": ["90", "70", "60", "12", "9", "90", "70", "60", "<5", "9"],
            "area": ["x"] * 5 + ["y"] * 5,
        }
    )  # fmt: skip
    tables = capture_tables_from(rows, ["A", "B", "C"], "area", count="n")
    study = ListStudy(COUNTED, {name: [table] for name, table in tables.items()})
    # 12 of one stratum, and 1 to 4 of the other
    assert study.together.suppressed == {3: (13, 16)}
    assert study.together.counts[2] == 0
    found = about(study, ("independence",))
    assert found.observed is None
    assert found.robustness_checks is None
    assert plain(found.lists[0]) == {"name": "A", "on_no_other": 180}
    assert plain(found.lists[2]) == {"name": "C", "persons": 138, "on_no_other": 120}


def test_lists_apart_are_named():
    counts = np.array([220, 190, 0, 160, 18, 12, 0])
    table = CaptureTable(("A", "B", "C"), counts, frozenset({(0, 1)}))
    assert about(ListStudy(COUNTED, {"": [table]}), ("independence",)).mutually_exclusive == [
        ("A", "B")
    ]


@pytest.mark.parametrize("name", [n for n, m in METHODS.items() if m.size is not None])
def test_the_point_estimate_alone_is_that_of_the_method(name):
    options = MethodOptions(replicates=100)
    method = METHODS[name]
    assert method.size(TABLE, options) == pytest.approx(method.run(TABLE, options).value, rel=1e-9)


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({"threshold": 0.0}, True), ({"threshold": 1.0}, True), ({"threshold": 1.01}, False),
        ({"threshold": -0.01}, False), ({"level": 0.5}, True), ({"level": 0.49}, False),
        ({"level": 1.0}, False), ({"level": 0.99}, True), ({"order": 1}, True),
        ({"order": 0}, False), ({"seed": 0}, True), ({"seed": -1}, False),
    ],
)  # fmt: skip
def test_options_that_mean_nothing_are_refused(more, fits):
    if fits:
        assert vars(MethodOptions(**more)).items() >= more.items()
        return
    with pytest.raises(UsageError):
        MethodOptions(**more)


def test_each_method_draws_from_a_generator_of_its_own():
    one, other = MethodOptions(seed=3), MethodOptions(seed=4)
    draws = [o.rng(name).random() for o, name in ((one, "bic"), (one, "chao"), (other, "bic"))]
    assert len(set(draws)) == 3
    assert MethodOptions(seed=3).rng("bic").random() == draws[0]


def test_what_is_no_number_that_is_told_is_left_out_and_numbers_are_plain():
    found = _plain({"n": np.int64(3), "x": [np.float64(2.5), float("nan"), None], "t": "text",
                    "none": None, "many": {"inf": float("inf"), "y": (1, 2)}})  # fmt: skip
    assert found == {"n": 3, "x": [2.5], "t": "text", "many": {"y": [1, 2]}}
    assert type(found["n"]) is int
    assert type(found["x"][0]) is float


def test_unasked_the_method_of_covariates_is_run_where_there_are_some():
    with_some, without = SimpleNamespace(persons="some"), SimpleNamespace(persons=None)
    assert DOUBLY_ROBUST in _chosen((), with_some)
    assert set(_chosen((), with_some)) - set(_chosen((), without)) == {DOUBLY_ROBUST}
    assert _chosen(("chao", "bic", "chao"), without) == tuple(
        name for name in ALL_METHODS if name in ("chao", "bic")
    )
    with pytest.raises(UsageError) as none:
        _chosen((DOUBLY_ROBUST,), without)
    assert none.value.code == "no-covariates"
    assert _chosen((DOUBLY_ROBUST,), with_some) == (DOUBLY_ROBUST,)
    with pytest.raises(UsageError, match="there is no list method 'cao'"):
        _chosen(("cao",), with_some)


def test_covariates_are_used_where_their_method_is_among_those_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(
        side_by_side, "_with_covariates", lambda _, persons, *more: asked.append(persons)
    )
    study = ListStudy(COUNTED, {"": [TABLE]}, persons="some")
    options = MethodOptions(replicates=100)
    estimate_lists(study, ["chao"], options, robustness_checks=False)
    assert asked == []
    found = estimate_lists(study, ["chao", DOUBLY_ROBUST], options, robustness_checks=False)
    assert asked == ["some"]
    assert {size.method for size in found.sizes} == {"chao"}


def test_a_method_is_run_in_brief_where_there_are_several_tables(monkeypatch):
    """Pooled or filled tables are many; a method without a brief way has its own alone."""
    ran = []

    def recorded(which, method):
        def run(table, options):
            ran.append(which)
            return method.run(table, options)

        return run

    plain = METHODS["chao"]
    both = Method(recorded("run", plain), in_brief=recorded("in brief", plain))
    options = MethodOptions(replicates=100)
    for method, tables, way in (
        (both, [TABLE], "run"),
        (both, [TABLE] * 3, "in brief"),
        (Method(recorded("run", plain)), [TABLE] * 3, "run"),
    ):
        ran.clear()
        monkeypatch.setitem(METHODS, "chao", method)
        size_over(tables, "chao", options, None)
        assert set(ran) == {way}


def test_a_method_on_two_tables_is_pooled_over_both():
    """The second has a quarter more in each cell: its size too, and the pool lies between."""
    more = CaptureTable(TABLE.lists, TABLE.counts * 5 // 4)
    options = MethodOptions(replicates=100)
    one, other, both = (
        size_over(tables, "chao", options, None).value
        for tables in ([TABLE], [more], [TABLE, more])
    )
    assert one < both < other
    assert both == pytest.approx((one + other) / 2, rel=0.02)
