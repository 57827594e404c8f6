"""Conditions mean the same after they were brought into a form that can be said.

Both are evaluated by a few lines of XPath written here, on invented answers and blanks.
"""

import math
import operator

from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.numbering import numbered
from measure87.collect.form.outputs.parsing import Call, Literal, Pair, Ref, parsed
from measure87.collect.form.outputs.settling import settled
from tests.collect.form.outputs.made_form import made_form

OF = numbered(made_form())
SPEAKER = Speaker(OF, "en")
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def number(value):
    if isinstance(value, bool | int | float):
        return float(value)
    try:
        return float(value)
    except ValueError:
        return math.nan


def equal(left, right):
    if isinstance(left, bool) or isinstance(right, bool):
        return bool(left) == bool(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def value(node, answers):
    """XPath 1.0, of what stands in conditions; a blank is an empty text."""
    match node:
        case Literal(text, is_number):
            return float(text) if is_number else text
        case Ref("is_child"):
            return f"{value(parsed(OF.questions['is_child'].calculation), answers):g}"
        case Ref(name):
            return answers[name]
        case Pair(sign, left, right):
            return paired(sign, left, right, answers)
        case Call(name, given):
            return called(name, given, answers)


def paired(sign, left, right, answers):
    one, other = value(left, answers), value(right, answers)
    if sign in ("and", "or"):
        return (one and other) if sign == "and" else (one or other)
    if sign in ("=", "!="):
        return equal(one, other) == (sign == "=")
    return {**ORDER, **ARITHMETIC}[sign](number(one), number(other))


def called(name, given, answers):
    match name, given:
        case "not", (inner,):
            return not value(inner, answers)
        case "selected", (Ref(question), Literal(code, _)):
            return code in answers[question].split()
        case "if", (test, yes, no):
            return value(yes if value(test, answers) else no, answers)
    return {"true": True, "false": False}[name]


whole = st.integers(-1, 20).map(lambda n: Literal(str(n), True) if n >= 0 else Literal("-1", True))
numbers = st.sampled_from(["age", "n_jobs", "threat"]).map(Ref)
sums = st.builds(Pair, st.sampled_from(list(ARITHMETIC)), numbers, st.one_of(numbers, whole))
signs = st.sampled_from(["=", "!=", *ORDER])
comparisons = st.one_of(
    st.builds(Pair, signs, st.one_of(numbers, sums), st.one_of(whole, numbers)),
    st.builds(Pair, signs, whole, numbers),
    st.builds(Pair, st.sampled_from(["=", "!="]), st.just(Ref("is_child")),
              st.sampled_from([Literal("1", True), Literal("0", False)])),
    st.builds(Pair, st.sampled_from(["=", "!="]), numbers, st.just(Literal("", False))),
    st.sampled_from(["water", "wood", "none"]).map(
        lambda code: Call("selected", (Ref("chores"), Literal(code, False)))
    ),
    st.sampled_from([Call("true", ()), Call("false", ())]),
)  # fmt: skip
conditions = st.recursive(
    comparisons,
    lambda inside: st.one_of(
        st.builds(Pair, st.sampled_from(["and", "or"]), inside, inside),
        inside.map(lambda one: Call("not", (one,))),
    ),
    max_leaves=8,
)
answers = st.fixed_dictionaries(
    {
        "age": st.integers(0, 20).map(str),  # it needs an answer
        "n_jobs": st.one_of(st.just(""), st.integers(0, 20).map(str)),
        "threat": st.sampled_from(["", "1", "2", "8", "9"]),
        "chores": st.sampled_from(["", "water", "wood none", "water wood"]),
    }
)


@settings(max_examples=400)
@given(conditions, answers)
def test_a_settled_condition_means_what_it_meant(condition, given_answers):
    after = settled(condition, OF, SPEAKER._question)
    assert bool(value(after, given_answers)) == bool(value(condition, given_answers))


def test_without_the_blanks_the_contrary_would_be_another_condition():
    condition = parsed("not(${n_jobs} > 2)")
    blank = {"n_jobs": "", "age": "3", "threat": "", "chores": ""}
    assert value(condition, blank)
    assert not value(parsed("${n_jobs} <= 2"), blank)
    assert value(settled(condition, OF, SPEAKER._question), blank)


@given(conditions)
def test_no_contrary_and_no_value_of_a_condition_is_left(condition):
    def parts(node):
        yield node
        if isinstance(node, Pair):
            yield from parts(node.left)
            yield from parts(node.right)

    for part in parts(settled(condition, OF, SPEAKER._question)):
        if isinstance(part, Call) and part.name == "not":
            assert part.given[0].name == "selected"
        if isinstance(part, Pair) and part.sign in ("=", "!="):
            assert part.left != Ref("is_child")
