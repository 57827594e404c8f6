"""Who was in a release, and who of all persons that ever were in one was in which.

A census has keyed hashes of persons, the codes that figures are by, and weights. A hash under the
secret of the folder tells the same person again, and nobody who has not the secret who she is.
Codes stand as they are, for a group has to be told; and weights, for what two releases tell of
those who left hangs on them. Of measures that not everybody is asked about it is kept who is of the
ages that they speak of, and no age. Answers are not here.

Persons who are in the same releases, with the same codes in each, are one group, and groups are
what is compared (`Memberships`): there are few of them however many persons there are. A person
with other codes counts as another one: one has left, one has come. Codes are compared by the
variables that two releases have both; what only one of them is by says nothing of the other.

Nor is a person in all figures of a release. A measure speaks of some ages, and whoever is 18 in the
second edition has left the measure of those of 5 to 17, though she is in the file. So of each
universe (the ages of some measures) it is told who was of it in which release.
"""

import hmac
from collections import Counter
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


Codes = frozenset[tuple[str, str | None]]
"""Variable and code of one person; variables of which nothing is known are not there."""
Version = tuple[int, int]
"""A group of persons, and which of those that they were over time."""
Universe = str | None
"""Name of those of whom a figure is; None is everybody of the input."""


@dataclass(frozen=True)
class Memberships:
    """Of some releases, the first of which is the new one, who was in each.

    members : (releases,) versions of groups of persons in each
    codes : of every version, all codes that any release has of its persons
    sizes : (groups,) how many persons each has
    among : (groups,) of each universe whether they were of it, in each release; as far as is known
    """

    members: tuple[frozenset[Version], ...]
    codes: Mapping[Version, Codes]
    sizes: Sequence[int]
    among: Sequence[Mapping[str, Sequence[bool | None]]] = field(default=())

    @property
    def universes(self) -> tuple[Universe, ...]:
        """All of them, with everybody first."""
        return (None, *sorted({name for one in self.among for name in one}))

    def of(self, release: int, universe: Universe) -> frozenset[Version]:
        """Those of a release of whom a figure is."""
        members = self.members[release]
        if universe is None:
            return members
        return frozenset(one for one in members if self._was(one[0], release, universe))

    def _was(self, group: int, release: int, universe: str) -> bool:
        """Whether persons were of a universe; where it is not known, as in the nearest release.

        Whoever is not known to be of it in any release is taken to be.
        """
        said = self.among[group].get(universe, ())
        known = [(abs(k - release), k) for k, one in enumerate(said) if one is not None]
        return said[min(known)[1]] is not False if known else True

    def left(
        self, release: int, universe: Universe = None, then: Universe = None
    ) -> frozenset[Version]:
        """Those of an earlier release, of its universe `then`, who are not of the new one."""
        return self.of(release, then) - self.of(0, universe)

    def came(
        self, release: int, universe: Universe = None, then: Universe = None
    ) -> frozenset[Version]:
        """Those of the new release who were not in an earlier one."""
        return self.of(0, universe) - self.of(release, then)

    def of_one_alone(self, release: int, universe: Universe, then: Universe) -> frozenset[Version]:
        """Who stayed in either of two universes, and is not of the other."""
        stayed = [self.of(0, one) & self.of(release, one) for one in (universe, then)]
        return stayed[0] ^ stayed[1]

    def differ(self, release: int) -> int:
        """How many persons left, came, have other codes, or are of other universes, each once."""
        groups = {
            group
            for universe in self.universes
            for side in (self.left, self.came)
            for group, _ in side(release, universe, universe)
        }
        return sum(self.sizes[group] for group in groups)

    def are_alike(self, release: int, other: int) -> bool:
        """Whether two releases are of the same persons, in each universe."""
        return all(self.of(release, one) == self.of(other, one) for one in self.universes)

    def patterns(self) -> dict[Version, str]:
        """Of every version the releases that it was in, as `101`.

        With those of each universe that its persons were of in some of them alone.
        """
        return {
            version: " ".join(
                [
                    "".join(str(int(version in one)) for one in self.members),
                    *(f"{one}:{which}" for one, which in self._changing(version)),
                ]
            )
            for version in self.codes
        }

    def _changing(self, version: Version) -> list[tuple[str, str]]:
        """Universes that persons came to or left, and in which releases they were of them."""
        number = range(len(self.members))
        group = version[0]
        found = []
        for universe in sorted(self.among[group]) if self.among else ():
            was = [self._was(group, k, universe) for k in number]
            if len({*was}) > 1:
                found.append((universe, "".join(str(int(one)) for one in was)))
        return found

    def by_codes(self, versions: frozenset[Version]) -> Counter[Codes]:
        """How many of some persons have the same codes."""
        found: Counter[Codes] = Counter()
        for version in versions:
            found[self.codes[version]] += self.sizes[version[0]]
        return found


