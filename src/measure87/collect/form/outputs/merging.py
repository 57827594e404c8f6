"""Joins conditions that speak of one thing: a range of a number, or one of several answers."""

from collections.abc import Callable, Sequence

from measure87.collect.form.model import Question
from measure87.collect.form.outputs.parsing import Literal, Node, Pair

type Merged = tuple[Node, str, tuple[Literal, ...]]
"""What is spoken of, `between` or `is`, and the values."""


def parts_of(node: Node, sign: str) -> list[Node]:
    """Parts that the same sign joins, in order."""
    if isinstance(node, Pair) and node.sign == sign:
        return parts_of(node.left, sign) + parts_of(node.right, sign)
    return [node]


def merged(
    sign: str, parts: Sequence[Node], question: Callable[[Node], Question | None]
) -> list[Node | Merged]:
    """Parts, with `>=` and `<=` of one thing as a range, and `=` of one thing as a list."""
    found: list[Node | Merged] = []
    for part in parts:
        joined = _as_one(sign, found[-1], part, question) if found else None
        if joined is None:
            found.append(part)
        else:
            found[-1] = joined
    return found


def _as_one(
    sign: str, before: Node | Merged, part: Node, question: Callable[[Node], Question | None]
) -> Merged | None:
    """Two parts as one, if they speak of one thing."""
    match sign, before, part:
        case "and", Pair(">=", left, Literal(_, True) as low), Pair("<=", again, Literal() as top):
            asked = question(left)
            if left == again and top.is_number and not (asked and asked.choices):
                return left, "between", (low, top)
        case "or", Pair("=", left, Literal() as one), Pair("=", again, Literal() as other):
            if left == again and one.text and other.text:
                return left, "is", (one, other)
        case "or", (left, "is", values), Pair("=", again, Literal() as other):
            if left == again and other.text:
                return left, "is", (*values, other)
    return None
