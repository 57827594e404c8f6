"""Whether a language says all that English says: keys, values, plurals, the field's terms."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.same_texts import differing
from measure87.disseminate.locale.terms import avoided
from measure87.disseminate.locale.texts import (
    ENGLISH,
    PARTS,
    PLURAL_BY,
    REVIEWED,
    SOME,
    Text,
    Texts,
    head_of,
    list_of,
    read_part,
)
from measure87.disseminate.locale.whole_numbers import disagreeing
from measure87.disseminate.locale.written_numbers import Numbers

SAME = "same_as_english"
"""Key of the head: texts that are the same in both languages, as `part.section.key`."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_WORDS = re.compile(r"\{\w+\}|\b[\w-]+\.(?:csv|json|html)\b|\bmeasure87\b|\b(?:na|\d?se)\b")
"""Values, files, this program, and signs of tables (`na`, `r - 2se`)."""
_COUNTED_TO = 1000


def faults(language: str) -> list[str]:
    """What is wrong with a language's files, one sentence each; none if it is complete."""
    head = head_of(language)
    numbers = Numbers(head)
    same = set(list_of(head, SAME))
    found = [f"language.toml lacks {key!r}" for key in head_of(ENGLISH) if key not in head]
    found += _faults_of_review(head.get(REVIEWED))
    used: set[str] = set()
    for part in PARTS:
        english = english_texts(part)
        own = english if language == ENGLISH else read_part(language, part)
        for fault, key in _faults_of(english, own, part, numbers):
            if fault != _UNTRANSLATED:
                found.append(f"{key}: {fault}")
            elif language != ENGLISH and key not in same:
                found.append(f"{key}: {fault}; if it is the same word, name it in {SAME!r}")
            else:
                used.add(key)
    found += [f"{key}: named in {SAME!r} and not the same" for key in sorted(same - used)]
    return found + avoided(language) + disagreeing(language) + differing(language)


def _faults_of_review(review: Text | None) -> Iterator[str]:
    """Whether a signature says which office, who, and when; none need be there."""
    if review is None:
        return
    said = review if isinstance(review, Mapping) else {}
    lacking = [key for key in ("office", "name", "date") if not said.get(key)]
    if lacking:
        yield f"language.toml: {REVIEWED!r} lacks {lacking}"


def page_faults(folder: Path, language: str) -> list[str]:
    """What is wrong with the texts that a page brings itself, in its folder `locale`.

    A text that is the same as in English counts as one that nobody translated.
    """
    english, own = (_own(folder, code) for code in (ENGLISH, language))
    found = _faults_of(english, own, folder.parent.name, Numbers(head_of(language)))
    return [
        f"{key}: {fault}" for fault, key in found if (language, fault) != (ENGLISH, _UNTRANSLATED)
    ]


def _own(folder: Path, language: str) -> Mapping[str, Text]:
    file = folder / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


_UNTRANSLATED = "the same as in English"


def _faults_of(english: Text, own: Text, key: str, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Faults of one text or table of texts, each with its key."""
    if isinstance(english, Mapping) and PLURAL_BY not in english:
        if not isinstance(own, Mapping):
            yield "is no table", key
            return
        for name in english.keys() | own.keys():
            at = f"{key}.{name}"
            if name not in own:
                yield "is missing", at
            elif name not in english:
                yield "English has no such key", at
            else:
                yield from _faults_of(english[name], own[name], at, numbers)
    elif isinstance(english, list):
        yield from _faults_of_list(english, own, key, numbers)
    else:
        yield from ((fault, key) for fault in _faults_of_text(english, own, numbers))


def _faults_of_list(
    english: list[Text], own: Text, key: str, numbers: Numbers
) -> Iterator[tuple[str, str]]:
    if not isinstance(own, list) or len(own) != len(english):
        yield f"is no list of {len(english)} texts", key
        return
    for number, (one, other) in enumerate(zip(english, own, strict=True)):
        yield from _faults_of(one, other, f"{key}.{number}", numbers)


def _faults_of_text(english: Text, own: Text, numbers: Numbers) -> Iterator[str]:
    """Faults of one text, in one form or in plurals."""
    if isinstance(own, Mapping):
        yield from _faults_of_plurals(own, numbers)
    elif not isinstance(own, str) or not own.strip():
        yield "is no text"
        return
    if _says_some(english) and not _says_some(own):
        yield f"lacks the plural {SOME!r}, of a number that is not told"
    wanted, given = placeholders(english), placeholders(own)
    if wanted != given:
        yield f"has the values {sorted(given)}, English {sorted(wanted)}"
    if own == english and any(_has_words(text) for text in _forms(english)):
        yield _UNTRANSLATED


def _faults_of_plurals(own: Texts, numbers: Numbers) -> Iterator[str]:
    """Whether each plural that whole numbers take is there, and no other."""
    needed = {numbers.plural(n) for n in range(_COUNTED_TO + 1)} | {"other"}
    given = set(own) - {PLURAL_BY}
    if not given >= needed:
        yield f"lacks the plurals {sorted(needed - given)}"
    if not given <= numbers.plurals | {SOME}:
        yield f"has plurals that the language has not: {sorted(given - numbers.plurals - {SOME})}"
    every = {*placeholders({k: v for k, v in own.items() if k != PLURAL_BY})}
    if own.get(PLURAL_BY) not in every:
        yield f"has no value {own.get(PLURAL_BY)!r} that could decide"


def _says_some(text: Text) -> bool:
    return isinstance(text, Mapping) and SOME in text


def placeholders(pattern: Text) -> frozenset[str]:
    """Names of the values that a text needs, in any of its plurals."""
    names = (name for text in _forms(pattern) for _, name, _, _ in string.Formatter().parse(text))
    return frozenset(name for name in names if name)


def _forms(pattern: Text) -> list[str]:
    """A text in each of its plurals."""
    if not isinstance(pattern, Mapping):
        return [str(pattern)]
    return [str(text) for key, text in pattern.items() if key != PLURAL_BY]


def _has_words(text: str) -> bool:
    """Whether there is anything to translate beside values and names of files."""
    return bool(_WORD.search(_NO_WORDS.sub("", text)))
