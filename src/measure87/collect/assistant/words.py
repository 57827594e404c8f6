"""Labels as words that can be compared, in one spelling for accents, cases and Arabic letters.

The Arabic article, with what is written before it in one word, is cut off.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from measure87.vocabulary.spelling import plain

_WORD = re.compile(r"[^\W\d_]+|\d+[^\W\d_]+", re.UNICODE)
_TOKEN = re.compile(r"[^\W\d_]+|\d+[^\W\d_]*", re.UNICODE)
_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC = re.compile("[؀-ۿ]")
_SHORT = 4
"""Letters below which words must be equal."""
_SHORT_ARABIC = 3
_ALIKE = 0.75
"""Share of letters in common from which two words count as forms of one."""
_FORM = 0.85
"""What a word counts that is another form of the one sought."""


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in order; numbers alone are left out.

    >>> words_of("Heures travaillées (7 jours)"), words_of("المياه") == words_of("مياه")
    (('heures', 'travaillees', 'jours'), True)
    """
    return tuple(_without_article(word) for word in _WORD.findall(plain(text)) if word)


@lru_cache(maxsize=65536)
def tokens_of(text: str) -> tuple[str, ...]:
    """The words of a text, in order, with numbers that stand alone.

    >>> tokens_of("Hours, job 2")
    ('hours', 'job', '2')
    """
    return tuple(_without_article(word) for word in _TOKEN.findall(plain(text)))


def _without_article(word: str) -> str:
    if not _ARABIC.search(word):
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORT_ARABIC:
            return word[len(article) :]
    return word


def within(phrase: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether words stand in a row in a text."""
    size = len(phrase)
    return any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


@lru_cache(maxsize=262144)
def likeness(sought: str, found: str) -> float:
    """How far a word of a label is the one sought: 1 if equal, less for another form, else 0.

    Two forms share their beginning: fetch and fetching, trabajo and trabajó.

    >>> likeness("fetch", "fetching"), likeness("water", "wages")
    (0.85, 0.0)
    """
    if sought == found:
        return 1.0
    shorter = min(len(sought), len(found))
    least = _SHORT_ARABIC if _ARABIC.search(sought) else _SHORT
    if shorter < least:
        return 0.0
    needed = max(least, round(0.7 * shorter))
    if sought[:needed] != found[:needed]:
        return 0.0
    ratio = SequenceMatcher(None, sought, found).ratio()
    begins = sought.startswith(found) or found.startswith(sought)
    alike = ratio >= _ALIKE or (begins and shorter >= _SHORT + 1)
    return _FORM if alike else 0.0
