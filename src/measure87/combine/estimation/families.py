"""Measures that are estimated in one model, and whether figures carry an estimate of each.

Where a measure that is estimated names another estimated one as its crosswalk, one of the two
counts everybody whom the other counts. Fitted apart, draws of the inner one could lie above the
outer one. So they are one model: the innermost is what is estimated, and the others are it with
each country's step between them, which has one sign.

Whether every measure has figures that carry an estimate is asked before minutes are spent on one;
and how many persons each cell of the model holds, to weigh the parts of published totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Crosswalk
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.adjustment.nested import nested_figures
from measure87.combine.adjustment.selection import Persons, selected
from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import MeasureQuestion, Questions
from measure87.combine.inputs import Population
from measure87.combine.inputs.age_splitting import Split
from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError, RefusedError, StudyError

_HIGHER = 'crosswalk = [{ measure = "...", higher = true }]'


@dataclass(frozen=True)
class Family[M: MeasureQuestion]:
    """Measures of one model.

    Attributes
    ----------
    base : MeasureQuestion
        Definition 0 of the model, with crosswalks to all others.
    others : tuple of MeasureQuestion
    """

    base: M
    others: tuple[M, ...] = ()

    @property
    def members(self) -> tuple[M, ...]:
        """All of them, the base first."""
        return (self.base, *self.others)

    def definition_of(self, name: str) -> int:
        """Place of a measure among the definitions of the model."""
        crosswalks = [one.measure for one in self.base.asked.crosswalks]
        return 0 if name == self.base.name else 1 + crosswalks.index(name)


def families_of[M: MeasureQuestion](measures: Sequence[M]) -> tuple[Family[M], ...]:
    """Measures in their models, nested ones (`within`, `beyond`) each by itself and last.

    Raises
    ------
    StudyError
        `crosswalk`, where what is said of measures of one model contradicts itself or leaves open
        how they lie to each other.
    """
    found = []
    left = {one.name: one for one in measures if one.base is None}
    while left:
        members = _connected(next(iter(left.values())), left)
        for one in members:
            del left[one.name]
        found.append(_family(members))
    return (*found, *(Family(one) for one in measures if one.base is not None))


def _connected[M: MeasureQuestion](first: M, among: dict[str, M]) -> tuple[M, ...]:
    """The measures that are tied to the first one by crosswalks, in their order."""
    names, before = {first.name}, set[str]()
    while names != before:
        before = set(names)
        for one in among.values():
            tied = {c.measure for c in one.asked.crosswalks if c.measure in among}
            if one.name in names or tied & names:
                names |= {one.name, *tied}
    return tuple(one for name, one in among.items() if name in names)


def _family[M: MeasureQuestion](members: tuple[M, ...]) -> Family[M]:
    if len(members) == 1:
        return Family(members[0])
    _require_alike(members)
    for base in members:
        others = tuple(one for one in members if one is not base)
        ties = [_tie(base, one) for one in others]
        if all(tie is not None and tie.higher for tie in ties):
            asked = _with(base.asked, [tie for tie in ties if tie is not None])
            _require_known(asked, others)
            return Family(replace(base, asked=asked), others)
    raise StudyError(
        f"{_named(members)} are tied by crosswalks, and none of them is said to lie within all "
        "others", code="crosswalk", where="[measures]",
        hint=f"say of the smallest how each other one lies to it: {_HIGHER}",
    )  # fmt: skip


def _tie(base: MeasureQuestion, other: MeasureQuestion) -> Crosswalk | None:
    """How another measure lies to the base, as either or both of them say."""
    told = [c for c in base.asked.crosswalks if c.measure == other.name]
    told += [
        Crosswalk(other.name, not c.higher, c.same_at)
        for c in other.asked.crosswalks
        if c.measure == base.name
    ]
    if len(set(told)) > 1:
        raise StudyError(
            f"{base.name} and {other.name} say different things of how they lie to each other",
            code="crosswalk", where=f"[measures.{other.name}]",
            hint="where one is higher the other is not, and same_at is the same in both",
        )  # fmt: skip
    return told[0] if told else None


def _with(asked: Asked, ties: Sequence[Crosswalk]) -> Asked:
    """What is asked of the base, with a crosswalk to every measure of the family."""
    own = {one.measure: one for one in asked.crosswalks}
    return replace(asked, crosswalks=tuple((own | {one.measure: one for one in ties}).values()))


def _require_known(asked: Asked, others: Sequence[MeasureQuestion]) -> None:
    """Refuse measures that serve one of the others and that the base says nothing of."""
    known = {asked.measure, *(one.measure for one in asked.crosswalks)}
    for one in others:
        more = [c.measure for c in one.asked.crosswalks if c.measure not in known]
        if more or one.asked.flows:
            name = more[0] if more else one.asked.flows[0].measure
            raise StudyError(
                f"{one.name} is estimated in one model with {asked.measure}, which says nothing of "
                f"{name}", code="crosswalk", where=f"[measures.{one.name}]",
                hint=f"name {name} as a crosswalk of {asked.measure}, or take it away",
            )  # fmt: skip


def _require_alike(members: Sequence[MeasureQuestion]) -> None:
    """Refuse what can only be said of a model as a whole and is said differently."""
    first = members[0]
    for one in members[1:]:
        for key in ("source_bias", "survey_error", "reference_source"):
            if getattr(one.asked, key) != getattr(first.asked, key):
                raise StudyError(
                    f"{first.name} and {one.name} are estimated in one model, and their {key} "
                    "differ", code="crosswalk", where=f"[measures.{one.name}]",
                    hint="state it under [model], or the same for both",
                )  # fmt: skip


def _named(members: Sequence[MeasureQuestion]) -> str:
    return ", ".join(one.name for one in members)


def population_persons(inputs: WorldInputs, asked: Asked) -> Persons:
    """Persons by country and year, of the population file; None for years that it does not reach.

    Populations are not extrapolated, here as elsewhere.
    """
    return persons_of(inputs.population, inputs.split, asked)


def persons_of(population: Population, split: Split, asked: Asked) -> Persons:
    """The same of a population; None also for a country that it does not have."""

    @cache
    def persons(country: str, year: int) -> FloatArray | None:
        try:
            return np.array(
                [
                    [
                        population.persons(country, year, sex, *ages, split=split).persons
                        for ages in asked.ages
                    ]
                    for sex in asked.sexes
                ]
            )
        except DataError:
            return None

    return persons


def persons_of_part(persons: Persons, base: CountryDraws, *, beyond: bool) -> Persons:
    """Persons of the base, or outside it: those of whom a nested measure's share is one.

    By the mean of the base's draws, in the nearest year that is estimated.
    """
    share = base.share.mean(axis=0)
    part = 1.0 - share if beyond else share
    first, last = base.years[0], base.years[-1]

    def of_part(country: str, year: int) -> FloatArray | None:
        found = persons(country, year)
        if found is None:
            return None
        when = min(max(year, first), last) - first
        return np.asarray(found * part[base.countries.index(country), when])

    return of_part


def shares_of_cells(figures: Figures, countries: Sequence[str], persons: Persons) -> FloatArray:
    """(n, sexes, ages) shares of a figure's cells among their persons, whoever weighed them there.

    A nested measure's totals are weighed by the persons of its base; what they are laid beside
    is a share of the population.
    """
    weight = figures.cell_weight.copy()
    for row in np.flatnonzero(figures.total):
        found = persons(countries[figures.country[row]], int(figures.year[row]))
        if found is not None:
            weight[row] = found * (weight[row] > 0.0)
    return np.asarray(weight / weight.sum(axis=(1, 2), keepdims=True), dtype=np.float64)


FEWEST_COUNTRIES = 5
"""With figures, of a measure that is estimated. Ours: with fewer, a mean of the others has no error
of its own to be judged by, and it is the simplest baseline that the model has to beat."""


def require_figures(questions: Questions, inputs: WorldInputs) -> None:
    """Refuse a run in which a measure has no figures, or those of too few countries.

    Raises
    ------
    RefusedError
        `no-figures`, `too-few-countries`, `no-figures-of-its-own`.
    """
    _require_own_figures(questions, inputs)
    for one in questions.measures:
        countries = _countries(one, questions, inputs)
        if len(countries) < FEWEST_COUNTRIES:
            named = ", ".join(countries)
            raise RefusedError(
                f"{one.label}: countries with figures are too few to estimate all others from: "
                f"{len(countries)} ({named}), and {FEWEST_COUNTRIES} are the fewest",
                code="too-few-countries",
                where=f"{questions.path.name} [measures.{one.name}]",
                hint="bring figures of more countries, or another measure's by a crosswalk",
            )


def _require_own_figures(questions: Questions, inputs: WorldInputs) -> None:
    """Refuse a measure of a family that no figure is of: how far it lies from the base is open."""
    for family in families_of(questions.measures):
        asked = family.base.asked
        if not family.others:
            continue
        frame = selected(inputs.figures, asked, inputs.countries, population_persons(inputs, asked))
        used = set(frame.filter("used")["measure"].to_list())
        for one in family.others:
            if one.name not in used:
                raise RefusedError(
                    f"{one.label}: no figure of it serves, so that nothing tells by how much it "
                    f"counts more than {asked.measure}",
                    code="no-figures-of-its-own",
                    where=f"{questions.path.name} [measures.{one.name}]",
                    hint="bring figures of it, or do not ask for it",
                )


def _countries(one: MeasureQuestion, questions: Questions, inputs: WorldInputs) -> tuple[str, ...]:
    """Countries whose figures serve a measure."""
    table, errors, base = inputs.figures, questions.model.errors, one.base
    if base is not None:
        table = nested_figures(table, one.name, base, errors, beyond=one.beyond is not None)
        if table.included.is_empty():
            raise RefusedError(
                f"no survey has both {one.name} and {base} for the same sex and ages",
                code="no-figures",
                where=f"{questions.path.name} [measures.{one.name}]",
                hint="a nested measure is made from figures of both with the same country, year, "
                "sex, ages, source_type and source",
            )
    persons = population_persons(inputs, one.asked)
    given = model_figures(
        table,
        one.asked,
        inputs.countries,
        errors,
        persons,
        without_population=inputs.without_population,
    )
    present = {inputs.countries[place] for place in given.figures.country.tolist()}
    return tuple(sorted(present))
