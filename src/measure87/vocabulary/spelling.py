"""One spelling in which texts are compared, for accents, cases and Arabic letters.

Text is decomposed (NFKD) and marks are dropped: accents, Arabic vowel signs, and the hamza and
madda of alef, waw and ya. Tatweel is dropped; alef maqsura is written as ya, ta marbuta as ha.
"""

import unicodedata

_TATWEEL = "ـ"  # Arabic tatweel
_SAME_LETTER = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", _TATWEEL: None, "ı": "i"})


def plain(text: str) -> str:
    """A text in the spelling in which texts are compared.

    >>> plain("Âge de l'ENFANT"), plain("أُسْرَة") == plain("اسره")
    ("age de l'enfant", True)
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return bare.translate(_SAME_LETTER).casefold()
