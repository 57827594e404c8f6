"""Arithmetic with answers that may be blank, and division by what may be 0.

Of a blank answer engines make different things: `sum(${hours})` with one blank is 0 in JavaRosa and
nothing in xforms-engine; `${a} + ${b}` is no number in both. `if(${hours}='',0,${hours})` and
`coalesce(${hours},0)` say what is meant.
"""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, Written, found
from measure87.collect.form.lint.facts import (
    constant_of,
    facts_of,
    nonzero_among,
    number_of,
    there_among,
)
from measure87.collect.form.lint.finding import Finding
from measure87.collect.form.lint.types import ANSWERED
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
    below,
)  # fmt: skip

_ARITHMETIC = frozenset(("+", "-", "*", "div", "mod"))
_OVER_ALL = frozenset(("sum", "min", "max"))
_NEVER_BLANK = frozenset((
    "count", "count-non-empty", "count-selected", "string-length", "position", "today", "now",
    "true",
    "false", "not", "selected", "boolean", "random", "pi", "uuid", "regex", "contains",
    "starts-with",
    "ends-with", "checklist", "weighted-checklist", "sum", "min", "max", "concat",
    "boolean-from-string",
))  # fmt: skip
_DEEPEST = 25
"""Calculates of calculates from which on a value is taken to be there."""


def check_blanks(analysis: Analysis) -> Iterator[Finding]:
    """Sums over blanks and divisions by 0, each answer once in a cell."""
    for written in analysis.written:
        if written.column in ("trigger", "choice_filter"):
            continue
        seen: set[tuple[str, str]] = set()
        context = _Context(analysis, written)
        for code, name, text, hint in context.faults():
            if (code, name) not in seen:
                seen.add((code, name))
                yield found(code, written.entry, written.column, text, hint)


