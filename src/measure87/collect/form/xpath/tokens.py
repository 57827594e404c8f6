"""Expressions of forms as tokens: what stands where, and what cannot stand anywhere.

The language is the XPath 1.0 of the ODK XForms specification, with `${name}` for a question.
"""

import re
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["number", "text", "reference", "name", "operator", "end"]

FaultyCode = Literal[
    "smart-quotes", "unclosed-quote", "broken-reference", "foreign-operator", "unbalanced",
    "no-expression", "too-deep",
]  # fmt: skip
"""Codes of `faults` that reading an expression gives."""

SMART_QUOTES = "‘’‚‛“”„‟«»`´′″"
"""Signs that word processors and spreadsheets put in the place of ' and "."""
_NAME = r"[^\W\d][\w.\-·]*(?::[^\W\d][\w.\-·]*)?"
NAME = re.compile(_NAME)
_REFERENCE = re.compile(rf"\$\{{(?P<saved>last-saved#)?(?P<name>{_NAME})\}}")
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_OPERATORS = ("!=", "<=", ">=", "//", "..", "::", *"=<>+-*/|()[],.@")
_FOREIGN = {
    "==": "=", "&&": "and", "||": "or", "<>": "!=", "=>": ">=", "=<": "<=", "!": "not( )",
    "&": "and", "%": "mod", "≠": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "div", "−": "-",
    "–": "-",
}  # fmt: skip
"""Operators of other languages, and what stands for them here."""
MOST_SIGNS = 20_000
"""Signs of an expression from which on it is not read."""


class ExpressionError(Exception):
    """An expression cannot be read: code of the fault, and what is wrong."""

    def __init__(self, code: FaultyCode, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Token:
    """A piece of an expression."""

    kind: TokenKind
    text: str
    """A number or name as written, the inside of a text or reference, an operator."""
    at: int
    saved: bool = False
    """Of a reference: whether it is to the record that was saved last."""


def tokens_of(expression: str) -> list[Token]:
    """The tokens of an expression, the last of kind `end`.

    Raises
    ------
    ExpressionError
        If a quote is not closed, a reference is broken, or a sign is of another language.
    """
    if len(expression) > MOST_SIGNS:
        raise ExpressionError("too-deep", f"it has {len(expression):,} signs")
    found: list[Token] = []
    at = 0
    while at < len(expression):
        if expression[at].isspace():
            at += 1
            continue
        token, at = _next(expression, at)
        found.append(token)
    return [*found, Token("end", "", len(expression))]


def _next(expression: str, at: int) -> tuple[Token, int]:
    sign = expression[at]
    if sign in "'\"":
        return _text(expression, at)
    if sign == "$" or sign in "{}":
        return _reference(expression, at)
    if found := _NUMBER.match(expression, at):
        return Token("number", found.group(), at), found.end()
    if found := NAME.match(expression, at):
        return Token("name", found.group(), at), found.end()
    return _operator(expression, at)


def _text(expression: str, at: int) -> tuple[Token, int]:
    end = expression.find(expression[at], at + 1)
    if end < 0:
        raise ExpressionError(
            "unclosed-quote", f"the quote {expression[at]} at sign {at + 1} is not closed"
        )
    return Token("text", expression[at + 1 : end], at), end + 1


def _reference(expression: str, at: int) -> tuple[Token, int]:
    found = _REFERENCE.match(expression, at)
    if found is None:
        piece = expression[at : at + 24]
        raise ExpressionError("broken-reference", f"{piece!r} is no reference to a question")
    return Token("reference", found["name"], at, found["saved"] is not None), found.end()


def _operator(expression: str, at: int) -> tuple[Token, int]:
    for length in (2, 1):
        sign = expression[at : at + length]
        if sign in _FOREIGN:
            text = f"{sign} is written {_FOREIGN[sign]} here"
            raise ExpressionError("foreign-operator", text)
        if sign in _OPERATORS:
            return Token("operator", sign, at), at + len(sign)
    if expression[at] in SMART_QUOTES:
        raise ExpressionError("smart-quotes", f"{expression[at]} is no quote of an expression")
    raise ExpressionError("no-expression", f"the sign {expression[at]!r} has no meaning here")
