"""In which encoding CSV text may be: what its bytes say surely, and what is left to ask.

A byte order mark is sure, and so is UTF-8: text of another encoding with letters beyond ASCII is
hardly ever valid in it. The encodings of one byte a letter (windows-1252, -1251, -1256 and others)
cannot be told from each other by their bytes: each byte is a letter in all of them.
"""

import re

from measure87.files.source_table import is_plain_name
from measure87.files.table_form import Question

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
PROVISIONAL = "latin-1"
"""Reads any bytes, one a letter: enough for cells and rows, whose signs are ASCII."""
CANDIDATES = {
    "windows-1252": "Western European languages",
    "windows-1251": "Cyrillic",
    "windows-1256": "Arabic",
}
BEYOND_ASCII = r"[^\x00-\x7F]"
_BEYOND = re.compile(BEYOND_ASCII)
_MOST_SHOWN = 4
_ZEROS = 0.3
"""Share of zero bytes in one half of UTF-16 text of which much is ASCII."""
_FEW_ZEROS, _LAST_BLOCK = 0.1, 0x20
"""The same share where that half has no byte above this one: the scripts of alphabets, and points.
In ASCII text nearly every byte is above it."""
_BEGINNING = 4096
"""Bytes in which zero bytes are looked for."""


def marked_encoding(block: bytes) -> str | None:
    """The encoding that the first bytes of a file say, or None.

    UTF-16 without a mark is known by its zero bytes: every second one, and none between; and, where
    it begins with letters beyond ASCII, by the scripts that its other letters are of.

    >>> marked_encoding("a;b".encode("utf-16")), marked_encoding("a;b\\n1;2\\n".encode("utf-16-le"))
    ('utf-16', 'utf-16-le')
    """
    known = next((name for mark, name in BYTE_ORDER_MARKS if block.startswith(mark)), None)
    return known or _unmarked_utf16(block[: len(block) // 2 * 2])


def _unmarked_utf16(block: bytes) -> str | None:
    if b"\x00" not in block[:_BEGINNING]:
        return None
    begins_ascii = (block[0] == 0) != (block[1] == 0)
    for name, empty, other in (("utf-16-le", block[1::2], block[::2]),
                               ("utf-16-be", block[::2], block[1::2])):  # fmt: skip
        is_alphabet = max(empty) <= _LAST_BLOCK
        least = _FEW_ZEROS if is_alphabet else _ZEROS
        known = begins_ascii or is_alphabet
        if known and b"\x00" not in other and empty.count(0) >= least * len(empty):
            return name
    return None


def is_beyond_ascii(text: str) -> bool:
    """Whether a text has a letter that encodings disagree about."""
    return _BEYOND.search(text) is not None


def encoding_question(line: int, header: list[str], columns: list[str]) -> Question:
    """What to ask of text that is no UTF-8, with names of columns as each encoding reads them.

    Parameters
    ----------
    line : the first with a byte that is no UTF-8
    header : all names, read provisionally
    columns : those, read provisionally, whose cells or names hold letters beyond ASCII
    """
    shown = [one for one in header if is_beyond_ascii(one)][:_MOST_SHOWN]
    readings = [
        f"{name_of} ({languages}){_names(shown, name_of)}"
        for name_of, languages in CANDIDATES.items()
        if _can_be(shown, name_of)
    ]
    first, *others = [one for one in CANDIDATES if _can_be(shown, one)] or list(CANDIDATES)
    places = [str(header.index(one) + 1) for one in columns if one in header][:_MOST_SHOWN]
    of = f", of column(s) {', '.join(places)}" if places else ""
    return Question(
        f"it is not utf-8 text: a byte in line {line} is no letter of it{of}, "
        f"and it may be {' or '.join(readings) or 'of many encodings'}",
        f'encoding = "{first}"',
        (*(f'"{one}"' for one in others), "..."),
        code="encoding",
    )


def _can_be(names: list[str], encoding: str) -> bool:
    try:
        for name in names:
            name.encode(PROVISIONAL).decode(encoding)
    except UnicodeError:
        return False
    return True


def _names(names: list[str], encoding: str) -> str:
    """Names of columns in an encoding: single words, for a first line may be a person."""
    read = [name.encode(PROVISIONAL).decode(encoding) for name in names]
    plain = [name for name in read if is_plain_name(name)]
    return f" with columns {', '.join(map(repr, plain))}" if plain else ""
