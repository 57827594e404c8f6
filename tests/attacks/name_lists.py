"""Invented lists of persons for the attack on hashed names.

Names share nothing with those of `measure87.simulate`: stems of syllables with endings, their
frequencies after Zipf, so that some are very common and alike names exist, as in populations.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

GIVEN, FAMILY = 150, 1_500
_ONSETS = ("", "b", "ch", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ia")
_ENDS = ("", "n", "r", "s", "l", "na", "ra", "ta", "ko", "mir", "lyn", "win")


@dataclass(frozen=True)
class NamedPeople:
    """Names of a population and how common they are."""

    given: tuple[str, ...]
    family: tuple[str, ...]

    def drawn(self, persons: int, rng: np.random.Generator) -> pl.DataFrame:
        """So many persons: given_name, family_name, birth_date, sex, nationality, district."""
        days = rng.integers(0, 365 * 45, persons)
        born = np.datetime64("1960-01-01") + days.astype("timedelta64[D]")
        return pl.DataFrame(
            {
                "given_name": rng.choice(self.given, persons, p=zipf(len(self.given))),
                "family_name": rng.choice(self.family, persons, p=zipf(len(self.family))),
                "birth_date": born.astype(str),
                "sex": rng.choice(["F", "M"], persons),
                "nationality": rng.choice(["AA", "BB", "CC"], persons, p=[0.6, 0.3, 0.1]),
                "district": rng.choice(["1", "2", "3", "4"], persons),
                "case_no": [str(number) for number in range(persons)],
            }
        )


def zipf(count: int) -> np.ndarray:
    """Shares of names by rank: the commonest of 150 has 8 %, of 1,500 some 5 %."""
    weight = 1.0 / (np.arange(count) + 2.5)
    return weight / weight.sum()


def named_people(rng: np.random.Generator) -> NamedPeople:
    """Given and family names of a population, the commonest first."""
    return NamedPeople(_names(rng, GIVEN, 2), _names(rng, FAMILY, 3))


def _names(rng: np.random.Generator, count: int, syllables: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [
            str(rng.choice(_ONSETS)) + str(rng.choice(_VOWELS))
            for _ in range(int(rng.integers(2, syllables + 1)))
        ]
        found["".join(parts) + str(rng.choice(_ENDS))] = None
    return tuple(found)
