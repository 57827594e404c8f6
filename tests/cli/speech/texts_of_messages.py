"""What the code says when something is wrong, found in the code: errors, hints, warnings.

A message is the first text of a call that makes an error or a notice, or its `hint`; an f-string is
a pattern whose values have no names. Texts that are put together elsewhere are not found: the
share that is counted of them is of those that stand where they are said.
"""

import ast
import re
import string
from functools import cache
from pathlib import Path

import measure87

PACKAGE = Path(measure87.__file__).parent
VALUE = "{}"
_MAKERS = re.compile(r"(Error|fault|Notice|Refusal|Warning)$")


@cache
def messages():
    """Pairs of room and pattern, each once a room, in the order of the code."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        room = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for text in texts_in(ast.parse(file.read_text("utf-8"))):
            found.setdefault((room, text))
    return list(found)


def texts_in(tree):
    """Patterns of the messages in a module."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _MAKERS.search(name_of(call.func)):
            given = [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("hint", "text"))]
            for one in given:
                text = pattern(one)
                if text is not None and " " in text.replace(VALUE, ""):
                    yield text


def name_of(function):
    return getattr(function, "attr", None) or getattr(function, "id", "")


def pattern(node):
    """The text of a constant or an f-string; None if it is neither."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)
        return "".join(parts)
    return None


def bare(text):
    """A pattern of a catalogue as `messages` has it: its values without names."""
    parsed = string.Formatter().parse(text)
    return "".join(fixed + ("" if name is None else VALUE) for fixed, name, _, _ in parsed)
