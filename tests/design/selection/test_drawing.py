"""Selections from frames: sizes, chances, stages, order of rows, and what is refused."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2

from measure87.design.selection.drawing import select
from measure87.design.selection.methods import METHODS, is_ordered
from measure87.design.selection.plan import DrawnCluster, Plan
from measure87.vocabulary.errors import DataError, UsageError
from tests.design.selection.frames import areas, frame_of, households


def size_of(method):
    return {} if method == "srs" else {"size": "households"}


@pytest.mark.parametrize("method", METHODS)
def test_each_method_draws_the_number_asked_in_every_stratum(method):
    frame = frame_of(areas(), "area", strata=("region",), **size_of(method))
    found = select(frame, Plan(method, 3, allocation={"south": 7, "north": 4}))
    drawn = [unit.stratum for unit in found.sampled]
    assert (drawn.count("north"), drawn.count("south")) == (4, 7)
    assert len({unit.id for unit in found.sampled}) == 11
    assert [(one.name, one.n, one.population) for one in found.strata] == [
        ("north", 4, 30),
        ("south", 7, 30),
    ]
    if method != "srs":
        sizes = dict(zip(areas()["area"], areas()["households"], strict=True))
        for unit in found.sampled:
            share = sizes[unit.id] / found.strata[unit.stratum == "south"].size
            assert unit.chance == pytest.approx(found.strata[unit.stratum == "south"].n * share)


@pytest.mark.parametrize("method", METHODS)
def test_weighted_size_is_the_frames(method):
    """Of a sample in proportion to size, weights times sizes add up to the size exactly."""
    table = areas()
    found = select(frame_of(table, "area", **size_of(method)), Plan(method, 5, n=12))
    sizes = dict(zip(table["area"], table["households"], strict=True))
    if method == "srs":
        assert sum(unit.weight for unit in found.sampled) == pytest.approx(60)
    else:
        weighted = sum(unit.weight * sizes[unit.id] for unit in found.sampled)
        assert weighted == pytest.approx(table["households"].sum())


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides_and_shuffled_rows_do_not_where_order_means_nothing(method):
    table = areas()
    balance = {"balance": ("children",)} if method == "cube" else {}

    def drawn(rows, seed):
        frame = frame_of(rows, "area", strata=("region",), **size_of(method), **balance)
        found = select(frame, Plan(method, seed, n=14, replacements=2))
        return sorted((u.id, u.chance, u.replacement) for u in found.units)

    assert drawn(table, 8) == drawn(table, 8)
    assert drawn(table, 8) != drawn(table, 9)
    shuffled = table.sample(fraction=1, shuffle=True, seed=4)
    if is_ordered(method):
        return
    assert [u[0] for u in drawn(shuffled, 8)] == [u[0] for u in drawn(table, 8)]


def test_what_happens_in_one_stratum_moves_nothing_in_another():
    table = areas()
    only = table.filter(pl.col("region") == "south")
    numbers = {"north": 3, "south": 5}
    both = select(frame_of(table, "area", strata=("region",)), Plan("srs", 2, allocation=numbers))
    fewer = Plan("srs", 2, allocation={"south": 5})
    alone = select(frame_of(only, "area", strata=("region",)), fewer)
    assert [u.id for u in both.sampled if u.stratum == "south"] == [u.id for u in alone.sampled]


def test_n_is_shared_out_in_proportion_to_size_with_two_at_least():
    region = pl.when(pl.col("area") < "a004").then(pl.lit("tiny")).otherwise(pl.lit("rest"))
    table = areas().with_columns(region.alias("region"))
    found = select(frame_of(table, "area", strata=("region",), size="households"),
                   Plan("chromy", 1, n=10))  # fmt: skip
    assert {one.name: one.n for one in found.strata} == {"tiny": 2, "rest": 8}


def test_certain_units_are_taken_out_first_and_told():
    table = areas().with_columns(
        pl.when(pl.col("area") == "a007").then(50_000).otherwise("households").alias("households")
    )
    found = select(frame_of(table, "area", size="households"), Plan("sampford", 1, n=6))
    (giant,) = [unit for unit in found.sampled if unit.certain]
    assert (giant.id, giant.chance, giant.weight) == ("a007", 1.0, 1.0)
    assert len(found.sampled) == 6
    assert [(one.code, one.count) for one in found.notices] == [("certain", 1)]
    rest = table.filter(pl.col("area") != "a007")["households"].sum()
    for unit in found.sampled:
        if not unit.certain:
            size = table.filter(pl.col("area") == unit.id)["households"][0]
            assert unit.chance == pytest.approx(5 * size / rest)


def test_clusters_then_households_have_the_product_of_their_chances():
    frame = frame_of(households(), "cluster", "household", cluster="cluster", size="census",
                     strata=("region",))  # fmt: skip
    found = select(frame, Plan("chromy", 6, n=8, take=5, replacements=2))
    assert len(found.sampled) == 40
    census = {f"c{k:02d}": 15 + k for k in range(30)}
    for unit in found.sampled:
        total = found.strata[unit.stratum == "s"].size
        n = found.strata[unit.stratum == "s"].n
        assert unit.cluster_chance == pytest.approx(n * census[unit.cluster] / total)
        assert unit.chance_within == pytest.approx(5 / 20)
        assert unit.chance == pytest.approx(unit.cluster_chance * unit.chance_within)
        assert unit.id.startswith(f"{unit.cluster}/")
    spare = [unit for unit in found.units if unit.replacement]
    assert len(spare) == 16
    assert {unit.replacement for unit in spare} == {1, 2}
    assert all(unit.chance is None and unit.weight is None for unit in spare)
    assert not {unit.id for unit in spare} & {unit.id for unit in found.sampled}


def test_without_a_size_clusters_are_drawn_by_their_rows_and_weights_are_alike():
    others = households(10, 12).with_columns(pl.col("cluster") + "b")
    table = pl.concat([households(10, 30), others])
    frame = frame_of(table, "cluster", "household", cluster="cluster")
    found = select(frame, Plan("pivotal", 2, n=6, take=4))
    weights = [unit.weight for unit in found.sampled]
    assert max(weights) == pytest.approx(min(weights))
    assert sum(weights) == pytest.approx(table.height)


def test_a_cluster_with_fewer_units_than_are_taken_is_taken_whole_and_told():
    frame = frame_of(households(6, 3), "cluster", "household", cluster="cluster")
    found = select(frame, Plan("srs", 2, n=4, take=9))
    assert len(found.sampled) == 12
    assert {unit.chance_within for unit in found.sampled} == {1.0}
    assert ("whole-clusters", 4) in [(one.code, one.count) for one in found.notices]


def test_households_are_drawn_in_clusters_that_were_drawn_before():
    clusters = {
        "c01": DrawnCluster(0.2, "north"),
        "c05": DrawnCluster(0.5, "south"),
        "c06": DrawnCluster(1.0, "south"),
    }
    listing = households().filter(pl.col("cluster").is_in(list(clusters)))
    frame = frame_of(listing, "cluster", "household", cluster="cluster")
    found = select(frame, Plan("srs", 4, take=4, first_stage=clusters))
    assert len(found.sampled) == 12
    for unit in found.sampled:
        assert unit.chance == pytest.approx(clusters[unit.cluster].chance * 4 / 20)
        assert unit.stratum == clusters[unit.cluster].stratum
        assert unit.certain == (unit.cluster == "c06")


@pytest.mark.slow
def test_two_stages_give_every_household_its_chance():
    table = households(8, 6)
    frame = frame_of(table, "cluster", "household", cluster="cluster", size="census")
    draws, counts, chance = 3_000, {}, {}
    for seed in range(draws):
        for unit in select(frame, Plan("systematic", seed, n=3, take=2)).sampled:
            counts[unit.id] = counts.get(unit.id, 0) + 1
            chance[unit.id] = unit.chance
    assert len(chance) == table.height
    p = np.array([chance[name] for name in chance])
    seen = np.array([counts[name] for name in chance])
    z2 = (seen - draws * p) ** 2 / (draws * p * (1 - p))
    assert z2.sum() < chi2.ppf(1 - 1e-5, table.height)


@pytest.mark.few(3)
@pytest.mark.parametrize("method", METHODS)
def test_joint_chances_come_with_what_was_drawn(method):
    table = areas(20)
    found = select(frame_of(table, "area", **size_of(method)), Plan(method, 2, n=5, joint=True))
    (one,) = found.joint
    assert one.names == tuple(sorted(unit.id for unit in found.sampled))
    chance = {unit.id: unit.chance for unit in found.sampled}
    assert np.diag(one.pairs.pi) == pytest.approx([chance[name] for name in one.names])
    simulated = method in ("random-systematic", "random-pivotal", "cube")
    assert (one.pairs.draws is not None) == simulated
    if simulated:
        assert one.pairs.error.max() < 0.01
    if method == "srs":
        assert one.pairs.pi[0, 1] == pytest.approx(5 * 4 / (20 * 19))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (pl.lit(0).alias("households"), "column households is not above 0 in row 1 and in 59 more"),
        (pl.when(pl.col("area") == "a004").then(-3).otherwise("households").alias("households"),
         "column households is not above 0 in row 5"),
        (pl.when(pl.col("area") == "a004").then(None).otherwise("households").alias("households"),
         "column households is an empty cell and no number in row 5"),
        (pl.lit(float("inf")).alias("households"), "column households is no finite number"),
        (pl.col("area").replace({"a009": "a002"}), "rows 3 and 10 name the same unit by area"),
        (pl.when(pl.col("area") == "a003").then(None).otherwise("area").alias("area"),
         "column area is empty in row 4"),
    ],
)  # fmt: skip
def test_faults_of_a_frame_are_told_by_row_and_never_by_cell(change, said):
    with pytest.raises(DataError) as told:
        frame_of(areas().with_columns(change), "area", size="households")
    assert said in told.value.text
    assert "a00" not in str(told.value)


@pytest.mark.parametrize(
    ("plan", "columns", "kind", "said"),
    [
        (Plan("srs", 1, n=61), {}, DataError, "61 are asked of a frame of 60"),
        (Plan("srs", 1), {}, UsageError, "either --n or --allocation"),
        (Plan("srs", 1, n=3, allocation={"": 3}), {}, UsageError, "either --n or --allocation"),
        (Plan("srs", 1, n=3), {"strata": ("region",)}, DataError, "too few for 2 strata"),
        (Plan("srs", 1, allocation={"north": 3}), {"strata": ("region",)}, DataError,
         "1 of 2 strata of the frame are not in the allocation"),
        (Plan("srs", 1, allocation={"north": 3, "south": 3, "west": 1}), {"strata": ("region",)},
         DataError, "the stratum in row 3 of the allocation has no unit"),
        (Plan("srs", 1, allocation={"north": 3, "south": 31}), {"strata": ("region",)}, DataError,
         "row 2 of the allocation asks for 31 of 30"),
        (Plan("srs", 1, allocation={"north": 3, "south": 0}), {"strata": ("region",)}, DataError,
         "row 2 of the allocation asks for 0 of 30"),
        (Plan("srs", 1, n=3, take=2), {}, UsageError, "--take needs --cluster"),
        (Plan("srs", 1, n=3), {"size": "households"}, UsageError, "takes no size"),
        (Plan("srs", 1, n=3), {"balance": ("children",)}, UsageError, "--balance is for cube"),
        (Plan("srs", 1, take=2, first_stage={"x": DrawnCluster(0.5)}), {}, UsageError,
         "needs --cluster"),
    ],
)  # fmt: skip
def test_plans_that_cannot_be_are_told(plan, columns, kind, said):
    with pytest.raises(kind, match=said):
        select(frame_of(areas(), "area", **columns), plan)


def test_faults_of_clusters_are_told():
    table = households(4, 3)
    moved = table.with_columns(region=pl.Series(["n", "s", "n"] * 4))
    with pytest.raises(DataError, match="cluster that began in another stratum in row 2"):
        frame_of(moved, cluster="cluster", strata=("region",))
    grown = table.with_columns(census=pl.Series(range(12)) + 1)
    with pytest.raises(DataError, match="census differs from the row in which its cluster began"):
        frame_of(grown, cluster="cluster", size="census")
    frame = frame_of(table, "cluster", "household", cluster="cluster")
    with pytest.raises(DataError, match=r"9 rows lie in clusters that were not drawn.*row 4"):
        select(frame, Plan("srs", 1, take=2, first_stage={"c00": DrawnCluster(0.3)}))
    all_of_them = {f"c{k:02d}": DrawnCluster(0.3) for k in range(6)}
    with pytest.raises(DataError, match="2 of 6 clusters that were drawn have no unit"):
        select(frame, Plan("srs", 1, take=2, first_stage=all_of_them))


def test_a_size_that_leaves_no_chance_is_told():
    giants = pl.when(pl.col("area") == "a007").then(1e-9).otherwise("households")
    frame = frame_of(areas().with_columns(giants.alias("households")), "area", size="households")
    with pytest.raises(DataError, match="row 8 has a size of which a chance below 1e-08 comes"):
        select(frame, Plan("pivotal", 1, n=6))


def test_a_cube_sample_of_strata_is_balanced_over_all_of_them():
    table = areas(400)
    children = dict(zip(table["area"], table["children"], strict=True))

    def off(seed, *balance):
        frame = frame_of(table, "area", strata=("region",), size="households", balance=balance)
        found = select(frame, Plan("cube", seed, n=60))
        weighted = sum(children[unit.id] * unit.weight for unit in found.sampled)
        if balance:
            (told,) = found.balance
            assert (told.variable, told.total) == ("children", sum(children.values()))
            assert told.weighted == pytest.approx(weighted)
        return weighted / sum(children.values()) - 1

    balanced = np.array([off(seed, "children") for seed in range(25)])
    alone = np.array([off(seed) for seed in range(25)])
    assert np.sqrt((balanced**2).mean()) < 0.6 * alone.std()
    frame = frame_of(table, "area", strata=("region",))
    with pytest.raises(UsageError, match="not made for a cube sample of several strata"):
        select(frame, Plan("cube", 5, n=60, joint=True))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 2, 59, 60])
def test_from_one_to_all_units(method, n):
    found = select(frame_of(areas(), "area", **size_of(method)), Plan(method, 1, n=n))
    assert len(found.sampled) == n
    assert n < 60 or {unit.weight for unit in found.sampled} == {1.0}


def test_an_empty_frame_is_told():
    with pytest.raises(DataError, match=r"frame.csv has no row"):
        frame_of(areas().head(0), "area")
