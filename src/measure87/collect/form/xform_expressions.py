"""Puts the paths of an XForm's expressions as an XLSForm has them: `/data/hh/age` is `${age}`."""

import re
from collections.abc import Collection

_ABSOLUTE = re.compile(r"/[\w.-]+(?:/[\w.-]+)+")
_RELATIVE = re.compile(r"(?:\.\./)+[\w.-]+(?:/[\w.-]+)*")


def in_names(xpath: str, path: str, known: Collection[str]) -> str:
    """An expression with `${name}` for every path of the form; other paths stay.

    >>> in_names("../age >= 5 and /data/ok = 1", "/data/m/work", {"/data/m/age", "/data/ok"})
    '${age} >= 5 and ${ok} = 1'
    """

    def absolute(found: re.Match[str]) -> str:
        return _name(found[0]) if found[0] in known else found[0]

    def relative(found: re.Match[str]) -> str:
        steps = found[0].split("/")
        up = steps.count("..")
        above = path.split("/")[:-up]
        return _name(full) if (full := "/".join([*above, *steps[up:]])) in known else found[0]

    plain = " ".join(xpath.split())
    return _ABSOLUTE.sub(absolute, _RELATIVE.sub(relative, plain))


def _name(path: str) -> str:
    return f"${{{path.rpartition('/')[2]}}}"
