"""What is known of measures from their definitions, so that it need not be guessed from counts.

A reader knows the definitions. Where few are counted, one measure has no more cases than another in
any group by chance; that its cases are among those of the other she takes for true only where no
coherent person speaks against it. Of persons who are cases of a measure of which nobody is a case
here she knows that there are none: they do not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from measure87.define.not_nested import KnownPersons, definitions_with_persons, known_persons
from measure87.disseminate.gate.tables.crossed_measures import names_of
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import Comparison, StatedMeasure, SurveyDiagnostics

Ages = Mapping[str, tuple[int, int | None]]
"""First and last age of the people of whom a measure is, by its name; None where it is open."""


@dataclass(frozen=True)
class KnownMeasures:
    """Of measures, by their names.

    Attributes
    ----------
    ages
        Of the people of whom they are.
    persons
        Who can be among the people of this release, by family of definitions.
    places
        Measure to its family and column.
    partly
        The same of measures of which it is not said that all their items were asked.
    crossed
        Measures that are crossed person by person, with the names of their figures.
    of_other_persons
        Pairs of measures of two inputs of which the cases of the first are not all among those of
        the second, as whoever knows who is in one input alone does not take them to be.
    """

    ages: Ages = field(default_factory=dict)
    persons: tuple[KnownPersons, ...] = ()
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    partly: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    crossed: tuple[Comparison, ...] = ()
    of_other_persons: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def _of_crossings(self) -> frozenset[str]:
        return names_of(self.crossed)

    def is_of_a_crossing(self, name: str) -> bool:
        """Whether a figure is of two measures, so that all that holds of it is said."""
        return name in self._of_crossings

    def cannot_nest(self, narrow: str, wide: str) -> bool:
        """Whether the cases of one measure are not among those of another by definition.

        >>> known = KnownMeasures({"children": (5, 17), "adults": (18, None)})
        >>> known.cannot_nest("children", "adults")
        True
        """
        return (
            (narrow, wide) in self.of_other_persons
            or not self._of_crossings.isdisjoint([narrow, wide])
            or self._is_somebody([narrow], [wide])
            or _of_other_ages(narrow, wide, self.ages)
        )

    def are_apart(self, one: str, other: str) -> bool:
        """Whether two measures are of different ages, so that nobody is a case of both."""
        return _of_other_ages(one, other, self.ages)

    def can_share(self, one: str, other: str) -> bool:
        """Whether somebody can be a case of both, so that they are no parts of one sum."""
        return self._is_somebody([one, other], [])

    def can_be_more(self, whole: str, one: str, other: str) -> bool:
        """Whether somebody can be a case of a measure and of neither of two others."""
        return self._is_somebody([whole], [one, other])

    def among(self, whole: str, parts: Sequence[str]) -> dict[str, BoolArray]:
        """Parts to who of the cases of a whole, (persons,), may be cases of them by definition.

        Left out are parts of which somebody is a case who is none of the whole. Of a whole of
        which not all items were asked those persons count who are cases of a part: nobody else is
        sure to have said yes to an item that was asked.
        """
        every = {**self.partly, **self.places}
        if whole not in every:
            return {}
        family, column = every[whole]
        persons = self.persons[family]
        columns = {one: every[one][1] for one in parts if every.get(one, (None,))[0] == family}
        inside = {
            one: k
            for one, k in columns.items()
            if not (persons.yes[:, k] & persons.no[:, column]).any()
        }
        cases = persons.yes[:, column]
        if whole in self.partly:
            cases = cases & persons.yes[:, list(inside.values())].any(axis=1)
        return {one: ~persons.no[cases, k] for one, k in inside.items()}

    def _is_somebody(self, yes: list[str], no: list[str]) -> bool:
        """Whether somebody is a case of some measures of a family and none of others."""
        named = [*yes, *no]
        if not all(name in self.places for name in named):
            return False
        families = {self.places[name][0] for name in named}
        if len(families) != 1:
            return False
        persons = self.persons[families.pop()]
        found = persons.yes[:, [self.places[name][1] for name in yes]].all(axis=1)
        found &= persons.no[:, [self.places[name][1] for name in no]].all(axis=1)
        return bool(found.any())


def known_measures(
    measures: Mapping[str, StatedMeasure],
    figures: Iterable[Estimate],
    crossed: tuple[Comparison, ...] = (),
) -> KnownMeasures:
    """Of the measures of a result: their ages, and who is known under the package's definitions.

    Of a definition of the country, another edition or another interpretation nobody is known, nor
    of a measure of which it is not said that all its items were asked. Where of all hazards only
    heavy loads were asked, whoever works in hazards carries them.
    """
    of: dict[str, set[str]] = {}
    with_cases: set[str] = set()
    for figure in figures:
        of.setdefault(figure.name, set()).add(figure.definition or "")
        if figure.n_cases:
            with_cases.add(figure.name)
    defined = {name for name, own in of.items() if own <= definitions_with_persons()}
    known = {name for name in defined if _is_asked_in_full(measures.get(name))}
    families = known_persons()
    places = {
        name: (number, column)
        for number, family in enumerate(families)
        for column, name in enumerate(family.measures)
        if name in defined
    }
    return KnownMeasures(
        {name: about.ages for name, about in measures.items() if about.ages is not None},
        tuple(_possible(family, known - with_cases) for family in families),
        {name: place for name, place in places.items() if name in known},
        {name: place for name, place in places.items() if name not in known},
        crossed,
    )


def ages_before(releases: Iterable[SurveyDiagnostics]) -> dict[str, tuple[int, int | None]]:
    """Of whom measures of earlier releases are; none of which two releases say otherwise."""
    told: dict[str, set[tuple[int, int | None]]] = {}
    for said in releases:
        for name, about in (said.measures or {}).items():
            if about.ages is not None:
                told.setdefault(name, set()).add(about.ages)
    return {name: next(iter(ages)) for name, ages in told.items() if len(ages) == 1}


def _is_asked_in_full(about: StatedMeasure | None) -> bool:
    """Whether the release says that every item of every criterion was asked."""
    if about is None or not about.asked:
        return False
    return not any(one.not_asked for one in about.asked)


def _possible(family: KnownPersons, empty: set[str]) -> KnownPersons:
    """The persons who may be cases of none of some measures that have no case."""
    columns = [column for column, name in enumerate(family.measures) if name in empty]
    kept = np.flatnonzero(~family.yes[:, columns].any(axis=1))
    return KnownPersons(family.measures, family.yes[kept], family.no[kept])


def _of_other_ages(one: str, other: str, ages: Ages) -> bool:
    if one not in ages or other not in ages:
        return False
    first, second = sorted((ages[one], ages[other]), key=lambda each: each[0])
    return first[1] is not None and first[1] < second[0]