class _Context:
    """One expression with what holds around it."""

    def __init__(self, analysis: Analysis, written: Written) -> None:
        self._analysis = analysis
        self._written = written
        self._relevances = analysis.relevances(written.entry)
        if written.column == "relevant":
            self._relevances = self._relevances[:-1]

    def faults(self) -> Iterator[tuple[str, str, str, str]]:
        """Code, answer, what is wrong, and what to do."""
        facts = [fact for tree in self._relevances for fact in facts_of(tree)]
        there, nonzero = there_among(facts), nonzero_among(facts)
        if self._written.column == "constraint":
            there.add(Itself())
        yield from self._walk(self._written.tree, frozenset(there), frozenset(nonzero))

    def _walk(
        self, tree: Tree, there: frozenset[Tree], nonzero: frozenset[Tree]
    ) -> Iterator[tuple[str, str, str, str]]:
        if isinstance(tree, Call) and tree.name == "if" and len(tree.args) == 3:
            yield from self._walk(tree.args[0], there, nonzero)
            for holds, branch in ((True, tree.args[1]), (False, tree.args[2])):
                facts = list(facts_of(tree.args[0], holds))
                yield from self._walk(
                    branch, there | there_among(facts), nonzero | nonzero_among(facts)
                )
            return
        if isinstance(tree, Binary) and tree.operator in ("and", "or"):
            yield from self._walk(tree.left, there, nonzero)
            facts = list(facts_of(tree.left, tree.operator == "and"))
            yield from self._walk(tree.right, there | there_among(facts),
                                  nonzero | nonzero_among(facts))  # fmt: skip
            return
        yield from self._here(tree, there, nonzero)
        for part in below(tree):
            yield from self._walk(part, there, nonzero)

    def _here(
        self, tree: Tree, there: frozenset[Tree], nonzero: frozenset[Tree]
    ) -> Iterator[tuple[str, str, str, str]]:
        if isinstance(tree, Binary) and tree.operator in _ARITHMETIC:
            for side in (tree.left, tree.right):
                yield from self._operand(side, there, f"{tree.operator} of")
            if tree.operator in ("div", "mod"):
                yield from self._divisor(tree.right, nonzero)
        elif isinstance(tree, Minus):
            yield from self._operand(tree.operand, there, "minus")
        elif isinstance(tree, Call) and tree.name in _OVER_ALL:
            for arg in tree.args:
                if self._may_be_blank(arg, there, over_all=True):
                    yield self._blank(arg, f"{tree.name}() over")

    def _operand(
        self, side: Tree, there: frozenset[Tree], what: str
    ) -> Iterator[tuple[str, str, str, str]]:
        if isinstance(side, Ref | Call) and self._may_be_blank(side, there):
            yield self._blank(side, what)

    def _blank(self, tree: Tree, what: str) -> tuple[str, str, str, str]:
        name = next((one.name for one in _leaves(tree)), "an answer")
        guard = f"if(${{{name}}}='',0,${{{name}}})"
        hint = f"put {guard} in its place, where a blank means 0"
        if what.split("(")[0] in _OVER_ALL:
            hint = f"in the repeat make a calculate {guard} with bind::type, and sum that"
        return "blank-sum", name, f"{what} {name}, which may be blank", hint

    def _divisor(self, side: Tree, nonzero: frozenset[Tree]) -> Iterator[tuple[str, str, str, str]]:
        constant = constant_of(side)
        if constant is not None and number_of(constant) not in (None, 0.0):
            return
        if side in nonzero or self._never_zero(side):
            return
        name = next((one.name for one in _leaves(side)), "0")
        hint = f"write if(${{{name}}} > 0, ..., '') around it" if name != "0" else ""
        yield "division", name, f"{name} may be 0 where it divides", hint

    def _never_zero(self, side: Tree) -> bool:
        """Whether the constraint of an answer leaves no 0."""
        if not isinstance(side, Ref):
            return False
        target = self._analysis.form.one(side.name)
        tree = None if target is None else self._analysis.tree(target, "constraint")
        return tree is not None and Itself() in nonzero_among(facts_of(tree))

    def _may_be_blank(
        self, tree: Tree, there: frozenset[Tree], *, over_all: bool = False, depth: int = 0
    ) -> bool:
        """Whether an expression may be blank, as far as it is understood."""
        if tree in there or depth > _DEEPEST:
            return False
        if isinstance(tree, Ref):
            return self._answer_may_be_blank(tree, there, over_all, depth)
        if isinstance(tree, Text):
            return not tree.value
        if not isinstance(tree, Call) or tree.name in _NEVER_BLANK:
            return False
        return self._call_may_be_blank(tree, there, over_all, depth)

    def _call_may_be_blank(
        self, tree: Call, there: frozenset[Tree], over_all: bool, depth: int
    ) -> bool:
        def blank(part: Tree, known: frozenset[Tree]) -> bool:
            return self._may_be_blank(part, known, over_all=over_all, depth=depth + 1)

        if tree.name == "if" and len(tree.args) == 3:
            yes = there | there_among(facts_of(tree.args[0]))
            no = there | there_among(facts_of(tree.args[0], False))
            return blank(tree.args[1], yes) or blank(tree.args[2], no)
        if tree.name == "coalesce":
            return all(blank(part, there) for part in tree.args)
        return any(blank(part, there) for part in tree.args)

    def _answer_may_be_blank(
        self, ref: Ref, there: frozenset[Tree], over_all: bool, depth: int
    ) -> bool:
        target = self._analysis.form.one(ref.name)
        if target is None or target.kind != "question" or ref.saved:
            return ref.saved
        if not self._is_asked_here(target, over_all):
            return True
        if target.type == "calculate" or (target.text("calculation") and target.is_read_only):
            tree = self._analysis.tree(target, "calculation")
            own = there_among(f for t in self._analysis.relevances(target) for f in facts_of(t))
            return tree is not None and self._may_be_blank(
                tree, frozenset(own), over_all=over_all, depth=depth + 1
            )
        return target.type in ANSWERED and not target.is_required

    def _is_asked_here(self, target: Entry, over_all: bool) -> bool:
        """Whether an answer is asked wherever this expression is computed."""
        around = set(self._relevances)
        own = [one for one in (*target.parents, target) if one.text("relevant")]
        if over_all:
            # Members that are not asked are not there; within each, all must be.
            at = [n for n, one in enumerate((*target.parents, target)) if one.kind == "repeat"]
            inside = (*target.parents, target)[at[-1] + 1 if at else 0 :]
            own = [one for one in own if one in inside]
        return all(self._analysis.tree(one, "relevant") in around for one in own)


def _leaves(tree: Tree) -> Iterator[Ref]:
    left = [tree]
    while left:
        one = left.pop(0)
        if isinstance(one, Ref):
            yield one
        left = [*below(one), *left] if not isinstance(one, Path | Number) else left
