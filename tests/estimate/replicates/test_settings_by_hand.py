"""What may be asked of replicates, their scales, and which columns they are: by hand."""

from pathlib import Path
from types import SimpleNamespace

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import making
from measure87.estimate.replicates.calibrating import class_factors
from measure87.estimate.replicates.naming import chosen_columns, look_like_replicates
from measure87.estimate.replicates.settings import (
    DEFAULT_N,
    KINDS,
    METHODS,
    GivenReplicates,
    MadeReplicates,
)
from measure87.estimate.survey.replicate_columns import (
    _sums_beside,
    _without_clusters,
    refuse_other_scale,
    refuse_the_weight_itself,
)
from measure87.estimate.survey.replicate_contrasts import ReplicatedContrasts
from measure87.estimate.survey.replicated import _df_of_rows, degrees_of_freedom
from measure87.estimate.weighting import Benchmark, Margin
from measure87.estimate.weighting.calibration import Classes
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Estimate

DOCS = Path(__file__).parents[3] / "docs"
FIVE = tuple(f"r{k}" for k in range(1, 6))


def given(method="brr", columns=FIVE, **more):
    return GivenReplicates(columns, method, **more)


@pytest.mark.parametrize(
    ("method", "more", "scale"),
    [
        ("jk1", {}, 4 / 5),
        ("jkn", {"rscales": (0.5, 0.5, 0.6, 0.7, 0.8)}, 1.0),
        ("jk2", {}, 1.0),
        ("brr", {}, 1 / 5),
        ("fay", {"rho": 0.3}, 1 / (5 * 0.49)),
        ("fay", {"rho": 0.0}, 1 / 5),
        ("bootstrap", {}, 1 / 4),
        ("successive-difference", {}, 4 / 5),
        ("other", {"scale": 0.01}, 0.01),
        ("fay", {"scale": 0.07}, 0.07),
        ("jkn", {"scale": 0.9}, 0.9),
    ],
)
def test_the_scale_is_that_of_the_method_unless_one_is_given(method, more, scale):
    found, rscales = given(method, **more).scales
    assert found == pytest.approx(scale, rel=1e-12)
    assert rscales.tolist() == list(more.get("rscales", (1.0,) * 5))


def test_one_factor_is_that_of_all_replicates():
    assert given(rscales=(0.5,)).scales[1].tolist() == [0.5] * 5


@pytest.mark.parametrize(
    ("method", "more", "code"),
    [
        ("other", {}, "replicate-scale"),
        ("jkn", {}, "replicate-scale"),
        ("fay", {}, "replicate-scale"),
        ("none", {}, "replicate-method"),
        ("brr", {"columns": ("r1",)}, "replicate-number"),
        ("brr", {"columns": ()}, "replicate-number"),
        ("brr", {"columns": ("r1", "r2", "r1")}, "replicate-columns"),
        ("brr", {"rscales": (1.0, 1.0)}, "replicate-rscales"),
        ("brr", {"scale": 0.0}, "replicate-scale"),
        ("brr", {"scale": -0.1}, "replicate-scale"),
        ("brr", {"scale": float("inf")}, "replicate-scale"),
        ("brr", {"rscales": (0.0,) * 5}, "replicate-scale"),
        ("brr", {"rscales": (1.0, 1.0, -1.0, 1.0, 1.0)}, "replicate-scale"),
        ("fay", {"rho": 1.0}, "replicate-rho"),
        ("brr", {"rho": -0.1}, "replicate-rho"),
        *((one, {"rho": 0.3, "scale": 0.1}, "replicate-rho") for one in METHODS if one != "fay"),
    ],
)
def test_what_says_no_variance_is_refused(method, more, code):
    with pytest.raises(UsageError) as caught:
        given(method, **more)
    assert caught.value.code == code


def test_some_factors_may_be_0_but_not_all():
    assert given(rscales=(0.0, 0.0, 0.0, 0.0, 1.0)).scales[1].tolist() == [0, 0, 0, 0, 1]
    assert given(columns=("a", "b")).n == 2


