"""Figures with benchmarked weights, against a naive second way: residuals person by person."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    LinearContrast,
    Outcome,
    Side,
    SurveyDesign,
    estimate_contrasts,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.weighting import Benchmark, Margin, Range
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import UNKNOWN, YES

SEX = Margin(("sex",), {("1",): 52_000.0, ("2",): 48_000.0})
CROSS = Margin(
    ("sex", "area"),
    {("1", "1"): 30_000.0, ("1", "2"): 22_000.0, ("2", "1"): 20_000.0, ("2", "2"): 28_000.0},
)
AGE = Margin(("age",), {(Range(5, 11),): 60_000.0, (Range(12, 17),): 40_000.0})
RAKED = Benchmark((CROSS, AGE))


def sample(seed: int = 5, n: int = 1200) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    cluster = np.sort(rng.integers(0, 60, n))
    lean = rng.normal(0, 0.6, 60)[cluster]
    draw = rng.uniform(size=n) < 1 / (1 + np.exp(1.4 - lean))
    status = np.where(draw, 2, 0)
    status[rng.uniform(size=n) < 0.04] = UNKNOWN
    return pl.DataFrame(
        {
            "stratum": cluster // 15,
            "cluster": cluster,
            "second": rng.integers(0, 4, n),
            "M": np.full(n, 40.0),
            "age": rng.integers(5, 18, n),
            "sex": rng.integers(1, 3, n),
            "area": rng.integers(1, 3, n),
            "wealth": rng.integers(1, 4, n),
            "w": rng.uniform(0.4, 2.0, n),
            "s": pl.Series(status, dtype=pl.Int8),
            "y": rng.gamma(2.0, 5.0, n),
        }
    ).sort("stratum", "cluster", "second")


DESIGN = SurveyDesign("w", "stratum", ("cluster",))


def dummies(frame: pl.DataFrame) -> np.ndarray:
    """Every class of both margins as a column."""
    age = (frame["age"] > 11).to_numpy()
    cross = [(frame["sex"] == int(s)) & (frame["area"] == int(a)) for s, a in CROSS.persons]
    return np.column_stack([*(part.to_numpy() for part in cross), ~age, age]).astype(float)


def naive(frame: pl.DataFrame, influence: np.ndarray, factor: np.ndarray, fpc: bool = False):
    """Standard error of sum w u: weighted least squares of u on the dummies, then clusters."""
    x, d = dummies(frame), frame["w"].to_numpy()
    root = np.sqrt(d)
    fit = np.linalg.lstsq(x * root[:, None], influence * root, rcond=None)[0]
    z = (influence - x @ fit) * d * factor
    rows = frame.select("stratum", "cluster").with_columns(z=z)
    units = rows.group_by("stratum", "cluster").agg(pl.col("z").sum())
    variance = 0.0
    for (_,), part in units.group_by("stratum"):
        m = part.height
        variance += (1 - (m / 40.0 if fpc else 0.0)) * m * part["z"].var()
    return np.sqrt(variance)


def rake(frame: pl.DataFrame) -> np.ndarray:
    """Proportional fitting of both margins."""
    x, w = dummies(frame), frame["w"].to_numpy().copy()
    totals = [*CROSS.persons.values(), *AGE.persons.values()]
    for _ in range(300):
        for column, total in zip(x.T, totals, strict=True):
            w[column == 1] *= total / w[column == 1].sum()
    return w / frame["w"].to_numpy()


@pytest.mark.parametrize("group", [{}, {"wealth": "2"}, {"sex": "1"}])
def test_shares_and_numbers_have_the_error_of_their_residuals(group):
    frame = sample()
    factor = rake(frame)
    w = frame["w"].to_numpy() * factor
    domain = np.ones(frame.height, dtype=bool)
    for name, code in group.items():
        domain = (frame[name] == int(code)).to_numpy()
    status = frame["s"].to_numpy()
    known, yes = domain & (status != UNKNOWN), domain & (status == YES)
    share = w[yes].sum() / w[known].sum()
    outcomes = [
        Outcome("share", "s", coding="status"),
        Outcome("number", "s", statistic="total", spread_unknown=True, coding="status"),
        Outcome("known", "s", statistic="total", coding="status"),
        Outcome("mean", "y", "number", "mean"),
    ]
    found = estimate_survey(
        frame, outcomes, DESIGN, [DomainTable(tuple(group))], benchmark=RAKED
    ).estimates
    got = {e.name: e for e in found if dict(e.group) == group}
    size = w[domain].sum()
    of_share = known * (yes - share) / w[known].sum()
    mean = (w * frame["y"].to_numpy())[domain].sum() / size
    expected = {
        "share": (share, of_share),
        "number": (share * size, size * of_share + share * domain),
        "known": (w[yes].sum(), yes.astype(float)),
        "mean": (mean, domain * (frame["y"].to_numpy() - mean) / size),
    }
    for name, (value, influence) in expected.items():
        assert got[name].value == pytest.approx(value, rel=1e-9), name
        assert got[name].se == pytest.approx(naive(frame, influence, factor), rel=1e-8), name


def test_clusters_of_a_known_number_keep_their_correction():
    frame = sample()
    factor = rake(frame)
    yes = (frame["s"] == YES).to_numpy()
    outcome = Outcome("known", "s", statistic="total", coding="status")
    design = SurveyDesign("w", "stratum", ("cluster",), ("M",))
    (got,) = estimate_survey(frame, [outcome], design, benchmark=RAKED).estimates
    assert got.se == pytest.approx(naive(frame, yes.astype(float), factor, fpc=True), rel=1e-8)


def test_a_known_number_has_no_error_and_its_share_is_scaled():
    """In a class of the table the number is the share times the known persons, limits too."""
    frame = sample().with_columns(
        everybody=pl.lit(YES, dtype=pl.Int8), s=pl.col("s").replace(UNKNOWN, 0)
    )
    outcomes = [
        Outcome("everybody", "everybody", statistic="total", coding="status"),
        Outcome("share", "s", coding="status"),
        Outcome("number", "s", statistic="total", spread_unknown=True, coding="status"),
    ]
    found = estimate_survey(
        frame, outcomes, DESIGN, [DomainTable(("sex",))], benchmark=Benchmark((CROSS,))
    ).estimates
    figures = {(e.name, e.group["sex"]): e for e in found}
    for sex, known in (("1", 52_000.0), ("2", 48_000.0)):
        assert figures["everybody", sex].value == pytest.approx(known)
        share, number = figures["share", sex], figures["number", sex]
        for field in ("value", "se", "lower", "upper"):
            assert getattr(number, field) == pytest.approx(known * getattr(share, field), rel=1e-9)


def test_no_case_is_nought_to_a_number():
    frame = sample().with_columns(rare=pl.lit(0, dtype=pl.Int8))
    outcome = Outcome("rare", "rare", statistic="total", coding="status")
    (got,) = estimate_survey(frame, [outcome], DESIGN, benchmark=RAKED).estimates
    assert (got.value, got.lower, got.se) == (0.0, 0.0, None)
    assert 0.0 < got.upper < 1_000.0


@pytest.mark.parametrize("interval", ["korn-graubard", "wald", "logit", "wilson"])
def test_no_limit_of_a_number_is_negative(interval):
    frame = sample().with_columns(rare=pl.when(pl.int_range(pl.len()) < 3).then(YES).otherwise(0))
    frame = frame.with_columns(pl.col("rare").cast(pl.Int8))
    outcome = Outcome("rare", "rare", statistic="total", coding="status")
    found = estimate_survey(
        frame, [outcome], DESIGN, [DomainTable(("wealth",))], benchmark=RAKED, interval=interval
    )
    assert all(e.lower is None or e.lower >= 0.0 for e in found.estimates)


def test_the_benchmark_is_of_everybody_whatever_where_says():
    frame, outcome = sample(), Outcome("s", "s", statistic="total", coding="status")
    table = [DomainTable(("wealth",))]
    whole = estimate_survey(frame, [outcome], DESIGN, table, benchmark=RAKED).estimates
    two = {e.group["wealth"]: e for e in whole}["2"]
    (part,) = estimate_survey(
        frame, [outcome], DESIGN, where={"wealth": ("2",)}, benchmark=RAKED
    ).estimates
    assert (part.value, part.se) == (pytest.approx(two.value), pytest.approx(two.se))


def test_a_domain_of_which_where_keeps_nobody_is_refused():
    """Codes that the sample has, though nobody who counts has them."""
    frame = sample().filter((pl.col("wealth") != 3) | (pl.col("area") == 2))
    found = estimate_survey(
        frame, [Outcome("s", "s", coding="status")], DESIGN, [DomainTable(("wealth",))],
        where={"area": ("1",)}, benchmark=RAKED,
    )  # fmt: skip
    assert [e.group["wealth"] for e in found.estimates] == ["1", "2"]
    assert [(r.code, r.group["wealth"]) for r in found.refused] == [("empty-domain", "3")]


def test_groups_that_overlap_and_everybody_are_each_themselves():
    frame = sample().with_columns(wealth=pl.col("wealth").cast(pl.String))
    outcome = Outcome("s", "s", statistic="total", coding="status")
    groups = {"wealth": {"poor": ("1", "2"), "1": ("1",)}}
    found = estimate_survey(
        frame, [outcome], DESIGN, [DomainTable(("wealth",), groups), DomainTable()], benchmark=RAKED
    ).estimates
    by_group = {e.group.get("wealth"): e for e in found}
    poor = frame.with_columns(poor=pl.when(pl.col("wealth") != "3").then(1).otherwise(0))
    (alone,) = estimate_survey(
        poor, [outcome], DESIGN, where={"poor": ("1",)}, benchmark=RAKED
    ).estimates
    assert by_group["poor"].se == pytest.approx(alone.se)
    (everybody,) = estimate_survey(frame, [outcome], DESIGN, benchmark=RAKED).estimates
    assert by_group[None].se == pytest.approx(everybody.se)


def test_two_stages_and_persons_drawn_directly():
    """One unit a person: the residuals are the persons' own."""
    frame = sample()
    factor = rake(frame)
    outcome = Outcome("known", "s", statistic="total", coding="status")
    direct = SurveyDesign("w", "stratum")
    (got,) = estimate_survey(frame, [outcome], direct, benchmark=RAKED).estimates
    single = frame.with_columns(cluster=pl.int_range(pl.len()))
    yes = (frame["s"] == YES).to_numpy().astype(float)
    assert got.se == pytest.approx(naive(single, yes, factor), rel=1e-8)
    one = SurveyDesign("w", "stratum", ("cluster",), ("M",))
    two = SurveyDesign("w", "stratum", ("cluster", "second"), ("M",))
    few, many = (
        estimate_survey(frame, [outcome], d, benchmark=RAKED).estimates[0].se for d in (one, two)
    )
    assert many > few


