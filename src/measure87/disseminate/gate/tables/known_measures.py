"""What is known of measures from their definitions, so that it need not be guessed from counts.

A reader knows the definitions. Where few are counted, one measure has no more cases than another in
any group by chance; that its cases are among those of the other she takes for true only where the
definitions allow it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from measure87.define.not_nested import not_nested
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedMeasure

Ages = Mapping[str, tuple[int, int | None]]
"""First and last age of the people of whom a measure is, by its name; None where it is open."""


@dataclass(frozen=True)
class KnownMeasures:
    """Of measures, by their names."""

    ages: Ages = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()
    """Pairs (one, other): a case of the first may be none of the second."""
    shared: frozenset[tuple[str, str]] = frozenset()
    """Pairs of which somebody can be a case of both."""
    not_whole: frozenset[tuple[str, str, str]] = frozenset()
    """(whole, one, other): a case of the first may be none of both others."""

    def cannot_nest(self, narrow: str, wide: str) -> bool:
        """Whether the cases of one measure are not among those of another by definition.

        >>> known = KnownMeasures({"children": (5, 17), "adults": (18, None)})
        >>> known.cannot_nest("children", "adults")
        True
        """
        return (narrow, wide) in self.apart or _of_other_ages(narrow, wide, self.ages)

    def can_share(self, one: str, other: str) -> bool:
        """Whether somebody can be a case of both, so that they are no parts of one sum."""
        return (one, other) in self.shared

    def can_be_more(self, whole: str, one: str, other: str) -> bool:
        """Whether somebody can be a case of a measure and of neither of two others."""
        return (whole, *sorted((one, other))) in self.not_whole


def known_measures(
    measures: Mapping[str, StatedMeasure], figures: Iterable[Estimate]
) -> KnownMeasures:
    """Of the measures of a result: their ages, and how definitions of the package lie.

    A definition of the country, another edition of one, or another interpretation is not known.
    """
    told = not_nested()
    of: dict[str, set[str]] = {}
    for figure in figures:
        of.setdefault(figure.name, set()).add(figure.definition or "")
    known = {name for name, definitions in of.items() if definitions <= told.definitions}
    return KnownMeasures(
        {name: about.ages for name, about in measures.items() if about.ages is not None},
        frozenset(pair for pair in told.apart if known.issuperset(pair)),
        frozenset(pair for pair in told.shared if known.issuperset(pair)),
        frozenset(three for three in told.not_whole if known.issuperset(three)),
    )


def _of_other_ages(one: str, other: str, ages: Ages) -> bool:
    if one not in ages or other not in ages:
        return False
    first, second = sorted((ages[one], ages[other]), key=lambda each: each[0])
    return first[1] is not None and first[1] < second[0]
