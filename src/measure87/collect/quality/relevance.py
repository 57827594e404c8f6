"""Was a question asked? The relevance of a form, worked out over the tables.

A small part of the expressions of XLSForm, with the values that form engines give: an answer that
is not there is an empty text, and no number. What is not of this part is refused, and whether the
question was asked stays unknown; it is never guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.form.xpath.trees import Binary, Call, Minus, Number, Ref, Text, Tree

_MOST_SIGNS, _DEEPEST = 2_000, 25
"""Longer and deeper expressions than anybody writes are not worked out."""


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
    if len(expression) > _MOST_SIGNS:
        raise NotUnderstoodError
    try:
        tree = parsed(expression)
    except ExpressionError:
        raise NotUnderstoodError from None
    return _value(tree, lookup, 0).truth()


def _value(tree: Tree, lookup: Lookup, depth: int) -> Value:
    if depth > _DEEPEST:
        raise NotUnderstoodError
    match tree:
        case Number(value):
            return Value("number", pl.lit(value))
        case Text(text):
            return Value("text", pl.lit(text))
        case Ref(name, saved=False):
            return lookup(name)
        case Minus(operand):
            return Value("number", -_value(operand, lookup, depth + 1).number())
        case Binary(sign, left, right) if sign != "|":
            return _joined(sign, _value(left, lookup, depth), _value(right, lookup, depth))
        case Call("selected", (answer, choice)):
            return _selected(_value(answer, lookup, depth + 1), choice)
        case Call(name, args) if made := _FUNCTIONS.get((name, len(args))):
            return made(*(_value(one, lookup, depth + 1) for one in args))
    raise NotUnderstoodError


def _selected(answer: Value, choice: Tree) -> Value:
    """Whether a choice, given by its code, is among the answers."""
    code = _code(choice)
    if answer.choices is None:
        return Value("truth", answer.text() == code)
    if code not in answer.choices:
        raise NotUnderstoodError
    return Value("truth", answer.choices[code].fill_null(False))


def _code(choice: Tree) -> str:
    """A code as it is written: XPath gives a whole number without a point."""
    match choice:
        case Text(text):
            return text
        case Number(value) if value.is_integer():
            return str(int(value))
        case Minus(Number() as number):
            return f"-{_code(number)}"
    raise NotUnderstoodError


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
