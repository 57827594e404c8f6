"""No `Any`, `object` or `cast` where results are shown, studies are run and commands are read.

What passes between rooms is declared in `vocabulary`, and a JSON value is `Json`. A type that says
nothing lets a misspelt key pass, which then shows as a hole in a report.
"""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "measure87"
ROOMS = ("disseminate", "study", "cli")
SAY_NOTHING = ("Any", "object", "cast")


def found_in(text: str) -> list[str]:
    """Every use in a module, as `Any in line 3`."""
    return [f"{name} in line {line}" for line, name in sorted(_uses(ast.parse(text)))]


def _uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    compared = {id(one) for one in _of_eq(tree)}
    for node in ast.walk(tree):
        if id(node) in compared:
            continue
        if isinstance(node, ast.Name) and node.id in SAY_NOTHING:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and node.attr in SAY_NOTHING:
            if isinstance(node.value, ast.Name) and node.value.id in ("typing", "builtins"):
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == "typing":
            yield from ((node.lineno, a.name) for a in node.names
                        if a.asname and a.name in SAY_NOTHING)  # fmt: skip
        yield from _quoted(node)


def _of_eq(tree: ast.AST) -> Iterator[ast.AST]:
    """The annotation `object` of what `__eq__` compares with: Python has it so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "__eq__":
            yield from (one.annotation for one in node.args.args[1:] if one.annotation)


def _quoted(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Uses in annotations in quotes, which type checkers read as code."""
    for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
        for one in ast.walk(part) if isinstance(part, ast.AST) else ():
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                with contextlib.suppress(SyntaxError):  # other texts than code
                    inside = ast.parse(one.value, mode="eval")
                    yield from ((one.lineno, name) for _, name in _uses(inside))


def counted() -> dict[str, list[str]]:
    """By file, what it has; files that have none are left out."""
    found = {}
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            if uses := found_in(path.read_text("utf-8")):
                found[path.relative_to(SOURCE).as_posix()] = uses
    return found


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("from typing import Any\nx: Any = 1\n", ["Any in line 2"]),
        ("def f(x: object) -> 'list[Any]': ...", ["Any in line 1", "object in line 1"]),
        ("import typing\ny = typing.cast(int, 3)", ["cast in line 2"]),
        ("from typing import Any as Whatever", ["Any in line 1"]),
        ("class A:\n def __eq__(self, other: object) -> bool: ...", []),
        ("import polars as pl\npl.col('x').cast(int)\nemit.object({})\n'Any'", []),
    ],
)
def test_each_use_is_found(text, uses):
    assert found_in(text) == uses


def test_there_is_none():
    assert counted() == {}
