"""Answers to try for a question: enough that comparisons which no answer fits are found so.

An expression of comparisons with constants, and of answers with each other, changes only where an
answer passes a constant or another answer. So every constant, and some values between, below and
above, stand for all. Where that cannot be promised the answer is unknown, and nothing is found.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from measure87.collect.form.lint.facts import constant_of
from measure87.collect.form.lint.types import NUMBERS
from measure87.collect.form.lint.values import Value, day_of
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.trees import Binary, Call, Ref, Tree, walk

MOST_CODES = 60
MOST_TOGETHER = 5
"""Answers compared with each other from which on none of them is tried: each needs a place."""
_FEW = 6
_OTHER = "\x00other"
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")


@dataclass
class Mentioned:
    """What expressions compare an answer with."""

    constants: set[str | float] = field(default_factory=set)
    shared: set[str | float] = field(default_factory=set)
    together: int = 1
    """Answers that are compared with each other, this one among them."""
    beside: set[str] = field(default_factory=set)
    """Answers that it is compared with."""
    counted: bool = False
    """Whether the number of chosen answers matters."""
    ordered: bool = False


def mentioned_in(trees: Iterable[Tree]) -> dict[str, Mentioned]:
    """By question what it is compared with, anywhere in some expressions."""
    found: dict[str, Mentioned] = {}
    for tree in trees:
        for one in walk(tree):
            if isinstance(one, Binary) and one.operator in _COMPARED:
                _note(one, found, ordered=one.operator not in ("=", "!="))
            elif isinstance(one, Call) and one.name in ("selected", "is-selected"):
                _note(one, found, ordered=False)
            elif isinstance(one, Call) and one.name == "count-selected":
                for part in walk(one):
                    if isinstance(part, Ref):
                        found.setdefault(part.name, Mentioned()).counted = True
    _share(found)
    return found


def _share(found: dict[str, Mentioned]) -> None:
    """Answers that are compared with each other pass each other's constants."""
    for name, about in found.items():
        together, waiting = {name}, [name]
        while waiting:
            new = found[waiting.pop()].beside - together
            together |= new
            waiting += sorted(new)
        about.together = len(together)
        about.shared = set().union(*(found[one].constants for one in together))
    for about in found.values():
        about.constants = about.shared


def _note(tree: Tree, found: dict[str, Mentioned], *, ordered: bool) -> None:
    parts = list(walk(tree))
    names = {one.name for one in parts if isinstance(one, Ref)}
    names |= {"today()" for one in parts if one == Call("today", ())}
    constants = {value for one in parts if (value := constant_of(one)) is not None}
    for name in names:
        about = found.setdefault(name, Mentioned())
        about.constants |= constants
        about.beside |= names - {name}
        about.ordered = about.ordered or ordered


def candidates(form: XlsForm, entry: Entry, about: Mentioned) -> Sequence[Value]:
    """Answers to try for a question, a blank the last; `[None]` where they cannot be told."""
    if about.together > MOST_TOGETHER:
        return [None]
    if entry.type in NUMBERS:
        numbers = _numbers(about, whole=entry.type in ("integer", "int"))
        return [*numbers, ""]
    if entry.type == "date":
        return [*_numbers(about, whole=True, days=True), ""]
    if entry.type == "select_one":
        return _one_of(form.codes(entry), about)
    if entry.type == "select_multiple":
        return _some_of(form.codes(entry), about)
    if entry.type in ("text", "string"):
        texts = sorted(one for one in _texts(about) if one)
        return [*texts, _OTHER, ""] if not about.ordered else [None]
    if entry.type in ("acknowledge", "trigger"):
        return ["OK", ""]
    return [None]


def days(about: Mentioned) -> Sequence[Value]:
    """Days that today may be."""
    return [None] if about.together > MOST_TOGETHER else _numbers(about, whole=True, days=True)


def _numbers(about: Mentioned, *, whole: bool, days: bool = False) -> list[float]:
    """Every constant, and values between, below and above them."""
    between = about.together
    found = {number for one in about.constants if (number := _as_number(one, days)) is not None}
    if whole:
        found = {float(math.floor(one)) for one in found} | {float(math.ceil(one)) for one in found}
    points = sorted(found) or [0.0]
    tried = set(points)
    for step in range(1, between + 1):
        tried |= {points[0] - step, points[-1] + step}
    for low, high in pairwise(points):
        for step in range(1, between + 1):
            inside = low + step if whole else low + (high - low) * step / (between + 1)
            tried |= {inside} if low < inside < high else set()
    return sorted(tried)


def _as_number(value: str | float, days: bool) -> float | None:
    if days and isinstance(value, str):
        return day_of(value)
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _one_of(codes: list[str] | None, about: Mentioned) -> Sequence[Value]:
    if codes is None:
        return [None]
    if len(codes) > MOST_CODES:
        if about.ordered or about.together > 1:
            return [None]
        named = [code for code in codes if code in _texts(about)]
        others = [code for code in codes if code not in named][:1]
        return [*named, *others, ""]
    return [*codes, ""]


def _some_of(codes: list[str] | None, about: Mentioned) -> Sequence[Value]:
    if codes is None or about.together > 1 or (about.ordered and not about.counted):
        return [None]
    if len(codes) > _FEW:
        named = [code for code in codes if code in _texts(about)]
        if about.counted or len(named) > _FEW - 1:
            return [None]
        codes = [*named, *[code for code in codes if code not in named][:1]]
    sets = [each for size in range(1, len(codes) + 1) for each in combinations(codes, size)]
    return [*(" ".join(each) for each in sets), ""]


def _texts(about: Mentioned) -> set[str]:
    return {f"{one:g}" if isinstance(one, float) else one for one in about.constants}
