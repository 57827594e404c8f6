"""Every kind of replicate against a second implementation: a loop over replicates, person by
person, with nothing but numpy."""

from dataclasses import replace

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.replicates.making import make_factors
from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_survey,
    replicate_sums,
)
from measure87.estimate.survey.replicate_units import UnitNumbers
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.estimate.replicates.r_reference import STRATA, number, table

OUTCOMES = [
    Outcome("share", "status", coding="status"),
    Outcome("persons", "status", statistic="total", coding="status"),
    Outcome("spread", "status", statistic="total", coding="status", spread_unknown=True),
    Outcome("with_unknown", "status", unknown="no", coding="status"),
    Outcome("mean", "y", "number", "mean"),
    Outcome("total", "y", "number", "total"),
    Outcome("ratio", "y", "number", "ratio", denominator="x"),
]
PAIRS = SurveyDesign("w", "stratum", ("psu",))
KINDS = {
    "jkn": (PAIRS, MadeReplicates("jkn")),
    "jk1": (SurveyDesign("w", None, ("place",)), MadeReplicates("jk1")),
    "jk1-mse": (SurveyDesign("w", None, ("place",)), MadeReplicates("jk1", mse=True)),
    "brr": (PAIRS, MadeReplicates("brr")),
    "fay": (PAIRS, MadeReplicates("fay", rho=0.4)),
    "rao-wu": (PAIRS, MadeReplicates("rao-wu", n=60, seed=4)),
    "preston": (
        SurveyDesign("w", "stratum", ("psu", "household"), ("n1", "n2")),
        MadeReplicates("preston", n=60, seed=4),
    ),
    "persons": (SurveyDesign("w", "stratum"), MadeReplicates("rao-wu", n=60)),
}


def people(seed=0, n=600):
    """Persons in 20 strata of two places, with holes in their answers."""
    rng = np.random.default_rng(seed)
    place = np.sort(rng.integers(0, 40, n))
    place[:40] = np.arange(40)
    place = np.sort(place)
    status = rng.choice([NO, UNKNOWN, YES], n, p=[0.6, 0.1, 0.3]).astype(np.int8)
    y = rng.normal(1000.0, 20.0, n)
    y[rng.random(n) < 0.1] = np.nan
    frame = pl.DataFrame(
        {
            "w": rng.uniform(20.0, 80.0, n) * (rng.random(n) > 0.02),
            "stratum": place // 2,
            "psu": place % 2 + 1,
            "place": place,
            "household": rng.integers(0, 6, n),
            "sex": rng.integers(1, 3, n),
            "area": rng.integers(1, 4, n),
            "status": status,
            "y": y,
            "x": rng.uniform(1.0, 3.0, n),
            "n1": np.full(n, 10.0),
            "n2": np.full(n, 15.0),
        }
    )
    outside = pl.Series(rng.random(n) < 0.05)
    return frame.with_columns(
        pl.when(~outside).then("status").alias("status"), pl.col("y").fill_nan(None)
    )


def figure(outcome, w, frame, inside):
    """One figure, written out."""
    status = frame["status"].fill_null(-1).to_numpy()
    y = frame["y"].fill_null(np.nan).to_numpy()
    if outcome.kind == "status":
        w = np.where(inside, w, 0.0)
        yes, no = w[status == YES].sum(), w[status == NO].sum()
        unknown = w[status == UNKNOWN].sum()
        share = yes / (yes + no)
        return {
            "share": share,
            "persons": yes,
            "spread": share * (yes + no + unknown),
            "with_unknown": yes / (yes + no + unknown),
        }[outcome.name]
    x = frame["x"].to_numpy() if outcome.statistic == "ratio" else np.ones(len(w))
    here = inside & ~np.isnan(y)
    total = (w * y)[here].sum()
    return total if outcome.statistic == "total" else total / (w * x)[here].sum()


def variance(figures, value, scale, rscales, mse):
    centre = value if mse else np.mean(figures)
    return scale * sum(r * (f - centre) ** 2 for f, r in zip(figures, rscales, strict=True))


def weights_of(frame, design, asked):
    """Person weights of every replicate, unit by unit, from the factors of the package."""
    is_fraction = np.zeros(max(1, len(design.clusters)), dtype=bool)
    units = UnitNumbers(nw.from_native(frame.lazy()), design, is_fraction)
    made = make_factors(units.drawn, asked, "adjust", has_corrections=bool(design.fpc))
    keys = [*([design.strata] if design.strata else []), *design.clusters]
    if not design.clusters:
        rows = np.arange(frame.height)
    else:
        codes = sorted(set(frame.select(keys).iter_rows()))
        rows = np.array([codes.index(key) for key in frame.select(keys).iter_rows()])
    if not design.fpc and len(keys) > 0 and design.clusters:
        assert len(codes) == len(made.unit)
    factor = made.factors.factor[made.unit[rows]]
    return factor * frame["w"].to_numpy()[:, None], made.factors


