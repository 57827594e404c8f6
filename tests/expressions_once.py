"""Lets narwhals put each expression into the engine's terms once, however many others name it.

Rules nest: an answer that is filled in stands twice in what is made of it, and that twice in the
next. narwhals follows every path of the nest, so that a rule of twelve steps costs thousands. For
tests that classify a few persons hundreds of times this is most of what they take.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import narwhals as nw

_TO_ENGINE = "_to_compliant_expr"
"""narwhals' own method; where a version has another, `patch` says so."""


@contextmanager
def expressions_once() -> Iterator[None]:
    """Within it each expression object keeps what the engine calls it; for polars alone.

    polars' expressions are values that know of no table. Those of other engines are not.
    """
    translate = getattr(nw.Expr, _TO_ENGINE)

    def once(self: Any, namespace: Any) -> Any:
        if not namespace._implementation.is_polars():
            return translate(self, namespace)
        if "in_polars" not in vars(self):
            vars(self)["in_polars"] = translate(self, namespace)
        return vars(self)["in_polars"]

    with patch.object(nw.Expr, _TO_ENGINE, once):
        yield
