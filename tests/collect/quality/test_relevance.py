"""Was a question asked? Relevance as form engines work it out, over small tables."""

import polars as pl
import pytest

from measure87.collect.quality.relevance import NotUnderstoodError, Value, compiled

TABLE = pl.DataFrame(
    {
        "age": [4, 5, None, 30],
        "sex": ["1", "2", None, "2"],
        "t/water": [True, False, None, True],
        "t/wood": [False, False, None, True],
    }
)


def lookup(name):
    if name == "tasks":
        chosen = {"water": pl.col("t/water"), "wood": pl.col("t/wood")}
        answered = pl.any_horizontal(one.is_not_null() for one in chosen.values())
        return Value("many", pl.when(answered).then(pl.lit("chosen")), chosen)
    if name not in TABLE.columns:
        raise NotUnderstoodError
    return Value("number" if name == "age" else "text", pl.col(name))


def rows(expression):
    return TABLE.select(compiled(expression, lookup).alias("x"), pl.col("age"))["x"].to_list()


# A blank is no number (compared, it is false) and an empty text: XPath 1.0, sections 3.4 and 4.4.
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${age} >= 5", [False, True, False, True]),
        ("${age} < 5 or ${sex} = '2'", [True, True, False, True]),
        ("not(${age} < 5)", [False, True, True, True]),
        ("${age} != 5", [True, False, True, True]),
        ("${age} = ''", [False, False, True, False]),
        ("${age} != ''", [True, True, False, True]),
        ("${sex} = 2", [False, True, False, True]),
        ("${sex} != '1'", [False, True, True, True]),
        ("selected(${tasks}, 'water')", [True, False, False, True]),
        ("not(selected(${tasks}, 'wood')) and ${tasks} != ''", [True, True, False, False]),
        ("selected(${sex}, '1')", [True, False, False, False]),
        ("${age} + 2 * 3 > 10", [False, True, False, True]),
        ("${age} mod 5 = 0 and ${age} div 5 > 1", [False, False, False, True]),
        ("if(${sex} = '1', ${age} > 3, ${age} > 29)", [True, False, False, True]),
        ("string-length(${sex}) > 0", [True, True, False, True]),
        ("true() and not(false())", [True, True, True, True]),
        ("coalesce(${sex}, '1') = '1'", [True, False, True, False]),
        ("-${age} < -4", [False, True, False, True]),
        ("selected(${sex}, 1)", [True, False, False, False]),
        ("selected(${sex}, -1)", [False, False, False, False]),
        ("selected(${sex}, ('2'))", [False, True, False, True]),
    ],
)
def test_expressions_have_the_values_of_form_engines(expression, expected):
    assert rows(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "count(${person}) > 0",
        "${nobody} = 1",
        "${age} >",
        "(${age} > 1",
        "selected(${tasks}, ${sex})",
        "selected(${tasks}, 'fire')",
        "selected(${sex}, ${sex} = '1')",
        "${last-saved#age} > 1",
        "pulldata('a', 'b', 'c', 'd')",
        "${age} > 1 )",
        "# 1",
        "current()/../age > 1",
    ],
)
def test_what_cannot_be_worked_out_is_refused_and_never_guessed(expression):
    with pytest.raises(NotUnderstoodError):
        compiled(expression, lookup)
