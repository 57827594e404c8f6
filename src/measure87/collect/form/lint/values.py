"""What an expression gives for some answers: three-valued, for what is not understood may be true.

Unknown is `None`. A check may rely on True and False alone.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date

from measure87.collect.form.lint.facts import number_of
from measure87.collect.form.xpath.trees import (
    Binary,
    Call,
    Itself,
    Minus,
    Number,
    Ref,
    Text,
    Tree,
)  # fmt: skip

type Value = str | float | bool | None
"""An answer as it is stored ('' where blank), a number, yes or no; None where nobody knows."""
type Lookup = Callable[[Ref | Itself], Value]
TODAY = Call("today", ())


def value_of(tree: Tree, answers: Lookup, today: float | None = None) -> Value:
    """The value of an expression, or None where it cannot be told.

    Arithmetic is not done: what is found impossible must be so for every answer, and the answers
    tried are complete for comparisons alone.
    """
    if isinstance(tree, Number | Text):
        return _plain(tree)
    if isinstance(tree, Ref | Itself):
        return answers(tree)
    if isinstance(tree, Minus):
        return -tree.operand.value if isinstance(tree.operand, Number) else None
    if isinstance(tree, Binary):
        return _binary(tree, answers, today)
    if isinstance(tree, Call):
        return _call(tree, answers, today)
    return None


def _plain(tree: Number | Text) -> Value:
    return tree.value


def truth_of(value: Value) -> bool | None:
    """Yes or no, as XPath has it: a text that is not blank, a number that is not 0."""
    if value is None or isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, str) else value != 0


def both(one: bool | None, other: bool | None) -> bool | None:
    """And, where one of them may be unknown."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _binary(tree: Binary, answers: Lookup, today: float | None) -> Value:
    if tree.operator in ("and", "or"):
        one = truth_of(value_of(tree.left, answers, today))
        other = truth_of(value_of(tree.right, answers, today))
        if tree.operator == "and":
            return both(one, other)
        joined = both(_not(one), _not(other))
        return _not(joined)
    if tree.operator not in ("=", "!=", "<", "<=", ">", ">="):
        return None
    left, right = value_of(tree.left, answers, today), value_of(tree.right, answers, today)
    if left is None or right is None:
        return None
    return _compared(left, tree.operator, right)


def _not(one: bool | None) -> bool | None:
    return None if one is None else not one


def _compared(left: str | float | bool, operator: str, right: str | float | bool) -> bool | None:
    if isinstance(left, bool) or isinstance(right, bool):
        if operator not in ("=", "!=") or isinstance(left, str) or isinstance(right, str):
            return None
        return (truth_of(left) == truth_of(right)) == (operator == "=")
    numbers = (_number(left), _number(right))
    if operator in ("=", "!="):
        if None in numbers or (isinstance(left, str) and isinstance(right, str)):
            return (str(left) == str(right)) == (operator == "=")
        return (numbers[0] == numbers[1]) == (operator == "=")
    low, high = numbers
    if low is None or high is None:
        return False
    return {"<": low < high, "<=": low <= high, ">": low > high, ">=": low >= high}[operator]


def _number(value: str | float) -> float | None:
    """A number, or the day of a date that is written as text; NaN is none."""
    number = number_of(value)
    if number is None or math.isnan(number):
        return day_of(value)
    return number


def day_of(value: Value) -> float | None:
    """Number of the day of a date in ISO form; None of all else."""
    try:
        return float(date.fromisoformat(str(value)).toordinal())
    except ValueError:
        return None


def _call(tree: Call, answers: Lookup, today: float | None) -> Value:
    args, name = tree.args, tree.name
    if name in ("true", "false"):
        return name == "true"
    if tree == TODAY:
        return today
    if name == "if" and len(args) == 3:
        return _if(tree, answers, today)
    if not args or name not in _SIMPLE:
        return None
    values = [value_of(one, answers, today) for one in args]
    return _SIMPLE[name](values)


def _if(tree: Call, answers: Lookup, today: float | None) -> Value:
    condition = truth_of(value_of(tree.args[0], answers, today))
    if condition is None:
        one, other = (value_of(branch, answers, today) for branch in tree.args[1:])
        return one if one == other else None
    return value_of(tree.args[1 if condition else 2], answers, today)


def _selected(values: list[Value]) -> Value:
    if len(values) != 2 or not all(isinstance(one, str | float) for one in values):
        return None
    codes = _text(values[0]).split()
    return _text(values[1]) in codes


def _text(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _counted(values: list[Value]) -> Value:
    return None if values[0] is None else float(len(_text(values[0]).split()))


def _length(values: list[Value]) -> Value:
    """Of a blank alone: what a text has that is not is not tried."""
    return 0.0 if values[0] == "" else None


def _coalesced(values: list[Value]) -> Value:
    for one in values:
        if one is None:
            return None
        if one != "":
            return one
    return ""


def _as_date(values: list[Value]) -> Value:
    day = day_of(values[0]) if isinstance(values[0], str) else None
    if day is not None:
        return day
    return values[0] if isinstance(values[0], float) or values[0] == "" else None


_SIMPLE: Mapping[str, Callable[[list[Value]], Value]] = {
    "not": lambda values: _not(truth_of(values[0])),
    "boolean": lambda values: truth_of(values[0]),
    "selected": _selected,
    "is-selected": _selected,
    "count-selected": _counted,
    "string-length": _length,
    "coalesce": _coalesced,
    "date": _as_date,
    "number": lambda values: values[0] if isinstance(values[0], float) else None,
    "string": lambda values: values[0] if isinstance(values[0], str) else None,
}
