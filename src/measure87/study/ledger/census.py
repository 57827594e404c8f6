"""Who was in a release: keyed hashes of persons, the codes that figures are by, and weights.

A hash under the secret of the folder tells the same person again, and nobody who has not the secret
who she is. Codes stand as they are, for a group has to be told; and weights, for what two releases
tell of those who left hangs on them. Of measures that not everybody is asked about it is kept who
is of the ages that they speak of, and no age. Answers are not here.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.study.keyed_hash import HashKey

PERSON, WEIGHT, WEIGHS, BY, AMONG = "person", "weight", "weighs", "by ", "among "
DESIGN = "design"
"""Columns: hashes of a person and of her weight, the weight, which entries of old do not have, the
variables that figures are by, which begin with `BY`, and whether she is of a universe, that is of
the ages of some measures, which entries of old do not have either and which begin with `AMONG`.
Also a hash of her design (`DESIGN`: stratum, clusters, corrections, replicates), which these do not
have either."""
_AGE = "age"
_CHARACTERS = 32
_AT_ONCE = 100_000
"""Persons whose hashes are made at a time: as texts of Python these take thrice the memory."""


@dataclass(frozen=True, eq=False)
class Census:
    """The persons of one input, as one release was made of them.

    persons : a row each, in the order of their hashes, which says nothing of the file's: hash, hash
        of the weight, the weight, and code of each variable that any figure is by; null where it is
        missing
    figures : names of all figures that are of these persons
    universes : name of a figure to its universe, where it is not of all these persons
    """

    persons: pl.DataFrame = field(repr=False)
    figures: frozenset[str] = frozenset()
    universes: Mapping[str, str] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Census):
            return NotImplemented
        return (self.figures, self.universes) == (
            other.figures,
            other.universes,
        ) and self.persons.equals(other.persons)

    def __hash__(self) -> int:
        return hash((self.figures, self.persons.height))

    @property
    def variables(self) -> tuple[str, ...]:
        """Those that any figure is by."""
        names = self.persons.columns
        return tuple(name.removeprefix(BY) for name in names if name.startswith(BY))

    @property
    def among(self) -> tuple[str, ...]:
        """The universes of which it is known who is of them."""
        names = self.persons.columns
        return tuple(name.removeprefix(AMONG) for name in names if name.startswith(AMONG))

    @cached_property
    def codes(self) -> Mapping[str, tuple[str | None, ...]]:
        """Hash of a person to her code of each variable; None where it is missing."""
        hashes = self.persons[PERSON].to_list()
        if not self.variables:
            return dict.fromkeys(hashes, ())
        rows = self.persons.select([f"{BY}{name}" for name in self.variables]).rows()
        return dict(zip(hashes, rows, strict=True))

    def same(self, other: "Census") -> int:
        """How many persons are in both."""
        return self.persons.join(other.persons, on=PERSON, how="semi").height


@dataclass(frozen=True)
class Design:
    """From what the errors of an input follow beside its weights.

    columns : of its persons: strata, clusters, corrections, and replicates that the file has
    made : how replicates are made of these, in words; nothing where there are none
    """

    columns: tuple[str, ...] = ()
    made: str = ""


def held_by(variable: str, code: str) -> tuple[str, ...]:
    """The codes of persons who are in a group of one code: of an age group, its bands as well.

    >>> held_by("sex", "1"), held_by("age", "5-14")
    (('1',), ('5-14', '5-11', '12-14'))
    """
    is_group = variable == _AGE and code in AGE_GROUPS
    return (code, *(AGE_GROUPS[code].bands if is_group else ()))


def census_by_person(
    variables: Sequence[str],
    codes: Mapping[str, Sequence[str | None]],
    weights: Mapping[str, str],
    figures: Collection[str] = (),
) -> Census:
    """The census of persons by their hashes, with the hashes of their weights."""
    columns: dict[str, Sequence[str | None]] = {
        PERSON: [*codes],
        WEIGHT: [weights[one] for one in codes],
    }
    for at, name in enumerate(variables):
        columns[f"{BY}{name}"] = [one[at] for one in codes.values()]
    return census_from(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), figures)


def census_of(
    persons: pl.DataFrame,
    variables: Sequence[str],
    weight: str | None,
    figures: Collection[str],
    key: HashKey,
    other_weights: Sequence[str] = (),
    universes: Mapping[str, str] | None = None,
    design: Design | None = None,
) -> Census:
    """The census of a table of persons.

    Parameters
    ----------
    persons : with `person_id`, once each, and these variables
    weight : column of the survey's weight; None where all weigh the same
    key : the secret of the study folder
    other_weights : columns of more weights of hers that figures are made with; of these the hash
        alone is kept, with that of her weight
    universes : name of a figure to its universe; whether a person is of it stands in a column of
        the universe's name after `AMONG`
    design : from what errors follow beside weights; None keeps nothing of it
    """
    slices = list(persons.iter_slices(_AT_ONCE)) or [persons]
    told = [_told(few, variables, weight, key, other_weights, design) for few in slices]
    return census_from(pl.concat(told), figures, universes)


def _told(
    persons: pl.DataFrame,
    variables: Sequence[str],
    weight: str | None,
    key: HashKey,
    other_weights: Sequence[str],
    design: Design | None,
) -> pl.DataFrame:
    """What a census keeps of some persons."""
    names = [str(one) for one in persons["person_id"].to_list()]
    hashes = [_hashed(key, "person", one) for one in names]
    own = ["1.0"] * len(hashes) if weight is None else map(repr, persons[weight].to_list())
    others = [map(repr, persons[one].to_list()) for one in other_weights if one != weight]
    weights = map(" ".join, zip(own, *others, strict=True))
    of_weights = [_hashed(key, *pair) for pair in zip(hashes, weights, strict=True)]
    weighs = pl.Series([1.0] * len(hashes)) if weight is None else persons[weight]
    designed = [] if design is None else [_designed(persons, hashes, design, key)]
    columns = [
        pl.Series(PERSON, hashes, dtype=pl.String),
        pl.Series(WEIGHT, of_weights, dtype=pl.String),
        weighs.cast(pl.Float64).alias(WEIGHS),
        *designed,
        *(persons[name].cast(pl.String).alias(f"{BY}{name}") for name in variables),
        *(persons[name] for name in persons.columns if name.startswith(AMONG)),
    ]
    return pl.DataFrame(columns)


def _designed(
    persons: pl.DataFrame, hashes: Sequence[str], design: Design, key: HashKey
) -> pl.Series:
    rows = persons.select(design.columns).iter_rows() if design.columns else [()] * len(hashes)
    texts = (f"{one} {design.made} {row!r}" for one, row in zip(hashes, rows, strict=True))
    found = [_hashed(key, "design", text) for text in texts]
    return pl.Series(DESIGN, found, dtype=pl.String)


def census_from(
    frame: pl.DataFrame, figures: Collection[str], universes: Mapping[str, str] | None = None
) -> Census:
    """A census as it was kept; of a person who is there twice the last."""
    persons = frame.sort(PERSON, maintain_order=True)
    repeated = (pl.col(PERSON) == pl.col(PERSON).shift(-1)).fill_null(value=False)
    if persons.select(repeated.any()).item():
        persons = persons.filter(~repeated)
    return Census(persons, frozenset(figures), universes or {})


def _hashed(key: HashKey, what: str, text: str) -> str:
    return hmac.digest(key.secret, f"{what} {text}".encode(), "sha256").hex()[:_CHARACTERS]
