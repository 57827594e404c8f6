"""What small mistakes could stand in a source text? One change a mutant, made at its place.

A change is told by the line as it stands and what takes the place of what in it, so that it can be
recognised after other lines have moved.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_COMPARED = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_REVERSED = {
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
_NAMES = {
    "min": "max",
    "max": "min",
    "min_horizontal": "max_horizontal",
    "max_horizontal": "min_horizontal",
    "minimum": "maximum",
    "maximum": "minimum",
    "any": "all",
    "all": "any",
    "NO": "UNKNOWN",
    "UNKNOWN": "NO",
    "YES": "UNKNOWN",
}
_ANSWERS = {"any_of": "all_of", "all_of": "any_of"}
_SIDE_BY_SIDE = {*_ANSWERS, "any_told", "hazard_of_work", "together"}
"""Functions that take any number of answers or hours."""
_SIDES = {"at_least": "above", "above": "at_least", "below": "at_most", "at_most": "below"}
_ENDS = (("_low", "_high"), ("_high", "_low"))


@dataclass(frozen=True, order=True)
class Change:
    """One mutant of a text.

    `start` and `end` are places in the text; `line` counts from 1; `text` is that line, stripped.
    """

    line: int
    start: int
    end: int
    before: str
    after: str
    text: str

    @property
    def key(self) -> str:
        """What the change is, without the number of its line."""
        return f"{self.text} :: {' '.join(self.before.split())} -> {self.after}"

    def applied_to(self, source: str) -> str:
        """The text with the change made."""
        return source[: self.start] + self.after + source[self.end :]


def changes_of_python(source: str) -> list[Change]:
    """All changes of a Python module, in the order of the text.

    Left alone are texts, annotations, decorators, what an error says, `strict` of `zip`, and
    `__all__`.
    """
    places = _Places(source)
    found = [
        places.change(start, end, after)
        for node in _statements_that_count(ast.parse(source))
        for start, end, after in _changes_at(node, places)
    ]
    return sorted(set(found))


def changes_of_rules(source: str) -> list[Change]:
    """All changes of a module of rules: those of any module, and two that are a rule's own.

    *Any* of some answers becomes *all* of them, and one of several answers or hours that stand side
    by side is left out.
    """
    places = _Places(source)
    found = [
        places.change(start, end, after)
        for node in _statements_that_count(ast.parse(source))
        for start, end, after in _changes_of_answers(node, places)
    ]
    return sorted({*changes_of_python(source), *found})


def changes_of_thresholds(source: str) -> list[Change]:
    """All changes of a file of thresholds: numbers, sides, words, and first years."""
    places = _Places(source)
    words = _words_of_limits(source)
    found, offset, limit = [], 0, ""
    for line in source.splitlines(keepends=True):
        limit = _limit_of(line) or limit
        found += [
            places.change(offset + start, offset + end, after)
            for start, end, after in _threshold_changes(line, words.get(limit, ()))
        ]
        offset += len(line)
    return sorted(set(found))


class _Places:
    """Places of syntax nodes in a text, which the syntax tree gives as lines and UTF-8 columns."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.at(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.expr) -> str:
        return self.source[self.start(node) : self.end(node)]

    def between(self, left: ast.expr, right: ast.expr, sign: str) -> tuple[int, int] | None:
        """Where an operator stands between two expressions, brackets and comments aside."""
        start, end = self.end(left), self.start(right)
        blank = re.sub(r"#[^\n]*", lambda found: " " * len(found[0]), self.source[start:end])
        pattern = re.escape(sign).replace(r"\ ", r"\s+")
        if sign[0].isalpha():
            pattern = rf"\b{pattern}\b"
        found = re.search(pattern, blank)
        return None if found is None else (start + found.start(), start + found.end())

    def change(self, start: int, end: int, after: str) -> Change:
        line = self.source.count("\n", 0, start) + 1
        text = self.lines[line - 1].strip()
        return Change(line, start, end, self.source[start:end], after, text)


def _statements_that_count(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that may be changed, from the top of a tree."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _is_left_alone(node):
                continue
            yield node
            yield from _statements_that_count(node)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom | ast.TypeAlias):
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True  # of `zip`: a guard for lengths that agree wherever the program is right
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _changes_at(node: ast.AST, places: _Places) -> Iterator[tuple[int, int, str]]:
    match node:
        case ast.Compare():
            yield from _turned_comparisons(node, places)
        case ast.BoolOp() if type(node.op) in _REVERSED:
            yield from _turned_between(node.values, type(node.op), places)
        case ast.BinOp() if type(node.op) in _REVERSED:
            yield from _turned_between([node.left, node.right], type(node.op), places)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            start = places.start(node)
            yield start, start + len("not" if isinstance(node.op, ast.Not) else "~"), ""
        case ast.Constant(value=bool() | int() | float()):
            yield places.start(node), places.end(node), _another(node.value)
        case ast.Name() if (after := _renamed(node.id)) is not None:
            yield places.start(node), places.end(node), after
        case ast.Attribute() if (after := _renamed(node.attr)) is not None:
            yield places.end(node) - len(node.attr), places.end(node), after
        case ast.If() | ast.IfExp() if isinstance(node, ast.IfExp) or _is_guard(node):
            yield places.start(node.test), places.end(node.test), "False"


