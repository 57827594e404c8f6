"""Codes of a frame beside those of a form that asks for them as numbers: `0012` and 12."""


def whole_number(code: str) -> str:
    """A code of digits as the number that it is, without zeros before it; others as they are.

    >>> whole_number("0012"), whole_number("000"), whole_number("A01")
    ('12', '0', 'A01')
    """
    return (code.lstrip("0") or "0") if code.isascii() and code.isdigit() else code
