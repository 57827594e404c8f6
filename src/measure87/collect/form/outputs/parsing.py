"""Reads expressions of XLSForm as trees, to say them in words; what it cannot read is None.

A part of XPath 1.0: literals, `${question}`, `.`, `..`, calls, comparison, arithmetic, `and`, `or`.
Paths and predicates are not read.

Source: W3C, XML Path Language (XPath) Version 1.0, section 3 (secondary: through XLSForm's
reference); precedence of operators as there.
"""

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<text>'[^']*'|"[^"]*")
      | \$\{\s*(?P<ref>[^\s{}]+)\s*\}
      | (?P<sign><=|>=|!=|\.\.|[=<>+*(),.-])
      | (?P<name>[A-Za-z_][\w-]*(?::[A-Za-z_][\w-]*)?)
    )""",
    re.VERBOSE,
)
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
_DEEPEST = 60


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


class _UnreadError(Exception):
    pass


@cache
def parsed(expression: str) -> Node | None:
    """The tree of an expression; None if it is empty, faulty, or uses what is not read.

    >>> parsed("${age} >= 5")
    Pair(sign='>=', left=Ref(name='age'), right=Literal(text='5', is_number=True))
    >>> parsed("/data/age[1]") is None
    True
    """
    try:
        reader = _Reader(_tokens(expression))
        found = reader.level(0, 0)
        reader.end()
    except _UnreadError:
        return None
    return found


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _UnreadError
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Goes through tokens from the loosest operator to the tightest."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, text: str | None = None) -> tuple[str, str]:
        token = self.peek()
        if token[0] == "end" or (text is not None and token[1] != text):
            raise _UnreadError
        self.at += 1
        return token

    def end(self) -> None:
        if self.peek()[0] != "end":
            raise _UnreadError

    def level(self, number: int, depth: int) -> Node:
        """Parts joined by the operators of one level."""
        if depth > _DEEPEST:
            raise _UnreadError
        if number == len(_LEVELS):
            return self.single(depth)
        found = self.level(number + 1, depth)
        while self.peek()[0] in ("sign", "name") and self.peek()[1] in _LEVELS[number]:
            sign = self.take()[1]
            found = Pair(sign, found, self.level(number + 1, depth))
        return found

    def single(self, depth: int) -> Node:
        """A literal, a question, a call, or something in brackets."""
        kind, text = self.take()
        if kind == "number":
            return Literal(text, is_number=True)
        if kind == "text":
            return Literal(text[1:-1], is_number=False)
        if kind == "ref":
            return Ref(text)
        if kind == "name":
            return Call(text, self.given(depth + 1))
        if text == "(":
            found = self.level(0, depth + 1)
            self.take(")")
            return found
        if text == "-":
            inner = self.single(depth + 1)
            is_number = isinstance(inner, Literal) and inner.is_number
            if is_number and isinstance(inner, Literal):
                return Literal(f"-{inner.text}", is_number=True)
            return Pair("-", Literal("0", is_number=True), inner)
        if text in (".", ".."):
            return Ref("" if text == "." else "..")
        raise _UnreadError

    def given(self, depth: int) -> tuple[Node, ...]:
        """What stands in the brackets of a call."""
        self.take("(")
        found = []
        if self.peek()[1] != ")":
            found.append(self.level(0, depth))
            while self.peek()[1] == ",":
                self.take(",")
                found.append(self.level(0, depth))
        self.take(")")
        return tuple(found)


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
