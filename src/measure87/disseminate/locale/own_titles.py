"""Titles and populations that are ours: what `new` writes into a study, in each language.

Whoever makes a study may write a title; until then it has one of ours, and so has its population.
One of ours is known by its words, in whichever language it stands, and is said in the language of
the study. What somebody wrote is none of ours, and stays.
"""

from collections.abc import Iterator

from measure87.define.classifications.countries import country_names
from measure87.disseminate.locale.marked import put_in
from measure87.disseminate.locale.texts import (
    ENGLISH,
    head_of,
    languages,
    read_part,
    words_of,
)
from measure87.disseminate.locale.written_numbers import Numbers

PART = "study"
"""The file of a language that has what `new` writes."""


def own_title(text: str, language: str, country: str | None, year: int | None) -> str | None:
    """A title of ours in a language; None if it is none of ours.

    Parameters
    ----------
    text : the title as it stands
    country, year : of the study, which a title of ours names

    >>> own_title("Child labour, Bangladesh 2019", "fr", "BGD", 2019)
    'Travail des enfants, Bangladesh 2019'
    """
    found = _key_of(text, "titles", country, year)
    return None if found is None else _said(found, "titles", language, country, year)


def own_population(text: str, language: str) -> str | None:
    """A population of ours in a language; None if it is none of ours."""
    found = _key_of(text, "populations", None, None)
    return None if found is None else _said(found, "populations", language, None, None)


def _key_of(text: str, kind: str, country: str | None, year: int | None) -> str | None:
    """The key of a text of ours, in whichever language it stands."""
    return next((key for key, own in _every(kind, country, year) if own == text), None)


def _every(kind: str, country: str | None, year: int | None) -> Iterator[tuple[str, str]]:
    for language in (ENGLISH, *(code for code in languages() if code != ENGLISH)):
        for key in words_of(read_part(language, PART), kind):
            yield key, _said(key, kind, language, country, year)


def _said(key: str, kind: str, language: str, country: str | None, year: int | None) -> str:
    pattern = words_of(read_part(language, PART), kind)[key]
    if "{" not in pattern:
        return pattern
    return put_in(pattern, {"country": _country(country or "", language), "year": str(year)})


def _country(code: str, language: str) -> str:
    if language == ENGLISH:
        return country_names().get(code, code)
    return Numbers(head_of(language)).country(code)
