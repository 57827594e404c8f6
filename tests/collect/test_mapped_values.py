"""What becomes of every value, against a slow reading of the mapping in plain Python."""

import re

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.files import UserMissing
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import DataError

_MAPPING = """
[s]
unmapped = "unknown"
[s.persons.person_id]
variable = "id"
[s.persons.economic_activity]
variables = ["a", "b"]
combine = "any"
yes = [1]
no = [2]
unknown = [8, 9]
[s.persons.heavy_loads]
variable = "h"
yes = [1]
no = [2]
unknown = [8]
asked_if = "economic_activity"
[s.persons.school_attendance]
variables = ["a", "b"]
combine = "all"
yes = [1]
no = [2]
unknown = [9]
[s.persons.noise_vibration]
variable = "h"
yes = [1, "A"]
no = [2]
blank = "no"
[s.persons.economic_hours]
variable = "t"
range = [0, 96]
missing = [97, 98, 99]
[s.persons.sex]
variable = "a"
codes = { 1 = "1", 2 = "2" }
[s.persons.region]
variable = "r"
missing = [99]
"""
_NO, _UNKNOWN, _YES = 0, 1, 2


def status(value, yes, no, blank):
    """A status in plain Python."""
    if value is None:
        return blank
    return _YES if value in yes else _NO if value in no else _UNKNOWN


def expected(row):
    """A person's standard values in plain Python."""
    a, b = (status(row[name], [1], [2], _UNKNOWN) for name in "ab")
    work = max(a, b)
    hours = row["t"]
    return {
        "person_id": row["id"],
        "economic_activity": work,
        "heavy_loads": status(row["h"], [1], [2], None if work == _NO else _UNKNOWN),
        "school_attendance": min(a, b),
        "noise_vibration": status(row["h"], [1], [2], _NO),
        "economic_hours": float(hours) if hours is not None and 0 <= hours <= 96 else None,
        "sex": str(row["a"]) if row["a"] in (1, 2) else None,
        "region": None if row["r"] in (None, 99, 7) else str(row["r"]),
    }


answers = st.sampled_from([1, 2, 3, 8, 9, None])
person = st.tuples(
    answers, answers, answers,
    st.one_of(st.none(), st.integers(-5, 120)),
    st.sampled_from([1, 2, 7, 99, None]),
)  # fmt: skip
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_DTYPES = {
    "whole numbers": pl.Int64,
    "numbers": pl.Float64,
    "text": pl.String,
}


