"""Population values of every measure, by domain: what a survey of the country estimates.

Two values stand side by side. `value` is the truth. `as_told` is what a census with the
same questionnaire and the same missing answers would find: for child labour under the
custodian's rule, in which hours that were not told count as no; for forced labour the
unknown as no (`as_told`) and as yes (`as_told_if_yes`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.simulate.places import AREAS, REGIONS
from measure87.simulate.population import MIGRANT_LABELS, Population

AGES = {
    "5-17": (5, 17),
    "5-14": (5, 14),
    "5-11": (5, 11),
    "12-14": (12, 14),
    "15-17": (15, 17),
    "18+": (18, 200),
    "18-24": (18, 24),
    "25+": (25, 200),
}
DECIMALS = 12
"""The last digits of a sum may differ between machines."""

_SEXES = {1: "Male", 2: "Female"}
_QUINTILES = range(1, 6)


@dataclass(frozen=True)
class Values:
    """A measure over persons; every array is (persons,)."""

    name: str
    about: str
    unit: str
    universe: str
    member: BoolArray
    """Who belongs to the universe."""
    truth: FloatArray
    versions: Mapping[str, FloatArray] = field(default_factory=dict)
    """Other readings of the same measure, by key."""


def domains(
    population: Population, youngest: int, oldest: int
) -> Iterator[tuple[dict[str, str], BoolArray]]:
    """Every domain with ages within the limits: its group and who belongs to it."""
    everyone = np.ones(len(population), dtype=bool)
    yield {}, everyone
    single = _single_domains(population, youngest, oldest)
    for variable, levels in single.items():
        for code, member in levels.items():
            yield {variable: code}, member
    for sex, of_sex in single["sex"].items():
        for age, of_age in single["age"].items():
            yield {"sex": sex, "age": age}, of_sex & of_age


def _single_domains(
    population: Population, youngest: int, oldest: int
) -> dict[str, dict[str, BoolArray]]:
    """Members of each level of each domain variable."""
    persons, homes, areas = population.persons, population.households, population.areas
    age, cluster = persons.age_years, population.cluster
    quintile = homes.wealth_quintile[persons.household]
    migrant = homes.migrant[persons.household]
    return {
        "sex": {str(code): persons.sex == code for code in _SEXES},
        "age": {
            label: (age >= first) & (age <= last)
            for label, (first, last) in AGES.items()
            if first >= youngest and last <= oldest
        },
        "area": {str(code): areas.area[cluster] == code for code in AREAS},
        "region": {str(code): areas.region[cluster] == code for code in REGIONS},
        "wealth_quintile": {str(code): quintile == code for code in _QUINTILES},
        "migrant_status": {str(code): migrant == code for code in MIGRANT_LABELS},
    }


def population_values(
    population: Population, measures: Sequence[Values], youngest: int, oldest: int
) -> dict[str, Any]:
    """Values of measures that share their ages, as a plain object by name."""
    out: dict[str, Any] = {
        measure.name: {
            "about": measure.about,
            "unit": measure.unit,
            "universe": measure.universe,
            "values": [],
        }
        for measure in measures
    }
    for group, member in domains(population, youngest, oldest):
        for measure in measures:
            rows = member & measure.member
            persons = int(rows.sum())
            if persons:
                entry = {"group": group, "persons": persons, **_values(measure, rows, persons)}
                out[measure.name]["values"].append(entry)
    return out


def _values(measure: Values, rows: BoolArray, persons: int) -> dict[str, float]:
    """The truth and the other readings in one domain."""
    readings = {"value": measure.truth, **measure.versions}
    return {
        key: round(float(values[rows].sum() / persons), DECIMALS)
        for key, values in readings.items()
    }
