"""What the ledger of a study keeps, as the gate uses it: earlier releases, and who was in each.

Where all releases are of the same persons nothing is added to their figures. Where persons left or
came, every figure gets one more variable: who of all persons that ever were in a release is in
this one. So what an old figure has more than a new one is a group like others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.disseminate.gate.tables.together import Together
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Estimate, Result

WHO = "(who)"
"""The variable: its codes are sets of persons who were in the same releases."""
Group = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Weighed:
    """Some persons by their weights.

    number, weight, squares : how many they are, and the sums of their weights and of the squares
    """

    number: int
    weight: float
    squares: float


@dataclass(frozen=True, eq=False)
class Turnover:
    """Of a group those who left since an earlier release, and those who came.

    Attributes
    ----------
    before
        Code of `WHO` of the earlier release.
    left, came : (l,) and (c,) float
        Their weights; of those who came in the unit of the earlier release, where all weights were
        multiplied by one number since.
    then, now
        Everybody of the group in either, in that unit.
    """

    before: str
    left: FloatArray
    came: FloatArray
    then: Weighed
    now: Weighed


@dataclass(frozen=True)
class KeptReleases:
    """Every release before this one.

    Attributes
    ----------
    results
        The oldest first; groups have `WHO` where its persons are not all those of this one.
    who
        Name of a figure to the code of `WHO` of this release; none where all are the same.
    parts
        Code of `WHO` to those that it is made of.
    withheld
        Name of a figure to groups of which so few left or came that their answers could be told.
    secrets
        Figures that nobody shows, of those who left and of those who came.
    reweighted
        Names of figures whose persons had other weights in an earlier release.
    persons_differ
        Whether anybody left, came, or is in another group now.
    together
        Variables whose codes lie in each other, as who was asked tells.
    moved
        Name of a figure to groups of which so few have other codes now that their answers could
        be told, where more have.
    turnover
        Name of a figure to groups, and of each who left since earlier releases and who came, where
        those who stayed have the weights that they had.
    """

    results: tuple[Result, ...] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    withheld: Mapping[str, Collection[Group]] = field(default_factory=dict)
    secrets: tuple[Estimate, ...] = ()
    reweighted: frozenset[str] = frozenset()
    persons_differ: bool = False
    together: tuple[Together, ...] = ()
    moved: Mapping[str, Collection[Group]] = field(default_factory=dict)
    turnover: Mapping[str, Mapping[Group, Sequence[Turnover]]] = field(default_factory=dict)

    @property
    def persons_are_the_same(self) -> bool:
        """Whether all releases are of the same persons, with the same weights and codes."""
        return not (self.persons_differ or self.reweighted or self.moved)

    def told_apart(self, estimates: Sequence[Estimate], reason: str) -> tuple[Estimate, ...]:
        """Figures of the persons of this release as they are judged, with `WHO` where it is told.

        Where it is not, those that are withheld are without counts: what is left is of groups
        with nobody who differs, so that it is the same in all releases. `reason` is the flag
        of such a figure.
        """
        return tuple(self._apart(one, reason) for one in estimates)

    def _apart(self, figure: Estimate, reason: str) -> Estimate:
        if figure.name in self.who:
            return replace(figure, group={**figure.group, WHO: self.who[figure.name]})
        return figure.suppress(reason) if self.withholds(figure) else figure

    def withholds(self, figure: Estimate) -> bool:
        """Whether a figure, without or with `WHO`, is of a group that few left or came to."""
        return frozenset(without_who(figure.group).items()) in self.withheld.get(figure.name, ())

    def few_moved(self, figure: Estimate) -> bool:
        """Whether a figure is of a group that few left or came to by a change of codes."""
        return frozenset(without_who(figure.group).items()) in self.moved.get(figure.name, ())


def without_who(group: Mapping[str, str]) -> dict[str, str]:
    """A group as it is released."""
    return {name: code for name, code in group.items() if name != WHO}


def as_released(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Figures without `WHO`."""
    return [
        replace(one, group=without_who(one.group)) if WHO in one.group else one for one in estimates
    ]
