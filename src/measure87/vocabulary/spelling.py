"""One spelling in which texts are compared, for accents, cases and Arabic letters.

Text is decomposed (NFKD) and marks are dropped: accents, Arabic vowel signs, and the hamza and
madda of alef, waw and ya. Tatweel is dropped; alef maqsura is written as ya, ta marbuta as ha.
"""

import re
import unicodedata

_TATWEEL = "ـ"  # Arabic tatweel
_SAME_LETTER = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", _TATWEEL: None, "ı": "i"})


UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]+")
"""Blanks, and signs that nobody sees: a zero byte, a space of no width, a mark of direction."""


def plain(text: str) -> str:
    """A text in the spelling in which texts are compared.

    >>> plain("Âge de l'ENFANT"), plain("أُسْرَة") == plain("اسره")
    ("age de l'enfant", True)
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return bare.translate(_SAME_LETTER).casefold()
