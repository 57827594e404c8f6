"""Can an expression hold? A search over the answers to the questions that it names.

With the answers come the constraints and the relevance of their questions, for an answer that is
there was allowed and asked for. What is not understood may hold, and a search that gets long is
given up: then nothing is said. So what is found impossible is impossible.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from measure87.collect.form.lint.analysis import Analysis
from measure87.collect.form.lint.candidates import Mentioned, candidates, days, mentioned_in
from measure87.collect.form.lint.values import TODAY, Value, both, truth_of, value_of
from measure87.collect.form.lint.xlsform import Entry
from measure87.collect.form.xpath.trees import (
    Binary,
    Call,
    Itself,
    Minus,
    Path,
    Ref,
    Tree,
    walk,
)  # fmt: skip

MOST_WORK = 400_000
"""Parts of expressions looked at before a search is given up."""
_ROUNDS = 2
"""Questions behind questions whose constraints and relevance are taken in."""
_TODAY = "today()"
_DEEPEST = 12


def about_answer(tree: Tree, name: str) -> Tree:
    """A constraint as an expression about its question: `.` becomes `${name}`."""
    if isinstance(tree, Itself):
        return Ref(name)
    if isinstance(tree, Binary):
        return replace(
            tree, left=about_answer(tree.left, name), right=about_answer(tree.right, name)
        )
    if isinstance(tree, Call):
        return replace(tree, args=tuple(about_answer(one, name) for one in tree.args))
    if isinstance(tree, Minus):
        return replace(tree, operand=about_answer(tree.operand, name))
    return tree


def is_impossible(analysis: Analysis, wanted: Iterable[Tree], free: str = "") -> bool:
    """Whether no answers make all of some expressions hold.

    Parameters
    ----------
    wanted : the expressions
    free : a question whose own constraint is left out
    """
    return not _Search(analysis, list(dict.fromkeys(wanted)), free).may_hold()


class _Search:
    """One search."""

    def __init__(self, analysis: Analysis, wanted: list[Tree], free: str) -> None:
        self._analysis = analysis
        self._free = free
        self._wanted = wanted
        self._entries: dict[str, Entry] = {}
        self._calculated: dict[str, tuple[Tree, tuple[Tree, ...]]] = {}
        self._implied: list[tuple[str, Tree]] = []
        self._take_in(wanted)
        every = [*wanted, *(tree for _, tree in self._implied)]
        every += [part for tree, around in self._calculated.values() for part in (tree, *around)]
        mentioned = mentioned_in(every)
        form = analysis.form
        self._tried: dict[str, Sequence[Value]] = {
            name: candidates(form, entry, mentioned.get(name, Mentioned()))
            for name, entry in self._entries.items()
        }
        if any(TODAY in walk(tree) for tree in every):
            self._tried[_TODAY] = days(mentioned.get(_TODAY, Mentioned()))
        self._names = list(self._tried)
        self._answers: dict[str, Value] = {}
        size = sum(1 for tree in every for _ in walk(tree))
        self._tries_left = MOST_WORK // max(20, size)

    def _take_in(self, trees: list[Tree]) -> None:
        """Questions that are named, with what their answers imply, to some depth."""
        layer = trees
        for depth in range(_ROUNDS + 1):
            named = [self._entry(ref) for tree in layer for ref in _refs(tree)]
            layer = []
            for entry in dict.fromkeys(one for one in named if one is not None):
                if entry.name in self._entries or entry.name in self._calculated:
                    continue
                layer += self._known(entry, implied=depth < _ROUNDS)

    def _entry(self, ref: Ref) -> Entry | None:
        entry = self._analysis.form.one(ref.name)
        alone = len(self._analysis.form.by_name.get(ref.name, ())) == 1
        return entry if entry is not None and alone and entry.kind == "question" else None

    def _known(self, entry: Entry, *, implied: bool) -> list[Tree]:
        """Note a question; gives the expressions that come with it."""
        around = tuple(self._analysis.relevances(entry))
        if entry.type == "calculate":
            tree = self._analysis.tree(entry, "calculation")
            if tree is None:
                return []
            self._calculated[entry.name] = (tree, around)
            return [tree, *around]
        self._entries[entry.name] = entry
        if not implied:
            return []
        constraint = self._analysis.tree(entry, "constraint")
        if entry.name == self._free:
            constraint = None
        own = () if constraint is None else (about_answer(constraint, entry.name),)
        found = [
            tree for tree in (*own, *around) if not any(isinstance(p, Path) for p in walk(tree))
        ]
        self._implied += [(entry.name, tree) for tree in found]
        return found

    def may_hold(self) -> bool:
        """Whether some answers make everything hold, or may."""
        return self._next(0)

    def _next(self, at: int) -> bool:
        if self._refuted():
            return False
        if at == len(self._names):
            return True
        name = self._names[at]
        for answer in self._tried[name]:
            self._tries_left -= 1
            if self._tries_left < 0:
                return True
            self._answers[name] = answer
            if self._next(at + 1):
                return True
        del self._answers[name]
        return False

    def _refuted(self) -> bool:
        """Whether something is false by the answers so far; those to come are unknown."""
        return any(self._truth(tree) is False for tree in self._wanted) or any(
            self._answers.get(name, None) not in (None, "") and self._truth(tree) is False
            for name, tree in self._implied
        )

    def _truth(self, tree: Tree) -> bool | None:
        return truth_of(self._value(tree, 0))

    def _value(self, tree: Tree, depth: int) -> Value:
        def answer(one: Ref | Itself) -> Value:
            if isinstance(one, Itself) or one.saved:
                return None
            calculated = self._calculated.get(one.name)
            if calculated is None or depth > _DEEPEST:
                return self._answers.get(one.name)
            asked: bool | None = True
            for around in calculated[1]:
                asked = both(asked, truth_of(self._value(around, depth + 1)))
            if asked is None:
                return None
            return self._value(calculated[0], depth + 1) if asked else ""

        today = self._answers.get(_TODAY)
        return value_of(tree, answer, today if isinstance(today, float) else None)


def _refs(tree: Tree) -> Iterator[Ref]:
    return (one for one in walk(tree) if isinstance(one, Ref) and not one.saved)