def test_the_covariance_of_a_difference_is_that_of_residuals():
    frame = sample()
    factor = rake(frame)
    w = frame["w"].to_numpy() * factor
    outcomes = [Outcome("y", "y", "number", "mean")]
    figures = estimate_survey(
        frame, outcomes, DESIGN, [DomainTable(("wealth",))], benchmark=RAKED
    ).estimates
    contrast = Contrast(Side("y", {"wealth": "1"}), Side("y", {"wealth": "3"}))
    (got,) = estimate_differences(
        frame, outcomes, DESIGN, [contrast], figures, benchmark=RAKED
    ).estimates
    influence = np.zeros(frame.height)
    for code, sign in ((1, 1.0), (3, -1.0)):
        domain = (frame["wealth"] == code).to_numpy()
        mean = (w * frame["y"].to_numpy())[domain].sum() / w[domain].sum()
        influence += sign * domain * (frame["y"].to_numpy() - mean) / w[domain].sum()
    assert got.se == pytest.approx(naive(frame, influence, factor), rel=1e-8)


def test_the_same_table_gives_the_same_last_digit():
    """Threads that add up in the order in which they are done would not."""
    parts = [sample(seed, 900).with_columns(pl.col("cluster") + 60 * seed) for seed in range(25)]
    frame = pl.concat(parts).lazy()
    shares = [Outcome("s", "s", coding="status"), Outcome("y", "y", "number", "mean")]
    table = [DomainTable(("wealth",))]
    contrast = [Contrast(Side("s", {"wealth": "1"}), Side("s", {"wealth": "3"}))]

    def figures():
        found = estimate_survey(frame, shares, DESIGN, table, benchmark=RAKED).estimates
        more = estimate_differences(frame, shares, DESIGN, contrast, found, benchmark=RAKED)
        return [(e.value, e.se, e.weighted_n) for e in (*found, *more.estimates)]

    first = figures()
    assert all(figures() == first for _ in range(5))


