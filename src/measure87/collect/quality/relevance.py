"""Was a question asked? The relevance of a form, worked out over the tables.

A small part of the expressions of XLSForm, with the values that form engines give: an answer that
is not there is an empty text, and no number. What is not of this part is refused, and whether the
question was asked stays unknown; it is never guessed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|\$\{(?P<ref>[^}]+)\}"
    r"|(?P<name>[A-Za-z][\w-]*)|(?P<sign><=|>=|!=|[-+*=<>(),]))"
)
_MOST_TOKENS, _DEEPEST = 400, 25
"""Longer and deeper expressions than anybody writes are not worked out."""
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class NotUnderstoodError(Exception):
    """An expression that is not of the part that is worked out here."""


@dataclass(frozen=True)
class Value:
    """A part of an expression: how it is written in polars, and as what.

    kind : `number`, `text`, `truth`, or `many` of an answer with several choices
    choices : for `many`, choice to whether it was chosen
    """

    kind: str
    expression: pl.Expr
    choices: dict[str, pl.Expr] | None = None

    def number(self) -> pl.Expr:
        """As a number; null where it is none."""
        if self.kind == "many":
            raise NotUnderstoodError
        if self.kind == "truth":
            return self.expression.cast(pl.Float64)
        return self.expression.cast(pl.Float64, strict=False)

    def text(self) -> pl.Expr:
        """As a text, empty where there is no answer."""
        if self.kind == "many":
            return pl.when(self.expression.is_null()).then(pl.lit("")).otherwise(pl.lit("chosen"))
        return self.expression.cast(pl.String).fill_null("")

    def truth(self) -> pl.Expr:
        """Whether it counts as true."""
        if self.kind == "truth":
            return self.expression
        if self.kind == "number":
            return (self.number() != 0.0).fill_null(False)
        return self.text() != ""


type Lookup = Callable[[str], Value]
"""The value of a question by its name; refuses one that cannot be seen from here."""


def compiled(expression: str, lookup: Lookup) -> pl.Expr:
    """Whether an expression is true, row by row; never null.

    Raises
    ------
    NotUnderstoodError
        If it is not of the part that is worked out here.

    >>> def lookup(name): return Value("number", pl.col(name))
    >>> pl.DataFrame({"age": [4, 5, None]}).select(compiled("${age} >= 5", lookup))["age"].to_list()
    [False, True, False]
    """
    tokens = list(islice(_tokens(expression), _MOST_TOKENS + 1))
    if len(tokens) > _MOST_TOKENS:
        raise NotUnderstoodError
    reader = _Reader(tokens, lookup)
    found = reader.level(0)
    if reader.place < len(reader.tokens):
        raise NotUnderstoodError
    return found.truth()


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    place = 0
    stripped = expression.rstrip()
    while place < len(stripped):
        found = _TOKEN.match(stripped, place)
        if found is None or found.lastgroup is None:
            raise NotUnderstoodError
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


class _Reader:
    """Reads tokens from left to right, weakest operators first."""

    def __init__(self, tokens: list[tuple[str, str]], lookup: Lookup) -> None:
        self.tokens, self.lookup, self.place, self.depth = tokens, lookup, 0, 0

    def peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> tuple[str, str]:
        if self.place >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise NotUnderstoodError
        self.place += 1
        return self.tokens[self.place - 1]

    def level(self, number: int) -> Value:
        if number == len(_LEVELS):
            return self.single()
        left = self.level(number + 1)
        while self.peek() in _LEVELS[number] and self.tokens[self.place][0] in ("sign", "name"):
            _, sign = self.take()
            left = _joined(sign, left, self.level(number + 1))
        return left

    def single(self) -> Value:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotUnderstoodError
        found = self.operand()
        self.depth -= 1
        return found

    def operand(self) -> Value:
        kind, said = self.take()
        if kind == "number":
            return Value("number", pl.lit(float(said)))
        if kind == "text":
            return Value("text", pl.lit(said[1:-1]))
        if kind == "ref":
            return self.lookup(said)
        if said == "-":
            return Value("number", -self.single().number())
        if said == "(":
            inside = self.level(0)
            self.take(")")
            return inside
        if kind == "name":
            return self.call(said)
        raise NotUnderstoodError

    def call(self, name: str) -> Value:
        self.take("(")
        given: list[Value] = []
        while self.peek() != ")":
            if given:
                self.take(",")
            given.append(self.level(0))
        self.take(")")
        made = _FUNCTIONS.get((name, len(given)))
        if made is None:
            if name == "selected" and len(given) == 2:
                return _selected(given[0], self.tokens[self.place - 2])
            raise NotUnderstoodError
        return made(*given)


def _selected(answer: Value, choice: tuple[str, str]) -> Value:
    """Whether a choice, given by its code, is among the answers."""
    kind, said = choice
    if kind not in ("text", "number"):
        raise NotUnderstoodError
    code = said[1:-1] if kind == "text" else said
    if answer.choices is None:
        return Value("truth", answer.text() == code)
    if code not in answer.choices:
        raise NotUnderstoodError
    return Value("truth", answer.choices[code].fill_null(False))


def _joined(sign: str, left: Value, right: Value) -> Value:
    if sign in ("or", "and"):
        both = left.truth(), right.truth()
        return Value("truth", both[0] | both[1] if sign == "or" else both[0] & both[1])
    if sign in ("=", "!="):
        equal = _equal(left, right)
        return Value("truth", equal if sign == "=" else ~equal)
    a, b = left.number(), right.number()
    compared = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
    if sign in compared:
        return Value("truth", compared[sign].fill_null(False))
    counted = {"+": a + b, "-": a - b, "*": a * b, "div": a / b, "mod": a % b}
    return Value("number", counted[sign])


def _equal(left: Value, right: Value) -> pl.Expr:
    """Equality of form engines: as truths, else as numbers if one is, else as texts."""
    if "truth" in (left.kind, right.kind):
        return left.truth() == right.truth()
    if "text" in (left.kind, right.kind) and "number" not in (left.kind, right.kind):
        return left.text() == right.text()
    texts = {left.kind, right.kind}
    if texts == {"text", "number"}:
        return (left.number() == right.number()).fill_null(False) | (
            (left.text() == "") & (right.text() == "")
        )
    return (left.number() == right.number()).fill_null(False)


def _if(condition: Value, then: Value, other: Value) -> Value:
    if "many" in (then.kind, other.kind):
        raise NotUnderstoodError
    when = pl.when(condition.truth())
    if then.kind == other.kind:
        return Value(then.kind, when.then(then.expression).otherwise(other.expression))
    return Value("text", when.then(then.text()).otherwise(other.text()))


def _coalesce(first: Value, second: Value) -> Value:
    return Value("text", pl.when(first.text() != "").then(first.text()).otherwise(second.text()))


_FUNCTIONS: dict[tuple[str, int], Callable[..., Value]] = {
    ("not", 1): lambda one: Value("truth", ~one.truth()),
    ("true", 0): lambda: Value("truth", pl.lit(True)),
    ("false", 0): lambda: Value("truth", pl.lit(False)),
    ("boolean", 1): lambda one: Value("truth", one.truth()),
    ("number", 1): lambda one: Value("number", one.number()),
    ("int", 1): lambda one: Value("number", one.number().floor()),
    ("string", 1): lambda one: Value("text", one.text()),
    ("string-length", 1): lambda one: Value("number", one.text().str.len_chars().cast(pl.Float64)),
    ("if", 3): _if,
    ("coalesce", 2): _coalesce,
}
