"""What a message may say of a cell of microdata: its kind and its row, never what is in it.

A message is read aloud on the telephone, pasted into a mail and kept in a log. A cell may hold a
name, a telephone number, an identifier or a place, also where the mapping expects hours of work.
Whoever holds the file finds the cell by its row.
"""

from numbers import Real


def cell_kind(value: object) -> str:
    """The kind of a value in words.

    >>> cell_kind(None), cell_kind("Maria"), cell_kind("0712"), cell_kind(-2.5)
    ('an empty cell', 'text', 'a number', 'a negative number')
    >>> cell_kind("١٢"), cell_kind("1_000")
    ('digits of another script', 'text')
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return "an empty cell"
    if isinstance(value, bool):
        return "true or false"
    try:
        number = float(value) if isinstance(value, str | Real) else None
    except (ValueError, OverflowError):
        number = None
    if number is not None and isinstance(value, str) and not _is_usual(value):
        return "text" if "_" in value else "digits of another script"
    if number is None:
        return "text" if isinstance(value, str) else "a value of another kind"
    if number - number != 0:  # not a number, or infinite
        return "no finite number"
    return "a negative number" if number < 0 else "a number"


def _is_usual(text: str) -> bool:
    """Whether a number is written as every reader of tables reads it, in digits 0 to 9."""
    written = text.strip()
    return written.isascii() and "_" not in written
