"""What the ledger of a study keeps, as the gate uses it: earlier releases, and who was in each.

Where all releases are of the same persons nothing is added to their figures. Where persons left or
came, every figure gets one more variable: who of all persons that ever were in a release is in
this one. So what an old figure has more than a new one is a group like others.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.disseminate.gate.tables.together import Together
from measure87.numerics.arrays import BoolArray, FloatArray
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


type Inside = tuple[BoolArray, BoolArray]
"""Whether each of those who left (or came), and each of those who stayed, is in a group."""


@dataclass(frozen=True, eq=False)
class WhoStayed:
    """Of a group those who are in both releases.

    Attributes
    ----------
    then, now : (s,) float
        Their weights in the earlier release and in this one.
    weigh_anew
        Whether they have other weights than so many times those that they had.
    inside_then, inside_now
        Of a part of the group who of those who left, or came, and who of these is in it, in either
        release; None where it is not known.
    """

    then: FloatArray
    now: FloatArray
    weigh_anew: bool
    inside_then: Callable[[Group], Inside | None]
    inside_now: Callable[[Group], Inside | None]


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
    stayed
        Those who are in both. Where they weigh anew there is no such unit, and weights are those of
        the release that somebody is in.
    """

    before: str
    left: FloatArray
    came: FloatArray
    then: Weighed
    now: Weighed
    stayed: WhoStayed | None = None


@dataclass(frozen=True)
class Way:
    """How figures of three inputs or more leave those of some persons, and of how many.

    Attributes
    ----------
    signs
        Of each earlier input 1 where it is added to the later one, -1 where it is taken away, and
        0 where it is neither.
    least, most
        The sum of cases if nobody of those left who is added were one, and everybody who is taken
        away; and the other way round. One is 0 where all are added, or all are taken away.
    """

    signs: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True, eq=False)
class LeftBySeveral:
    """More than a few persons whom several inputs leave, added and taken from each other.

    Attributes
    ----------
    figures
        Of each earlier input, before anything is hidden, by codes of the later one: those of
        measures that are of the same subject and the same persons of it.
    ways
        Of each group how they are left.
    """

    figures: Sequence[Sequence[Estimate]]
    ways: Mapping[Group, Sequence[Way]]


@dataclass(frozen=True, eq=False)
class Beside:
    """An input of this release that some persons of a later one are in, and others are not.

    Attributes
    ----------
    later
        Name of the later input, of which the groups below are.
    figures
        Of the earlier one, before anything is hidden, by codes of the later one: those of measures
        that are of the same subject.
    of_few
        Groups that give way, and are judged without their counts: where so few are in one input
        alone of any group of figures that their answers could be told, all groups that somebody is
        in one input alone of. What is left of both inputs is of the same persons.
    alone
        Of each group of either how many the earlier input has alone, and how many the later one.
    persons
        Of each of these groups how many are in the earlier alone, in both, and in the later alone;
        where that is known of everybody.
    together
        Variables whose codes lie in each other, as the persons of both tell.
    turnover
        Of each group who these are, as if they had left or come between two releases.
    several
        Whom this and other inputs leave together.
    """

    later: str
    figures: Sequence[Estimate]
    of_few: Collection[Group]
    alone: Mapping[Group, tuple[int, int]]
    turnover: Mapping[Group, Turnover]
    persons: Mapping[Group, tuple[int, int, int]] = field(default_factory=dict)
    together: tuple[Together, ...] = ()
    several: tuple[LeftBySeveral, ...] = ()