def test_replicates_around_their_mean_of_weights_unless_it_is_said_otherwise():
    one = given()
    assert (one.mse, one.combined, one.quantiles) == (False, True, "woodruff")
    made = MadeReplicates("jk1")
    assert (made.mse, made.seed, made.rho, made.n, made.method) == (False, 1, None, None, "jk1")
    assert DEFAULT_N == 200


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("jackknife", {}, "replicate-kind"),
        ("jkn", {"n": 50}, "replicate-number"),
        ("brr", {"n": 50}, "replicate-number"),
        ("rao-wu", {"n": 1}, "replicate-number"),
        ("preston", {"n": 0}, "replicate-number"),
        ("fay", {"rho": 1.0}, "replicate-rho"),
        ("fay", {"rho": -0.01}, "replicate-rho"),
        *((one, {"rho": 0.3}, "replicate-rho") for one in KINDS if one != "fay"),
    ],
)
def test_what_cannot_be_made_is_refused(kind, more, code):
    with pytest.raises(UsageError) as caught:
        MadeReplicates(kind, **more)
    assert caught.value.code == code


def test_two_replicates_are_the_fewest_that_are_drawn():
    assert MadeReplicates("rao-wu", n=2).n == MadeReplicates("preston", n=2).n == 2
    assert MadeReplicates("fay", rho=0.0).rho == 0.0


def test_balanced_halves_are_those_of_fay_with_a_rho_of_0():
    assert given("brr", rho=0.0).scales[0] == given("brr").scales[0] == 0.2
    assert MadeReplicates("brr", rho=0.0).rho == 0.0


def test_columns_come_in_the_order_of_their_numbers():
    present = ["w", "rw10", "age", "rw9", "rw8", "rwx1y"]
    assert chosen_columns("rw[0-9]*", present) == ("rw8", "rw9", "rw10")
    assert chosen_columns("age", present) == ("age",)


@pytest.mark.parametrize(
    ("present", "said"),
    [
        (["w"], "no column is called rw"),
        (["rw1", "rw2", "rwtotal"], "also names rwtotal, which has no number"),
        (["rw3", "rw4", "rw6"], "the replicate 5 of 3 to 6 is missing"),
        (["rw3", "rw5"], "the replicate 4 of 3 to 5 is missing"),
        (["rw1", "rwtotal"], "also names rwtotal, which has no number"),
        (["rw1", "rw01", "rw2"], "two columns have the same number, of 3"),
        (["rw1", "rw2", "rw02"], "two columns have the same number, of 3"),
        (["rw1", "rw3", "rw_b1", "rw_b3"], "two columns have the same number, of 4"),
    ],
)
def test_a_set_of_replicates_is_whole(present, said):
    with pytest.raises((DataError, UsageError), match=said) as caught:
        chosen_columns("rw*", present)
    assert ("two sets" in caught.value.hint) is ("same number" in said)
    assert chosen_columns("rw*", ["rw3", "rw4", "rw5"]) == ("rw3", "rw4", "rw5")


@pytest.mark.parametrize(
    ("present", "pattern"),
    [
        ([f"repwt{k}" for k in range(8)], "repwt*"),
        ([f"repwt{k}" for k in range(7)], None),
        ([f"RW_{k}" for k in range(8)], "RW*"),
        ([f"item{k}" for k in range(80)], None),
        ([*(f"rw{k}" for k in range(8)), *(f"bsw{k}" for k in range(9))], "bsw*"),
        (["w", "repwt"], None),
    ],
)
def test_eight_columns_with_a_name_of_replicates_look_like_them(present, pattern):
    assert look_like_replicates(present) == pattern


def test_where_no_column_is_meant_forty_of_those_present_are_shown():
    for n, more in ((40, False), (41, True)):
        with pytest.raises(DataError) as caught:
            chosen_columns("rw*", [f"a{k}" for k in range(n)])
        assert caught.value.hint.endswith("a39, ..." if more else "a39")


