"""Who of all persons that ever were in a release was in which.

Persons who are in the same releases, with the same codes in each, are one group, and groups are
what is compared: there are few of them however many persons there are.

A person with other codes counts as another one: one has left, one has come. Codes are compared by
the variables that two releases have both; what only one of them is by says nothing of the other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from measure87.study.ledger.census import BY, PERSON, WEIGHT, Census

Codes = frozenset[tuple[str, str | None]]
"""Variable and code of one person; variables of which nothing is known are not there."""
Version = tuple[int, int]
"""A group of persons, and which of those that they were over time."""


@dataclass(frozen=True)
class Memberships:
    """Of some releases, the first of which is the new one, who was in each.

    members : (releases,) versions of groups of persons in each
    codes : of every version, all codes that any release has of its persons
    sizes : (groups,) how many persons each has
    """

    members: tuple[frozenset[Version], ...]
    codes: Mapping[Version, Codes]
    sizes: Sequence[int]

    def left(self, release: int) -> frozenset[Version]:
        """Those of an earlier release who are not in the new one."""
        return self.members[release] - self.members[0]

    def came(self, release: int) -> frozenset[Version]:
        """Those of the new release who were not in an earlier one."""
        return self.members[0] - self.members[release]

    def differ(self, release: int) -> int:
        """How many persons left, came, or have other codes: persons, each once."""
        groups = {group for group, _ in self.left(release) | self.came(release)}
        return sum(self.sizes[group] for group in groups)

    def patterns(self) -> dict[Version, str]:
        """Of every version the releases that it was in, as `101`."""
        return {
            version: "".join(str(int(version in one)) for one in self.members)
            for version in self.codes
        }

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
    for group, row in enumerate(groups.iter_rows(named=True)):
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
    return Memberships(tuple(frozenset(one) for one in members), codes_of, sizes)


_SIZE = "size"


def _in(release: int) -> str:
    return f"{release} in"


def _code(release: int, name: str) -> str:
    return f"{release} by {name}"


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