@pytest.mark.few(3)
@pytest.mark.parametrize("name", KINDS)
def test_a_loop_over_replicates_gives_the_same(name):
    design, asked = KINDS[name]
    frame = people()
    weights, factors = weights_of(frame, design, asked)
    sex, area = frame["sex"].to_numpy(), frame["area"].to_numpy()
    domains = [
        DomainTable(()),
        DomainTable(("sex",)),
        DomainTable(("area",), {"area": {"a": ("1", "2")}}),
    ]
    result = estimate_survey(frame, OUTCOMES, design, domains, replicates=asked)
    assert len(result.estimates) == 7 * 4
    by_name = {outcome.name: outcome for outcome in OUTCOMES}
    for got in result.estimates:
        inside = np.ones(frame.height, dtype=bool)
        inside &= sex == int(got.group["sex"]) if "sex" in got.group else True
        inside &= area < 3 if "area" in got.group else True
        value = figure(by_name[got.name], frame["w"].to_numpy(), frame, inside)
        each = [figure(by_name[got.name], weights[:, r], frame, inside) for r in range(factors.n)]
        assert got.value == pytest.approx(value, rel=1e-12)
        expected = variance(each, value, factors.scale, factors.rscales, asked.mse)
        assert got.se == pytest.approx(expected**0.5, rel=1e-9)


@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize("mse", [True, False])
def test_columns_are_the_same_as_replicates_that_were_made(combined, mse):
    design = PAIRS
    asked = MadeReplicates("rao-wu", n=30, mse=mse)
    frame = people(3)
    weights, _ = weights_of(frame, design, asked)
    base = frame["w"].to_numpy()
    if not combined:
        weights = np.divide(
            weights, base[:, None], where=base[:, None] > 0, out=np.ones_like(weights)
        )
    columns = {f"rw{r}": weights[:, r] for r in range(30)}
    given = GivenReplicates(tuple(columns), "bootstrap", mse=mse, combined=combined)
    domains = [DomainTable(()), DomainTable(("sex", "area"))]
    wide = frame.with_columns(**columns)
    one = estimate_survey(frame, OUTCOMES, design, domains, replicates=asked)
    two = estimate_survey(wide, OUTCOMES, design, domains, replicates=given)
    for a, b in zip(one.estimates, two.estimates, strict=True):
        assert b.se == pytest.approx(a.se, rel=1e-9)
        assert b.df == a.df
        assert (a.method, b.method) == ("rao-wu", "bootstrap")


def test_jackknife_of_a_total_of_apistrat_is_the_linearised_error():
    frame = table("apistrat")
    one = estimate_survey(frame, [number("api00", "total")], STRATA)
    asked = MadeReplicates("jkn")
    two = estimate_survey(frame, [number("api00", "total")], STRATA, replicates=asked)
    assert two.estimates[0].se == pytest.approx(one.estimates[0].se, rel=1e-10)


def test_jackknife_of_a_linear_total_is_the_linearised_error():
    frame = people(1)
    full = frame.with_columns(pl.col("y").fill_null(0.0))
    one = estimate_survey(full, [OUTCOMES[5]], PAIRS)
    two = estimate_survey(full, [OUTCOMES[5]], PAIRS, replicates=MadeReplicates("jkn"))
    assert two.estimates[0].se == pytest.approx(one.estimates[0].se, rel=1e-10)
    assert two.estimates[0].df == one.estimates[0].df == 20.0


@pytest.mark.parametrize("whole", [0, 1, 5, 19])
def test_places_of_strata_that_were_taken_whole_do_not_vary(whole):
    """Degrees of freedom are the rank of the factors of all places, less one."""
    design = replace(PAIRS, fpc=("n1",))
    frame = people(2).with_columns(
        n1=pl.when(pl.col("stratum") < whole).then(2.0).otherwise(10.0),
        y=pl.lit(1.0),
        w=pl.lit(1.0),
    )
    asked = MadeReplicates("jkn")
    weights, _ = weights_of(frame, design, asked)
    rank = np.linalg.matrix_rank(np.unique(weights, axis=0))
    (got,) = estimate_survey(frame, [OUTCOMES[5]], design, replicates=asked).estimates
    assert got.df == rank - 1


def test_a_batch_without_rows_between_others_changes_no_replicate(monkeypatch):
    frame, read = people(n=300), replicate_sums._batches
    design, asked = SurveyDesign("w", "stratum", ("psu",)), MadeReplicates("jkn")

    def figures():
        found = estimate_survey(frame, OUTCOMES, design, replicates=asked)
        return [(one.value, one.se) for one in found.estimates]

    plain = figures()

    def with_nothing_between(*more):
        for batch in read(*more):
            yield from (batch.clear(), batch, batch.clear())

    monkeypatch.setattr(replicate_sums, "_batches", with_nothing_between)
    assert figures() == plain
