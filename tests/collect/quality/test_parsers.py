"""Whatever stands in an expression, a log or a sample: an answer or one of our errors, no other."""

import csv
import io
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.quality.corrections import COLUMNS, read_corrections
from measure87.collect.quality.relevance import NotUnderstoodError, compiled
from measure87.collect.quality.sample import read_sample
from measure87.vocabulary.errors import Measure87Error
from tests.collect.quality.test_relevance import TABLE, lookup

PIECES = st.sampled_from(
    ["${age}", "${sex}", "${tasks}", "${nobody}", "'1'", "''", "1", "0.5", "and", "or", "not(", "(",
     ")", "=", "!=", "<", ">=", "+", "-", "*", "div", "mod", "selected(", ",", "if(", "true()",
     "string-length(", "coalesce(", "number(", "string(", "int(", "boolean("]
)  # fmt: skip


def refusal(read):
    """Our own error, if reading raises it; any other goes through."""
    try:
        read()
    except Measure87Error as error:
        return error
    return None


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=40)))
def test_an_expression_is_worked_out_row_by_row_or_not_understood(expression):
    try:
        made = compiled(expression, lookup)
    except NotUnderstoodError:
        return
    found = TABLE.with_columns(made.alias("x"))["x"]
    assert found.dtype == pl.Boolean
    assert found.null_count() == 0


def test_an_expression_without_end_is_not_understood():
    for text in ("(" * 100_000, "not(" * 5_000 + "1" + ")" * 5_000, "-" * 50_000 + "1",
                 " + ".join(["1"] * 50_000)):  # fmt: skip
        with pytest.raises(NotUnderstoodError):
            compiled(text, lookup)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_log_or_are_refused(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    (folder / "corrections.csv").write_bytes(content)
    told = refusal(lambda: read_corrections(folder))
    assert told is None or told.hint


_TEXT = st.text(st.characters(exclude_characters="\x00"), max_size=8)
"""A zero byte is no text: a file with one is refused."""


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_TEXT, min_size=8, max_size=8), max_size=5))
def test_any_texts_are_rows_of_a_log(tmp_path_factory, rows):
    folder = tmp_path_factory.getbasetemp()
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    (folder / "corrections.csv").write_text(text.getvalue(), "utf-8", newline="", errors="replace")
    assert len(read_corrections(folder)) <= len(rows)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["key", "cases", "case", "unit", "schema"]), inner),
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_anything_is_a_sample_or_is_refused(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    (folder / "sample.json").write_bytes(content)
    told = refusal(lambda: read_sample(folder))
    assert told is None or told.hint
