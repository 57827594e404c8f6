"""The truth as tables: about each sampled person, and about the whole population."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from measure87 import __version__
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.simulate import answers, child_answers
from measure87.simulate.episodes import REFERENCE_PERIOD_DAYS
from measure87.simulate.identifiers import household_ids, person_ids
from measure87.simulate.invention import Invention
from measure87.simulate.places import COUNTRY_CODE, COUNTRY_NAME, INVENTED, REGIONS
from measure87.simulate.population_values import Values, population_values
from measure87.simulate.truth import NO_ROUTE, ROUTES

SCHEMA = 1

_CHILD_LABOUR = {
    "child_labour_sdg_a": ("sdg_a", "SDG 8.7.1, economic activity, custodian's boundaries"),
    "child_labour_sdg_b": ("sdg_b", "SDG 8.7.1, economic activity or household chores"),
    "child_labour_mics_pr34": ("mics_pr34", "MICS6 table PR.3.4: the same, or any hazard"),
    "hazardous_conditions": ("any_hazard", "any of eight hazards in economic activity"),
}
_GLOBAL_ESTIMATES = {
    "child_labour_global_estimates_industries": (
        "child_labour",
        "rule of the global estimates without occupations: any work at 5-11, 14 hours at 12-14, "
        "construction or 43 hours",
    ),
    "hazardous_work_global_estimates_industries": (
        "hazardous_work",
        "rule of the global estimates without occupations: construction or 43 hours",
    ),
    "children_in_employment_global_estimates": ("employed", "any work in the week"),
}
_ADULT_FROM, _CHILD_FROM = 18, 5
_FIRST_AGE = {"forced_labour_adults": _ADULT_FROM}
_LAST_AGE = {"forced_labour_children": _ADULT_FROM - 1}
_OLDEST = 200
_FORCED_LABOUR = {
    "forced_labour": ("any", "forced labour in five years, by the rule for the age at the time"),
    "forced_labour_adults": ("as_adult", "adults: both criteria in one episode at 18 or more"),
    "forced_labour_children": ("as_child", "children: an episode by one of the four routes"),
}


def _ages(name: str) -> tuple[int, int]:
    """Ages at interview that a measure of forced labour speaks of."""
    return _FIRST_AGE.get(name, _CHILD_FROM), _LAST_AGE.get(name, _OLDEST)


def sample_truth_table(invention: Invention) -> pl.DataFrame:
    """One row per sampled person: what is true, and what the answers allow to know.

    Columns ending in `_as_told` are statuses (no 0, unknown 1, yes 2) for forced labour,
    and yes or no under the custodian's rule for child labour.
    """
    sample, truth = invention.sample, invention.forced_labour
    at = sample.person
    table = pl.DataFrame(
        {
            "person_id": person_ids(invention),
            "household_id": household_ids(invention, sample.person_household),
            "age_years": invention.population.persons.age_years[at].astype(np.int64),
            "drawn_for_fs": np.isin(at, sample.child),
            "forced_labour_route": truth.route[at].astype(np.int64),
            "forced_labour_days": truth.days[at],
        }
    )
    table = table.with_columns(_forced_columns(invention, at))
    return table.with_columns(
        _for_children(invention, getattr(source, field), at).alias(name + suffix)
        for name, (field, _) in _CHILD_LABOUR.items()
        for suffix, source in (
            ("", invention.child_labour),
            ("_as_told", invention.child_labour_told),
        )
    ).with_columns(
        _for_children(invention, getattr(invention.global_estimates, field), at).alias(name)
        for name, (field, _) in _GLOBAL_ESTIMATES.items()
    )


def _true_values(invention: Invention) -> dict[str, BoolArray]:
    """What is true of every person, by measure of forced labour."""
    truth = invention.forced_labour
    return {
        "forced_labour": truth.any,
        "forced_labour_adults": truth.as_adult,
        "forced_labour_children": truth.route != NO_ROUTE,
    }


def _forced_columns(invention: Invention, at: IntArray) -> list[pl.Series]:
    """True values, and statuses as told; empty outside the measure's ages."""
    age = invention.population.persons.age_years[at]
    out = []
    for name, values in _true_values(invention).items():
        youngest, oldest = _ages(name)
        outside = pl.Series((age < youngest) | (age > oldest))
        bounds = getattr(invention.forced_labour_told, _FORCED_LABOUR[name][0])
        out.append(pl.Series(name, values[at]).set(outside, None))
        out.append(pl.Series(f"{name}_as_told", bounds.status()[at]).set(outside, None))
    return out


