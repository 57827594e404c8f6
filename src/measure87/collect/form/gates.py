"""Which questions must have been a yes, or no "no", for an expression to hold."""

import re
from collections.abc import Iterator

_OPENED_BY = re.compile(r"\$\{(\w+)\} (?:= '1'|!= '2')")


def opened_by(expression: str) -> Iterator[str]:
    """Questions each of which must be a yes, or must not be a no; one of several is none.

    >>> list(opened_by("(${a} = '1' and ${b} != '2') and (${c} = '1' or ${d} = '1')"))
    ['a', 'b']
    """
    inside = expression.strip()
    while inside.startswith("(") and _closing(inside) == len(inside) - 1:
        inside = inside[1:-1].strip()
    parts = _apart(inside, " and ")
    if len(_apart(inside, " or ")) > 1:
        return
    if len(parts) > 1:
        for part in parts:
            yield from opened_by(part)
    elif found := _OPENED_BY.fullmatch(inside):
        yield found[1]


def _closing(text: str) -> int:
    """Place of the bracket that closes the first one; -1 if none does."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return place
    return -1


def _apart(text: str, word: str) -> list[str]:
    """What stands between the words that are in no brackets."""
    parts, depth, begin = [], 0, 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and text.startswith(word, place):
            parts.append(text[begin:place])
            begin = place + len(word)
    return [*parts, text[begin:]]
