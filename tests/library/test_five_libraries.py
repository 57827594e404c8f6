"""0 and 1 mean no and yes, and statuses are known by their type, in every library of tables."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import DECLARED

YES, NO, UNKNOWN = 51, 39, 10
"""Of a hundred persons; ten are not in the universe."""
SHARE = YES / (YES + NO)


def one_and_zero() -> list[int | None]:
    values = [1] * YES + [0] * NO + [None] * UNKNOWN
    return [values[i * 37 % 100] for i in range(100)]


def words() -> list[str | None]:
    return [{1: "yes", 0: "no", None: "unknown"}[value] for value in one_and_zero()]


def polars_eager(values, kind):
    dtype = {"integer": pl.Int64, "float": pl.Float64, "boolean": pl.Boolean}[kind]
    return pl.DataFrame({"work": pl.Series(values).cast(dtype)})


def polars_lazy(values, kind):
    return polars_eager(values, kind).lazy()


def in_pandas(values, kind):
    dtype = {"integer": "Int64", "float": "float64", "boolean": "boolean"}[kind]
    return pd.DataFrame({"work": pd.array(values, dtype="Int64").astype(dtype)})


def in_pyarrow(values, kind):
    dtype = {"integer": pa.int32(), "float": pa.float64(), "boolean": pa.bool_()}[kind]
    return pa.table({"work": pa.array(values, pa.int64()).cast(dtype)})


def in_duckdb(values, kind):
    dtype = {"integer": "tinyint", "float": "double", "boolean": "boolean"}[kind]
    table = polars_eager(values, "integer")
    assert table.height == len(values)
    return duckdb.table("table").select(f"work::{dtype} as work")


LIBRARIES = [polars_eager, polars_lazy, in_pandas, in_pyarrow, in_duckdb]
KINDS = ["integer", "float", "boolean"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", LIBRARIES, ids=lambda make: make.__name__)
def test_one_is_yes_and_zero_is_no(make, kind):
    found = m.Survey(make(one_and_zero(), kind)).prevalence("work").only
    assert found.value == pytest.approx(SHARE, rel=1e-12)
    assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, YES, 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", LIBRARIES, ids=lambda make: make.__name__)
def test_nobody_with_a_yes_stays_nobody(make, kind):
    found = m.Survey(make([0] * 60, kind)).prevalence("work").only
    assert (found.value, found.n_cases, found.n_unknown) == (0.0, 0, 0)
    assert found.upper > 0.0


@pytest.mark.parametrize("make", LIBRARIES, ids=lambda make: make.__name__)
def test_one_and_two_are_not_guessed_at(make):
    values = [1] * 30 + [2] * 30
    with pytest.raises(DataError) as caught:
        m.Survey(make(values, "integer")).prevalence("work")
    assert caught.value.code == "bad-status"
    assert "statuses=" in caught.value.hint
    named = m.Survey(make(values, "integer"), statuses="work").prevalence("work").only
    assert (named.n_cases, named.n_unknown) == (30, 30)
    assert m.Survey(make(values, "integer")).prevalence("work=2").only.value == 0.5


def enumerations(order=DECLARED):
    values, categories = words(), list(order)
    polars = pl.DataFrame({"work": pl.Series(values, dtype=pl.Enum(categories))})
    yield "polars", polars
    yield "polars lazy", polars.lazy()
    for ordered in (False, True):
        column = pd.Categorical(values, categories=categories, ordered=ordered)
        yield f"pandas ordered={ordered}", pd.DataFrame({"work": column})
    codes = pa.array([categories.index(word) for word in values], pa.int8())
    yield "pyarrow", pa.table({"work": pa.DictionaryArray.from_arrays(codes, categories)})
    text = pl.DataFrame({"work": values})
    assert text.height == 100
    kind = ", ".join(f"'{category}'" for category in categories)
    yield "duckdb", duckdb.table("text").select(f"work::enum({kind}) as work")


@pytest.mark.parametrize(
    ("name", "frame"), list(enumerations()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_an_enumeration_says_that_a_column_holds_statuses(name, frame):
    found = m.Survey(frame).prevalence("work").only
    assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, YES, UNKNOWN)
    assert found.value_if_no == pytest.approx(YES / 100)


OTHER_ORDER = ("yes", "no", "unknown")
IN_ANY_ORDER = [
    *enumerations(),
    *((f"{name}, yes first", f) for name, f in enumerations(OTHER_ORDER)),
]


@pytest.mark.parametrize(
    ("name", "frame"), IN_ANY_ORDER, ids=lambda x: x if isinstance(x, str) else ""
)
def test_an_enumeration_is_read_by_its_words_whatever_their_order(name, frame):
    survey = m.Survey(frame)
    for measure, cases in {"work": YES, "work=yes": YES, "work=no": NO}.items():
        found = survey.prevalence(measure).only
        assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, cases, UNKNOWN)
        assert found.value_if_no == pytest.approx(cases / 100)
        assert found.value_if_yes == pytest.approx((cases + UNKNOWN) / 100)
    nobody_knows = survey.prevalence("work=unknown").only
    assert (nobody_knows.value, nobody_knows.n_unknown) == (pytest.approx(UNKNOWN / 100), 0)


def test_a_dictionary_of_arrow_is_read_alike_whoever_comes_first():
    text = words()
    for turned in (text, text[::-1], sorted(text), sorted(text, reverse=True)):
        parts = [pa.array(part).dictionary_encode() for part in (turned[:30], turned[30:])]
        found = m.Survey(pa.table({"work": pa.chunked_array(parts)})).prevalence("work").only
        assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, YES, UNKNOWN)


def test_categories_of_no_and_yes_alone_hold_statuses_and_others_do_not():
    def survey(*categories):
        values = (list(categories) * 50)[:50]
        return m.Survey(pd.DataFrame({"work": pd.Categorical(values, categories=categories)}))

    assert survey("yes", "no").prevalence("work").only.value == 0.5
    for other in (("no", "unknown"), ("yes",), ("yes", "no", "perhaps")):
        with pytest.raises(DataError, match="holds text and not statuses") as caught:
            survey(*other).prevalence("work")
        assert "an enumeration of these" in caught.value.hint


@pytest.mark.parametrize("make", LIBRARIES, ids=lambda make: make.__name__)
def test_a_code_of_statuses_leaves_the_unknown_unknown(make):
    """Of a column named as one of statuses; `work=2` had counted the unknown as not working."""
    frame = make([{1: 2, 0: 0, None: 1}[value] for value in one_and_zero()], "integer")
    survey = m.Survey(frame, statuses="work")
    for measure, cases in {"work=2": YES, "work=yes": YES, "work=0": NO, "work=no": NO}.items():
        found = survey.prevalence(measure).only
        assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, cases, UNKNOWN)
    assert survey.prevalence("work=1").only.n_cases == UNKNOWN
    with pytest.raises(DataError, match="never holds the code 3"):
        survey.prevalence("work=3")


def test_a_regression_of_a_code_of_statuses_leaves_the_unknown_out():
    kind = pl.Enum(list(DECLARED))
    frame = pl.DataFrame(
        {"work": pl.Series(words(), dtype=kind), "sex": [i % 2 for i in range(100)]}
    )
    survey = m.Survey(frame)
    plain, coded = survey.regress("work", "sex"), survey.regress("work=yes", "sex")
    assert coded.regression.n == plain.regression.n == YES + NO
    assert coded["sex=1"].value == plain["sex=1"].value


def test_text_named_as_statuses_is_refused_with_a_code_as_without():
    survey = m.Survey(pl.DataFrame({"work": words()}), statuses="work")
    for measure in ("work", "work=yes"):
        with pytest.raises(DataError, match="work holds text and not statuses"):
            survey.prevalence(measure)


@pytest.mark.parametrize("make", LIBRARIES, ids=lambda make: make.__name__)
def test_a_reason_beside_it_says_the_same(make):
    statuses = [{1: 2, 0: 0, None: 1}[value] for value in one_and_zero()]
    frame = make(statuses, "integer")
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        frame = frame.with_columns(work__reason=pl.lit(1))
    elif isinstance(frame, pd.DataFrame):
        frame = frame.assign(work__reason=1)
    elif isinstance(frame, pa.Table):
        frame = frame.append_column("work__reason", pa.array([1] * 100))
    else:
        frame = frame.select("work, 1 as work__reason")
    found = m.Survey(frame).prevalence("work").only
    assert (found.n_cases, found.n_unknown) == (YES, UNKNOWN)
    with pytest.raises(DataError) as caught:
        m.Survey(frame).mean("work")
    assert caught.value.code == "status-as-number"


def test_a_column_of_objects_in_pandas_reads_as_its_values_are():
    values = [None if v is None else bool(v) for v in one_and_zero()]
    frame = pd.DataFrame({"work": pd.Series(values, dtype=object)})
    assert m.Survey(frame).prevalence("work").only.value == pytest.approx(SHARE)


@pytest.mark.parametrize("library", ["pandas", "pyarrow", "duckdb"])
def test_designs_groups_and_numbers_come_to_the_same(library):
    rng = np.random.default_rng(3)
    frame = pl.DataFrame(
        {
            "work": rng.integers(0, 2, 400),
            "sex": rng.choice(["f", "m"], 400).tolist(),
            "hours": rng.normal(20, 5, 400),
            "weight": rng.gamma(3, 40, 400),
            "village": rng.integers(0, 30, 400),
        }
    )
    other = {
        "pandas": frame.to_pandas,
        "pyarrow": frame.to_arrow,
        "duckdb": lambda: duckdb.from_arrow(frame.to_arrow()),
    }[library]()
    one, two = (m.Survey(table, "weight", clusters="village") for table in (frame, other))
    for ask in (
        lambda s: s.prevalence("work", by="sex"),
        lambda s: s.prevalence("sex=f"),
        lambda s: s.mean("hours", where={"sex": "f"}),
        lambda s: s.total("work"),
        lambda s: s.quantile("hours", 0.25),
        lambda s: s.difference("work", {"sex": "f"}, {"sex": "m"}),
    ):
        first, second = ask(one).to_polars(), ask(two).to_polars()
        numbers = [name for name, kind in first.schema.items() if kind == pl.Float64]
        assert first.drop(numbers).equals(second.drop(numbers))
        for name in numbers:
            for a, b in zip(first[name], second[name], strict=True):
                assert a == (b if b is None else pytest.approx(b, rel=1e-10))


@pytest.mark.spark
@pytest.mark.slow
def test_spark_reads_zero_and_one_as_no_and_yes(spark):
    for kind in ("int", "double", "boolean"):
        rows = [(None if value is None else str(value),) for value in one_and_zero()]
        frame = spark.createDataFrame(rows, "text string")
        frame = frame.selectExpr(f"cast(cast(text as int) as {kind}) as work")
        found = m.Survey(frame).prevalence("work").only
        assert (found.n, found.n_cases, found.n_unknown) == (YES + NO, YES, 0)
        assert found.value == pytest.approx(SHARE, rel=1e-12)
    statuses = [({1: 2, 0: 0, None: 1}[value], 1) for value in one_and_zero()]
    frame = spark.createDataFrame(statuses, "work int, work__reason int")
    found = m.Survey(frame).prevalence("work").only
    assert (found.n_cases, found.n_unknown) == (YES, UNKNOWN)
