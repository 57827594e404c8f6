"""What of a page in Arabic runs the wrong way, by Unicode's rules of direction.

A naive second reading, which shares nothing with the code that sets the signs: it walks the page
letter by letter with a stack of what is set apart (isolates, `bdi`, `code`).
"""

import re
import unicodedata
from html.parser import HTMLParser

SIGNS = {"\u2066": "left", "\u2067": "right", "\u2068": "any"}
END = "\u2069"
APART = ("bdi", "code", "text")
"""Elements of our pages that are set apart from what is around them."""
SILENT = ("style", "script")
TURNED = re.compile(
    r"(?<![\w.])[-\N{MINUS SIGN}+<>]\d"  # a sign before a number
    r"|\d%"
    r"|\d ?[-–\N{MINUS SIGN}/] ?\d"
)
"""Numbers that stand in another order among letters from right to left than they were written."""


def is_from_right(letter):
    """A letter, and not a digit or a sign, of a script that runs from right to left."""
    return letter.isalpha() and unicodedata.bidirectional(letter) in ("R", "AL")


class _Page(HTMLParser):
    """The page as pieces of text, each with what it stands in, outermost first."""

    def __init__(self):
        super().__init__()
        self.elements, self.pieces = [], []

    def handle_starttag(self, tag, attrs):
        if tag in (*APART, *SILENT):
            self.elements.append(tag)
        self.pieces += [((), text) for name, text in attrs
                        if name in ("aria-label", "title", "alt")]  # fmt: skip

    def handle_endtag(self, tag):
        if tag in (*APART, *SILENT):
            assert self.elements.pop() == tag

    def handle_data(self, data):
        if not set(self.elements) & set(SILENT):
            self.pieces.append((tuple(self.elements), data))


def pieces(html):
    """Pairs of the isolates around a piece of text, outermost first, and the piece."""
    page = _Page()
    page.feed(html)
    for around, text in page.pieces:
        stack, piece = [], ""
        for letter in text:
            if letter not in SIGNS and letter != END:
                piece += letter
                continue
            yield (*around, *stack), piece
            piece = ""
            if letter == END:
                stack.pop()  # an end without a beginning is an error here too
            else:
                stack.append(SIGNS[letter])
        assert not stack, text
        yield (*around, *stack), piece


def words_from_right_in_left(html):
    """Pieces with letters from right to left whose nearest isolate runs from left to right."""
    return [text for around, text in pieces(html)
            if around[-1:] == ("left",) and any(map(is_from_right, text))]  # fmt: skip


def numbers_that_turn(html):
    """Numbers with a sign in no isolate of their own, which the letters around them turn round."""
    return [text for around, text in pieces(html)
            if around[-1:] in ((), ("right",)) and TURNED.search(text)]  # fmt: skip