def _changes_of_answers(node: ast.AST, places: _Places) -> Iterator[tuple[int, int, str]]:
    match node:
        case ast.Name() if node.id in _ANSWERS:
            yield places.start(node), places.end(node), _ANSWERS[node.id]
        case ast.Tuple(ctx=ast.Load(), elts=[first, second]) if not _cites(node):
            # A comma keeps what is left a tuple; where one stood at the end already, it stays.
            comma = "" if places.source[places.end(second) :].lstrip().startswith(",") else ","
            for left in (first, second):
                yield places.start(first), places.end(second), f"{places.text(left)}{comma}"
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) if not _cites(node):
            yield from _one_left_out(node.elts, places)
        case ast.Call(func=ast.Name(id=name)) if name.removeprefix("_") in _SIDE_BY_SIDE:
            yield from _one_left_out(node.args, places)


def _cites(node: ast.Tuple | ast.List) -> bool:
    """Whether it holds citations, which decide nothing."""
    calls = [value.func for value in node.elts if isinstance(value, ast.Call)]
    return any(isinstance(function, ast.Name) and function.id == "Cite" for function in calls)


def _one_left_out(values: list[ast.expr], places: _Places) -> Iterator[tuple[int, int, str]]:
    """Each of two values or more, with the comma before it or, of the first, after it."""
    for place, value in enumerate(values if len(values) > 1 else []):
        if place:
            yield places.end(values[place - 1]), places.end(value), ""
        else:
            yield places.start(value), places.start(values[1]), ""


def _turned_comparisons(node: ast.Compare, places: _Places) -> Iterator[tuple[int, int, str]]:
    sides = [node.left, *node.comparators]
    for left, operator, right in zip(sides, node.ops, node.comparators, strict=False):
        sign, after = _COMPARED[type(operator)]
        if (place := places.between(left, right, sign)) is not None:
            yield *place, after


def _turned_between(
    values: list[ast.expr], operator: type[ast.AST], places: _Places
) -> Iterator[tuple[int, int, str]]:
    sign, after = _REVERSED[operator]
    if operator is ast.Add and any(_is_text(value) for value in values):
        return
    for left, right in pairwise(values):
        if (place := places.between(left, right, sign)) is not None:
            yield *place, after


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _another(value: bool | int | float) -> str:
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, int):
        return str(value + 1)
    return repr(value * 1.5) if value else "1.0"


def _renamed(name: str) -> str | None:
    if name in _NAMES:
        return _NAMES[name]
    for end, other in _ENDS:
        if name.endswith(end):
            return name.removesuffix(end) + other
    return None


def _is_guard(node: ast.If) -> bool:
    """Whether a condition only leads away: an error, an early return, the next round."""
    return (
        not node.orelse
        and len(node.body) == 1
        and isinstance(node.body[0], ast.Raise | ast.Return | ast.Continue | ast.Break)
    )


def _limit_of(line: str) -> str | None:
    """Name of the limit whose table, or table of a reading, a line opens."""
    heading = re.match(r"\[+(\w+)", line)
    return heading and heading[1]


def _words_of_limits(source: str) -> dict[str, list[str]]:
    """What each limit that is a choice may say."""
    versions = {
        name: entry if isinstance(entry, list) else [entry]
        for name, entry in tomllib.loads(source).items()
    }
    return {
        name: version["words"]
        for name, entries in versions.items()
        for version in entries
        if isinstance(version, dict) and "words" in version
    }


def _threshold_changes(line: str, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    key = re.match(r"\s*(\w+)\s*=\s*", line)
    if key is None or key[1] in ("cite", "schema", "words"):
        return
    value = line[key.end() :].split("#")[0].rstrip()
    if key[1] in _SIDES:
        yield key.start(1), key.end(1), _SIDES[key[1]]
    if key[1] == "counts_as":
        yield from (
            (key.end(), key.end() + len(value), f'"{word}"')
            for word in words
            if f'"{word}"' != value
        )
    if key[1] == "from":
        yield key.end(), key.end() + 4, str(int(value[:4]) + 1)
        return
    for number in re.finditer(r"(?<![\w.\"])\d+(\.\d+)?(?![\w.\"])", value):
        text = number[0]
        after = str(float(text) * 1.5) if "." in text else str(int(text) + 1)
        yield key.end() + number.start(), key.end() + number.end(), after
