"""Reads XML that strangers wrote: no entities, no network, no document types, whole or not at all.

An interview and a form are plain XML without a document type. One that has it can name files of
this machine or grow without bound, so it is refused before a parser sees it.
"""

from typing import Any

from measure87.vocabulary.errors import DataError, MissingExtraError

type Element = Any
"""An element of lxml, which has no types of its own."""

MOST_BYTES = 64 * 1024 * 1024
"""A form or an interview of more is none: photos and sounds are files beside it."""


class BrokenXmlError(DataError):
    """The text is no XML that ends as it should."""


def read_xml(content: bytes, what: str) -> Element:
    """The outermost element of a document.

    Parameters
    ----------
    what : how messages call it; never a name or an answer of a person

    Raises
    ------
    BrokenXmlError
        `broken-xml`, where it is cut, badly nested or not in UTF-8.
    DataError
        `hostile-xml`, where it has a document type or entities; `large-xml`.
    """
    _refuse_hostile(content, what)
    etree = _etree()
    try:
        return etree.fromstring(content, _parser(recover=False))
    except etree.XMLSyntaxError:
        raise _broken(what) from None


def read_cut_xml(content: bytes, what: str) -> Element | None:
    """What is left of a document that was cut; its last answer, which may be cut too, is emptied.

    None where it has its end, so that something else is wrong with it, or where nothing is left.
    """
    _refuse_hostile(content, what)
    etree = _etree()
    try:
        root = etree.fromstring(content, _parser(recover=True))
    except etree.XMLSyntaxError:  # nothing at all, or white space
        return None
    if root is None or content.rstrip().endswith(f"</{root.tag.rpartition('}')[2]}>".encode()):
        return None
    *_, last = root.iter()
    last.text = None
    return root


def _etree() -> Any:
    try:
        from lxml import etree  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("lxml", "field") from error
    return etree


def _parser(*, recover: bool) -> Any:
    return _etree().XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=recover,
    )  # fmt: skip


def _refuse_hostile(content: bytes, what: str) -> None:
    if len(content) > MOST_BYTES:
        raise DataError(
            f"{what} has {len(content):,} bytes; the most is {MOST_BYTES:,}",
            code="large-xml",
            hint="it is no interview; look at it on the server",
        )
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _broken(what) from None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise DataError(
            f"{what} has a document type, which can read files or fill the memory",
            code="hostile-xml",
            hint="nothing of it was read; no tool of ODK writes such XML, so ask who sent it",
        )


def _broken(what: str) -> BrokenXmlError:
    return BrokenXmlError(
        f"{what} is cut off or badly nested",
        code="broken-xml",
        hint="ask for it to be sent again from the phone",
    )


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]
