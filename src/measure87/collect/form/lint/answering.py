"""Whether a person can answer as the form wants: required notes, defaults, `other`, `none`."""

from collections.abc import Iterator
from datetime import date

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.types import ANSWERED, NUMBERS
from measure87.collect.form.lint.values import Lookup, Value, truth_of, value_of
from measure87.collect.form.lint.words import is_none, is_other, is_refusal, is_unknown
from measure87.collect.form.lint.xlsform import Choice, Entry, XlsForm
from measure87.collect.form.xpath.trees import Itself, Path, Ref, walk
from measure87.vocabulary.columns import JOBS, PERSONS


def check_answering(analysis: Analysis) -> Iterator[Finding]:
    """Everything about giving an answer."""
    for entry in analysis.form.questions:
        yield from _shown(entry)
        yield from _required(entry)
        yield from _constrained(analysis, entry)
        yield from _default(analysis, entry)
        if entry.is_select and entry.list_name in analysis.form.lists:
            yield from _other(analysis, entry)
            if entry.type == "select_multiple":
                yield from _alone(analysis, entry)


def _shown(entry: Entry) -> Iterator[Finding]:
    media = any(name in ("image", "audio", "video", "big-image") for name, _ in entry.cells)
    silent = not media and not entry.said("label") and not entry.said("hint")
    if entry.type in (*ANSWERED, "note") and silent:
        yield found("no-label", entry, "label", f"this {entry.type} says nothing")


def _required(entry: Entry) -> Iterator[Finding]:
    if entry.text("required").lower() in ("", "no", "false", "false()"):
        return
    if entry.type == "note":
        text = "a note cannot be answered, and the form cannot be ended while it is required"
        yield found("required-unanswerable", entry, "required", text)
    elif entry.is_read_only and not entry.text("calculation") and not entry.text("default"):
        text = "nobody can fill it, and it is required"
        yield found("required-unanswerable", entry, "required", text)
    elif entry.type in ("calculate", "hidden", "start", "end", "today", "deviceid"):
        text = f"a {entry.type} is not answered: required does nothing, or stops the form"
        yield found("required-unanswerable", entry, "required", text)


def _looks_at_itself(analysis: Analysis, entry: Entry) -> bool:
    tree = analysis.tree(entry, "constraint")
    return (
        tree is None
        or any(one in (Itself(), Ref(entry.name)) for one in walk(tree))
        or any(isinstance(one, Path) for one in walk(tree))
    )


def _constrained(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    constraint = entry.text("constraint")
    if not constraint:
        if entry.said("constraint_message"):
            text = "there is a message and no constraint"
            yield found("message-without-constraint", entry, "constraint", text)
        return
    if entry.type not in ANSWERED:
        text = f"a {entry.type} is not answered, and its constraint is never looked at"
        yield found("not-of-this-type", entry, "constraint", text)
    elif entry.name and not _looks_at_itself(analysis, entry):
        text = f"{quoted(constraint)} says nothing of the answer, which is written ."
        yield found("constraint-of-another", entry, "constraint", text)
    elif not entry.said("constraint_message"):
        text = f"who breaks {quoted(constraint)} is not told what is wanted"
        yield found("no-constraint-message", entry, "constraint_message", text)


def _default(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    default = entry.text("default")
    if not default or analysis.tree(entry, "default") is not None:
        return
    codes = analysis.form.codes(entry)
    if codes is not None:
        given = default.split() if entry.type == "select_multiple" else [default]
        for one in given:
            if one not in codes:
                text = f"{quoted(one)} is no code of {entry.list_name}"
                yield found("default-not-listed", entry, "default", text)
    elif (value := _typed(entry, default)) is None:
        text = f"{quoted(default)} is no {entry.type}"
        yield found("default-of-another-type", entry, "default", text)
    else:
        tree = analysis.tree(entry, "constraint")
        allowed = None if tree is None else truth_of(value_of(tree, _only(value)))
        if allowed is False:
            text = f"the default {quoted(default)} breaks {quoted(entry.text('constraint'))}"
            yield found("default-refused", entry, "default", text)


def _only(value: Value) -> Lookup:
    """The answer to the question itself is known, and no other."""
    return lambda one: value if isinstance(one, Itself) else None


def _typed(entry: Entry, text: str) -> Value:
    """A default as the type of its question takes it; None if it does not."""
    if entry.type in NUMBERS:
        try:
            number = float(text)
        except ValueError:
            return None
        whole = entry.type in ("integer", "int")
        return None if whole and (not number.is_integer() or "." in text) else number
    if entry.type == "date":
        try:
            return float(date.fromisoformat(text).toordinal())
        except ValueError:
            return None
    return text


def _other(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    """An answer `other` without a question that asks which."""
    if entry.or_other:
        return
    for choice in analysis.form.lists[entry.list_name]:
        if choice.name in analysis.form.marks.residual.get(entry.name, _standard(entry.name)):
            continue
        if is_other(choice.name, choice.labels.values()) and not _is_specified(
            analysis, entry, choice
        ):
            text = f"no text asks what {quoted(choice.name)} is, of {entry.list_name}"
            hint = (
                f"add a text with relevant selected(${{{entry.name}}}, '{choice.name}'), in this "
                "section, after it"
            )
            yield found("other-without-text", entry, "type", text, hint)


def _standard(name: str) -> frozenset[str]:
    """Codes of the standard column of a name, `other` perhaps among them."""
    columns = [table[name] for table in (PERSONS, JOBS) if name in table]
    return frozenset(code for column in columns for code, _ in column.levels)


def _is_specified(analysis: Analysis, entry: Entry, choice: Choice) -> bool:
    for one in analysis.form.questions:
        if one.type in ("text", "string") and one.order > entry.order:
            for tree in analysis.relevances(one):
                parts = list(walk(tree))
                named = any(part == Ref(entry.name) for part in parts)
                values = {_code(part.value) for part in parts if hasattr(part, "value")}
                if named and choice.name in values:
                    return True
    return False


def _code(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def _alone(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    """Answers that no other answer may stand beside."""
    form = analysis.form
    for choice in form.lists[entry.list_name]:
        if not _is_meant_alone(form, entry, choice) or stands_alone(analysis, entry, choice.name):
            continue
        text = f"{quoted(choice.name)} can be chosen beside other answers"
        hint = (
            f"add the constraint not(selected(., '{choice.name}') and count-selected(.) > 1), "
            "with a message"
        )
        yield found("none-not-exclusive", entry, "constraint", text, hint)


def stands_alone(analysis: Analysis, entry: Entry, code: str) -> bool:
    """Whether the constraint of a select lets one of its answers stand beside no other."""
    tree = analysis.tree(entry, "constraint")
    others = [one for one in analysis.form.codes(entry) or () if one and one != code]
    if not others:
        return True
    return tree is not None and all(
        truth_of(value_of(tree, _only(f"{code} {other}"))) is False for other in others
    )


def _is_meant_alone(form: XlsForm, entry: Entry, choice: Choice) -> bool:
    marked = form.marks.unknowns.get(entry.list_name, frozenset()) | form.marks.refusals.get(
        entry.list_name, frozenset()
    )
    labels = tuple(choice.labels.values())
    return (
        choice.name in marked
        or is_none(choice.name, labels)
        or is_refusal(choice.name, labels)
        or is_unknown(choice.name, labels)
    )
