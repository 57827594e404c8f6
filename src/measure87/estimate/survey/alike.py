"""Whether weights are alike for everybody in a class: in a region, or in a region's towns.

Asked of the microdata, for the disclosure gate: where it is so, a reader of the figures knows
everybody's weight, and a weighted figure is one more equation of the counts by class.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import narwhals as nw
import polars as pl

from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.engine_columns import Frame, collect
from measure87.estimate.survey.engines import as_frame
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
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domains: Sequence[DomainTable],
    benchmark: Benchmark | None = None,
) -> list[Alike]:
    """Every listed variable, pair or crossing of variables in whose classes weights are alike.

    Parameters
    ----------
    table
        One row per person, as for `estimate_survey`, of any engine without a benchmark.
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
        table = calibrated.table
    if design.weight is None:
        return []
    weight = nw.col(design.weight).cast(nw.Float64)
    rows: Frame = as_frame(table).with_columns(weight.alias(_WEIGHT))
    persons = rows.filter(nw.col(_WEIGHT) > 0.0)
    candidates = list(_candidates(domains))
    finest = tuple(dict.fromkeys(name for variables, _ in candidates for name in variables))
    found: list[Alike] = []
    for members in _by_universe(persons, outcomes):
        spread = _spread(persons, members[0].column, finest) if finest else pl.DataFrame()
        here: list[tuple[str, ...]] = []
        for variables, codes in candidates:
            if not any(set(other) <= set(variables) for other in here):
                classes = _classes(spread, variables, codes)
                if classes:
                    here.append(variables)
                    found.append(Alike(variables, classes, members))
    return found


def _by_universe(persons: Frame, outcomes: Sequence[Outcome]) -> list[tuple[Outcome, ...]]:
    """The outcomes that are about the same rows, together; in the order of the first of each."""
    columns = dict.fromkeys(outcome.column for outcome in outcomes)
    about = {name: ~nw.col(name).is_null() for name in columns}
    patterns = collect(persons.select(**about).unique())
    together: dict[bytes, list[Outcome]] = {}
    for outcome in outcomes:
        together.setdefault(patterns[outcome.column].to_numpy().tobytes(), []).append(outcome)
    return [tuple(members) for members in together.values()]


def _spread(persons: Frame, about: str, variables: tuple[str, ...]) -> pl.DataFrame:
    """Least and greatest weight of whom a column is about, in the finest classes."""
    rows = persons.filter(~nw.col(about).is_null())
    weight = nw.col(_WEIGHT)
    return collect(
        rows.group_by(*variables).agg(weight.min().alias("least"), weight.max().alias("most"))
    )


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
    finest: pl.DataFrame, variables: tuple[str, ...], alone: dict[str, dict[str, str]]
) -> tuple[WeightClass, ...]:
    """Each class with its weights; none if these are not alike, or the same in all classes."""
    spread = (
        finest.group_by(variables).agg(pl.col("least").min(), pl.col("most").max()).sort(variables)
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
