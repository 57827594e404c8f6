"""Reads the parts of a form that a phone posts."""

import re


def read_multipart(content_type, body):
    """Field to file name and content; None where the end is missing."""
    found = re.search(r"boundary=\"?([^\";]+)", content_type)
    if not found:
        return None
    mark = b"--" + found[1].encode()
    if mark + b"--" not in body:
        return None
    parts = {}
    for part in body.split(mark)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        said = head.decode("utf-8", "replace")
        name = re.search(r'name="([^"]*)"', said)
        file = re.search(r'filename="([^"]*)"', said)
        parts[name[1] if name else ""] = (file[1] if file else "", content.removesuffix(b"\r\n"))
    return parts
