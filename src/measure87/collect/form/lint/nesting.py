"""Groups and repeats: each begin needs its end, in order, and something between."""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.finding import Finding
from measure87.collect.form.lint.xlsform import Control


def check_nesting(analysis: Analysis) -> Iterator[Finding]:
    """Begins without end, ends without begin, ends of another kind or name, empty sections."""
    opened: list[Control] = []
    for control in analysis.form.controls:
        if control.is_begin:
            opened.append(control)
        elif not opened:
            yield Finding("end-without-begin", f"this {_said(control)} ends nothing", control.place,
                          control.name)  # fmt: skip
        else:
            yield from _closed(control, opened)
    for control in opened:
        text = f"this {_said(control)} is never ended"
        yield Finding("begin-without-end", text, control.place, control.name)
    for entry in analysis.form.entries:
        if entry.kind != "question" and not entry.children:
            yield found("empty-section", entry, "type", f"this {entry.kind} has no question")


def _closed(control: Control, opened: list[Control]) -> Iterator[Finding]:
    last = opened[-1]
    if last.kind == control.kind:
        opened.pop()
        if control.name and last.name and control.name != last.name:
            text = f"it ends {last.name!r} of row {last.row} and is named {control.name!r}"
            yield Finding("end-of-another", text, control.place, control.name)
        return
    text = f"it ends a {control.kind}, and what is open is the {_said(last)} of row {last.row}"
    yield Finding("end-of-another", text, control.place, control.name)
    at = [n for n, one in enumerate(opened) if one.kind == control.kind]
    del opened[at[-1] if at else len(opened) - 1 :]


def _said(control: Control) -> str:
    return f"{control.kind} {control.name!r}" if control.name else control.kind
