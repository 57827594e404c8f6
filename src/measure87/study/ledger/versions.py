"""Who of all persons that ever were in a release was in which.

A person with other codes counts as another one: one has left, one has come. Codes are compared by
the variables that two releases have both; what only one of them is by says nothing of the other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.study.ledger.census import Census

Codes = frozenset[tuple[str, str | None]]
"""Variable and code of one person; variables of which nothing is known are not there."""
Version = tuple[str, int]
"""Hash of a person, and which of those with that hash."""


@dataclass(frozen=True)
class Memberships:
    """Of some releases, the first of which is the new one, who was in each.

    members : (releases,) versions of persons in each
    codes : of every version, all codes that any release has of her
    """

    members: tuple[frozenset[Version], ...]
    codes: Mapping[Version, Codes]

    def left(self, release: int) -> frozenset[Version]:
        """Those of an earlier release who are not in the new one."""
        return self.members[release] - self.members[0]

    def came(self, release: int) -> frozenset[Version]:
        """Those of the new release who were not in an earlier one."""
        return self.members[0] - self.members[release]

    def differ(self, release: int) -> int:
        """How many persons left, came, or have other codes: persons, each once."""
        return len({person for person, _ in self.left(release) | self.came(release)})

    def patterns(self) -> dict[Version, str]:
        """Of every version the releases that she was in, as `101`."""
        return {
            version: "".join(str(int(version in one)) for one in self.members)
            for version in self.codes
        }

    def by_codes(self, versions: frozenset[Version]) -> Counter[Codes]:
        """How many of some persons have the same codes."""
        return Counter(self.codes[version] for version in versions)


def memberships(censuses: Sequence[Census], weighed: bool = False) -> Memberships:
    """Who was in each of some releases; the first is the new one, the others the newest first.

    Parameters
    ----------
    weighed : whether a person of another weight counts as another one
    """
    known: dict[str, list[dict[str, str | None]]] = {}
    members: list[set[Version]] = []
    for census in censuses:
        here: set[Version] = set()
        for person, codes in census.codes.items():
            said = dict(zip(census.variables, codes, strict=True))
            if weighed:
                said[""] = census.weights[person]
            here.add((person, _placed(known.setdefault(person, []), said)))
        members.append(here)
    codes_of = {
        (person, number): frozenset(item for item in codes.items() if item[0])
        for person, versions in known.items()
        for number, codes in enumerate(versions)
    }
    return Memberships(tuple(frozenset(one) for one in members), codes_of)


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
    return sum(old.weights.get(one, weight) != weight for one, weight in new.weights.items())
