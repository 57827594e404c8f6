"""Expressions of forms as trees.

A small parser by precedence: or, and, = !=, < <= > >=, + -, * div mod, unary minus, |, paths. It
reads any text in time linear in its length, to a depth that is bounded, and says what is wrong.
"""

from measure87.collect.form.xpath.tokens import ExpressionError, Token, tokens_of
from measure87.collect.form.xpath.trees import (
    Binary,
    Call,
    Itself,
    Minus,
    Number,
    Path,
    Ref,
    Text,
    Tree,
    below,
)  # fmt: skip

DEEPEST = 40
"""Parentheses within parentheses from which on an expression is not read."""
HIGHEST = 200
"""Operations upon operations from which on a tree is not read."""
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_WORDS = frozenset(("or", "and", "div", "mod"))


def parsed(expression: str) -> Tree:
    """The tree of an expression.

    Raises
    ------
    ExpressionError
        If it is none.

    >>> parsed("${age} >= 5 and selected(${tasks}, 'water')").operator
    'and'
    """
    tokens = tokens_of(expression)
    reader = _Reader(tokens)
    try:
        tree = reader.level(0, 0)
        reader.expect_end()
    except ExpressionError as fault:
        opened, closed = (_count(tokens, sign) for sign in "()")
        if fault.code == "no-expression" and opened != closed:
            text = f"it opens {opened} parentheses and closes {closed}"
            raise ExpressionError("unbalanced", text) from None
        raise
    if _height(tree) > HIGHEST:
        raise ExpressionError("too-deep", f"it has more than {HIGHEST} operations on each other")
    return tree


def _count(tokens: list[Token], sign: str) -> int:
    return sum(one.kind == "operator" and one.text == sign for one in tokens)


def _height(tree: Tree) -> int:
    height, left = 0, [(tree, 1)]
    while left:
        one, level = left.pop()
        height = max(height, level)
        left.extend((part, level + 1) for part in below(one))
    return height


class _Reader:
    """Reads tokens one after another."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _is(self, *operators: str) -> bool:
        return self._now.kind == "operator" and self._now.text in operators

    def _is_binary(self, operators: tuple[str, ...]) -> bool:
        wanted = "name" if self._now.text in _WORDS else "operator"
        return self._now.kind == wanted and self._now.text in operators

    def level(self, number: int, depth: int) -> Tree:
        """Operands of one level of precedence, from left to right."""
        if number == len(_LEVELS):
            return self._unary(depth)
        if depth > DEEPEST:
            raise ExpressionError("too-deep", f"it is nested more than {DEEPEST} deep")
        tree = self.level(number + 1, depth)
        while self._is_binary(_LEVELS[number]):
            operator = self._take().text
            tree = Binary(operator, tree, self.level(number + 1, depth))
        return tree

    def _unary(self, depth: int) -> Tree:
        minuses = 0
        while self._is("-"):
            self._take()
            minuses += 1
        tree = self._union(depth)
        for _ in range(min(minuses, DEEPEST)):
            tree = Minus(tree)
        return tree

    def _union(self, depth: int) -> Tree:
        tree = self._path(depth)
        while self._is("|"):
            self._take()
            tree = Binary("|", tree, self._path(depth))
        return tree

    def _path(self, depth: int) -> Tree:
        start: Tree | None = None
        steps: list[str] = []
        predicates: list[Tree] = []
        if self._is("/", "//"):
            steps.append(self._take().text)
            self._step(steps)
        else:
            start = self._primary(depth, steps)
        self._predicates(predicates, depth)
        while self._is("/", "//"):
            steps.append(self._take().text)
            self._step(steps)
            self._predicates(predicates, depth)
        if start is not None and not steps and not predicates:
            return start
        return Path(start, tuple(steps), tuple(predicates))

    def _predicates(self, found: list[Tree], depth: int) -> None:
        while self._is("["):
            self._take()
            found.append(self.level(0, depth + 1))
            self._close("]")

    def _step(self, steps: list[str]) -> None:
        if self._is("@"):
            steps.append(self._take().text)
        if self._now.kind in ("name", "reference") or self._is("..", ".", "*"):
            steps.append(self._take().text)
            if steps[-1] in ("current", "node", "text") and self._is("("):
                self._take()
                self._close(")")
            return
        raise ExpressionError("no-expression", f"a path ends at sign {self._now.at + 1}")

    def _primary(self, depth: int, steps: list[str]) -> Tree | None:
        token = self._take()
        if token.kind == "number":
            return Number(float(token.text), token.text)
        if token.kind == "text":
            return Text(token.text)
        if token.kind == "reference":
            return Ref(token.text, token.saved)
        if token.kind == "name":
            return self._named(token, depth, steps)
        if token.kind == "operator":
            return self._signed(token, depth, steps)
        raise ExpressionError("no-expression", "something is missing at its end")

    def _named(self, token: Token, depth: int, steps: list[str]) -> Tree | None:
        if not self._is("("):
            steps.append(token.text)
            return None
        self._take()
        args: list[Tree] = []
        if not self._is(")"):
            args.append(self.level(0, depth + 1))
            while self._is(","):
                self._take()
                args.append(self.level(0, depth + 1))
        self._close(")")
        return Call(token.text, tuple(args))

    def _signed(self, token: Token, depth: int, steps: list[str]) -> Tree | None:
        if token.text == "(":
            inner = self.level(0, depth + 1)
            self._close(")")
            return inner
        if token.text == ".":
            return Itself()
        if token.text in ("..", "*", "@"):
            steps.append(token.text)
            if token.text == "@":
                self._step(steps)
            return None
        if token.text in ")]":
            raise ExpressionError(
                "unbalanced", f"{token.text} at sign {token.at + 1} closes nothing"
            )
        raise ExpressionError(
            "no-expression", f"nothing stands before {token.text} at sign {token.at + 1}"
        )

    def _close(self, sign: str) -> None:
        if not self._is(sign):
            where = f"before {self._now.text!r}" if self._now.text else "at its end"
            raise ExpressionError("unbalanced", f"a {sign} is missing {where}")
        self._take()

    def expect_end(self) -> None:
        """Nothing may be left over."""
        token = self._now
        if token.kind == "end":
            return
        if token.text in ")]" and token.kind == "operator":
            raise ExpressionError(
                "unbalanced", f"{token.text} at sign {token.at + 1} closes nothing"
            )
        raise ExpressionError(
            "no-expression", f"an operator is missing before {token.text!r} at sign {token.at + 1}"
        )