def memberships(censuses: Sequence[Census], weighed: bool = False) -> Memberships:
    """Who was in each of some releases; the first is the new one, the others the newest first.

    Parameters
    ----------
    weighed : whether a person of another weight counts as another one
    """
    groups = _groups(censuses, weighed=weighed)
    members: list[set[Version]] = [set() for _ in censuses]
    codes_of: dict[Version, Codes] = {}
    universes = sorted({name for census in censuses for name in census.among})
    among: list[dict[str, list[bool | None]]] = []
    for group, row in enumerate(groups.iter_rows(named=True)):
        among.append({u: [row.get(_of(k, u)) for k in range(len(censuses))] for u in universes})
        known: list[dict[str, str | None]] = []
        for k, census in enumerate(censuses):
            if row[_in(k)] is None:
                continue
            said = {name: row[_code(k, name)] for name in census.variables}
            if weighed:
                said[""] = row[_code(k, WEIGHT)]
            members[k].add((group, _placed(known, said)))
        for number, codes in enumerate(known):
            codes_of[group, number] = frozenset(one for one in codes.items() if one[0])
    sizes = groups[_SIZE].to_list()
    return Memberships(tuple(frozenset(one) for one in members), codes_of, sizes, among)


_SIZE = "size"


def _in(release: int) -> str:
    return f"{release} in"


def _code(release: int, name: str) -> str:
    return f"{release} by {name}"


def _of(release: int, universe: str) -> str:
    return f"{release} among {universe}"


def _groups(censuses: Sequence[Census], *, weighed: bool) -> pl.DataFrame:
    """A row for persons who were in the same releases with the same codes in each, and how many.

    Of weights it tells in which release somebody had the same first.
    """
    first, *others = (_of_release(k, census) for k, census in enumerate(censuses))
    joined = first
    for one in others:
        joined = joined.join(one, on=PERSON, how="full", coalesce=True)
    weights = [f"{k} {WEIGHT}" for k in range(len(censuses))]
    if weighed:
        joined = joined.with_columns(
            pl.coalesce(
                pl.when(pl.col(weights[k]) == pl.col(weights[j])).then(pl.lit(str(j)))
                for j in range(k + 1)
            ).alias(_code(k, WEIGHT))
            for k in range(len(censuses))
        )
    return joined.drop(PERSON, *weights).group_by(pl.all(), maintain_order=True).len(_SIZE)


def _of_release(k: int, census: Census) -> pl.DataFrame:
    """The persons of one release, under names of columns that no other has."""
    return census.persons.select(
        PERSON,
        pl.lit(True).alias(_in(k)),
        pl.col(WEIGHT).alias(f"{k} {WEIGHT}"),
        *(pl.col(f"{BY}{name}").alias(_code(k, name)) for name in census.variables),
        *(pl.col(f"{AMONG}{name}").alias(_of(k, name)) for name in census.among),
    )


def _placed(versions: list[dict[str, str | None]], said: Mapping[str, str | None]) -> int:
    """Which version has no other codes; it learns those that it did not have."""
    for number, known in enumerate(versions):
        if all(known.get(name, code) == code for name, code in said.items()):
            known.update(said)
            return number
    versions.append(dict(said))
    return len(versions) - 1


def reweighted(new: Census, old: Census) -> int:
    """How many persons of both have another weight."""
    both = new.persons.select(PERSON, WEIGHT).join(old.persons.select(PERSON, WEIGHT), on=PERSON)
    return both.filter(pl.col(WEIGHT) != pl.col(f"{WEIGHT}_right")).height


def redesigned(new: Census, old: Census) -> bool:
    """Whether anybody of both has another design, from which other errors follow.

    Of entries of old nobody knows it: it may be another one.
    """
    if DESIGN not in new.persons.columns:
        return False
    if DESIGN not in old.persons.columns:
        return new.same(old) > 0
    both = new.persons.select(PERSON, DESIGN).join(old.persons.select(PERSON, DESIGN), on=PERSON)
    return both.filter(pl.col(DESIGN) != pl.col(f"{DESIGN}_right")).height > 0