def sums_of(present, units, fraction):
    """Of one cell and one outcome in strata of so many clusters, (strata,) those with persons."""
    return SimpleNamespace(
        present=np.array(present, dtype=float)[:, None],
        units=np.array(units, dtype=float),
        fraction=np.array(fraction, dtype=float),
        slot_stratum=np.arange(len(units)),
        slot_cell=np.zeros(len(units), dtype=np.int64),
        totals=np.zeros((1, 1, 3)),
    )


@pytest.mark.parametrize(
    ("present", "units", "fraction", "n", "df"),
    [
        ([4, 3], [4, 4], [0, 0], 99, 6.0),  # 7 clusters; the constant is of one stratum alone
        ([3, 3], [4, 4], [0, 0], 99, 5.0),  # 6 clusters, none is full
        ([4, 4], [4, 4], [0, 0], 99, 6.0),  # 8 clusters; both strata have the constant
        ([4, 4], [4, 4], [0, 1.0], 99, 3.0),  # the second is there as a whole
        ([4, 1], [4, 1], [0, 0], 99, 3.0),  # the second has one cluster
        ([4, 4], [4, 4], [0, 0], 5, 4.0),  # five replicates say no more
        ([1, 0], [4, 4], [0, 0], 99, 0.0),
        ([0, 0], [4, 4], [0, 0], 99, 0.0),
    ],
)
def test_degrees_of_freedom_are_the_rank_of_the_factors_less_one(present, units, fraction, n, df):
    sums = sums_of(present, units, fraction)
    assert degrees_of_freedom(sums, "remove", n, is_jkn=True).tolist() == [[df]]


def test_under_adjust_a_jackknife_counts_the_cluster_of_a_stratum_that_is_alone():
    sums = sums_of([4, 1], [4, 1], [0, 0])
    found = [
        float(degrees_of_freedom(sums, rule, 99, is_jkn=jkn)[0, 0])
        for rule, jkn in (("adjust", True), ("adjust", False), ("remove", True))
    ]
    assert found == [4.0, 3.0, 3.0]


def test_what_two_sides_share_is_what_their_difference_varies_less_than_they_do():
    """Differences of 2 and 3 in two replicates and 2.5 in the whole: 0.5 of 1 + 4."""
    sides = {"a": (np.array([3.0, 5.0]), 4.0), "b": (np.array([1.0, 2.0]), 1.5)}
    contrasts = SimpleNamespace(
        _side=sides.__getitem__,
        _replicates=SimpleNamespace(
            variance=lambda figures, centre: ((figures - centre) ** 2).sum(axis=0)
        ),
    )
    asked = SimpleNamespace(first="a", second="b")
    figures = tuple(Estimate("y", "mean", "taylor", se=se) for se in (1.0, 2.0))
    shared = ReplicatedContrasts.covariance(contrasts, asked, {}, figures)
    assert shared == pytest.approx((5.0 - 0.5) / 2)
    bare = (figures[0], Estimate("y", "mean", "taylor"))
    assert ReplicatedContrasts.covariance(contrasts, asked, {}, bare) == pytest.approx(0.25)
    sides["b"] = (np.array([np.nan, 2.0]), 1.5)
    assert ReplicatedContrasts.covariance(contrasts, asked, {}, figures) is None


@pytest.mark.parametrize(("combined", "sums"), [(True, [0.5, 1.5]), (False, [1.0, 3.0])])
def test_what_replicates_weigh_is_held_to_what_the_sample_does(combined, sums):
    """Weights 1 and 3, and one of 0 that does not count; factors times them are 4 and 12."""
    frame = nw.from_native(
        pl.DataFrame({"w": [1.0, 3.0, 0.0], "a": [1.0, 1.0, 9.0], "b": [3.0, 3.0, 9.0]}).lazy()
    )
    asked = SimpleNamespace(combined=combined)
    assert _sums_beside(frame, asked, "w", ("a", "b")) == sums
    nobody = nw.from_native(pl.DataFrame({"w": [0.0], "a": [1.0], "b": [1.0]}).lazy())
    assert _sums_beside(nobody, asked, "w", ("a", "b")) == []


