"""How a name is written for comparison: small Latin letters without marks, whatever the alphabet.

Names in Latin, Cyrillic and Greek letters are brought to plain Latin letters, so that Олена, Olena
and OLÉNA meet. Names in other scripts stay as they are (in compatibility form, small letters) and
are compared only with names in the same script. Nothing is guessed about pronunciation beyond the
skeleton of consonants, which serves to find candidates, never to decide.

Sources: Unicode Standard Annex 15, normalisation form KD. The Cyrillic and Greek letters follow
common passport spellings, chosen so that the skeletons of usual Latin spellings agree; they are
no official transliteration.
"""

import unicodedata

NOT_TOLD = frozenset(
    {
        "", "unknown", "unk", "na", "none", "null", "nan", "anonymous", "withheld",
        "notknown", "inconnu", "inconnue", "desconocido", "desconocida", "xxx", "x",
    }
)  # fmt: skip
"""Words that stand for a name that was not told, as `plain_name` gives them."""

_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
    "ـ": "", "ı": "i", "ħ": "h", "ŋ": "ng", "ə": "a",
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ђ": "d", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_BY_SOUND = (
    ("sch", "s"), ("sh", "s"), ("ch", "k"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ks", "x"),
    ("c", "k"), ("q", "k"), ("w", "v"), ("z", "s"), ("j", "i"), ("y", "i"),
)  # fmt: skip
"""Spellings and the letter that stands for them, in the order in which they are replaced."""
_VOWELS = "aeiouh"
"""Letters that a skeleton leaves out; h comes and goes between spellings."""


def plain_name(text: str | None) -> str | None:
    """A name in small letters without marks, signs and spaces; None where none was told.

    >>> plain_name(" O'Donnell-Muñoz "), plain_name("Олена"), plain_name("Unknown")
    ('odonnellmunoz', 'olena', None)
    """
    if text is None:
        return None
    # The Ukrainian and Russian short i lose their marks under KD, so whole letters come first.
    composed = unicodedata.normalize("NFKC", text).casefold()
    spelt = "".join(_LETTERS.get(sign, sign) for sign in composed)
    bare = unicodedata.normalize("NFKD", spelt)
    bare = "".join(_LETTERS.get(sign, sign) for sign in bare if sign.isalpha())
    return None if bare in NOT_TOLD else bare


def plain_code(text: str | None) -> str | None:
    """A code or the name of a place: letters and digits only, small and without marks.

    >>> plain_code(" Île-de-France 2 ")
    'iledefrance2'
    """
    if text is None:
        return None
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(_LETTERS.get(sign, sign) for sign in bare if sign.isalnum())
    return None if bare in NOT_TOLD else bare


def script_of(name: str | None) -> str | None:
    """`latin`, or the first word of the Unicode name of a letter that is not.

    >>> script_of("olena"), script_of("محمد")
    ('latin', 'arabic')
    """
    if name is None:
        return None
    for sign in name:
        if not sign.isascii():
            return unicodedata.name(sign, "unnamed").split()[0].lower()
    return "latin"


def skeleton(name: str | None) -> str | None:
    """The first sound and the consonants after it, each run of one letter once.

    A vowel at the start, whichever it is, is an `a`.

    >>> skeleton("mohammed"), skeleton("muhamad"), skeleton("olena"), skeleton("elena")
    ('mmd', 'mmd', 'aln', 'aln')
    """
    if name is None:
        return None
    for written, sound in _BY_SOUND:
        name = name.replace(written, sound)
    last = name[0]
    kept = "a" if last in _VOWELS else last
    for sign in name[1:]:
        if sign not in _VOWELS and sign != last:
            kept += sign
        last = sign
    return kept


def bigrams(name: str) -> list[str]:
    """Pairs of neighbouring letters, with a sign for the start and the end; each once.

    >>> bigrams("anna")
    ['_a', 'an', 'nn', 'na', 'a_']
    """
    padded = f"_{name}_"
    return list(dict.fromkeys(padded[i : i + 2] for i in range(len(padded) - 1)))
