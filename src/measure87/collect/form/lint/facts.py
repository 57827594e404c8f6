"""What certainly holds where an expression is computed: answers that are there, or are not 0."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from measure87.collect.form.xpath.trees import Binary, Call, Itself, Minus, Number, Ref, Text, Tree

type Subject = Ref | Itself | Call
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_NOT = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Fact:
    """A comparison that holds."""

    subject: Tree
    operator: str
    value: str | float
    blank_too: bool = False
    """Whether it holds of a blank answer too, as `not(${age} < 5)` does."""


def facts_of(tree: Tree, holds: bool = True) -> Iterator[Fact]:
    """Comparisons that hold if an expression holds, or if it does not."""
    if isinstance(tree, Binary):
        if tree.operator == ("and" if holds else "or"):
            yield from facts_of(tree.left, holds)
            yield from facts_of(tree.right, holds)
            return
        yield from _comparison(tree, holds)
    elif isinstance(tree, Call):
        yield from _called(tree, holds)


def _called(tree: Call, holds: bool) -> Iterator[Fact]:
    if tree.name in ("not", "boolean") and len(tree.args) == 1:
        yield from facts_of(tree.args[0], holds == (tree.name == "boolean"))
    elif tree.name in ("selected", "is-selected") and holds and len(tree.args) == 2:
        yield Fact(tree.args[0], "!=", "")


def _comparison(tree: Binary, holds: bool) -> Iterator[Fact]:
    if tree.operator not in _TURNED:
        return
    operator = tree.operator if holds else _NOT[tree.operator]
    left, right = constant_of(tree.left), constant_of(tree.right)
    blank = not holds and tree.operator not in ("=", "!=")
    if right is not None and left is None:
        yield from _with_length(Fact(tree.left, operator, right, blank))
    elif left is not None and right is None:
        yield from _with_length(Fact(tree.right, _TURNED[operator], left, blank))
    elif holds and operator != "!=":
        # Two answers that are compared and found in an order are both there.
        yield from (Fact(side, "ordered", "") for side in (tree.left, tree.right)
                    if operator != "=")  # fmt: skip


def _with_length(fact: Fact) -> Iterator[Fact]:
    yield fact
    subject = fact.subject
    measured = isinstance(subject, Call) and subject.name in ("string-length", "count-selected")
    if measured and isinstance(subject, Call) and subject.args and excludes_zero(fact):
        yield Fact(subject.args[0], "!=", "")


def constant_of(tree: Tree) -> str | float | None:
    """A number or text that is written out; None of others."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Minus) and isinstance(tree.operand, Number):
        return -tree.operand.value
    return None


def number_of(value: str | float) -> float | None:
    """As a number; None if it is none."""
    try:
        return float(value)
    except ValueError:
        return None


def is_there(fact: Fact) -> bool:
    """Whether a fact says that its subject is not blank."""
    if fact.operator == "!=":
        return fact.value == ""
    return fact.operator == "ordered" or (fact.value != "" and not fact.blank_too)


def excludes_zero(fact: Fact) -> bool:
    """Whether a fact says that its subject is not 0."""
    number = number_of(fact.value)
    if number is None:
        return False
    return {
        "=": number != 0, "!=": number == 0, ">": number >= 0, ">=": number > 0,
        "<": number <= 0, "<=": number < 0, "ordered": False,
    }[fact.operator]  # fmt: skip


def there_among(facts: Iterable[Fact]) -> set[Tree]:
    """Subjects that are not blank."""
    return {fact.subject for fact in facts if is_there(fact)}


def nonzero_among(facts: Iterable[Fact]) -> set[Tree]:
    """Subjects that are not 0."""
    return {fact.subject for fact in facts if excludes_zero(fact)}