def test_without_weights_all_weigh_alike():
    frame = sample()
    bare = SurveyDesign(None, "stratum", ("cluster",))
    even = frame.with_columns(w=1.0)
    got, expected = (
        estimate_survey(f, [Outcome("s", "s", coding="status")], d, benchmark=RAKED).estimates[0]
        for f, d in ((frame, bare), (even, DESIGN))
    )
    assert (got.value, got.se) == (expected.value, expected.se)


def test_what_cannot_be_benchmarked_is_refused():
    frame, shares = sample(), [Outcome("s", "s", coding="status")]
    region = Benchmark((Margin(("region",), {("1",): 10.0}),))
    with pytest.raises(DataError, match="region, which the data do not have"):
        estimate_survey(frame, shares, DESIGN, benchmark=region)
    median = [Outcome("y", "y", "number", "quantile", quantile=0.5)]
    with pytest.raises(UsageError, match="quantiles"):
        estimate_survey(frame, median, DESIGN, benchmark=RAKED)
    bad = frame.with_columns(w=pl.when(pl.int_range(pl.len()) == 3).then(-1.0).otherwise("w"))
    with pytest.raises(DataError, match="a weight must be zero or positive"):
        estimate_survey(bad, shares, DESIGN, benchmark=RAKED)


def with_lone_strata(seed: int = 4) -> pl.DataFrame:
    """Region A of 4 strata with 6 clusters each, region B of 8 with one each."""
    rng = np.random.default_rng(seed)
    parts = []
    for stratum in range(12):
        for cluster in range(6 if stratum < 4 else 1):
            n = int(rng.integers(5, 40))
            parts.append(
                pl.DataFrame(
                    {
                        "stratum": [stratum] * n,
                        "cluster": [cluster] * n,
                        "region": ["A" if stratum < 4 else "B"] * n,
                        "w": [100.0] * n,
                        "sex": rng.integers(1, 3, n),
                        "y": rng.integers(0, 2, n),
                        "x": rng.normal(10.0, 2.0, n),
                    }
                )
            )
    frame = pl.concat(parts)
    in_a = pl.col("region") == "A"
    return frame.with_columns(yA=pl.when(in_a).then("y").otherwise(0))


