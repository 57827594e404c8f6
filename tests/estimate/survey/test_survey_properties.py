"""What must not change a figure, and what must."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey

DESIGN = SurveyDesign("w", "h", ("c",))
OUTCOMES = (
    Outcome("p", "s", coding="status"),
    Outcome("t", "s", statistic="total", coding="status"),
    Outcome("m", "y", "number", "mean"),
)
TABLES = (DomainTable(), DomainTable(("g",)), DomainTable(("g", "k")))


def sample(seed: int = 1, n: int = 400) -> pl.DataFrame:
    """An invented sample of n persons in 40 clusters and 5 strata."""
    rng = np.random.default_rng(seed)
    c = np.sort(rng.integers(0, 40, n))
    return pl.DataFrame(
        {
            "h": c // 8,
            "c": c,
            "w": rng.lognormal(3, 0.5, n),
            "s": pl.Series(rng.choice([0, 0, 0, 1, 2], n), dtype=pl.Int8),
            "y": rng.normal(10, 3, n),
            "g": rng.choice(["a", "b", "c"], n),
            "k": rng.integers(1, 3, n),
        }
    )


def figures(frame, design=DESIGN, tables=TABLES, **options):
    result = estimate_survey(frame, OUTCOMES, design, tables, **options)
    return {(e.name, tuple(e.group.items())): e for e in result.estimates}


def close(one, other, rel=1e-9):
    assert one.keys() == other.keys()
    for key, e in one.items():
        o = other[key]
        assert (e.n, e.n_cases, e.n_clusters, e.df, e.flags) == (
            o.n, o.n_cases, o.n_clusters, o.df, o.flags,
        )  # fmt: skip
        for name in ("value", "se", "lower", "upper", "deff", "deff_used", "n_effective"):
            a, b = getattr(e, name), getattr(o, name)
            assert (a is None) == (b is None)
            if a is not None:
                assert a == pytest.approx(b, rel=rel), (key, name)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed):
    frame = sample(seed)
    close(figures(frame), figures(frame.sample(fraction=1.0, shuffle=True, seed=seed)))


def test_the_names_of_strata_clusters_and_their_types_do_not_matter():
    frame = sample()
    renamed = frame.with_columns(
        h=pl.format("stratum {}", "h").cast(pl.Categorical), c=pl.format("{}/x", 100 - pl.col("c"))
    )
    floats = frame.with_columns(pl.col("h").cast(pl.Float64), pl.col("c").cast(pl.Float32))
    again = frame.with_columns(c=pl.col("c") % 8)
    for other in (renamed, floats, again):
        close(figures(frame), figures(other))


@settings(max_examples=10, deadline=None)
@given(scale=st.floats(1.0, 1e6))
def test_weights_may_be_scaled(scale):
    frame = sample()
    one, other = figures(frame), figures(frame.with_columns(pl.col("w") * scale))
    for key, e in one.items():
        size = scale if e.name == "t" else 1.0
        for name in ("value", "se", "lower", "upper"):
            if (value := getattr(e, name)) is not None:
                assert getattr(other[key], name) == pytest.approx(value * size, rel=1e-9)
        if e.name != "m":
            assert other[key].deff_used == pytest.approx(e.deff_used, rel=1e-9)


def test_groups_may_overlap_and_add_up():
    groups = {"g": {"a or b": ("a", "b"), "all": ("a", "b", "c"), "c": ("c",)}}
    found = figures(sample(), tables=(DomainTable(), DomainTable(("g",), groups)))
    assert [dict(group).get("g") for name, group in found if name == "p"] == [
        None, "a or b", "all", "c",
    ]  # fmt: skip
    for name in ("p", "t", "m"):
        everybody, all_three = found[name, ()], found[name, (("g", "all"),)]
        assert all_three.se == pytest.approx(everybody.se, rel=1e-12)
        assert all_three.n == everybody.n
    totals = [found["t", (("g", code),)].value for code in ("a or b", "c")]
    assert sum(totals) == pytest.approx(found["t", ()].value)
    merged = sample().with_columns(g=pl.when(pl.col("g") == "c").then(None).otherwise(pl.lit("x")))
    alone = figures(merged, tables=(DomainTable(("g",)),))
    assert found["p", (("g", "a or b"),)].se == pytest.approx(alone["p", (("g", "x"),)].se)


def test_a_domain_is_a_part_of_the_sample_whether_by_level_or_by_where():
    frame = sample()
    level = figures(frame, tables=(DomainTable(("g",)),))
    where = figures(frame, tables=(DomainTable(),), where={"g": ("b",)})
    for name in ("p", "t", "m"):
        a, b = level[name, (("g", "b"),)], where[name, ()]
        assert (a.value, a.n, a.df) == (pytest.approx(b.value), b.n, b.df)
        assert a.se == pytest.approx(b.se, rel=1e-12)
    smaller_survey = figures(frame.filter(pl.col("g") == "b"), tables=(DomainTable(),))
    assert where["t", ()].se != pytest.approx(smaller_survey["t", ()].se, rel=1e-6)


def test_one_pass_for_all_gives_what_each_gives_alone():
    frame = sample()
    together = figures(frame)
    for table in TABLES:
        alone = figures(frame, tables=(table,))
        close(alone, {key: together[key] for key in alone})


def test_the_result_does_not_depend_on_the_size_of_batches(monkeypatch):

    from measure87.estimate.survey import batches

    frame = sample()
    one = figures(frame)
    monkeypatch.setattr(batches, "BATCH_ROWS", 7)
    close(one, figures(frame), rel=1e-12)


def test_the_same_input_gives_the_same_bytes():
    frame = sample()
    one, other = figures(frame.lazy()), figures(frame.lazy())
    assert [e.to_json() for e in one.values()] == [e.to_json() for e in other.values()]


def test_bounds_come_from_the_same_sums():
    frame = sample()
    excluded = figures(frame)["p", ()]
    for unknown, bound in (("no", "value_if_no"), ("yes", "value_if_yes")):
        result = estimate_survey(
            frame, [Outcome("p", "s", unknown=unknown, coding="status")], DESIGN
        )
        (treated,) = result.estimates
        assert getattr(excluded, bound) == pytest.approx(treated.value, rel=1e-12)
    assert excluded.n_unknown == frame["s"].eq(1).sum()
    assert excluded.n == frame.height - excluded.n_unknown
    assert excluded.value_if_no < excluded.value < excluded.value_if_yes
