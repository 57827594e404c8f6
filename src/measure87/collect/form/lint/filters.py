"""Lists that are filtered by an earlier answer: each answer must leave something to choose."""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.xlsform import Choice, Entry, XlsForm
from measure87.collect.form.xpath.trees import Binary, Path, Ref


def check_filters(analysis: Analysis) -> Iterator[Finding]:
    """Filters of the form `column = ${question}`; others are not understood."""
    form = analysis.form
    for entry in form.questions:
        tree = analysis.tree(entry, "choice_filter")
        if not isinstance(tree, Binary) or tree.operator != "=" or not entry.is_select:
            continue
        column = next((one.steps[0] for one in (tree.left, tree.right)
                       if isinstance(one, Path) and len(one.steps) == 1), "")  # fmt: skip
        by = next((form.one(one.name) for one in (tree.left, tree.right)
                   if isinstance(one, Ref)), None)  # fmt: skip
        codes = None if by is None else form.codes(by)
        if column and by is not None and codes is not None and entry.list_name in form.lists:
            yield from _filtered(form, entry, by, column, codes)


def _filtered(
    form: XlsForm, entry: Entry, by: Entry, column: str, codes: list[str]
) -> Iterator[Finding]:
    told: dict[str, Choice] = {}
    for choice in form.lists[entry.list_name]:
        cell = choice.cells.get((column, ""))
        if cell is None:
            continue
        told.setdefault(cell.text, choice)
        if cell.text not in codes:
            text = f"{quoted(cell.text)} is no code of {by.name}: the answer is never shown"
            yield Finding("filter-mismatch", text, choice.place(column))
    lost = [code for code in codes if code not in told and not _says_nothing(form, by, code)]
    if told and lost:
        named = ", ".join(lost[:8])
        text = f"after {by.name} = {named} the list {entry.list_name} is empty"
        yield found("filter-mismatch", entry, "choice_filter", text)


def _says_nothing(form: XlsForm, by: Entry, code: str) -> bool:
    """Whether an answer is a refusal or don't know, after which nothing need be asked."""
    from measure87.collect.form.lint.words import is_refusal, is_unknown

    labels = next(
        (tuple(one.labels.values()) for one in form.lists[by.list_name] if one.name == code), ()
    )
    return is_refusal(code, labels) or is_unknown(code, labels)