LONE = with_lone_strata()


def of_region(outcome, rule, region="A"):
    design = SurveyDesign("w", "stratum", ("cluster",), single_cluster=rule)
    table = DomainTable(("region",))
    found = estimate_survey(
        LONE, [outcome], design, [table], benchmark=Benchmark((SEX,)), interval="wald"
    ).estimates
    return next(one for one in found if one.group["region"] == region)


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_strata_with_one_cluster_count_where_the_domain_has_nobody(rule):
    """The total of a domain is that of a measure which is 0 of all others."""
    design = SurveyDesign("w", "stratum", ("cluster",), single_cluster=rule)
    inside = of_region(Outcome("y", "y", statistic="total"), rule)
    everybody = Outcome("yA", "yA", statistic="total")
    (same,) = estimate_survey(
        LONE, [everybody], design, benchmark=Benchmark((SEX,)), interval="wald"
    ).estimates
    assert inside.value == pytest.approx(same.value, rel=1e-12)
    assert inside.se == pytest.approx(same.se, rel=1e-12)


def lone_error(influence: np.ndarray, weight: np.ndarray) -> float:
    """Standard error under `adjust` of a sum of residuals, cluster by cluster."""
    sex = LONE["sex"].to_numpy()
    fitted = np.zeros(LONE.height)
    for code in (1, 2):
        fitted[sex == code] = influence[sex == code].mean()
    sums = (
        LONE.with_columns(z=pl.Series(weight * (influence - fitted)))
        .group_by("stratum", "cluster")
        .agg(pl.col("z").sum())
    )
    middle, variance = sums["z"].mean(), 0.0
    for _, clusters in sums.group_by("stratum"):
        z = clusters["z"].to_numpy()
        n = len(z)
        own = ((z - z.mean()) ** 2).sum() * n / max(n - 1, 1)
        variance += (z[0] - middle) ** 2 if n == 1 else own
    return float(np.sqrt(variance))


