"""Expressions that cannot be read, unknown functions, words without quotes."""

from collections.abc import Iterator
from difflib import get_close_matches

from measure87.collect.form.lint.analysis import IN_TEXT, TEXTS, Analysis, Written, found
from measure87.collect.form.lint.columns import FOR_PEOPLE
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.functions import FUNCTIONS
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.tokens import NAME
from measure87.collect.form.xpath.trees import Call, Path, Tree, walk


def check_syntax(analysis: Analysis) -> Iterator[Finding]:
    """Everything about how expressions are written."""
    for broken in analysis.broken:
        text = f"{quoted(broken.entry.text(broken.column))}: {broken.fault.text}"
        yield found(broken.fault.code, broken.entry, broken.column, text)
    for written in analysis.written:
        yield from _functions(written)
        yield from _words(analysis.form, written)
    for entry in analysis.form.entries:
        for column in TEXTS:
            for language, text in entry.said(column).items():
                yield from _references_in_text(entry, column, language, text)


def _functions(written: Written) -> Iterator[Finding]:
    for tree in walk(written.tree):
        if not isinstance(tree, Call):
            continue
        takes = FUNCTIONS.get(tree.name)
        if takes is None:
            near = get_close_matches(tree.name.lower(), FUNCTIONS, n=1, cutoff=0.6)
            hint = f"write {near[0]}()" if near else ""
            text = f"there is no function {tree.name}()"
            yield found("unknown-function", written.entry, written.column, text, hint)
            continue
        least, most = takes
        given = len(tree.args)
        if given < least or (most is not None and given > most):
            wanted = f"{least}" if most == least else f"{least} to {most or 'many'}"
            text = f"{tree.name}() takes {wanted} arguments and has {given}"
            yield found("wrong-arguments", written.entry, written.column, text)


def _words(form: XlsForm, written: Written) -> Iterator[Finding]:
    """Names that are read as paths to elements: forgotten quotes, or `${}`."""
    inside = _in_predicates(written.tree)
    for tree in walk(written.tree):
        if not isinstance(tree, Path) or tree.start is not None or len(tree.steps) != 1:
            continue
        word = tree.steps[0]
        if word in ("..", "*", "."):
            continue
        if written.column == "choice_filter" or id(tree) in inside:
            yield from _column_of_choices(form, written, word)
            continue
        hint = f"write ${{{word}}}" if form.one(word) else f"write '{word}' for a code"
        text = f"{word!r} without quotes or ${{}} is read as an element that is not there"
        yield found("bare-word", written.entry, written.column, text, hint)


def _in_predicates(tree: Tree) -> set[int]:
    paths = [one for one in walk(tree) if isinstance(one, Path)]
    return {id(part) for path in paths for one in path.predicates for part in walk(one)}


def _column_of_choices(form: XlsForm, written: Written, word: str) -> Iterator[Finding]:
    entry = written.entry
    if (
        written.column != "choice_filter"
        or not entry.is_select
        or entry.list_name not in form.lists
    ):
        return
    headers = {one.header.strip() for one in form.columns.get("choices", ())}
    if word not in headers | {"name", "label"}:
        told = ", ".join(sorted(headers - FOR_PEOPLE))
        text = f"the sheet choices has no column {word!r}"
        yield found(
            "unknown-column-of-choices", entry, "choice_filter", text, f"write one of {told}"
        )


def _references_in_text(entry: Entry, column: str, language: str, text: str) -> Iterator[Finding]:
    for inside in IN_TEXT.finditer(text):
        if NAME.fullmatch(inside[1]) is None or inside.group() != inside.group().replace(" ", ""):
            said = f"{quoted(inside.group())} is no reference to a question"
            yield found("broken-reference", entry, column, said, language=language)
    if text.count("${") > len(list(IN_TEXT.finditer(text))):
        said = f"a reference in {quoted(text)} is not closed"
        yield found("broken-reference", entry, column, said, language=language)
