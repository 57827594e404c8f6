"""Brings conditions into the form in which they can be said: another tree of the same meaning.

Contraries are pushed down to comparisons, values that stand for a condition give way to it, codes
above or below a number become the list of those codes, and what a comparison is about stands on
its left. Only `selected` keeps a `not` before it.

A blank is no number: `x < 5` and `x >= 5` are both false of it, so that the contrary of one is the
other or a blank.

Source: W3C, XML Path Language (XPath) Version 1.0, section 3.4 (secondary: through XLSForm's
reference): comparisons with what is no number are false, `!=` is true.
"""

from collections.abc import Callable, Iterator
from functools import reduce

from measure87.collect.form.model import SHOWN, Question
from measure87.collect.form.outputs.numbering import Numbered
from measure87.collect.form.outputs.parsing import Call, Literal, Node, Pair, Ref, parsed

DEEPEST = 40
"""Parts within parts that are still said."""
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
ORDERED = frozenset(_HOLDS)
"""Signs of comparisons that are false of a blank."""
_OF_ONE_NUMBER = frozenset(("int", "round", "number"))
_BLANK = Literal("", is_number=False)


class UnsaidError(Exception):
    """There are no words for a part of an expression."""


def settled(
    node: Node, of: Numbered, question: Callable[[Node], Question | None], depth: int = 0
) -> Node:
    """A condition of the same meaning that can be said.

    Parameters
    ----------
    node
        A condition.
    of
        The form.
    question
        Which question a node is, if it is one.

    Raises
    ------
    UnsaidError
        If parts lie too deep in each other, as they do where values depend on themselves.
    """
    if depth > DEEPEST:
        raise UnsaidError

    def again(one: Node) -> Node:
        return settled(one, of, question, depth + 1)

    match node:
        case Pair("and" | "or" as sign, left, right):
            return Pair(sign, again(left), again(right))
        case Pair(sign, left, right) if sign in _TURNED and _speaks_of_the_right(left, right):
            return again(Pair(_TURNED[sign], right, left))
        case Pair(sign, left, right) if sign in _TURNED:
            test = _condition_behind(sign, left, right, of, question)
            if test is not None:
                return again(test)
            return _codes(sign, left, right, of, question) or node
        case Call("not", (inner,)):
            contrary = _contrary(inner, question)
            return node if contrary is None else again(contrary)
    return node


def _speaks_of_the_right(left: Node, right: Node) -> bool:
    """Whether a comparison is rather about what stands on its right: `5 <= ${age}`."""
    if isinstance(left, Literal):
        return not isinstance(right, Literal)
    return isinstance(right, Ref) and not isinstance(left, Ref)


def _contrary(node: Node, question: Callable[[Node], Question | None]) -> Node | None:
    """The contrary without a `not` before it; None where there is none."""
    match node:
        case Pair("and" | "or" as sign, left, right):
            other = "or" if sign == "and" else "and"
            return Pair(other, Call("not", (left,)), Call("not", (right,)))
        case Pair(sign, left, right) if sign in _OPPOSITE:
            turned: Node = Pair(_OPPOSITE[sign], left, right)
            blanks = _blanks(left, right, question) if sign in ORDERED else ()
            return reduce(lambda one, blank: Pair("or", one, blank), blanks, turned)
        case Call("not", (inner,)):
            return inner
        case Call("true" | "false" as name, ()):
            return Call("false" if name == "true" else "true", ())
    return None


def _blanks(left: Node, right: Node, question: Callable[[Node], Question | None]) -> list[Node]:
    """That this or that question was left blank, of those that may be."""
    refs = dict.fromkeys((*_numbers_in(left), *_numbers_in(right)))
    return [Pair("=", ref, _BLANK) for ref in refs if _may_be_blank(question(ref))]


def _numbers_in(node: Node) -> Iterator[Ref]:
    """Questions whose blank makes a whole quantity blank."""
    match node:
        case Ref():
            yield node
        case Pair(_, left, right):
            yield from _numbers_in(left)
            yield from _numbers_in(right)
        case Call(name, (inner, *_)) if name in _OF_ONE_NUMBER:
            yield from _numbers_in(inner)


def _may_be_blank(question: Question | None) -> bool:
    """Whether a question can be left without an answer where its part is asked."""
    if question is None or question.kind not in SHOWN:
        return False
    return not question.required or bool(question.relevant)


def _condition_behind(
    sign: str,
    left: Node,
    right: Node,
    of: Numbered,
    question: Callable[[Node], Question | None],
) -> Node | None:
    """The condition that one of two values stands for: `if(CONDITION, 1, 0) = 1`."""
    asked = question(left)
    if asked is None or asked.name in of.numbers or not isinstance(right, Literal):
        return None
    match parsed(asked.calculation) if sign in ("=", "!=") and asked.calculation else None:
        case Call("if", (test, Literal(yes, _), Literal(no, _))) if yes != no and right.text in (
            yes,
            no,
        ):
            holds = (right.text == yes) == (sign == "=")
            return test if holds else Call("not", (test,))
    return None


def _codes(
    sign: str,
    left: Node,
    right: Node,
    of: Numbered,
    question: Callable[[Node], Question | None],
) -> Node | None:
    """Codes above or below a number as a list of codes, if all are whole numbers."""
    asked = question(left)
    found = of.form.list_of(asked) if asked is not None else None
    if sign not in ORDERED or not isinstance(right, Literal) or found is None:
        return None
    try:
        numbers = [int(choice.name) for choice in found.choices]
        limit = float(right.text)
    except ValueError:
        return None
    named: list[Node] = [
        Pair("=", left, Literal(str(number), is_number=True))
        for number in numbers
        if _HOLDS[sign](number, limit)
    ]
    return reduce(lambda one, other: Pair("or", one, other), named) if named else None
