"""Trees of expressions as they are said in words; what has no words is None.

They are made of the trees that `form.xpath` reads: no paths and predicates, and a number with the
minus before it is one literal.
"""

from dataclasses import dataclass
from functools import cache

from measure87.collect.form.xpath import trees
from measure87.collect.form.xpath.reading import parsed as read
from measure87.collect.form.xpath.tokens import ExpressionError


@dataclass(frozen=True)
class Literal:
    """A number or a text, as it is written."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class Ref:
    """`${name}`; `.` where the name is empty, `..` where it is `..`."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function and what it is given."""

    name: str
    given: tuple["Node", ...]


@dataclass(frozen=True)
class Pair:
    """Two parts with a sign between them."""

    sign: str
    left: "Node"
    right: "Node"


type Node = Literal | Ref | Call | Pair


class _UnsaidError(Exception):
    pass


@cache
def parsed(expression: str) -> Node | None:
    """The tree of an expression; None if it is empty, faulty, or uses what has no words.

    >>> parsed("${age} >= 5")
    Pair(sign='>=', left=Ref(name='age'), right=Literal(text='5', is_number=True))
    >>> parsed("/data/age[1]") is None
    True
    """
    try:
        return _node(read(expression))
    except (ExpressionError, _UnsaidError):
        return None


def _node(tree: trees.Tree) -> Node:
    match tree:
        case trees.Number():
            return Literal(tree.written, is_number=True)
        case trees.Text(text):
            return Literal(text, is_number=False)
        case trees.Ref(name, saved=False):
            return Ref(name)
        case trees.Itself():
            return Ref("")
        case trees.Path(None, ("..",), ()):
            return Ref("..")
        case trees.Call(name, args):
            return Call(name, tuple(map(_node, args)))
        case trees.Minus(operand):
            return _negative(_node(operand))
        case trees.Binary(sign, left, right) if sign != "|":
            return Pair(sign, _node(left), _node(right))
    raise _UnsaidError


def _negative(node: Node) -> Node:
    if isinstance(node, Literal) and node.is_number:
        text = node.text[1:] if node.text.startswith("-") else f"-{node.text}"
        return Literal(text, is_number=True)
    return Pair("-", Literal("0", is_number=True), node)


def refs_of(node: Node | None) -> frozenset[str]:
    """Names of the questions that a tree speaks of."""
    match node:
        case Ref(name):
            return frozenset((name,))
        case Call(_, given):
            return frozenset().union(*map(refs_of, given))
        case Pair(_, left, right):
            return refs_of(left) | refs_of(right)
    return frozenset()


def calls_of(node: Node) -> frozenset[str]:
    """Names of the functions that a tree calls."""
    match node:
        case Call(name, given):
            return frozenset((name,)).union(*map(calls_of, given))
        case Pair(_, left, right):
            return calls_of(left) | calls_of(right)
    return frozenset()
