"""What is to be reached: a share, or a number of persons in one place.

SDG target 8.7 is an end of child labour, and no steady rate leads to 0: a small share stands for
it, which the caller chooses and which is named with the result. A number of persons becomes a
share of the people of its year.
"""

from dataclasses import dataclass

from measure87.combine.aggregation.groups import WORLD, Place
from measure87.combine.aggregation.sums import PopulationCells, summed_population
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Target:
    """A share, for every place, sex and age; or a number of persons in one place.

    Raises
    ------
    UsageError
        If it is neither or both, or not above 0, or a share above 1.
    """

    year: int
    share: float | None = None
    """0 to 1, not 0."""
    persons: float | None = None
    place: str = WORLD
    """Of a number of persons: code of the place, all sexes and ages together."""
    name: str = "target"
    """Stands in the column `scenario`."""

    def __post_init__(self) -> None:
        """Refuse targets that cannot be."""
        if (self.share is None) == (self.persons is None):
            raise _unfit("a target is either a share or a number of persons")
        if not max(self.share or 0.0, self.persons or 0.0) > 0:
            raise _unfit("no steady rate leads to 0 or below")
        if self.share is not None and self.share > 1:
            raise _unfit(f"a share of {self.share:g} cannot be")

    def is_about(self, place: Place, sex: int, age: int) -> bool:
        """Whether it says something of that cell; sex 0 and age 0 are everybody."""
        if self.share is not None:
            return True
        return place.code == self.place and (sex, age) == (0, 0)

    def share_of(self, place: Place, people: PopulationCells | None) -> float:
        """The target as a share.

        Raises
        ------
        UsageError
            If it is a number of persons, and people of its year are not given or there are none.
        """
        if self.share is not None:
            return self.share
        if people is None or self.year not in people.years:
            raise UsageError(
                f"a target in persons needs the people of {self.year}",
                code="target",
                hint="give the population cells of the target's year",
            )
        total = float(summed_population(people, place.members, (self.year,)).sum())
        if not total > 0 or self.persons is None:
            raise UsageError(f"{place.name} has no people in {self.year}", code="target")
        return self.persons / total


def _unfit(what: str) -> UsageError:
    return UsageError(
        what, code="target", hint="a share above 0 such as 0.01, or a number of persons above 0"
    )
