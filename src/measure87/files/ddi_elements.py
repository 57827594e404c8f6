"""Makes XML elements of DDI Codebook, whose text any XML reader takes."""

import re
import xml.etree.ElementTree as ET

NAMESPACE = "ddi:codebook:2_6"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ET.Element, element: str, text: str = "", /, **attributes: str) -> ET.Element:
    """A new child with text and attributes; an attribute that holds nothing is left out."""
    given = {key: clean(value) for key, value in attributes.items() if value}
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{element}", given)
    if text:
        child.text = clean(text)
    return child


def clean(text: str) -> str:
    """Text on one line, without signs that XML 1.0 forbids.

    >>> clean("Line 1\\nLine\\x0b 2")
    'Line 1 Line 2'
    """
    return " ".join(without_forbidden(text).split())


def without_forbidden(text: str) -> str:
    """Text with a space for each sign that XML 1.0 forbids.

    >>> without_forbidden("a\\x0b  b")
    'a   b'
    """
    return _NOT_XML.sub(" ", text)
