"""The truth as tables: about each sampled person, and about the whole population."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87 import __version__
from measure87.simulate import answers, child_answers
from measure87.simulate.episodes import REFERENCE_PERIOD_DAYS
from measure87.simulate.identifiers import household_ids, person_ids
from measure87.simulate.invention import Invention
from measure87.simulate.places import COUNTRY_CODE, COUNTRY_NAME, INVENTED, REGIONS
from measure87.simulate.population_values import Values, population_values
from measure87.simulate.truth import NO_ROUTE, ROUTES
from measure87.simulate.undetermined import Bounds

SCHEMA = 1

_CHILD_LABOUR = {
    "child_labour_sdg_a": ("sdg_a", "SDG 8.7.1, economic activity, custodian's boundaries"),
    "child_labour_sdg_b": ("sdg_b", "SDG 8.7.1, economic activity or household chores"),
    "child_labour_mics_pr34": ("mics_pr34", "MICS6 table PR.3.4: the same, or any hazard"),
    "hazardous_conditions": ("any_hazard", "any of eight hazards in economic activity"),
}
_FORCED_LABOUR = {
    "forced_labour": ("any", "forced labour in five years, by the rule for the age at the time"),
    "forced_labour_as_adult": ("as_adult", "an episode at 18 or more with both criteria"),
    "forced_labour_as_child": ("as_child", "an episode under 18 by one of the four routes"),
}


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
            "forced_labour": truth.any[at],
            "forced_labour_as_adult": truth.as_adult[at],
            "forced_labour_as_child": truth.route[at] != NO_ROUTE,
            "forced_labour_route": truth.route[at].astype(np.int64),
            "forced_labour_days": truth.days[at],
        }
    )
    told = invention.forced_labour_told
    table = table.with_columns(
        pl.Series(f"{name}_as_told", getattr(told, field).status()[at])
        for name, (field, _) in _FORCED_LABOUR.items()
    )
    return table.with_columns(
        _for_children(invention, getattr(source, field), at).alias(name + suffix)
        for name, (field, _) in _CHILD_LABOUR.items()
        for suffix, source in (
            ("", invention.child_labour),
            ("_as_told", invention.child_labour_told),
        )
    )


def _for_children(
    invention: Invention, values: NDArray[np.bool_], at: NDArray[np.int64]
) -> pl.Series:
    """Values of children, empty for everybody else."""
    child = invention.week.child
    row = np.minimum(np.searchsorted(child, at), len(child) - 1)
    return pl.Series(values[row]).set(pl.Series(child[row] != at), None)


def _spread(invention: Invention, values: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Values of children over all persons; 0 for everybody else."""
    out = np.zeros(len(invention.population))
    out[invention.week.child] = values
    return out


def _child_measures(invention: Invention) -> list[Values]:
    member = np.zeros(len(invention.population), dtype=bool)
    member[invention.week.child] = True
    return [
        Values(
            name=name,
            about=about,
            unit="proportion",
            universe="children 5-17",
            member=member,
            truth=_spread(invention, getattr(invention.child_labour, field)),
            versions={"as_told": _spread(invention, getattr(invention.child_labour_told, field))},
        )
        for name, (field, about) in _CHILD_LABOUR.items()
    ]


def _forced_measures(invention: Invention) -> list[Values]:
    truth, told = invention.forced_labour, invention.forced_labour_told
    age = invention.population.persons.age_years
    true_values = {
        "any": truth.any,
        "as_adult": truth.as_adult,
        "as_child": truth.route != NO_ROUTE,
    }
    measures = [
        _forced(name, about, age >= 5, true_values[field], getattr(told, field))
        for name, (field, about) in _FORCED_LABOUR.items()
    ]
    stock = Values(
        name="forced_labour_stock",
        about=f"days in forced labour over {REFERENCE_PERIOD_DAYS}: the share on any given day",
        unit="proportion",
        universe="persons 5 and over",
        member=age >= 5,
        truth=truth.share_of_period,
    )
    return [*measures, stock]


def _forced(
    name: str, about: str, member: NDArray[np.bool_], value: NDArray[np.bool_], told: Bounds
) -> Values:
    return Values(
        name=name,
        about=about,
        unit="proportion",
        universe="persons 5 and over",
        member=member,
        truth=value.astype(np.float64),
        versions={
            "as_told": told.if_no.astype(np.float64),
            "as_told_if_yes": told.if_yes.astype(np.float64),
        },
    )


def truth_values(invention: Invention, seed: int, persons: int) -> dict[str, Any]:
    """Content of `truth.json`."""
    population, sample = invention.population, invention.sample
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
            **population_values(population, _forced_measures(invention), 5, 200),
        },
    }
