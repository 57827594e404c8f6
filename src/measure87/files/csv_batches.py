"""CSV text in batches of whole rows, so that a large file is never in memory as a whole."""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from measure87.files.csv_encoding import marked_encoding
from measure87.files.dictionary_probe import damaged
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import line_of_zero_byte

BLOCK = 4_000_000
"""Bytes that are read at a time."""
_LONGEST = 64_000_000
"""Characters that one row may have; beyond that a quotation mark was never closed."""
_USUAL = "utf-8"
_LEADING = re.compile(r"[\ufeff\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


class NotUtf8Error(Exception):
    """Text without a stated encoding is not UTF-8, first in that line of the file."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(name)
        self.line = line


@dataclass(frozen=True)
class CsvText:
    """A CSV file, or what stands for one, that can be read from its beginning several times."""

    name: str
    open: Callable[[], IO[bytes]]
    encoding: str | None = None
    """None: what its byte order mark says, or UTF-8."""

    def batches(self) -> Iterator[str]:
        """Its text in batches that end where a row ends.

        A line end inside quotation marks ends no row. Blank lines before the first row are left
        out; where a file has carriage returns alone, they end rows.

        Raises
        ------
        DataError
            If it holds nothing, is not in its encoding, or has a row that does not end.
        """
        old_ends = self._has_old_line_ends()
        held = ""
        begun = False
        for text in self._texts():
            if not begun:
                text = text[_LEADING.match(text).end() :]  # type: ignore[union-attr]
                begun = bool(text)
            held += text.replace("\r", "\n") if old_ends else text
            end = _end_of_rows(held)
            if end:
                yield held[:end]
                held = held[end:]
            elif len(held) > _LONGEST:
                raise damaged(self.name, "a quotation mark is not closed")
        if held.strip("\r\n"):
            yield held

    def blank_rows(self) -> int:
        """How many blank lines stand before the first row."""
        above = ""
        for text in self._texts():
            end = _LEADING.match(text).end()  # type: ignore[union-attr]
            above += text[:end]
            if end < len(text):
                break
        return len(_LINE_END.findall(above))

    def _has_old_line_ends(self) -> bool:
        """Whether rows end with carriage returns alone; refuses a file that holds nothing."""
        is_blank, has_new_ends = True, False
        for text in self._texts():
            has_new_ends = has_new_ends or "\n" in text.lstrip("\ufeff\r\n" if is_blank else "")
            is_blank = is_blank and not text.strip("\ufeff \t\r\n\v\f")
            if has_new_ends and not is_blank:
                return False
        if is_blank:
            raise DataError(
                f"{self.name} is empty",
                code="empty-file",
                where=self.name,
                hint="copy or export the file again",
            )
        return True

    def _texts(self) -> Iterator[str]:
        """Its text, decoded block by block."""
        with self.open() as file:
            block = file.read(BLOCK)
            encoding = self.encoding or marked_encoding(block) or _USUAL
            decoder = _decoder(encoding, self.name)
            lines = 1
            while True:
                try:
                    text = decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    line = lines + error.object.count(b"\n", 0, error.start)
                    if self.encoding is None and encoding == _USUAL:
                        raise NotUtf8Error(self.name, line) from error
                    raise _not_text(self.name, encoding, line) from error
                if (zero := line_of_zero_byte(text)) is not None:
                    line = lines + zero - 1
                    raise damaged(
                        self.name, f"it holds a zero byte in line {line:,}, so it is not text"
                    )
                yield text
                if not block:
                    return
                lines += text.count("\n")
                block = file.read(BLOCK)


def _decoder(encoding: str, name: str) -> codecs.IncrementalDecoder:
    try:
        b"  ".decode(encoding, errors="replace")  # knows encodings of text from others
        return codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise DataError(
            f"there is no encoding {encoding!r}",
            code="encoding",
            where=name,
            hint="for instance utf-8, latin-1, windows-1251",
        ) from error


def _not_text(name: str, encoding: str, line: int) -> DataError:
    return DataError(
        f"{name} is not {encoding} text: a byte in line {line} is no letter of it",
        code="encoding",
        where=name,
        hint="save it as UTF-8, or name its encoding (often latin-1 or windows-1252)",
    )


def _end_of_rows(text: str) -> int:
    """Where the last row ends that ends in a text; 0 if none does.

    >>> _end_of_rows('a,b\\n1,"two\\nlines"\\n3'), _end_of_rows('1,"not closed\\n')
    (18, 0)
    """
    end = text.rfind("\n")
    marks = text.count('"', 0, end) if end >= 0 else 0
    while end >= 0 and marks % 2:
        before = text.rfind("\n", 0, end)
        marks -= text.count('"', before + 1, end)
        end = before
    return end + 1
