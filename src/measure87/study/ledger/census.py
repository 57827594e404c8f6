"""Who was in a release: keyed hashes of persons, the codes that figures are by, hashes of weights.

A hash under the secret of the folder tells the same person again, and nobody who has not the secret
who she is. Codes stand as they are, for a group has to be told; answers are not here.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from measure87.study.keyed_hash import HashKey

PERSON, WEIGHT, BY = "person", "weight", "by "
"""Columns; those of the variables that figures are by begin with `BY`."""
_CHARACTERS = 32


@dataclass(frozen=True)
class Census:
    """The persons of one input, as one release was made of them.

    variables : those that any figure is by
    codes : hash of a person to her code of each variable; None where it is missing
    weights : hash of a person to the hash of her weight
    figures : names of all figures that are of these persons
    """

    variables: tuple[str, ...]
    codes: Mapping[str, tuple[str | None, ...]] = field(repr=False)
    weights: Mapping[str, str] = field(repr=False)
    figures: frozenset[str] = frozenset()

    def to_frame(self) -> pl.DataFrame:
        """As it is kept, in the order of the hashes, which says nothing of the file's."""
        persons = sorted(self.codes)
        columns: dict[str, Sequence[str | None]] = {
            PERSON: persons,
            WEIGHT: [self.weights[one] for one in persons],
        }
        for at, name in enumerate(self.variables):
            columns[f"{BY}{name}"] = [self.codes[one][at] for one in persons]
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def census_of(
    persons: pl.DataFrame,
    variables: Sequence[str],
    weight: str | None,
    figures: Collection[str],
    key: HashKey,
) -> Census:
    """The census of a table of persons.

    Parameters
    ----------
    persons : with `person_id`, once each, and these variables
    weight : column of the survey's weight; None where all weigh the same
    key : the secret of the study folder
    """
    hashes = [_hashed(key, "person", str(one)) for one in persons["person_id"].to_list()]
    columns = [persons[name].cast(pl.String).to_list() for name in variables]
    weights = [1.0] * len(hashes) if weight is None else persons[weight].to_list()
    return Census(
        tuple(variables),
        {one: tuple(column[k] for column in columns) for k, one in enumerate(hashes)},
        {one: _hashed(key, one, repr(weights[k])) for k, one in enumerate(hashes)},
        frozenset(figures),
    )


def census_from(frame: pl.DataFrame, figures: Collection[str]) -> Census:
    """A census as it was kept."""
    names = tuple(name.removeprefix(BY) for name in frame.columns if name.startswith(BY))
    rows = frame.select([f"{BY}{name}" for name in names]).rows() if names else None
    persons = frame[PERSON].to_list()
    return Census(
        names,
        {one: () if rows is None else rows[k] for k, one in enumerate(persons)},
        dict(zip(persons, frame[WEIGHT].to_list(), strict=True)),
        frozenset(figures),
    )


def _hashed(key: HashKey, what: str, text: str) -> str:
    return hmac.digest(key.secret, f"{what} {text}".encode(), "sha256").hex()[:_CHARACTERS]