@pytest.mark.parametrize(
    ("clusters", "kinds", "told"),
    [
        ((), ("status",), True), ((), ("status", "number"), True), ((), ("number",), False),
        (("c",), ("status",), False), (("c",), ("number",), False),
    ],
)  # fmt: skip
def test_shares_by_replicates_without_their_clusters_are_warned_of(clusters, kinds, told):
    sampled = SimpleNamespace(
        design=SimpleNamespace(clusters=clusters),
        outcomes=[SimpleNamespace(kind=kind) for kind in kinds],
    )
    assert bool(_without_clusters(sampled)) is told


@pytest.mark.parametrize(("units", "n", "fits"), [(250, 100, True), (251, 100, False)])
def test_the_bootstrap_of_all_stages_needs_four_tables(units, n, fits, monkeypatch):
    monkeypatch.setattr(making, "LARGEST_TABLE", 100_000)
    asked = MadeReplicates("preston", n=n)
    drawn = making.DrawnUnits(
        np.zeros(units, dtype=np.int8),
        np.zeros(units, dtype=np.int64),
        np.full((1, units), np.nan),
        np.array([False]),
    )
    if fits:
        assert making._preston(drawn, asked).factors.n == n
        return
    with pytest.raises(UsageError, match="do not fit into memory"):
        making._preston(drawn, asked)


@pytest.mark.parametrize(
    ("clusters", "n", "df"), [(7.0, 99, 5.0), (7.0, 5, 4.0), (2.0, 99, 0.0), (1.0, 99, 0.0)]
)
def test_without_units_degrees_of_freedom_are_clusters_less_strata_as_far_as_replicates_reach(
    clusters, n, df
):
    sums = sums_of([4, 3], [4, 4], [0, 0])
    sums.clusters = np.array([[clusters]])
    found = SimpleNamespace(present=np.zeros((0, 0, 0), dtype=bool), n=n)
    assert _df_of_rows(SimpleNamespace(sums=sums), found).tolist() == [[df]]


@pytest.mark.parametrize(
    ("kind", "n", "replicates"),
    [
        ("jk1", None, 9),  # a cluster is left out in each
        ("jkn", None, 9),
        ("brr", None, 4),  # about a half of each stratum for every stratum
        ("fay", None, 4),
        ("rao-wu", 70, 70),
        ("rao-wu", None, 200),
        ("preston", 70, 70),
    ],
)
def test_room_is_looked_for_as_many_replicates_as_the_kind_makes(kind, n, replicates):
    asked = MadeReplicates(kind, n=n)
    assert making._replicates(asked, np.array([2, 2, 2, 3])) == replicates


@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize(
    ("method", "name", "values", "refused"),
    [
        ("brr", "rw0", [1.0, 1.0, 9.0], True),  # nobody asks what a person without weight has
        ("brr", "rw64", [1.0, 1.0, 1.0], True),  # of more columns than are read at once
        ("brr", "rw0", [1.0, 1.1, 1.0], False),
        ("brr", "rw0", [1.0, None, 1.0], False),  # which is told elsewhere
        ("fay", "rw9", [1.0, 1.0000001, 1.0], True),
        ("jk1", "rw9", [1.0, 1.0, 1.0], True),
        ("bootstrap", "rw0", [1.0, 1.0, 1.0], True),
        ("bootstrap", "rw9", [1.0, 1.0, 1.0], False),  # may be so in a part of a sample
        ("jkn", "rw9", [1.0, 1.0, 1.0], False),
        ("jkn", "rw0", [1.0, 1.0, 1.0], True),
    ],
)
def test_the_weight_itself_is_no_replicate_of_it(method, name, values, refused, combined):
    w = [2.0, 5.0, 0.0]
    others = {f"rw{k}": [0.0, 7.0, 0.0] for k in range(1, 65)}
    column = [v and v * (x if combined else 1.0) for v, x in zip(values, w, strict=True)]
    rows = {"w": w} | others | {name: column}
    columns = tuple(one for one in rows if one != "w")
    asked = given(
        method, columns, rscales=(1.0,), combined=combined, rho=0.3 if method == "fay" else None
    )
    frame = nw.from_native(pl.DataFrame(rows).lazy())
    if not refused:
        refuse_the_weight_itself(frame, asked, "w")
        return
    with pytest.raises(UsageError, match=f"^{name} is no replicate of w") as caught:
        refuse_the_weight_itself(frame, asked, "w")
    assert caught.value.code == "replicate-columns"


