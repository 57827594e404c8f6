"""Comparisons that do not say what they seem to: with codes that are not listed, numbers as texts,
answers of several choices as one."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from measure87.collect.form.lint.analysis import Analysis, Written, found
from measure87.collect.form.lint.answering import stands_alone
from measure87.collect.form.lint.facts import number_of
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.types import NUMBERS
from measure87.collect.form.lint.xlsform import Entry
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
    walk,
)  # fmt: skip

_ORDERS = ("<", "<=", ">", ">=")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TEXTS = ("text", "string", "barcode")
_DATES = ("date", "datetime")


def check_comparisons(analysis: Analysis) -> Iterator[Finding]:
    """Everything about `=`, `<` and `selected`."""
    for written in analysis.written:
        if written.column == "choice_filter":
            continue
        for tree in walk(written.tree):
            if isinstance(tree, Binary) and tree.operator in ("=", "!=", *_ORDERS):
                yield from _sides(analysis, written, tree)
            elif isinstance(tree, Call) and tree.name in ("selected", "is-selected"):
                yield from _selected(analysis, written, tree)
            elif isinstance(tree, Call) and tree.name in ("count-selected", "selected-at"):
                yield from _counted(analysis, written, tree)


def _question(analysis: Analysis, written: Written, tree: Tree) -> Entry | None:
    """The question that one side is; None where it is something else."""
    if isinstance(tree, Itself):
        return written.entry
    if isinstance(tree, Ref) and not tree.saved:
        target = analysis.form.one(tree.name)
        return target if target is not None and target.kind == "question" else None
    return None


def _sides(analysis: Analysis, written: Written, tree: Binary) -> Iterator[Finding]:
    for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
        target = _question(analysis, written, side)
        if target is None:
            continue
        if target.type in NUMBERS:
            yield from _with_number(written, target, other)
        elif target.type in _DATES and isinstance(other, Text | Number):
            yield from _with_date(written, target, other, tree.operator)
        elif target.is_select:
            yield from _with_select(analysis, written, target, other, tree.operator)
        elif target.type in _TEXTS and isinstance(other, Number) and tree.operator in _ORDERS:
            text = f"{target.name} is a text, and is compared with the number {other.value:g}"
            hint = "ask it as an integer or decimal, or compare number(...)"
            yield found("text-as-number", written.entry, written.column, text, hint)


def _with_number(written: Written, target: Entry, other: Tree) -> Iterator[Finding]:
    if isinstance(other, Text) and other.value:
        number = number_of(other.value)
        text = f"{target.name} is a number, and is compared with the text {quoted(other.value)}"
        hint = f"write {other.value.strip()} without quotes" if number is not None else ""
        yield found("number-as-text", written.entry, written.column, text, hint)


def _with_date(
    written: Written, target: Entry, other: Text | Number, operator: str
) -> Iterator[Finding]:
    if isinstance(other, Number):
        text = f"{target.name} is a date, and is compared with the number {other.value:g}"
        yield found("date-as-text", written.entry, written.column, text)
    elif other.value and (operator in _ORDERS or not _DATE.match(other.value)):
        text = f"{target.name} is a date, and is compared with the text {quoted(other.value)}"
        hint = f"write date({other.value!r})" if _DATE.match(other.value) else ""
        yield found("date-as-text", written.entry, written.column, text, hint)


def _with_select(
    analysis: Analysis, written: Written, target: Entry, other: Tree, operator: str
) -> Iterator[Finding]:
    codes = analysis.form.codes(target)
    value = _constant(other)
    if value is None:
        return
    if operator in _ORDERS:
        if codes is not None and any(number_of(code) is None for code in codes):
            text = f"the codes of {target.name} are no numbers, and are compared by {operator}"
            yield found("text-as-number", written.entry, written.column, text)
        return
    if target.type == "select_multiple" and value and not stands_alone(analysis, target, value):
        text = (
            f"{target.name} may have several answers, and {operator} compares all of them at once"
        )
        hint = f"write selected({_said(target, written)}, '{value}')"
        yield found("several-as-one", written.entry, written.column, text, hint)
    if value:
        yield from _listed(written, target, codes, value, as_number=not isinstance(other, Text))


def _constant(tree: Tree) -> str | None:
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Number):
        return f"{tree.value:g}"
    if isinstance(tree, Minus) and isinstance(tree.operand, Number):
        return f"{-tree.operand.value:g}"
    return None


def _said(target: Entry, written: Written) -> str:
    return (
        "." if target is written.entry and written.column == "constraint" else f"${{{target.name}}}"
    )


def _listed(
    written: Written, target: Entry, codes: list[str] | None, value: str, *, as_number: bool = False
) -> Iterator[Finding]:
    if codes is None or value in codes:
        return
    if as_number and number_of(value) in map(number_of, codes):
        return  # without quotes 1 and 01 are one number
    near = get_close_matches(value, codes, n=1, cutoff=0.6)
    told = ", ".join(codes[:12]) + (", ..." if len(codes) > 12 else "")
    text = f"{quoted(value)} is no code of {target.list_name}, the list of {target.name}"
    hint = f"write '{near[0]}'" if near else f"write one of {told}"
    yield found("unknown-code", written.entry, written.column, text, hint)


def _selected(analysis: Analysis, written: Written, tree: Call) -> Iterator[Finding]:
    if len(tree.args) != 2:
        return
    target = _question(analysis, written, tree.args[0])
    if target is None:
        if isinstance(tree.args[0], Text | Number):
            text = (
                f"selected() is asked of {quoted(str(_constant(tree.args[0])))}, not of a question"
            )
            yield found("not-a-select", written.entry, written.column, text)
        return
    value = _constant(tree.args[1])
    if isinstance(tree.args[1], Path) or value is None:
        return
    if target.is_select:
        yield from _listed(written, target, analysis.form.codes(target), value)
    elif target.type in (*NUMBERS, *_DATES, "note"):
        text = f"{target.name} is a {target.type}, and has no choices to select"
        yield found("not-a-select", written.entry, written.column, text)


def _counted(analysis: Analysis, written: Written, tree: Call) -> Iterator[Finding]:
    target = _question(analysis, written, tree.args[0]) if tree.args else None
    if target is not None and target.type in (*NUMBERS, *_DATES, "note", "text"):
        text = f"{target.name} is a {target.type}, and has no choices to select"
        yield found("not-a-select", written.entry, written.column, text)
