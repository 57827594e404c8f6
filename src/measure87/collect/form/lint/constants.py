"""What stands written out in an expression and can be judged alone: days, and patterns."""

import re
import warnings
from collections.abc import Iterator
from datetime import date

from measure87.collect.form.lint.analysis import Analysis, Written, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.xpath.trees import Call, Text, walk

_DAY = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})(?:T.*)?", re.DOTALL)
_DATES = ("date", "date-time")
_BROKEN = (
    "unterminated character set", "missing )", "unbalanced parenthesis", "nothing to repeat",
    "bad character range", "min repeat greater than max repeat", "bad escape (end of pattern)",
)  # fmt: skip
"""What is an error in the patterns of Java and of JavaScript too, in the words of Python's."""
_CLASS = re.compile(r"\\[pP]\{\w+\}")
_NAMED = re.compile(r"\(\?<(?=[A-Za-z])")


def check_constants(analysis: Analysis) -> Iterator[Finding]:
    """Everything about constants."""
    for written in analysis.written:
        for tree in walk(written.tree):
            if isinstance(tree, Call) and tree.name in _DATES:
                yield from _day(written, tree)
            elif isinstance(tree, Call) and tree.name == "regex":
                yield from _pattern(written, tree)


def _day(written: Written, tree: Call) -> Iterator[Finding]:
    argument = tree.args[0] if len(tree.args) == 1 else None
    if isinstance(argument, Text) and argument.value and not _is_day(argument.value):
        text = f"{tree.name}() is given {quoted(argument.value)}, which is no day"
        yield found("no-such-day", written.entry, written.column, text)


def _is_day(text: str) -> bool:
    """Whether a calendar has a day, written year-month-day."""
    parts = _DAY.fullmatch(text.strip())
    if parts is None:
        return False
    try:
        date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return False
    return True


def _pattern(written: Written, tree: Call) -> Iterator[Finding]:
    pattern = tree.args[1] if len(tree.args) == 2 else None
    why = _fault_of(pattern.value) if isinstance(pattern, Text) else ""
    if isinstance(pattern, Text) and why:
        text = f"the pattern {quoted(pattern.value)} cannot be read: {why}"
        yield found("broken-pattern", written.entry, written.column, text)


def _fault_of(pattern: str) -> str:
    """What no engine can read in a pattern; empty where one may."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(_NAMED.sub("(?P<", _CLASS.sub(r"\\w", pattern)))
    except re.error as error:
        return error.msg if error.msg.startswith(_BROKEN) else ""
    except (RecursionError, OverflowError):
        return ""
    return ""