@pytest.mark.parametrize(
    ("columns", "fits"),
    [
        ([1.0, 1.0], True),
        ([2.0, 2.0], True),
        ([2.0, 2.125], False),
        ([0.5, 0.5], True),
        ([0.5, 0.375], False),
        ([3.0, 0.25], True),  # 1.625 on average
        ([0.25, 3.0], True),
        ([1.0] * 64 + [130.0], False),  # of more columns than are read at once: 194 of 65
        ([1.0] * 64 + [60.0], True),
        ([0.0, 0.0], True),
    ],
)
def test_replicates_weigh_on_average_from_half_to_twice_what_the_sample_does(columns, fits):
    names = tuple(f"r{k}" for k in range(len(columns)))
    rows = {"w": [1.0, 3.0]} | {n: [0.0, 4.0 * c] for n, c in zip(names, columns, strict=True)}
    frame = nw.from_native(pl.DataFrame(rows).lazy())
    if fits:
        refuse_other_scale(frame, given(columns=names), "w")
        return
    with pytest.raises(UsageError) as caught:
        refuse_other_scale(frame, given(columns=names), "w")
    assert caught.value.code == "replicate-sums"


def test_a_replicate_without_weight_keeps_the_factors_of_the_whole_sample():
    """Two classes of 6 and 4 that weigh 5 each; then 1 and 4, twice as much, and nothing."""
    benchmark = Benchmark((Margin(("sex",), {("1",): 6.0, ("2",): 4.0}),))
    classes = Classes(np.eye(2), np.array([5.0, 5.0]), np.array([1.2, 0.8]))
    weights = np.array([[1.0, 10.0, 0.0, 0.0], [4.0, 10.0, 0.0, 3.0]])
    found = class_factors(classes, weights, benchmark)
    assert found.factor[:, :2] == pytest.approx(np.array([[6.0, 0.6], [1.0, 0.4]]), rel=1e-9)
    assert found.factor[:, 2:].tolist() == [[1.2, 1.2], [0.8, 0.8]]
    assert found.failed == 2


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_a_replicate_is_brought_to_the_size_of_the_sample_and_then_to_its_margins(scale):
    """Of persons who are in no margin the weight follows that of everybody: 12 of 10 here."""
    benchmark = Benchmark((Margin(("sex",), {("1",): 6.0}),))
    given_weights = scale * np.array([[2.0], [3.0]])
    of_one_margin = Classes(np.array([[1.0], [0.0]]), np.array([5.0, 6.0]), np.array([1.2, 1.0]))
    found = class_factors(of_one_margin, given_weights, benchmark)
    assert found.factor[:, 0] * scale == pytest.approx([6.0 / 2.0, 12.0 / 5.0], rel=1e-9)
    of_all = np.array([[1.0, 1.0], [1.0, 0.0]])
    everybody = Classes(of_all, np.array([5.0, 6.0]), np.array([1.2, 1.0]))
    found = class_factors(everybody, given_weights, benchmark)
    assert found.factor[:, 0] * scale == pytest.approx([6.0 / 2.0, 6.0 / 3.0], rel=1e-9)
    assert found.failed == 0


