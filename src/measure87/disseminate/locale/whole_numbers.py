"""Whether words beside a whole number agree with it, in languages where 21 is said as 1 is.

In Russian 21, 31 and 101 take the form of 1, so that a text which was tried with 5 and 25 is
wrong with 21. A number with nothing after it but a sign needs no agreement: `found: 21`.
"""

import re
from collections.abc import Mapping

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import (
    ENGLISH,
    PARTS,
    PLURAL_BY,
    begun,
    head_of,
    list_of,
    read_part,
    texts_by_key,
)
from measure87.disseminate.locale.written_numbers import Numbers

NO_PLURAL = "no_plural"
"""Key of the head: texts in which no word agrees with the number before it."""
_BEFORE_A_WORD = re.compile(r"\{(\w+)\}[ \u00a0\u202f][^\W\d_]")
_COUNTED_TO = 1000


def disagreeing(language: str) -> list[str]:
    """Texts with a word after a whole number and no table of plurals, one sentence each."""
    head = head_of(language)
    if not _says_others_as_one(Numbers(head)):
        return []
    wholes, listed = _whole_numbers(), set(list_of(head, NO_PLURAL))
    found = {
        key: sorted(values)
        for part in PARTS
        for key, text in texts_by_key(read_part(language, part), part)
        if isinstance(text, str) and (values := wholes & set(_BEFORE_A_WORD.findall(text)))
    }
    lacking = [
        f"{key}: has whole numbers ({', '.join(values)}) before a word and no plurals; if no word "
        f"agrees with them, name it in {NO_PLURAL!r}"
        for key, values in found.items()
        if key not in listed
    ]
    return lacking + [f"{key}: named in {NO_PLURAL!r} and needs no such line"
                      for key in sorted(listed - found.keys())]  # fmt: skip


def _says_others_as_one(numbers: Numbers) -> bool:
    """Whether a number above 1 takes the form of 1."""
    return any(numbers.plural(n) == numbers.plural(1) != "other" for n in range(2, _COUNTED_TO))


def _whole_numbers() -> set[str]:
    """Names of values that are whole numbers: some language decides a plural by them."""
    return {
        str(text[PLURAL_BY])
        for language in begun()
        for part in PARTS
        for _, text in texts_by_key(
            english_texts(part) if language == ENGLISH else read_part(language, part), part
        )
        if isinstance(text, Mapping)
    }
