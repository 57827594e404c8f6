"""Domains by small numbers, against groups asked person by person."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.estimate.survey import levels
from measure87.estimate.survey.levels import CodeBook, Domains, code_text
from measure87.estimate.survey.outcomes import DomainTable
from measure87.vocabulary.errors import UsageError

GROUPS = {"low": ("0", "1"), "even": ("0", "2"), "one": ("1",), "nobody": ("77",)}
TABLES = [
    DomainTable(),
    DomainTable(("sex",)),
    DomainTable(("age", "sex"), {"age": GROUPS}),
    DomainTable(("age",), {"age": GROUPS}),
]
rows = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 3, None]), st.sampled_from(["f", "m", None])), max_size=8
)


def _frame(batch):
    schema = {"age": pl.Int64, "sex": pl.String}
    return pl.DataFrame(batch, schema=schema, orient="row")


def _groups_by_hand(age, sex):
    """For each table the groups that a person is in, as tuples of codes."""
    sex = sex or "_missing"
    ages = ["_missing"] if age is None else [g for g, codes in GROUPS.items() if str(age) in codes]
    return [{()}, {(sex,)}, {(group, sex) for group in ages}, {(group,) for group in ages}]


def _groups_told(domains, level):
    return {domains.cells[cell] for cell in domains.targets[level]}


@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=4))
def test_everybody_is_in_the_groups_that_hold_her_codes(batches):
    """Over several batches: a level keeps its number when later batches bring other codes."""
    domains = Domains(TABLES)
    levels = [domains.base_levels(_frame(batch)) for batch in batches]
    assert domains.n_tables == 3
    for batch, found in zip(batches, levels, strict=True):
        for row, (age, sex) in enumerate(batch):
            expected = _groups_by_hand(age, sex)
            for table in (1, 2, 3):
                own = {(table, codes) for codes in expected[table]}
                everybody = {(-1, ())} if table == 1 else set()
                assert _groups_told(domains, found[table - 1, row]) == own | everybody


@settings(deadline=None)
@given(rows)
def test_one_table_alone_gives_the_levels_that_all_tables_give(batch):
    domains = Domains(TABLES, {"sex": ("f", "_missing")})
    every = domains.base_levels(_frame(batch))
    for table in range(domains.n_tables):
        assert domains.base_levels(_frame(batch), only=table).tolist() == [every[table].tolist()]
    assert domains.variables_of(2) == ("age", "sex")
    assert Domains(TABLES).variables_of(0) == ("sex",)


@settings(deadline=None)
@given(rows)
def test_who_is_not_chosen_has_no_level_in_any_table(batch):
    domains = Domains(TABLES, {"sex": ("f", "_missing"), "age": ("1", "2")})
    chosen = [sex != "m" and age in (1, 2) for age, sex in batch]
    levels = domains.base_levels(_frame(batch))
    assert (levels >= 0).tolist() == [chosen] * 3
    assert set(levels[levels < 0].tolist()) <= {-1}


def test_everybody_alone_is_one_level():
    for tables in ([], [DomainTable()]):
        domains = Domains(tables)
        levels = domains.base_levels(_frame([(1, "f"), (2, "m")]))
        assert levels.tolist() == [[0, 0]]
        assert [_groups_told(domains, level) for level in levels[0]] == [{(-1, ())}] * 2


def test_groups_are_reported_as_listed_and_codes_as_numbers_then_texts_then_missing():
    numbers = pl.DataFrame({"code": ["b", None, "10", "9", "a", "-1"]})
    domains = Domains([DomainTable(), DomainTable(("code",))])
    domains.base_levels(numbers)
    told = [group for _, group in domains.reported()]
    assert told == [{}, *({"code": c} for c in ["-1", "9", "10", "a", "b", "_missing"])]
    grouped = Domains([DomainTable(("code",), {"code": {"z": ("a", "9"), "c": ("b",)}})])
    grouped.base_levels(numbers)
    assert [group["code"] for _, group in grouped.reported()] == ["z", "c", "_missing"]


def test_a_group_without_anybody_is_told_once_for_each_table_that_asks_for_it():
    domains = Domains(TABLES)
    domains.base_levels(_frame([(1, "f"), (None, "m")]))
    assert domains.absent() == [
        {"age": "even"},
        {"age": "nobody"},
        {"age": "even"},
        {"age": "nobody"},
    ]


def test_five_million_combinations_of_codes_are_allowed_and_one_more_is_not():
    """5,000,000 is 2,000 by 2,500; 5,000,001 is 141 by 35,461."""
    allowed = pl.DataFrame({"a": np.arange(2_500) % 2_000, "b": np.arange(2_500)})
    levels = Domains([DomainTable(("a", "b"))]).base_levels(allowed)
    assert len(set(levels[0].tolist())) == 2_500
    too_many = pl.DataFrame({"a": np.arange(35_461) % 141, "b": np.arange(35_461)})
    with pytest.raises(UsageError, match="a\\*b has 5,000,001 combinations") as caught:
        Domains([DomainTable(("a", "b"))]).base_levels(too_many)
    assert caught.value.code == "too-many-domains"


KINDS = {
    "whole numbers": lambda number: (number - 2, str(number - 2)),
    "far numbers": lambda number: (100_000 * (number - 2), str(100_000 * (number - 2))),
    "texts": lambda number: (f"c{number}", f"c{number}"),
    "halves": lambda number: (number / 2, ("0", "0.5", "1", "1.5", "2", "2.5")[number]),
    "truths": lambda number: (number % 2 == 1, str(number % 2)),
}
numbered = st.lists(st.lists(st.sampled_from([None, 0, 1, 2, 3, 4, 5]), max_size=6), max_size=4)


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(numbered)
def test_every_value_has_the_number_of_its_code_whatever_its_type(kind, batches):
    book = CodeBook()
    some = pl.Series([KINDS[kind](0)[0]]).dtype
    for batch in batches:
        made = [(None, "_missing") if n is None else KINDS[kind](n) for n in batch]
        found = book.numbers(pl.Series([value for value, _ in made], dtype=some))
        assert [book.codes[number] for number in found] == [code for _, code in made]
    assert len(set(book.codes)) == len(book.codes)


def test_what_is_not_a_number_is_missing():
    book = CodeBook()
    floats = book.numbers(pl.Series([1.0, math.nan, None]))
    assert [book.codes[number] for number in floats] == ["1", "_missing", "_missing"]


def test_categories_are_their_texts():
    book = CodeBook()
    texts = pl.Series(["b", None, "a"])
    for dtype in (pl.Categorical, pl.Enum(["a", "b"])):
        found = book.numbers(texts.cast(dtype))
        assert [book.codes[number] for number in found] == ["b", "_missing", "a"]


def test_codes_keep_their_numbers_when_the_table_of_small_numbers_grows_to_both_sides():
    book = CodeBook()
    first = book.numbers(pl.Series([5, 7]))
    book.numbers(pl.Series([9, 7]))
    book.numbers(pl.Series([2, 5]))
    assert book.numbers(pl.Series([5, 7])).tolist() == first.tolist()
    assert book.codes == ["5", "7", "9", "2"]
    assert [book.codes[n] for n in book.numbers(pl.Series([8, 3, 2, 9]))] == ["8", "3", "2", "9"]


def test_what_is_no_number_is_missing_as_a_code():
    assert code_text(math.nan) == "_missing"


@pytest.mark.parametrize(
    ("lowest", "highest", "largest", "fits"),
    [
        (9, 9, 5, True),  # with 5 to 7, which are there: 5 to 9 are five
        (9, 9, 4, False),
        (8, 8, 4, True),
        (8, 8, 3, False),
        (3, 3, 5, True),
        (3, 3, 4, False),
        (6, 6, 3, True),
        (6, 6, 2, False),
    ],
)
def test_a_look_up_table_is_as_long_as_from_the_least_to_the_largest_of_all_codes(
    lowest, highest, largest, fits, monkeypatch
):
    book = CodeBook()
    book.numbers(pl.Series([5, 7]))
    monkeypatch.setattr(levels, "_LARGEST_LOOKUP", largest)
    assert book._fits(lowest, highest) is fits


def test_a_look_up_table_alone_has_room_for_its_own_codes(monkeypatch):
    monkeypatch.setattr(levels, "_LARGEST_LOOKUP", 3)
    assert CodeBook()._fits(5, 7)
    assert not CodeBook()._fits(5, 8)