def drawn(strata, fraction=None, *, persons=2):
    """Clusters with two persons each, and the fraction of each stratum where it is known."""
    stratum = np.repeat(np.asarray(strata), persons)
    known = np.full(len(stratum), np.nan) if fraction is None else np.asarray(fraction)[stratum]
    start = np.tile(np.arange(persons) > 0, len(strata)).astype(np.int8)
    return making.DrawnUnits(start, stratum, known[None, :].astype(float), np.array([True]))


def made(kind, strata, fraction=None, *, rule="fail", **more):
    asked = MadeReplicates(kind, **more)
    return making.make_factors(
        drawn(strata, fraction), asked, rule, has_corrections=fraction is not None
    )


def test_two_clusters_are_the_fewest_of_which_anything_varies():
    assert made("jk1", [0, 0]).factors.factor.tolist() == [[0.0, 2.0], [2.0, 0.0]]
    with pytest.raises(DataError, match="the sample has one cluster"):
        made("jk1", [0])


def test_jk1_is_for_a_sample_without_strata():
    with pytest.raises(UsageError, match="this one has 2") as caught:
        made("jk1", [0, 0, 1, 1])
    assert caught.value.code == "replicate-kind"


def test_a_fraction_is_taken_as_it_is_and_a_number_of_clusters_is_divided_by():
    units = drawn([0, 0, 1, 1, 1], [0.25, 0.5])
    parents = (0, units.strata, units.first)
    assert units.fractions(*parents).tolist() == [0.25, 0.5]
    known = making.DrawnUnits(
        units.start, units.stratum, np.where(units.stratum, 6.0, 8.0)[None, :], np.array([False])
    )
    assert known.fractions(*parents).tolist() == [0.25, 0.5]


def test_a_lone_cluster_is_refused_by_a_bootstrap_unless_it_is_the_whole_stratum():
    with pytest.raises(DataError, match="1 strata have one cluster only, of which rao-wu"):
        made("rao-wu", [0, 0, 1], n=5)
    found = made("rao-wu", [0, 0, 1], [0.5, 1.0], n=5).factors.factor
    assert (found[2] == 1.0).all()
    assert set(found[0].tolist()) == {1.0 - np.sqrt(0.5), 1.0 + np.sqrt(0.5)}
    assert (made("rao-wu", [0, 0, 1], rule="certainty", n=5).factors.factor[2] == 1.0).all()


@pytest.mark.parametrize(
    ("kind", "rho", "factors"), [("brr", None, {0.0, 2.0}), ("fay", 0.25, {0.25, 1.75})]
)
def test_a_cluster_of_a_pair_has_rho_and_the_other_what_is_left_of_two(kind, rho, factors):
    found = made(kind, [0, 0, 1, 1], rho=rho).factors.factor
    assert set(found.ravel().tolist()) == factors
    assert (found[0] + found[1]).tolist() == [2.0] * found.shape[1]


def test_the_bootstrap_of_all_stages_alone_has_a_factor_for_each_last_unit():
    one = drawn([0, 0, 1, 1])
    both = np.full((2, 8), np.nan), np.array([True, True])
    two = making.DrawnUnits(one.start, one.stratum, *both)
    own = making.make_factors(two, MadeReplicates("preston", n=5), "fail", has_corrections=False)
    assert own.is_last_stage
    assert (len(own.factors.factor), own.unit.tolist()) == (8, list(range(8)))
    first = made("jkn", [0, 0, 1, 1])
    assert not first.is_last_stage
    assert (len(first.factors.factor), first.unit.tolist()) == (4, [0, 0, 1, 1, 2, 2, 3, 3])


def test_seed_and_rho_are_those_of_the_reference_where_none_is_given():
    page = " ".join((DOCS / "reference" / "study.md").read_text("utf-8").split())
    asked = MadeReplicates("rao-wu")
    fay = made("fay", [0, 0, 1, 1]).factors.factor
    assert f"| `seed` | of `rao-wu` and `preston`; from 0 | `{asked.seed}` |" in page
    assert f"| `rho` | of Fay's method | {fay.min():g} where they are made |" in page
