"""Whether weights are alike for everybody in a class: in a region, or in a region's towns.

Asked of the microdata, for the disclosure gate: where it is so, a reader of the figures knows
everybody's weight, and a weighted figure is one more equation of the counts by class.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.vocabulary.alike_weights import WeightClass
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.survey_design import SurveyDesign

_ALIKE = 1e-9
"""Share by which weights that are the same may differ: rounding of the machine."""
_WEIGHT = "measure87_weight"


@dataclass(frozen=True)
class Alike:
    """Variables in whose classes weights are alike, and the outcomes of which that is true."""

    variables: tuple[str, ...]
    classes: tuple[WeightClass, ...]
    outcomes: tuple[Outcome, ...]


def alike_weights(
    table: pl.DataFrame,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domains: Sequence[DomainTable],
    benchmark: Benchmark | None = None,
) -> list[Alike]:
    """Every listed variable, pair or crossing of variables in whose classes weights are alike.

    Parameters
    ----------
    table
        One row per person, as for `estimate_survey`.
    outcomes
        Judged by those whom each is about: the rows in which its column is not null.
    design
        Names the column of the weights.
    domains
        The tables of figures; every two variables of them are tried together as well.
    benchmark
        If the weights are made to meet it, those are judged.

    Returns
    -------
    list of Alike
        None where all weights are equal, for then weighted figures say what counts say; nor a
        set of variables of which a part is there. Persons of whom a code is missing may have
        any weights.
    """
    if benchmark is not None:
        calibrated, design = calibrated_table(
            table, tuple(outcomes), design, tuple(domains), {}, benchmark
        )
        table = calibrated.table.collect()
    if design.weight is None:
        return []
    weight = pl.col(design.weight).cast(pl.Float64).alias(_WEIGHT)
    persons = table.with_columns(weight).filter(pl.col(_WEIGHT) > 0.0)
    found: list[Alike] = []
    for about, members in _by_universe(persons, outcomes):
        here: list[tuple[str, ...]] = []
        for variables, codes in _candidates(domains):
            if not any(set(other) <= set(variables) for other in here):
                classes = _classes(persons.filter(about), variables, codes)
                if classes:
                    here.append(variables)
                    found.append(Alike(variables, classes, members))
    return found


def _by_universe(
    persons: pl.DataFrame, outcomes: Sequence[Outcome]
) -> Iterator[tuple[pl.Series, tuple[Outcome, ...]]]:
    """Which rows some outcomes are about, and the outcomes; those of the same rows together."""
    masks: list[tuple[pl.Series, list[Outcome]]] = []
    for outcome in outcomes:
        mask = persons[outcome.column].is_not_null()
        same = next((members for other, members in masks if (other == mask).all()), None)
        if same is None:
            masks.append((mask, [outcome]))
        else:
            same.append(outcome)
    for mask, members in masks:
        yield mask, tuple(members)


def _candidates(
    domains: Sequence[DomainTable],
) -> Iterator[tuple[tuple[str, ...], dict[str, dict[str, str]]]]:
    """Variables to try, the fewest first, with the group that alone holds a code of each."""
    alone: dict[str, dict[str, str]] = {}
    for domain in domains:
        for variable in domain.variables:
            groups = domain.groups.get(variable, {})
            alone.setdefault(variable, {}).update(
                {codes[0]: group for group, codes in groups.items() if len(codes) == 1}
            )
    single = list(alone)
    sets = {
        *((one,) for one in single),
        *combinations(sorted(single), 2),
        *(tuple(sorted(domain.variables)) for domain in domains if domain.variables),
    }
    for variables in sorted(sets, key=lambda one: (len(one), one)):
        yield variables, alone


def _classes(
    persons: pl.DataFrame, variables: tuple[str, ...], alone: dict[str, dict[str, str]]
) -> tuple[WeightClass, ...]:
    """Each class with its weights; none if these are not alike, or the same in all classes."""
    spread = (
        persons.group_by(variables)
        .agg(pl.col(_WEIGHT).min().alias("least"), pl.col(_WEIGHT).max().alias("most"))
        .sort(variables)
    )
    classes: list[WeightClass] = []
    known: set[float] = set()
    for *codes, least, most in spread.iter_rows():
        if None not in codes:
            if most > least * (1.0 + _ALIKE):
                return ()
            known.add(float(f"{least:.9e}"))
        group = {
            name: MISSING_CATEGORY if code is None else alone[name].get(str(code), str(code))
            for name, code in zip(variables, codes, strict=True)
        }
        classes.append(WeightClass(group, least, most))
    return tuple(classes) if len(known) > 1 else ()