def table_of(people) -> pl.DataFrame:
    rows = [(number, *values) for number, values in enumerate(people)]
    names = ["id", "a", "b", "h", "t", "r"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")


@quick
@given(people=st.lists(person, min_size=1, max_size=25), kind=st.sampled_from(sorted(_DTYPES)))
def test_every_value_is_as_a_plain_reading_of_the_mapping_has_it(source, apply, people, kind):
    table = table_of(people)
    answered = [name for name in table.columns if name != "id"]
    declared = {"r": UserMissing((), ((7.0, 7.0),))}
    typed = table.with_columns(pl.col(answered).cast(_DTYPES[kind]))
    collected = apply(_MAPPING, persons=source(typed, missing_codes=declared))
    want = [expected(row) for row in table.iter_rows(named=True)]
    assert collected.persons.collect().to_dicts() == want


@pytest.mark.slow
@quick
@given(people=st.lists(person, min_size=2, max_size=12), data=st.data())
def test_permuted_rows_give_permuted_persons_and_the_same_report(source, apply, people, data):
    table = table_of(people)
    order = data.draw(st.permutations(range(len(people))))
    one = apply(_MAPPING, persons=source(table))
    other = apply(_MAPPING, persons=source(table[list(order)]))
    assert other.persons.collect().equals(one.persons.collect()[list(order)])
    assert other.report == one.report


@pytest.mark.slow
@quick
@given(people=st.lists(person, min_size=1, max_size=12))
def test_a_lazy_source_gives_what_one_in_memory_gives(source, apply, people):
    table = table_of(people)
    eager = apply(_MAPPING, persons=source(table))
    lazy_source = source(table)
    object.__setattr__(lazy_source, "frame", table.lazy())
    lazy = apply(_MAPPING, persons=lazy_source)
    assert lazy.persons.collect().equals(eager.persons.collect())


def test_types_are_those_of_the_vocabulary(source, apply):
    schema = apply(_MAPPING, persons=source(table_of([(1, 2, 1, 3, 1)]))).persons.collect_schema()
    kinds = {
        "status": pl.Int8, "code": pl.String, "integer": pl.Int32, "number": pl.Float64,
        "identifier": pl.Int64,
    }  # fmt: skip
    assert dict(schema) == {name: kinds[PERSONS[name].kind] for name in schema}


@pytest.mark.parametrize(
    ("parts", "total"),
    [((2, 3), 5.0), ((2, None), 2.0), ((None, None), None), ((2, 99), None), ((99, None), None)],
)
def test_hours_of_several_questions_add_up_unless_one_was_not_told(source, apply, parts, total):
    text = """
[s.persons.person_id]
variable = "id"
[s.persons.chores_hours]
variables = ["x", "y"]
combine = "sum"
missing = [99]
"""
    columns = pl.DataFrame(
        [(1, *parts)], schema={"id": pl.Int64, "x": pl.Int64, "y": pl.Int64}, orient="row"
    )
    collected = apply(text, persons=source(columns)).persons.collect()
    assert collected["chores_hours"].to_list() == [total]


_TWO_WAYS = (
    'variables = ["x", "y"]\ncombine = "sum"\nmissing = [99]\n',
    'sum = [{ variable = "x", missing = [99] }, { variable = "y", missing = [99] }]\n',
)


@pytest.mark.parametrize("way", _TWO_WAYS)
@pytest.mark.parametrize(
    ("parts", "total", "told"),
    [
        ((2, 3), 5.0, None), ((2, None), 2.0, None), ((None, None), None, None),
        ((2, 99), None, 2.0), ((99, 99), None, 0.0), ((99, None), None, 0.0),
        ((90, 90), None, None), ((90, 78), 168.0, None),
    ],
)  # fmt: skip
def test_what_was_told_of_a_sum_is_kept_where_the_rest_was_not(
    source, apply, parts, total, told, way
):
    """Both ways of adding up; a sum of more hours than a week has is not stated."""
    text = f'[s.persons.person_id]\nvariable = "id"\n[s.persons.chores_hours]\n{way}'
    columns = pl.DataFrame(
        [(1, *parts)], schema={"id": pl.Int64, "x": pl.Int64, "y": pl.Int64}, orient="row"
    )
    collected = apply(text, persons=source(columns))
    rows = collected.persons.collect()
    assert rows["chores_hours"].to_list() == [total]
    assert rows["chores_hours_at_least"].to_list() == [told]
    outside = [(one.variable, one.rows) for one in collected.report.out_of_range]
    assert outside == ([("x + y", 1)] if parts == (90, 90) else [])


def test_identifiers_are_joined_and_numbers_scaled(source, apply):
    text = """
[s.persons.person_id]
variables = ["hh", "ln"]
[s.persons.weight]
variable = "w"
scale = 1e-6
[s.persons.age_years]
variable = "age"
[s.persons.region]
value = "R1"
"""
    columns = {"hh": ["01", "02 "], "ln": [1.0, 2.0], "w": [1_500_000, 0], "age": [7.9, 999]}
    with pytest.raises(Exception, match="age must lie between 0 and 130"):
        apply(text, persons=source(columns))
    columns["age"] = [7.9, 12]
    persons = apply(text, persons=source(columns)).persons.collect()
    assert persons["person_id"].to_list() == ["01-1", "02-2"]
    assert persons["weight"].to_list() == [1.5, 0.0]
    assert persons["age_years"].to_list() == [7, 12]
    assert persons["region"].to_list() == ["R1", "R1"]


@pytest.mark.parametrize(
    ("column", "lesson"), [("sex", "1 is male and 2 female"), ("area", "1 is urban and 2 rural")]
)
def test_codes_of_the_program_s_own_are_shown_as_they_are_written(source, apply, column, lesson):
    """What the hint says to write is a mapping that is taken."""
    entry = f'[s.persons.person_id]\nvariable = "id"\n[s.persons.{column}]\nvariable = "v"\n'
    columns = {"id": [1, 2], "v": ["M", "F"] if column == "sex" else ["U", "R"]}
    with pytest.raises(DataError, match="no line of the mapping names it") as told:
        apply(entry, persons=source(columns))
    assert lesson in told.value.hint
    written = re.search(r"codes = \{.*?\}", told.value.hint).group()
    persons = apply(f"{entry}{written}\n", persons=source(columns)).persons.collect()
    assert persons[column].to_list() == ["1", "2"]


@pytest.mark.parametrize("other", ["Yes", "YES", " yes ", "yés"])
def test_a_code_that_is_named_in_another_spelling_is_told_by_the_code_that_is_named(
    source, apply, other
):
    """The code is of the mapping; the cell is never told."""
    entry = (
        '[s.persons.person_id]\nvariable = "id"\n[s.persons.heavy_loads]\nvariable = "v"\n'
        'yes = ["yes"]\nno = ["no"]\n'
    )
    columns = {"id": [1, 2, 3, 4], "v": ["yes", "no", "perhaps", other]}
    if other.strip() == "yes":
        columns["v"].pop(2), columns["id"].pop()
        assert apply(entry, persons=source(columns)).persons.collect().height == 3
        return
    with pytest.raises(DataError, match=r"in 1 row\(s\), first row 4, and no line") as told:
        apply(entry, persons=source(columns))
    assert told.value.hint.startswith("it is 'yes', which the mapping names, but for capitals")
    assert other not in told.value.hint + told.value.text
    with pytest.raises(DataError) as told:
        apply(entry, persons=source({"id": [1, 2], "v": ["yes", "perhaps"]}))
    assert "which the mapping names" not in told.value.hint