def test_shares_and_differences_in_a_domain_reach_strata_with_one_cluster():
    sex, inside = LONE["sex"].to_numpy(), (LONE["region"] == "A").to_numpy()
    y = LONE["y"].to_numpy()
    factor = np.where(sex == 1, 52_000.0 / (sex == 1).sum(), 48_000.0 / (sex == 2).sum())
    share = (factor * y)[inside].sum() / factor[inside].sum()
    influence = np.where(inside, y - share, 0.0) / factor[inside].sum()
    got = of_region(Outcome("y", "y"), "adjust")
    assert got.value == pytest.approx(share)
    assert got.se == pytest.approx(lone_error(influence, factor))

    outcomes, table = [Outcome("y", "y")], DomainTable(("region", "sex"))
    design, benchmark = SurveyDesign("w", "stratum", ("cluster",)), Benchmark((SEX,))
    figures = estimate_survey(LONE, outcomes, design, [table], benchmark=benchmark).estimates
    sides = [{"region": "A", "sex": "1"}, {"region": "A", "sex": "2"}]
    contrast = Contrast(*(Side("y", side) for side in sides))
    options = {"where": {"region": ("A",)}, "benchmark": benchmark}
    (found,) = estimate_differences(
        LONE, outcomes, design, [contrast], figures, **options
    ).estimates
    linear = estimate_contrasts(
        LONE, outcomes, design,
        [LinearContrast("y", ((contrast.first, 1.0), (contrast.second, -1.0)))],
        figures, **options,
    ).estimates[0]  # fmt: skip
    influence = np.zeros(LONE.height)
    for code, sign in ((1, 1.0), (2, -1.0)):
        here = inside & (sex == code)
        weight = factor[here].sum()
        influence[here] = sign * (y[here] - (factor * y)[here].sum() / weight) / weight
    error = lone_error(influence, factor)
    assert found.se == pytest.approx(error)
    assert linear.se == pytest.approx(error)


def test_a_domain_of_strata_with_one_cluster_has_no_variance_still():
    got = of_region(Outcome("x", "x", "number", "mean"), "adjust", "B")
    assert got.se is None
    assert "no-variance" in got.flags


def test_without_a_benchmark_strata_without_the_domain_stay_out():
    design = SurveyDesign("w", "stratum", ("cluster",))
    outcome, table = Outcome("x", "x", "number", "mean"), DomainTable(("region",))
    whole = estimate_survey(LONE, [outcome], design, [table]).estimates[0]
    alone = estimate_survey(LONE.filter(pl.col("region") == "A"), [outcome], design).estimates[0]
    assert whole.se == pytest.approx(alone.se, rel=1e-12)
