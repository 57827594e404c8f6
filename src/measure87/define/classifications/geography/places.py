"""Which country a code or a name means.

Codes and standard English names are those of `classifications.countries`. `other_names.csv`
holds spellings and codes of other publishers (World Bank, ILO, US Department of Labor, UN
Population Division), each as met in a published file. `aggregates.csv` names what is no country
(World, regions, income groups), so that a reader can pass over it without passing over a typing
error: the m49 column there holds the numeric code that the publisher gives the group, which is
M49 for some and the Population Division's own for others. Of the World Bank's three-letter codes
of groups, WLD and SSF were met in a file; the others, and the codes 514 and 515, are from memory
(`unseen`).
"""

import csv
import io
import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from measure87.define.classifications.countries import (
    country_names,
    is_country_code,
    m49_codes,
)
from measure87.vocabulary.errors import DataError

_FOLDER = "measure87.define.classifications.geography"
_TWO = 2
_NOT_A_LETTER = re.compile(r"[^a-z0-9 ]+")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of this folder's data files."""
    text = files(_FOLDER).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def standard_name(text: str) -> str:
    """A name without case, accents, marks and runs of blanks, for comparison.

    >>> standard_name("Côte d'Ivoire"), standard_name("São  Tomé & Principe")
    ('cote d ivoire', 'sao tome and principe')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace("&", " and ")
    return " ".join(_NOT_A_LETTER.sub(" ", letters).split())


@cache
def _by_name() -> dict[str, str]:
    standard = {standard_name(name): iso3 for iso3, name in country_names().items()}
    other = {standard_name(row["name"]): row["iso3"] for row in read_rows("other_names.csv")}
    return other | standard


@cache
def _shown_names() -> dict[str, str]:
    """A name for each code, of other publishers where M49 has none."""
    others = {row["iso3"]: row["name"] for row in reversed(read_rows("other_names.csv"))}
    return others | country_names()


@cache
def _by_m49() -> dict[str, str]:
    return {m49: iso3 for iso3, m49 in m49_codes().items()}


@cache
def _aggregates() -> frozenset[str]:
    named = read_rows("aggregates.csv")
    regions = read_rows("regions.csv")
    names = {standard_name(row["name"]) for row in named}
    codes = {row["m49"] for row in (*named, *regions) if row["m49"]}
    return frozenset(names | codes | {"1"})


def is_aggregate(place: str) -> bool:
    """Whether a name or a numeric code is that of a group of countries.

    >>> is_aggregate("World"), is_aggregate("900"), is_aggregate("Georgia")
    (True, True, False)
    """
    return standard_name(place) in _aggregates()


def place_of(place: str, *, where: str) -> str | None:
    """Three-letter code of a country given by ISO3 code, M49 code or English name.

    Returns None for a group of countries.

    Raises
    ------
    DataError
        If it is neither; the hint has the names that come near.

    >>> place_of("050", where="a.csv"), place_of("Lao PDR", where="a.csv")
    ('BGD', 'LAO')
    """
    text = place.strip()
    if is_country_code(text):
        return text
    number = text.lstrip("0")
    found = _by_m49().get(number) or _by_name().get(standard_name(text))
    if found is not None:
        return found
    if is_aggregate(text) or (number and is_aggregate(number)):
        return None
    raise unknown_place(text, where=where)


def code_meant(text: str) -> str | None:
    """The three-letter code of a country by a code in other letters, or by ISO's two letters.

    >>> code_meant("and"), code_meant("AM"), code_meant("uk"), code_meant("Guam")
    ('AND', 'ARM', 'GBR', None)
    """
    code = text.strip().upper()
    if code in country_names():
        return code
    return by_two_letters().get(code)


@cache
def by_two_letters() -> dict[str, str]:
    """Three-letter codes by ISO's two-letter ones, and by those that CLDR says stand for them."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    found = {aliases[iso3][0]: iso3 for iso3 in country_names() if iso3 in aliases}
    others = {
        code: found[of[0]]
        for code, of in aliases.items()
        if len(code) == _TWO and len(of) == 1 and of[0] in found
    }
    return others | found


def nearest_countries(text: str) -> str | None:
    """A hint with the country that is meant, or with those whose names come near; None if none is.

    A code of two letters, or of three capitals, is like no name: nothing is guessed of it.

    >>> nearest_countries("France"), nearest_countries("and")
    ('did you mean France (FRA)?', 'did you mean Andorra (AND)?')
    """
    known, plain = _by_name(), text.strip()
    meant = code_meant(plain) or known.get(standard_name(plain))
    if meant is not None:
        codes = [meant]
    elif len(plain) <= _TWO or (len(plain) == _TWO + 1 and plain.isupper()):
        return None
    else:
        near = get_close_matches(standard_name(plain), list(known), n=3, cutoff=0.6)
        codes = [known[name] for name in near]
    shown = ", ".join(f"{_shown_names()[code]} ({code})" for code in codes)
    return f"did you mean {shown}?" if shown else None


def unknown_place(place: str, *, where: str) -> DataError:
    """The error for what is no country, with those that may be meant."""
    return DataError(
        f"there is no country {place!r}",
        code="unknown-country",
        where=where,
        hint=nearest_countries(place) or "give an ISO 3166-1 alpha-3 or an M49 code",
    )
