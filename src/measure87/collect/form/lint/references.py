"""References between questions: to one that is not there, that comes later, that lies in a repeat,
or round in a circle."""

from collections.abc import Iterator, Set
from difflib import get_close_matches
from functools import cache

from measure87.collect.form.lint.analysis import IN_TEXT, TEXTS, Analysis, Written, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.functions import AGGREGATES
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.form.xpath.trees import Call, Path, Ref, Tree, below

_AT_ONCE = frozenset(("relevant", "constraint", "choice_filter", "repeat_count"))
"""Columns that are read when the question is asked."""


def check_references(analysis: Analysis) -> Iterator[Finding]:
    """Everything about `${name}`."""
    for written in analysis.written:
        yield from _unknown(analysis.form, written)
        yield from _outside(analysis.form, written)
        yield from _later(analysis, written)
    for entry in analysis.form.entries:
        yield from _in_texts(analysis, entry)
    yield from _in_settings(analysis)
    yield from _circles(analysis)


def _unknown(form: XlsForm, written: Written) -> Iterator[Finding]:
    for name in dict.fromkeys(ref.name for ref in written.references):
        if name not in form.by_name:
            text = f"there is no question {quoted(name)}"
            yield found("unknown-question", written.entry, written.column, text, _near(form, name))


def _near(form: XlsForm, name: str) -> str:
    by_case = {one.lower(): one for one in form.by_name if one}
    close = get_close_matches(name, by_case.values(), 1, cutoff=0.75)
    near = by_case.get(name.lower(), close[0] if close else "")
    return f"write ${{{near}}}" if near else ""


def _in_texts(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    form = analysis.form
    for column in TEXTS:
        for language, text in entry.said(column).items():
            for name in dict.fromkeys(IN_TEXT.findall(text)):
                target = form.one(name)
                if target is None:
                    said = f"there is no question {quoted(name)}"
                    yield found(
                        "unknown-question", entry, column, said, _near(form, name), language
                    )
                elif _is_outside(target, entry):
                    said = f"{name} lies in a repeat that this {entry.kind} does not lie in"
                    yield found("outside-repeat", entry, column, said, language=language)
                elif _known_at(analysis, target) > entry.order:
                    said = f"{name} is asked later, in row {target.row}"
                    yield found("later-question", entry, column, said, language=language)


def _in_settings(analysis: Analysis) -> Iterator[Finding]:
    cell = analysis.form.settings.get("instance_name")
    sheet = analysis.form.book.sheets.get("settings")
    if cell is None or sheet is None:
        return
    for name in IN_TEXT.findall(cell.text):
        if name not in analysis.form.by_name:
            text = f"there is no question {quoted(name)}"
            yield Finding(
                "unknown-question", text, sheet.place(cell), hint=_near(analysis.form, name)
            )
    for name in _names_alone(cell.text):
        target = analysis.form.one(name)
        if target is not None and target.kind == "question" and target.repeats:
            text = f"{name} lies in the repeat {target.repeats[-1].name!r}: it has many answers"
            hint = "name the interview by questions outside of repeats"
            yield Finding("outside-repeat", text, sheet.place(cell), hint=hint)


def _names_alone(text: str) -> list[str]:
    """Names in the interview's name where one answer is wanted; none where it cannot be read."""
    try:
        return list(dict.fromkeys(_single(parsed(text), AGGREGATES - {"concat"})))
    except ExpressionError:
        return []


def _is_outside(target: Entry, entry: Entry) -> bool:
    """Whether an answer is one of many, seen from an entry."""
    repeats = target.repeats[:-1] if target.kind == "repeat" else target.repeats
    around = entry.repeats
    return repeats != around[: len(repeats)]


def _outside(form: XlsForm, written: Written) -> Iterator[Finding]:
    for name in dict.fromkeys(_single(written.tree)):
        target = form.one(name)
        if target is not None and target.kind == "question" and _is_outside(target, written.entry):
            text = (
                f"{name} lies in the repeat {target.repeats[-1].name!r}: it has many answers here"
            )
            yield found("outside-repeat", written.entry, written.column, text)


def _single(tree: Tree, aggregates: Set[str] = AGGREGATES) -> Iterator[str]:
    """Names that stand where one answer is wanted: not in an aggregate, not in a path."""
    if isinstance(tree, Ref):
        if not tree.saved:
            yield tree.name
        return
    if isinstance(tree, Path) or (isinstance(tree, Call) and tree.name in aggregates):
        return
    for part in below(tree):
        yield from _single(part, aggregates)


def _later(analysis: Analysis, written: Written) -> Iterator[Finding]:
    entry = written.entry
    if written.column not in _AT_ONCE:
        return
    for name in dict.fromkeys(ref.name for ref in written.references):
        target = analysis.form.one(name)
        if target is None or target is entry or target in entry.parents:
            continue
        if _known_at(analysis, target) > entry.order:
            text = f"{name} is asked later, in row {target.row}"
            yield found("later-question", entry, written.column, text)


def _known_at(analysis: Analysis, entry: Entry) -> int:
    """Order of the last question that must be answered before this one's value is known."""

    @cache
    def known(order: int) -> int:
        one = analysis.form.entries[order]
        if one.kind != "question":
            return order
        if one.type != "calculate" or order in walked:
            return order if one.type != "calculate" else -1
        walked.add(order)
        targets = (analysis.form.one(name) for name in analysis.references(one, "calculation"))
        return max((known(t.order) for t in targets if t is not None and t is not one), default=-1)

    walked: set[int] = set()
    return known(entry.order)


def _circles(analysis: Analysis) -> Iterator[Finding]:
    edges = {entry.order: _needs(analysis, entry) for entry in analysis.form.entries}
    for circle in circles_of(edges):
        entries = [analysis.form.entries[order] for order in sorted(circle)]
        first = entries[0]
        named = [one.name for one in entries]
        column = next(
            (c for c in ("calculation", "relevant", "repeat_count") if first.text(c)), "name"
        )
        if len(entries) == 1:
            text = f"the {column} of {first.name} needs {first.name} itself"
        else:
            text = f"each of {', '.join(named)} needs another of them"
        yield found("circular", first, column, text)


def _needs(analysis: Analysis, entry: Entry) -> set[int]:
    """What must be known before an entry is: its references, and that its sections are asked."""
    names: set[str] = set()
    for column in ("calculation", "relevant", "repeat_count"):
        names |= analysis.references(entry, column)
    targets = (analysis.form.one(name) for name in names)
    found_ = {one.order for one in targets if one is not None and one not in entry.parents}
    return found_ | {one.order for one in entry.parents[-1:]}


def circles_of(edges: dict[int, set[int]]) -> list[set[int]]:
    """Sets of nodes that reach each other, and nodes that reach themselves (Tarjan, by a stack)."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    path: list[int] = []
    on_path: set[int] = set()
    found_: list[set[int]] = []
    for root in edges:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        path.append(root)
        on_path.add(root)
        work = [(root, iter(sorted(edges[root])))]
        while work:
            node, left = work[-1]
            child = next(left, None)
            if child is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    at = path.index(node)
                    circle = set(path[at:])
                    del path[at:]
                    on_path -= circle
                    if len(circle) > 1 or node in edges[node]:
                        found_.append(circle)
            elif child not in number:
                number[child] = low[child] = len(number)
                path.append(child)
                on_path.add(child)
                work.append((child, iter(sorted(edges.get(child, ())))))
            elif child in on_path:
                low[node] = min(low[node], number[child])
    return found_