@dataclass(frozen=True, eq=False)
class WeighedOtherwise:
    """What is told of the same persons by other weights, or with errors of another design.

    Attributes
    ----------
    later
        Name of the input that gives way.
    figures
        Those of measures of the same subject, by codes of that input.
    """

    later: str
    figures: Sequence[Estimate] = ()


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
    never_so_weighed
        Those of them whose persons had other weights in every earlier release.
    persons_differ
        Whether anybody left, came, or is in another group now.
    together
        Variables whose codes lie in each other, as who was asked tells.
    moved
        Name of a figure to groups of which so few have other codes now that their answers could
        be told, where more have.
    turnover
        Name of a figure to groups, and of each who left since earlier releases and who came.
    beside
        Name of a figure to the inputs before its own that have some of its persons, and others.
    readings
        Name of a figure to the earlier releases of other persons, with what they show of other
        measures of its subject.
    moves
        Name of a figure to the earlier releases in which some of the same persons have other
        codes, with what they show of its own measure; there who moved has left and come.
    weighed_beside
        Name of a figure to what inputs before its own have of the same persons with other weights,
        before anything is hidden; in the order of the inputs.
    weighed_before
        Name of a figure to what earlier releases show of them with other weights.
    """

    results: tuple[Result, ...] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    withheld: Mapping[str, Collection[Group]] = field(default_factory=dict)
    secrets: tuple[Estimate, ...] = ()
    reweighted: frozenset[str] = frozenset()
    never_so_weighed: frozenset[str] = frozenset()
    persons_differ: bool = False
    together: tuple[Together, ...] = ()
    moved: Mapping[str, Collection[Group]] = field(default_factory=dict)
    turnover: Mapping[str, Mapping[Group, Sequence[Turnover]]] = field(default_factory=dict)
    beside: Mapping[str, Sequence[Beside]] = field(default_factory=dict)
    readings: Mapping[str, Sequence[Beside]] = field(default_factory=dict)
    moves: Mapping[str, Sequence[Beside]] = field(default_factory=dict)
    weighed_beside: Mapping[str, WeighedOtherwise] = field(default_factory=dict)
    weighed_before: Mapping[str, WeighedOtherwise] = field(default_factory=dict)

    @property
    def some_are_in_one_alone(self) -> bool:
        """Whether counts of some persons stand beside those of others, here or before."""
        return self.persons_differ or bool(self.beside)

    @property
    def later_inputs(self) -> dict[str, str]:
        """Name of a figure to its input, where that has persons of an earlier one, and others.

        Or the same persons with other weights: their rows are not those of the earlier input.
        """
        weighed = {name: one.later for name, one in self.weighed_beside.items()}
        return {**weighed, **{name: found[0].later for name, found in self.beside.items()}}

    @property
    def persons_are_the_same(self) -> bool:
        """Whether all releases are of the same persons, with the same weights and codes."""
        return not (self.persons_differ or self.reweighted or self.moved)

    @property
    def earlier_inputs(self) -> dict[str, set[str]]:
        """Name of such a figure to those of earlier inputs."""
        found: dict[str, set[str]] = {}
        beside = [(name, one.figures) for name, every in self.beside.items() for one in every]
        for name, figures in (
            *beside,
            *((name, one.figures) for name, one in self.weighed_beside.items()),
        ):
            found.setdefault(name, set()).update(figure.name for figure in figures)
        return found

    def told_apart(self, estimates: Sequence[Estimate], reason: str) -> tuple[Estimate, ...]:
        """Figures of the persons of this release as they are judged, with `WHO` where it is told.

        Where it is not, those that are withheld are without counts: what is left is of groups
        with nobody who differs, so that it is the same in all releases. `reason` is the flag
        of such a figure.
        """
        return tuple(self._apart(one, reason) for one in estimates)

    def _apart(self, figure: Estimate, reason: str) -> Estimate:
        group = group_of(figure)
        if any(group in one.of_few for one in self.beside.get(figure.name, ())):
            figure = figure.suppress(reason)
        if figure.name in self.who:
            return replace(figure, group={**figure.group, WHO: self.who[figure.name]})
        return figure.suppress(reason) if self.withholds(figure) else figure

    def withholds(self, figure: Estimate) -> bool:
        """Whether a figure, without or with `WHO`, is of a group that few left or came to."""
        return group_of(figure) in self.withheld.get(figure.name, ())

    def few_moved(self, figure: Estimate) -> bool:
        """Whether a figure is of a group that few left or came to by a change of codes."""
        return group_of(figure) in self.moved.get(figure.name, ())


def without_who(group: Mapping[str, str]) -> dict[str, str]:
    """A group as it is released."""
    return {name: code for name, code in group.items() if name != WHO}


def group_of(figure: Estimate) -> Group:
    """The group of a figure as it is released, as a key."""
    return frozenset(without_who(figure.group).items())


def as_released(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Figures without `WHO`."""
    return [
        replace(one, group=without_who(one.group)) if WHO in one.group else one for one in estimates
    ]
