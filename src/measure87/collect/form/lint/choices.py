"""Lists of answers: names and labels, each once; answers that need more than being listed."""

import re
from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.xlsform import Choice, XlsForm

_CODE = re.compile(r"[A-Za-z0-9_.\-]+\Z")
_YES = ("yes", "true", "true()")


def check_choices(analysis: Analysis) -> Iterator[Finding]:
    """What lists lack, and lists that nobody asks from."""
    form = analysis.form
    used = _used(form)
    yield from _missing_lists(form)
    yield from _others_untranslated(form)
    for name, choices in form.lists.items():
        if not name:
            continue
        for choice in choices:
            yield from _choice(choice)
        yield from _codes_twice(form, choices)
        if name not in _filtered(form):
            yield from _labels_twice(choices)
        if name not in used:
            text = f"no question asks from the list {quoted(name)}"
            yield Finding("unused-list", text, choices[0].place("list_name"))


def _used(form: XlsForm) -> set[str]:
    lists = {entry.list_name for entry in form.entries if entry.list_name}
    texts = " ".join(
        cell.text for entry in form.entries for (name, _), cell in entry.cells.items()
        if name in ("calculation", "relevant", "constraint", "choice_filter", "parameters", "label")
    )  # fmt: skip
    return lists | {name for name in form.lists if f"instance('{name}')" in texts.replace('"', "'")
                    or name in texts.split("=")}  # fmt: skip


def _filtered(form: XlsForm) -> set[str]:
    """Lists of which a question shows a part, where two places may be called alike."""
    return {entry.list_name for entry in form.entries if entry.text("choice_filter")}


def _missing_lists(form: XlsForm) -> Iterator[Finding]:
    from difflib import get_close_matches

    for entry in form.questions:
        if entry.is_select and entry.list_name and entry.list_name not in form.lists:
            if "${" in entry.list_name:
                continue
            near = get_close_matches(entry.list_name, form.lists, n=1, cutoff=0.6)
            text = f"the sheet choices has no list {quoted(entry.list_name)}"
            hint = f"write {near[0]}, or add the list" if near else ""
            yield found("unknown-list", entry, "type", text, hint)


def _others_untranslated(form: XlsForm) -> Iterator[Finding]:
    """`or_other` makes an answer and a question in English, whatever the languages of a form."""
    for entry in form.questions:
        if entry.or_other and len(form.languages) > 1:
            text = "or_other adds `Other` and `Specify other.` in English alone"
            hint = f"add `other` to {entry.list_name}, and a text that is asked after it"
            yield found("other-in-english", entry, "type", text, hint)


def _choice(choice: Choice) -> Iterator[Finding]:
    if not choice.name:
        yield Finding("no-choice-name", "this answer has no name", choice.place("name"))
    elif not _CODE.match(choice.name):
        text = f"the name {quoted(choice.name)} has spaces or signs that programs do not take"
        yield Finding("choice-name", text, choice.place("name"))
    if not choice.labels:
        text = f"the answer {quoted(choice.name)} has no label"
        yield Finding("no-choice-label", text, choice.place("label"))


def _codes_twice(form: XlsForm, choices: list[Choice]) -> Iterator[Finding]:
    allowed = form.settings.get("allow_choice_duplicates")
    if allowed is not None and allowed.text.lower() in _YES:
        return
    seen: dict[str, Choice] = {}
    for choice in choices:
        first = seen.setdefault(_alike(choice.name), choice)
        if choice.name and first is not choice:
            same = "is" if first.name == choice.name else f"is as good as {quoted(first.name)},"
            text = f"the name {quoted(choice.name)} {same} that of row {first.row}"
            yield Finding("duplicate-choice", text, choice.place("name"))


def _alike(code: str) -> str:
    """A code as programs see it that know no case, or read 01 as 1."""
    return code.lower().lstrip("0") or code if code.isdecimal() else code.lower()


def _labels_twice(choices: list[Choice]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Choice] = {}
    for choice in choices:
        for language, label in choice.labels.items():
            first = seen.setdefault((language, " ".join(label.lower().split())), choice)
            if first is not choice:
                text = f"the label {quoted(label)} is also that of row {first.row}"
                place = choice.place("label", language)
                yield Finding("duplicate-choice-label", text, place)
