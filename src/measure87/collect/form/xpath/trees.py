"""Expressions of forms as trees: what they are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """A number; `007` and `7` are the same one."""

    value: float
    written: str = field(default="", compare=False)


@dataclass(frozen=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True)
class Ref:
    """`${name}`."""

    name: str
    saved: bool = False


@dataclass(frozen=True)
class Itself:
    """`.`: the answer that a constraint is about."""


@dataclass(frozen=True)
class Call:
    """A function of arguments."""

    name: str
    args: tuple["Tree", ...]


@dataclass(frozen=True)
class Binary:
    """Two operands."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Minus:
    """Unary minus."""

    operand: "Tree"


@dataclass(frozen=True)
class Path:
    """A path of elements: from an expression, the root, or where it is used; with predicates."""

    start: "Tree | None"
    steps: tuple[str, ...]
    predicates: tuple["Tree", ...] = ()


type Tree = Number | Text | Ref | Itself | Call | Binary | Minus | Path


def below(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a tree, one level down."""
    if isinstance(tree, Call):
        return tree.args
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    if isinstance(tree, Minus):
        return (tree.operand,)
    if isinstance(tree, Path):
        return (*(() if tree.start is None else (tree.start,)), *tree.predicates)
    return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """A tree and all its parts."""
    left = [tree]
    while left:
        one = left.pop()
        yield one
        left.extend(reversed(below(one)))
