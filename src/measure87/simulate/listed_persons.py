"""Invented raw lists of the same population, with names and dates of birth, and who is who.

Who is on which list is drawn as in `overlapping_lists`. Each office then writes down what it was
told: spellings and alphabets differ, letters are mistyped, day and month are changed, dates are
known by year only or are put on 1 January, given and family names change places, answers are
missing, and an office that does not look for duplicates has some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from measure87.numerics.arrays import IntArray
from measure87.simulate.listed_names import SPELLINGS, invented_family_names, written
from measure87.simulate.overlapping_lists import simulate_lists
from measure87.vocabulary.errors import UsageError

LISTS = ("police", "shelter", "hotline")
SHARES = (0.35, 0.30, 0.25)
DEDUPLICATED = ("police",)
"""Lists on which nobody stands twice."""
_NATIONALITIES = (("UKR", 0.30), ("NGA", 0.22), ("VNM", 0.18), ("ROU", 0.15), ("NPL", 0.10))
_RARE_NATIONALITIES = ("BRA", "CIV", "ISL", "MMR")
_DISTRICTS = ("North", "East", "South", "West", "Centre")
_FIRST_BIRTH = date(1960, 1, 1)
_BIRTH_DAYS = 365 * 45
_FAMILY_NAMES = 400
_TWICE = 0.05
"""Share of a list's persons with two records, where nobody looks for duplicates."""


@dataclass(frozen=True)
class ListedPersons:
    """Raw lists, and the truth about them.

    Attributes
    ----------
    population : int, persons
        On a list or not.
    lists : name to frame
        Columns case_no, given_name, family_name, birth_date (YYYY-MM-DD, YYYY or null), sex,
        nationality, district. Rows in no order.
    person : name to (rows,) int64
        Who each record is of; the same number on another list is the same person.
    deduplicated : tuple of str
        Lists on which nobody stands twice.
    """

    population: int
    lists: Mapping[str, pl.DataFrame]
    person: Mapping[str, IntArray]
    deduplicated: tuple[str, ...]

    def true_table(self) -> pl.DataFrame:
        """One row per person found, 1 and 0 per list: what linkage without error gives."""
        everybody = np.unique(np.concatenate([*self.person.values()]))
        return pl.DataFrame(
            {name: np.isin(everybody, who).astype(np.int8) for name, who in self.person.items()}
        )


@dataclass(frozen=True)
class _Person:
    given: tuple[str, ...]
    family: str
    born: date
    sex: str
    nationality: str
    district: str


def invent_listed_persons(
    seed: int,
    *,
    population: int = 1_500,
    shares: Sequence[float] = SHARES,
    errors: float = 0.05,
) -> ListedPersons:
    """Invent a population and its raw lists.

    Parameters
    ----------
    seed : int
        The same seed gives the same lists.
    population : int, persons
    shares : at most three floats, above 0 and below 1
        Share of the population on each list; lists are independent.
    errors : float
        Chance of each kind of error in each record, 0 to 0.2; 0 leaves every record exact.

    Returns
    -------
    ListedPersons

    Raises
    ------
    UsageError
        For more lists than three, and for errors outside 0 to 0.2.
    """
    if not 1 <= len(shares) <= len(LISTS):
        raise UsageError(f"{len(shares)} lists were asked for", code="number-of-lists")
    if not 0.0 <= errors <= 0.2:
        raise UsageError(
            f"a chance of errors of {errors:g} was asked for",
            code="errors-outside",
            hint="0 is exact, 0.2 the most",
        )
    rng = np.random.default_rng(seed)
    names = LISTS[: len(shares)]
    drawn = simulate_lists(rng, population, shares, names=names)
    families = invented_family_names(rng, _FAMILY_NAMES)
    persons = [_person(rng, families) for _ in range(len(drawn.on))]
    lists, who = {}, {}
    for place, name in enumerate(names):
        on = np.flatnonzero(drawn.on[:, place])
        if name not in DEDUPLICATED and errors > 0:
            on = np.concatenate([on, on[rng.random(len(on)) < _TWICE]])
        on = rng.permutation(on).astype(np.int64)
        rows = [_record(persons[i], rng, errors) for i in on]
        numbers = rng.permutation(len(on)) + 1
        frame = pl.DataFrame(
            rows, schema=["given_name", "family_name", "birth_date", "sex", "nationality",
                          "district"], orient="row", schema_overrides={"birth_date": pl.String},
        )  # fmt: skip
        codes = [f"{name[0].upper()}{number:05d}" for number in numbers]
        lists[name] = frame.insert_column(0, pl.Series("case_no", codes, dtype=pl.String))
        who[name] = on
    return ListedPersons(population, lists, who, tuple(n for n in names if n in DEDUPLICATED))


def _person(rng: np.random.Generator, families: Sequence[str]) -> _Person:
    """Somebody who does not exist; a few names are borne by many."""
    sex = "F" if rng.random() < 0.6 else "M"
    rank = min(int(rng.exponential(7.0)), len(SPELLINGS[sex]) - 1)
    family = families[min(int(rng.exponential(90.0)), len(families) - 1)]
    born = _FIRST_BIRTH + timedelta(days=int(rng.integers(_BIRTH_DAYS)))
    return _Person(
        SPELLINGS[sex][rank], family, born, sex, _nationality(rng), str(rng.choice(_DISTRICTS))
    )


def _nationality(rng: np.random.Generator) -> str:
    """One of a few common nationalities, or a rare one."""
    chance = rng.random()
    for code, share in _NATIONALITIES:
        if chance < share:
            return code
        chance -= share
    return str(rng.choice(_RARE_NATIONALITIES))


def _record(person: _Person, rng: np.random.Generator, errors: float) -> tuple[str | None, ...]:
    """What an office wrote down about a person."""
    given = written(person.given, rng, errors)
    family = written((person.family,), rng, errors)
    if rng.random() < errors / 2.0:
        given, family = family, given
    return (
        given,
        family,
        _date_written(person.born, rng, errors),
        None if rng.random() < errors / 2.0 else person.sex,
        None if rng.random() < errors else person.nationality,
        str(rng.choice(_DISTRICTS)) if rng.random() < 2.0 * errors else person.district,
    )


def _date_written(born: date, rng: np.random.Generator, errors: float) -> str | None:
    """A date of birth as it was written down: right, wrong in one of five ways, or missing."""
    kind = rng.random() / errors if errors > 0 else np.inf
    if kind < 1.0:
        return None
    if kind < 1.6:
        return f"{born.year}"
    if kind < 2.0:
        return f"{born.year}-01-01"
    if kind < 2.8 and born.day <= 12:
        return f"{born.year}-{born.day:02d}-{born.month:02d}"
    if kind < 3.4:
        return f"{born.year + int(rng.choice([-1, 1]))}-{born.month:02d}-{born.day:02d}"
    if kind < 4.0:
        return f"{born.year}-{born.month:02d}-{int(rng.integers(1, 29)):02d}"
    return born.isoformat()