def _for_children(invention: Invention, values: BoolArray, at: IntArray) -> pl.Series:
    """Values of children, empty for everybody else."""
    child = invention.week.child
    row = np.minimum(np.searchsorted(child, at), len(child) - 1)
    return pl.Series(values[row]).set(pl.Series(child[row] != at), None)


def _spread(invention: Invention, values: BoolArray) -> FloatArray:
    """Values of children over all persons; 0 for everybody else."""
    out = np.zeros(len(invention.population))
    out[invention.week.child] = values
    return out


def _child_measures(invention: Invention) -> list[Values]:
    member = np.zeros(len(invention.population), dtype=bool)
    member[invention.week.child] = True
    told, by_estimates = invention.child_labour_told, invention.global_estimates
    found = [
        (name, about, getattr(invention.child_labour, field), getattr(told, field))
        for name, (field, about) in _CHILD_LABOUR.items()
    ]
    found += [
        (name, about, getattr(by_estimates, field), None)
        for name, (field, about) in _GLOBAL_ESTIMATES.items()
    ]
    return [
        Values(
            name=name,
            about=about,
            unit="proportion",
            universe="children 5-17",
            member=member,
            truth=_spread(invention, truth),
            versions={} if as_told is None else {"as_told": _spread(invention, as_told)},
        )
        for name, about, truth, as_told in found
    ]


def _forced_measures(invention: Invention) -> dict[tuple[int, int], list[Values]]:
    """Measures of forced labour, by the ages at interview that they speak of."""
    truth = invention.forced_labour
    out: dict[tuple[int, int], list[Values]] = {}
    for name, values in _true_values(invention).items():
        field, about = _FORCED_LABOUR[name]
        bounds = getattr(invention.forced_labour_told, field)
        versions = {
            "as_told": bounds.if_no.astype(np.float64),
            "as_told_if_yes": bounds.if_yes.astype(np.float64),
        }
        measure = _forced(invention, name, about, values, versions)
        out.setdefault(_ages(name), []).append(measure)
    out[_CHILD_FROM, _OLDEST] += [
        _forced(invention, name, about, values)
        for name, about, values in (
            ("forced_labour_private", "imposed by private parties", truth.any & ~truth.by_state),
            ("forced_labour_state", "imposed by the State", truth.by_state),
            (
                "forced_labour_commercial_sexual",
                "commercial sexual exploitation, privately imposed",
                truth.commercial_sexual,
            ),
            (
                "forced_labour_stock",
                f"days in forced labour over {REFERENCE_PERIOD_DAYS}: the share on any given day",
                truth.share_of_period,
            ),
        )
    ]
    return out


def _forced(
    invention: Invention,
    name: str,
    about: str,
    values: BoolArray | FloatArray,
    versions: Mapping[str, FloatArray] | None = None,
) -> Values:
    age = invention.population.persons.age_years
    youngest, oldest = _ages(name)
    last = "and over" if oldest == _OLDEST else f"to {oldest}"
    return Values(
        name=name,
        about=about,
        unit="proportion",
        universe=f"persons {youngest} {last}",
        member=(age >= youngest) & (age <= oldest),
        truth=values.astype(np.float64),
        versions=versions or {},
    )


def truth_values(invention: Invention, seed: int, persons: int) -> dict[str, Any]:
    """Content of `truth.json`."""
    population, sample = invention.population, invention.sample
    forced: dict[str, Any] = {}
    for (youngest, oldest), measures in _forced_measures(invention).items():
        forced |= population_values(population, measures, youngest, oldest)
    return {
        "schema": SCHEMA,
        "notice": INVENTED,
        "invented": True,
        "country": COUNTRY_CODE,
        "name": COUNTRY_NAME,
        "seed": seed,
        "measure87": __version__,
        "population": {
            "persons": len(population),
            "households": len(population.households.cluster),
            "clusters": len(population.areas),
            "children_5_17": len(invention.week.child),
        },
        "sample": {
            "persons_asked_for": persons,
            "persons": len(sample.person),
            "households": len(sample.household),
            "clusters": len(sample.cluster),
            "children_drawn": len(sample.child),
        },
        "regions": {str(code): name for code, name in REGIONS.items()},
        "reference_period_days": REFERENCE_PERIOD_DAYS,
        "routes": {str(code): about for code, about in ROUTES.items()},
        "missing_answers": {
            "forced_labour_module": answers.MECHANISM,
            "child_labour_module": child_answers.MECHANISM,
        },
        "measures": {
            **population_values(population, _child_measures(invention), 5, 17),
            **forced,
        },
    }
