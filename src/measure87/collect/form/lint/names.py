"""Names of questions: what XML, Stata, SPSS and Parquet take, each once."""

import re
from collections.abc import Iterator

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.xlsform import Entry
from measure87.collect.form.xpath.tokens import NAME

LONGEST = 32
"""Signs of a variable's name in Stata; SPSS takes 64 bytes."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_STATA = frozenset((
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n",
    "_N", "_pi", "_pred", "_rc", "_skip", "strL", "using", "with",
))  # fmt: skip
_SPSS = frozenset((
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with",
))  # fmt: skip
_XFORM = frozenset(("meta", "instanceid", "instancename", "data"))
_UNNAMED = frozenset(("audit",))


def check_names(analysis: Analysis) -> Iterator[Finding]:
    """Names that are missing, cannot be taken, or occur twice."""
    for entry in analysis.form.entries:
        if entry.name:
            yield from _one(entry)
        elif entry.type not in _UNNAMED:
            yield found("no-name", entry, "name", f"this {entry.type} has no name")
    yield from _twice(analysis)


def _one(entry: Entry) -> Iterator[Finding]:
    name = entry.name
    if NAME.fullmatch(name) is None or ":" in name or "\u00b7" in name:
        yield found("name-not-xml", entry, "name", f"{quoted(name)} cannot name an element of XML")
    elif name.startswith("_"):
        text = f"{quoted(name)} begins with an underscore, as columns of the store's own do"
        yield found("name-not-portable", entry, "name", text)
    elif not _PLAIN.match(name):
        text = f"{quoted(name)} has signs that Stata and SPSS do not take"
        yield found("name-not-portable", entry, "name", text)
    elif len(name) > LONGEST:
        text = f"{quoted(name)} has {len(name)} signs and Stata takes {LONGEST}"
        yield found("name-too-long", entry, "name", text)
    yield from _reserved(entry)


def _reserved(entry: Entry) -> Iterator[Finding]:
    low = entry.name.lower()
    taken = (
        ("Stata", entry.name in _STATA or re.fullmatch(r"str\d+", entry.name) is not None),
        ("SPSS", low in _SPSS),
        ("the form itself", low in _XFORM),
    )
    for program, is_taken in taken:
        if is_taken:
            yield found(
                "name-reserved", entry, "name", f"{quoted(entry.name)} is a word of {program}"
            )
            return


def _twice(analysis: Analysis) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in analysis.form.entries:
        if not entry.name:
            continue
        first = seen.setdefault(entry.name.lower(), entry)
        if first is entry:
            continue
        if first.name == entry.name:
            text = f"{quoted(entry.name)} is also the name of row {first.row}"
            yield found("duplicate-name", entry, "name", text)
        else:
            text = (
                f"{quoted(entry.name)} and {quoted(first.name)} of row {first.row} differ in case"
            )
            yield found("name-case", entry, "name", text)
