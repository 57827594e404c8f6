"""What is found impossible is impossible, held against every answer tried one by one."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.form.lint.analysis import Analysis
from measure87.collect.form.lint.book import Book, Cell, Sheet
from measure87.collect.form.lint.form_reading import form_of
from measure87.collect.form.lint.solver import is_impossible
from measure87.collect.form.lint.values import truth_of, value_of
from measure87.collect.form.xpath.reading import parsed

HEADERS = ("type", "name", "relevant", "constraint")
ROWS = [("integer", "n", "", ". >= 0 and . <= 9"), ("integer", "m", "", ". >= 0 and . <= 9"),
        ("select_one ab", "s", "", "")]  # fmt: skip
CHOICES = [("ab", "1"), ("ab", "2")]
SAID = st.sampled_from(
    ["${n} > 3", "${n} < 3", "${n} = 3", "${n} != 3", "${n} > ${m}", "${m} >= ${n}", "${n} = ${m}",
     "${m} <= 0", "${m} > 8", "${s} = '1'", "${s} != '1'", "${s} = ''", "selected(${s}, '2')",
     "${n} = ''", "${n} >= 10"]
)  # fmt: skip


def sheet(name, headers, rows):
    heads = {at: Cell(text, 1, at) for at, text in enumerate(headers, start=1)}
    cells = [{at: Cell(text, row, at) for at, text in enumerate(each, start=1) if text}
             for row, each in enumerate(rows, start=2)]  # fmt: skip
    return Sheet(name, heads, tuple(row for row in cells if row))


def analysis(rows=ROWS):
    sheets = {"survey": sheet("survey", HEADERS, rows),
              "choices": sheet("choices", ("list_name", "name"), CHOICES)}  # fmt: skip
    return Analysis(form_of(Book(Path("made.xlsx"), sheets)))


@st.composite
def conditions(draw, depth=3):
    if depth == 0 or draw(st.booleans()):
        return draw(SAID)
    one, other = draw(conditions(depth - 1)), draw(conditions(depth - 1))
    return draw(st.sampled_from([f"({one} and {other})", f"({one} or {other})", f"not({one})"]))


@settings(max_examples=150, deadline=None)
@given(conditions())
def test_a_condition_is_impossible_just_if_no_answers_make_it_hold(text):
    tree = parsed(text)
    numbers = [*map(float, range(10)), ""]
    holds = any(
        truth_of(value_of(tree, lambda one, a=answers: a["nms".index(one.name)]))
        for answers in product(numbers, numbers, ["1", "2", ""])
    )
    assert is_impossible(analysis(), [tree]) is not holds


@pytest.mark.parametrize(
    "text",
    ["${n} * 2 > 30", "${n} + ${m} = 99", "string-length(${s}) > 3", "regex(${s}, '9')",
     "pulldata('a','b','c',${s}) = 'x'", "${gone} = 1", "count(${r}) > 3", "random() > 2"],
)  # fmt: skip
def test_what_is_not_understood_may_hold(text):
    assert not is_impossible(analysis(), [parsed(text)])


@pytest.mark.parametrize("many", [2, 4, 5, 6, 30])
def test_answers_in_an_order_may_hold_and_in_a_circle_are_found_as_far_as_they_are_few(many):
    rows = [("integer", f"q{k}", "", "") for k in range(many)]
    chain = " and ".join(f"${{q{k}}} < ${{q{k + 1}}}" for k in range(many - 1))
    assert not is_impossible(analysis(rows), [parsed(chain)])
    circle = f"{chain} and ${{q{many - 1}}} < ${{q0}}"
    assert is_impossible(analysis(rows), [parsed(circle)]) is (many <= 5)


def test_a_long_search_is_given_up_and_nothing_is_said():
    rows = [("integer", f"q{k}", "", "") for k in range(30)]
    said = " or ".join(f"(${{q{k}}} > 5 and ${{q{k + 1}}} < 3)" for k in range(29))
    never = f"({said}) and ${{q0}} > 7 and ${{q29}} < 1 and not({said})"
    assert not is_impossible(analysis(rows), [parsed(never)])
