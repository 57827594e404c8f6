"""Questions that nobody is asked, and constraints that allow nothing, or everything."""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, Written, found
from measure87.collect.form.lint.facts import Fact, facts_of
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.solver import about_answer, is_impossible
from measure87.collect.form.lint.types import ANSWERED
from measure87.collect.form.lint.xlsform import Entry
from measure87.collect.form.xpath.trees import Binary, Call, Path, Ref, Text, Tree, walk

_SIDES = {"<": "above", "<=": "above", ">": "below", ">=": "below"}


def check_reach(analysis: Analysis) -> Iterator[Finding]:
    """Everything about what can hold."""
    lost: set[int] = set()
    for entry in analysis.form.entries:
        if any(one.order in lost for one in entry.parents):
            lost.add(entry.order)
            continue
        own = analysis.tree(entry, "relevant")
        if own is not None:
            fault = _relevant(analysis, entry, own)
            if fault is not None:
                lost.add(entry.order)
                yield fault
                continue
        if entry.type in ANSWERED and entry.name:
            yield from _constraint(analysis, entry)
    for written in analysis.written:
        if written.column in ("relevant", "constraint"):
            yield from _limits(written)


def _relevant(analysis: Analysis, entry: Entry, own: Tree) -> Finding | None:
    if is_impossible(analysis, analysis.relevances(entry)):
        above = [one.name for one in entry.parents if one.text("relevant")]
        beside = (
            f" within {', '.join(above)}" if above and not is_impossible(analysis, [own]) else ""
        )
        text = f"no answers make {quoted(entry.text('relevant'))} hold{beside}"
        return found("unreachable", entry, "relevant", text)
    if any(isinstance(one, Ref) for one in walk(own)) and is_impossible(analysis, [_negated(own)]):
        text = f"{quoted(entry.text('relevant'))} holds whatever is answered"
        return found("always-relevant", entry, "relevant", text)
    return None


def _constraint(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    written = analysis.tree(entry, "constraint")
    if written is None or any(isinstance(one, Path) for one in walk(written)):
        return
    tree = about_answer(written, entry.name)
    there = Binary("!=", Ref(entry.name), Text(""))
    if is_impossible(analysis, [*analysis.relevances(entry), tree, there]):
        text = f"no answer fits {quoted(entry.text('constraint'))}"
        yield found("constraint-never", entry, "constraint", text)
    elif any(one == Ref(entry.name) for one in walk(tree)) and is_impossible(
        analysis, [_negated(tree), there], free=entry.name
    ):
        text = f"every answer fits {quoted(entry.text('constraint'))}"
        yield found("constraint-always", entry, "constraint", text)


def _limits(written: Written) -> Iterator[Finding]:
    """Two limits on one side of one answer, of which the looser one does nothing."""
    seen: dict[tuple[Tree, str], Fact] = {}
    for fact in facts_of(written.tree):
        if fact.operator not in _SIDES or not isinstance(fact.value, float):
            continue
        key = (fact.subject, _SIDES[fact.operator])
        first = seen.setdefault(key, fact)
        if first is not fact:
            text = (
                f"{first.operator} {first.value:g} and {fact.operator} {fact.value:g} limit the "
                "same side"
            )
            yield found("limit-twice", written.entry, written.column, text)


def _negated(tree: Tree) -> Tree:
    return Call("not", (tree,))
