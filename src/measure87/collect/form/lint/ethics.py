"""Consent before anything personal; for what may harm, a way to refuse and nobody who listens."""

from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.facts import constant_of
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.solver import is_impossible
from measure87.collect.form.lint.types import ANSWERED
from measure87.collect.form.lint.words import (
    is_consent,
    is_personal,
    is_private,
    is_refusal,
    is_sensitive,
    is_yes,
)  # fmt: skip
from measure87.collect.form.lint.xlsform import Entry, XlsForm
from measure87.collect.form.xpath.trees import Binary, Itself, Ref, Text, walk

_ASKED = ANSWERED | {"note"}
_PLACES = ("geopoint", "geotrace", "geoshape", "location", "gps")


def check_ethics(analysis: Analysis) -> Iterator[Finding]:
    """Everything that protects who answers."""
    form = analysis.form
    yield from _consent(analysis)
    for entry in form.questions:
        if entry.type in ANSWERED and _sensitive(form, entry):
            yield from _refusal(analysis, entry)
            yield from _private(analysis, entry)


def _sensitive(form: XlsForm, entry: Entry) -> bool:
    if entry.name in form.marks.sensitive:
        return True
    said = entry.said("label").values()
    guessed = not form.marks.whole and is_sensitive(entry.name, said)
    return guessed and not _is_consent(form, entry) and not is_private(entry.name, said)


def _is_consent(form: XlsForm, entry: Entry) -> bool:
    if entry.name in form.marks.consent:
        return True
    if form.marks.whole or entry.type not in ("select_one", "acknowledge", "trigger"):
        return False
    return is_consent(entry.name, entry.said("label").values())


def _personal(form: XlsForm, entry: Entry) -> bool:
    if entry.name in form.marks.identifiers or _sensitive(form, entry):
        return True
    if form.marks.whole:
        return False
    return entry.type in _PLACES or is_personal(entry.name)


def _consent(analysis: Analysis) -> Iterator[Finding]:
    """The first personal question needs a consent before it, on whose answer it depends."""
    form = analysis.form
    asked = [one for one in form.questions if one.type in ANSWERED]
    consents = [one for one in asked if _is_consent(form, one)]
    first = next((one for one in asked if _personal(form, one) and one not in consents), None)
    if first is None:
        return
    before = [one for one in consents if one.order < first.order]
    if not before:
        text = f"{quoted(first.name)} is asked, and nobody agreed to be asked"
        yield found("no-consent", first, "name", text)
        return
    names = {one.name for one in before}
    reversed_ = _reversed(analysis, first, before)
    if reversed_ is not None:
        yield reversed_
    elif not names & _behind(analysis, first):
        text = f"{quoted(first.name)} is asked whatever was answered to {', '.join(sorted(names))}"
        hint = f"put it into a group with relevant on ${{{before[-1].name}}}"
        yield found("consent-ignored", first, "relevant", text, hint)


def _reversed(analysis: Analysis, first: Entry, consents: list[Entry]) -> Finding | None:
    """A consent without whose refusal the first personal question is never asked."""
    for consent in consents:
        for choice in analysis.form.lists.get(consent.list_name, ()):
            agreed = Binary("=", Ref(consent.name), Text(choice.name))
            if not is_yes(choice.name, choice.labels.values()) or not analysis.relevances(first):
                continue
            if is_impossible(analysis, [*analysis.relevances(first), agreed]):
                text = f"{quoted(first.name)} is not asked of those who agreed in {consent.name}"
                hint = f"write ${{{consent.name}}} = '{choice.name}'"
                return found("consent-ignored", first, "relevant", text, hint)
    return None


def _behind(analysis: Analysis, entry: Entry) -> set[str]:
    """Questions on which it depends whether one is asked, also by way of calculates."""
    known: set[str] = set()
    left = [part.name for tree in analysis.relevances(entry) for part in walk(tree)
            if isinstance(part, Ref)]  # fmt: skip
    while left:
        name = left.pop()
        target = analysis.form.one(name)
        if name in known or target is None:
            continue
        known.add(name)
        trees = analysis.relevances(target)
        calculation = analysis.tree(target, "calculation")
        for tree in (*trees, *(() if calculation is None else (calculation,))):
            left += [part.name for part in walk(tree) if isinstance(part, Ref)]
    return known


def _takes_a_code(analysis: Analysis, entry: Entry) -> bool:
    """Whether the constraint of a number names a code for no answer, as `or . = -9` does."""
    tree = analysis.tree(entry, "constraint")
    return tree is not None and any(
        isinstance(one, Binary) and one.operator == "=" and _is_refusal_code(one)
        for one in walk(tree)
    )


def _is_refusal_code(tree: Binary) -> bool:
    values = [constant_of(side) for side in (tree.left, tree.right) if side != Itself()]
    return len(values) == 1 and values[0] is not None and is_refusal(_code(values[0]), ())


def _code(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def _refusal(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    form = analysis.form
    if entry.is_select:
        choices = form.lists.get(entry.list_name, [])
        marked = form.marks.refusals.get(entry.list_name, frozenset())
        if choices and not any(
            one.name in marked or is_refusal(one.name, one.labels.values()) for one in choices
        ):
            text = f"nobody can refuse to answer: {entry.list_name} has no code for it"
            yield found("no-refusal", entry, "type", text)
    elif entry.is_required and not _takes_a_code(analysis, entry):
        text = f"nobody can refuse to answer: this {entry.type} is required"
        yield found("no-refusal", entry, "required", text, "do not require it")


def _private(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    targets = [analysis.form.one(name) for name in _behind(analysis, entry)]
    if not any(one is not None and is_private(one.name, one.said("label").values())
               for one in targets):  # fmt: skip
        text = "it does not depend on a check that nobody listens"
        yield found("not-in-private", entry, "relevant", text)
