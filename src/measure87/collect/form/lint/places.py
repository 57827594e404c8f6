"""References to what has no answer, and functions that give another value than they seem to."""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import IN_TEXT, Analysis, Written, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.functions import AGGREGATES
from measure87.collect.form.lint.types import NUMBERS
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.tokens import NAME
from measure87.collect.form.xpath.trees import (
    Binary,
    Call,
    Itself,
    Path,
    Ref,
    Text,
    Tree,
    below,
    walk,
)  # fmt: skip

_SECTIONS_TOO = AGGREGATES | {"once", "jr:choice-name"}
_ARITHMETIC = frozenset(("+", "-", "*", "div", "mod"))
_NO_NUMBER = frozenset(("text", "string", "select_multiple", "geopoint", "image", "audio", "time"))
_COUNTS = NUMBERS | {"calculate", "hidden"}
_ANEW = frozenset(("random", "uuid"))


def check_places(analysis: Analysis) -> Iterator[Finding]:
    """Everything about what is referred to."""
    for written in analysis.written:
        yield from _answerless(analysis.form, written)
        yield from _itself(written)
        yield from _functions(analysis.form, written)
        yield from _arithmetic(analysis.form, written)
        if written.column == "repeat_count":
            yield from _count(analysis.form, written)
    for choices in analysis.form.lists.values():
        for choice in choices:
            for language, label in choice.labels.items():
                for name in dict.fromkeys(IN_TEXT.findall(label)):
                    if name not in analysis.form.by_name:
                        text = f"there is no question {quoted(name)}"
                        yield Finding("unknown-question", text, choice.place("label", language))


def _answerless(form: XlsForm, written: Written) -> Iterator[Finding]:
    for name in dict.fromkeys(_wanted(written.tree)):
        target = form.one(name)
        if target is None or (target.kind == "question" and target.type != "note"):
            continue
        kind = target.type if target.kind == "question" else target.kind
        text = f"{name} is a {kind}, and has no answer"
        yield found("no-answer-there", written.entry, written.column, text)


def _wanted(tree: Tree) -> Iterator[str]:
    """Names that stand where an answer is wanted."""
    if isinstance(tree, Ref):
        yield tree.name
    elif not isinstance(tree, Path) and not (isinstance(tree, Call) and tree.name in _SECTIONS_TOO):
        for part in below(tree):
            yield from _wanted(part)


def _itself(written: Written) -> Iterator[Finding]:
    """`.` in a relevance: a question that is asked once it has been answered."""
    parts = _outside(written.tree) if written.column == "relevant" else ()
    if any(isinstance(one, Itself) for one in parts):
        text = "it is asked only once it has been answered: . is its own answer"
        yield found("circular", written.entry, "relevant", text)


def _outside(tree: Tree) -> Iterator[Tree]:
    """A tree without its paths, in whose predicates `.` is another element."""
    yield tree
    if not isinstance(tree, Path):
        for part in below(tree):
            yield from _outside(part)


def _functions(form: XlsForm, written: Written) -> Iterator[Finding]:
    inside_once = {
        id(part) for one in walk(written.tree) if isinstance(one, Call) and one.name == "once"
        for part in walk(one)
    }  # fmt: skip
    for tree in walk(written.tree):
        if not isinstance(tree, Call):
            continue
        if tree.name in _ANEW and id(tree) not in inside_once and written.column == "calculation":
            text = f"{tree.name}() gives another value each time the form is opened or changed"
            yield found("changing-value", written.entry, written.column, text)
        elif tree.name == "position" and len(tree.args) == 1:
            yield from _position(written, tree.args[0])
        elif tree.name == "jr:choice-name" and len(tree.args) == 2:
            yield from _choice_name(form, written, tree.args[1])


def _position(written: Written, arg: Tree) -> Iterator[Finding]:
    if (
        not isinstance(arg, Path)
        or arg.start is not None
        or set(arg.steps) != {"..", "/"} - (set() if "/" in arg.steps else {"/"})
    ):
        return
    above = arg.steps.count("..")
    parents = written.entry.parents
    if above > len(parents) or parents[-above].kind != "repeat":
        deep = next((n for n, one in enumerate(reversed(parents), 1) if one.kind == "repeat"), 0)
        steps = "/".join([".."] * deep)
        hint = f"write position({steps})" if deep else "put it into a repeat"
        text = f"position({'/'.join(['..'] * above)}) is not of a repeat here: it is always 1"
        yield found("position-of-no-repeat", written.entry, written.column, text, hint)


def _choice_name(form: XlsForm, written: Written, arg: Tree) -> Iterator[Finding]:
    if isinstance(arg, Ref):
        text = f"the second argument of jr:choice-name() is a name in quotes: '${{{arg.name}}}'"
        yield found("wrong-arguments", written.entry, written.column, text)
    elif isinstance(arg, Text):
        for name in IN_TEXT.findall(arg.value):
            if NAME.fullmatch(name) and name not in form.by_name:
                text = f"there is no question {quoted(name)}"
                yield found("unknown-question", written.entry, written.column, text)


def _arithmetic(form: XlsForm, written: Written) -> Iterator[Finding]:
    """Sums of what is no number."""
    named: dict[str, Entry] = {}
    for tree in walk(written.tree):
        sides: tuple[Tree, ...] = ()
        if isinstance(tree, Binary) and tree.operator in _ARITHMETIC:
            sides = (tree.left, tree.right)
        elif isinstance(tree, Call) and tree.name in ("sum", "min", "max"):
            sides = tree.args
        for side in sides:
            target = form.one(side.name) if isinstance(side, Ref) else None
            if target is not None and target.type in _NO_NUMBER:
                named[target.name] = target
    for name, target in named.items():
        text = f"{name} is a {target.type}, and is computed with"
        yield found("text-as-number", written.entry, written.column, text,
                    "ask for a number, or compute with number(...)")  # fmt: skip


def _count(form: XlsForm, written: Written) -> Iterator[Finding]:
    tree = written.tree
    target = form.one(tree.name) if isinstance(tree, Ref) else None
    said = quoted(tree.value) if isinstance(tree, Text) else ""
    if target is not None and target.kind == "question" and target.type not in _COUNTS:
        said = f"{target.name}, a {target.type}"
    if said:
        text = f"the repeat is counted by {said}, which is no number"
        yield found("count-of-no-number", written.entry, written.column, text)
