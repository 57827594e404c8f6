"""Statuses and reason keys."""

import narwhals as nw
import polars as pl
import pytest

from measure87.vocabulary.status import (
    NO,
    UNKNOWN,
    YES,
    all_of,
    answers_written_once,
    any_of,
    from_bounds,
    negate,
    or_unknown,
    reason_key,
    rule_of_reason,
    status_of_reason,
)

ANSWERS = pl.DataFrame(
    {"a": [0, 0, 0, 1, 1, 2, None], "b": [0, 1, 2, 1, 2, 2, 1]},
    schema={"a": pl.Int8, "b": pl.Int8},
)


def test_any_is_the_largest_and_all_is_the_smallest_of_what_was_asked():
    got = nw.from_native(ANSWERS).select(
        any=any_of(nw.col("a"), nw.col("b")), all=all_of(nw.col("a"), nw.col("b"))
    )
    assert got["any"].to_list() == [NO, UNKNOWN, YES, UNKNOWN, YES, YES, UNKNOWN]
    assert got["all"].to_list() == [NO, NO, NO, UNKNOWN, UNKNOWN, YES, UNKNOWN]


def test_written_once_any_and_all_are_the_same_on_each_engine():
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    answers = pl.DataFrame(
        [(a, b, c) for a in (0, 1, 2, None) for b in (0, 1, 2, None) for c in (0, 1, 2, None)],
        schema=dict.fromkeys("abc", pl.Int8),
        orient="row",
    )

    def found(frame: nw.LazyFrame) -> list[tuple]:
        columns = {"any": any_of(*map(nw.col, "abc")), "all": all_of(*map(nw.col, "abc"))}
        within = all_of(or_unknown(nw.col("c")), any_of(nw.col("a"), nw.col("b")))
        rows = frame.select("a", "b", "c", **columns, within=within.cast(nw.Int8()))
        return sorted(rows.collect("polars").rows(), key=repr)

    usual = found(nw.from_native(answers).lazy())
    with answers_written_once(), duckdb.connect() as connection:
        assert found(nw.from_native(connection.from_arrow(answers.to_arrow())).lazy()) == usual
        assert found(nw.from_native(answers).lazy()) == usual
        doubled = any_of(nw.col("a"), all_of(nw.col("b"), nw.col("c")))
    assert str(doubled).count("col(a)") == 1 < str(any_of(nw.col("a"), nw.col("b"))).count("col(a)")


def test_the_opposite_of_unknown_is_unknown():
    got = nw.from_native(ANSWERS).select(negate(nw.col("b")))["b"].to_list()
    assert got == [2, 1, 0, 1, 0, 0, 1]


def test_what_was_not_asked_is_unknown_where_a_rule_says_that_the_question_arises():
    got = nw.from_native(ANSWERS).select(asked=or_unknown(nw.col("a")), no_item=or_unknown(None))
    assert got["asked"].to_list() == [0, 0, 0, 1, 1, 2, UNKNOWN]
    assert set(got["no_item"].to_list()) == {UNKNOWN}


def test_any_and_all_of_one_answer_are_that_answer():
    got = nw.from_native(ANSWERS).select(any=any_of(nw.col("a")), all=all_of(nw.col("b")))
    assert got["any"].to_list() == ANSWERS["a"].to_list()
    assert got["all"].to_list() == ANSWERS["b"].to_list()


def test_bounds_give_a_status():
    frame = nw.from_native(pl.DataFrame({"low": [True, False, False], "high": [True, True, False]}))
    assert frame.select(s=from_bounds(nw.col("low"), nw.col("high")))["s"].to_list() == [2, 1, 0]


def test_bounds_that_are_not_there_are_unknown_and_never_a_no():
    bounds = {"low": [None, None, None, False], "high": [None, True, False, None]}
    frame = nw.from_native(pl.DataFrame(bounds, schema={"low": pl.Boolean, "high": pl.Boolean}))
    got = frame.select(s=from_bounds(nw.col("low"), nw.col("high")))["s"].to_list()
    assert got == [UNKNOWN, UNKNOWN, NO, UNKNOWN]


@pytest.mark.parametrize("order", [0, 1, 37, 9999])
@pytest.mark.parametrize("answer", [NO, UNKNOWN, YES])
def test_a_reason_key_carries_status_and_rule(answer, order):
    frame = nw.from_native(pl.DataFrame({"s": [answer]}, schema={"s": pl.Int8}))
    key = frame.select(k=reason_key(nw.col("s"), order))["k"].to_list()[0]
    assert (status_of_reason(key), rule_of_reason(key)) == (answer, order)


def test_the_larger_reason_key_is_the_higher_status_and_then_the_earlier_rule():
    frame = nw.from_native(pl.DataFrame({"s": [YES]}, schema={"s": pl.Int8}))
    keys = frame.select(first=reason_key(nw.col("s"), 3), second=reason_key(nw.col("s"), 4))
    assert keys["first"].to_list()[0] > keys["second"].to_list()[0]


def test_a_rule_order_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="rule_order"):
        reason_key(nw.col("s"), 10_000)
