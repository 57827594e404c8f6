"""The sheet `settings`: what is missing, and what no server or phone can take."""

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from measure87.collect.form.lint.analysis import Analysis
from measure87.collect.form.lint.book import Cell, Sheet
from measure87.collect.form.lint.finding import Finding, Place, quoted
from measure87.collect.form.lint.xlsform import XlsForm

_NEEDED = {"form_id": "no-form-id", "form_title": "no-title", "version": "no-version"}
_STYLES = re.compile(r"pages|no-text-transform|theme-[a-z]+")
_SEQUENCE = 0x30
"""First byte of a structure in DER, as every public key is one."""


def check_settings(analysis: Analysis) -> Iterator[Finding]:
    """Everything about settings."""
    form = analysis.form
    sheet = form.book.sheets.get("settings")
    if sheet is None:
        return
    yield from _missing(form, sheet)
    yield from _language(form, sheet)
    yield from _id(form.settings, sheet)
    yield from _key(form.settings, sheet)
    yield from _address(form.settings, sheet)
    yield from _style(form.settings, sheet)
    if len(sheet.rows) > 1:
        second = next(iter(sheet.rows[1].values()))
        yield Finding("settings-rows", "settings are read from row 2 alone", sheet.place(second))


def _missing(form: XlsForm, sheet: Sheet) -> Iterator[Finding]:
    headers = {one.name: at for at, one in
               zip(sorted(sheet.headers), form.columns["settings"], strict=True)}  # fmt: skip
    for name, code in _NEEDED.items():
        if name not in form.settings:
            at = headers.get(name)
            place = Place(sheet.name, 2, "", name) if at is None else sheet.at(2, at)
            yield Finding(code, f"the settings have no {name}", place)


def _language(form: XlsForm, sheet: Sheet) -> Iterator[Finding]:
    default = form.settings.get("default_language")
    if default is not None and form.languages and default.text not in form.languages:
        text = f"{quoted(default.text)} is not the language of any column"
        hint = f"write one of {', '.join(form.languages)} as in the headers"
        yield Finding("unknown-language", text, sheet.place(default), hint=hint)


def _id(settings: Mapping[str, Cell], sheet: Sheet) -> Iterator[Finding]:
    form_id = settings.get("form_id")
    if form_id is not None and (" " in form_id.text or not form_id.text.isascii()):
        text = f"the form's id {quoted(form_id.text)} has spaces or letters beyond a-z"
        yield Finding("form-id", text, sheet.place(form_id))


def _key(settings: Mapping[str, Cell], sheet: Sheet) -> Iterator[Finding]:
    key = settings.get("public_key")
    if key is None or is_public_key(key.text):
        return
    enveloped = "-----BEGIN" in key.text
    hint = "leave out the lines BEGIN and END" if enveloped else ""
    text = "phones cannot encrypt under this public key: it is not one, or not whole"
    yield Finding("bad-public-key", text, sheet.place(key), hint=hint)


def is_public_key(text: str) -> bool:
    """Whether a text is the base64 of one whole structure of DER, as a public key is."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return False
    return content[:1] == bytes([_SEQUENCE]) and _length_of(content) == len(content)


def _length_of(content: bytes) -> int:
    """Bytes of the structure that a content begins with, its head too; -1 where it says none."""
    if len(content) < 2:
        return -1
    first = content[1]
    if first < 0x80:
        return 2 + first
    size = first & 0x7F
    return 2 + size + int.from_bytes(content[2 : 2 + size]) if len(content) >= 2 + size else -1


def _address(settings: Mapping[str, Cell], sheet: Sheet) -> Iterator[Finding]:
    address = settings.get("submission_url")
    if address is None:
        return
    try:
        parts = urlsplit(address.text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        text = f"{quoted(address.text)} is no address to which a phone can send"
        yield Finding("bad-address", text, sheet.place(address))


def _style(settings: Mapping[str, Cell], sheet: Sheet) -> Iterator[Finding]:
    style = settings.get("style")
    for word in style.text.split() if style is not None else ():
        if style is not None and not _STYLES.fullmatch(word):
            text = f"there is no style {quoted(word)}"
            yield Finding("unknown-style", text, sheet.place(style))
