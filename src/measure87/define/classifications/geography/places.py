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


def unknown_place(place: str, *, where: str) -> DataError:
    """The error for what is no country, with the names that come near."""
    known = _by_name()
    near = get_close_matches(standard_name(place), list(known), n=3, cutoff=0.6)
    shown = ", ".join(f"{_shown_names()[known[n]]} ({known[n]})" for n in near)
    return DataError(
        f"there is no country {place!r}",
        code="unknown-country",
        where=where,
        hint=f"did you mean {shown}?" if shown else "give an ISO 3166-1 alpha-3 or an M49 code",
    )
