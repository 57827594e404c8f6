"""Puts two answers into a form in which they are the same where they say the same.

Times are kept where the server gave them to submissions; ids that it makes of positions (40
hexadecimal digits) are numbered in the order in which they come, for only their sameness means
something; tokens of pages that hold such an id, and the ids that it makes at random, too.
"""

import base64
import json
import re

_POSITION = re.compile(r"\b[0-9a-f]{40}\b")
_TOKEN = re.compile(r"(skiptoken=)(01[A-Za-z0-9%=+/]+)")
_MADE = re.compile(
    r"(?<!uuid:)(?<!uuid%3A)\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def plain(body: bytes, times: bool) -> object:
    """The JSON of an answer, or its text, with numbers in place of what is made at random."""
    text = body.decode("utf-8", "replace")
    text = _TOKEN.sub(_opened, text)
    for pattern in (_POSITION, _MADE):
        names: dict[str, str] = {}
        text = pattern.sub(lambda f, n=names: n.setdefault(f[0], f"<{len(n)}>"), text)
    if not times:
        text = _TIME.sub("<time>", text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _opened(found):
    from urllib.parse import unquote

    said = json.loads(base64.b64decode(unquote(found[2])[2:]))
    return found[1] + next(iter(f"{k} {v}" for k, v in said.items()))
