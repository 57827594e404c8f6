"""What every check of a form reads: its entries with their expressions as trees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from measure87.collect.form.lint.finding import Finding
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.form.xpath.trees import Ref, Tree, walk

EXPRESSIONS = (
    "relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required",
    "readonly", "default", "trigger",
)  # fmt: skip
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Columns of words, in which `${name}` stands for an answer."""
_YES_NO = frozenset(("yes", "no", "true", "false", "true()", "false()"))
_CALL = re.compile(r"[\w:-]+\(")
IN_TEXT = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")


@dataclass(frozen=True)
class Written:
    """An expression: whose, in which column, and its tree."""

    entry: Entry
    column: str
    tree: Tree

    @property
    def references(self) -> Iterator[Ref]:
        """The questions that it names, in its order; not those of the record saved last."""
        return (one for one in walk(self.tree) if isinstance(one, Ref) and not one.saved)


@dataclass(frozen=True)
class Broken:
    """An expression that cannot be read."""

    entry: Entry
    column: str
    fault: ExpressionError


class Analysis:
    """A form, its expressions, and those that cannot be read."""

    def __init__(self, form: XlsForm) -> None:
        self.form = form
        self.written: list[Written] = []
        self.broken: list[Broken] = []
        self._trees: dict[tuple[int, str], Tree] = {}
        for entry in form.entries:
            for column in EXPRESSIONS:
                self._read(entry, column)

    def _read(self, entry: Entry, column: str) -> None:
        text = entry.text(column)
        if not text or not is_expression(column, text):
            return
        try:
            tree = parsed(text)
        except ExpressionError as fault:
            self.broken.append(Broken(entry, column, fault))
            return
        self.written.append(Written(entry, column, tree))
        self._trees[entry.order, column] = tree

    def tree(self, entry: Entry, column: str) -> Tree | None:
        """The tree of a cell; None where there is none, or it cannot be read."""
        return self._trees.get((entry.order, column))

    def relevances(self, entry: Entry) -> list[Tree]:
        """What must hold for an entry to be asked: its own relevance and those of its sections."""
        trees = (self.tree(one, "relevant") for one in (*entry.parents, entry))
        return [tree for tree in trees if tree is not None]

    def references(self, entry: Entry, column: str) -> set[str]:
        """Names of the questions in an expression."""
        tree = self.tree(entry, column)
        if tree is None:
            return set()
        return {one.name for one in walk(tree) if isinstance(one, Ref) and not one.saved}


def is_expression(column: str, text: str) -> bool:
    """Whether a cell of a column is computed: `yes` is not, and most defaults are not."""
    if column in ("required", "readonly"):
        return text.lower() not in _YES_NO
    if column == "default":
        return "${" in text or _CALL.match(text) is not None
    if column == "trigger":
        return "${" in text
    return True


def found(
    code: str, entry: Entry, column: str, text: str, hint: str = "", language: str = ""
) -> Finding:
    """A finding at a cell of an entry."""
    return Finding(code, text, entry.place(column, language), entry.name, hint)
