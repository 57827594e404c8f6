"""Which series, dimension and code of the UN's structure a released figure belongs to, and back.

What is in no table here has no place in the structure and is left out with a notice: the ages
5-11 (`CL_AGE` has no such code), regions (a national breakdown needs codes agreed with the
custodian), and migrant status (its codes are national).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate

DEFINITION = "child_labour/sdg_8_7_1@"
"""Definitions of the custodians' text; another reading of it (`:strict`) is not theirs."""

TOTAL = "_T"
ALL_AGES = "Y5T17"
"""The universe of the measures: a figure without an age is about all of it."""


@dataclass(frozen=True)
class Series:
    """One series: its code, its unit, and what a value in our unit is multiplied by."""

    code: str
    unit: str
    ours: str
    factor: float
    digits: int
    """Digits after the point that are written."""


SERIES: Mapping[tuple[str, str], Series] = {
    ("child_labour_sdg_a", "proportion"): Series("SL_TLF_CHLDEA", "PT", "proportion", 100.0, 10),
    ("child_labour_sdg_a", "total"): Series("SL_TLF_CHLDEAN", "NUMBER", "persons", 1.0, 0),
    ("child_labour_sdg_b", "proportion"): Series("SL_TLF_CHLDEC", "PT", "proportion", 100.0, 10),
    ("child_labour_sdg_b", "total"): Series("SL_TLF_CHLDECN", "NUMBER", "persons", 1.0, 0),
}
"""Measure and statistic to series."""

BREAKDOWNS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sex": ("SEX", {"1": "M", "2": "F"}),
    "age": ("AGE", {"5-17": ALL_AGES, "5-14": "Y5T14", "15-17": "Y15T17", "12-14": "Y12T14"}),
    "area": ("URBANISATION", {"1": "U", "2": "R"}),
    "wealth_quintile": (
        "INCOME_WEALTH_QUANTILE",
        {"1": "Q1", "2": "Q2", "3": "Q3", "4": "Q4", "5": "Q5"},
    ),
    "functional_difficulties": ("DISABILITY_STATUS", {"1": "PD", "2": "PWD"}),
}
"""Domain variable to its dimension, and its codes to those of the dimension."""


def series_of(figure: Estimate) -> Series | None:
    """The series of a figure; None if it is of none.

    Raises
    ------
    DataError
        If the figure has no unit, or one in which its value would be read wrongly.
    """
    if not (figure.definition or "").startswith(DEFINITION):
        return None
    series = SERIES.get((figure.name, figure.statistic))
    if series is not None and figure.unit != series.ours:
        has = "no unit" if figure.unit is None else f"the unit {figure.unit!r}"
        raise DataError(
            f"{figure.name} ({figure.statistic}) has {has}, and is sent as {series.ours}",
            code="wrong-unit",
            where=group_text(figure),
            hint=f"give the figure in {series.ours}, and say so in its unit",
        )
    return series


def group_text(figure: Estimate) -> str:
    """The group of a figure, as an error names it."""
    return ", ".join(f"{k}={v}" for k, v in figure.group.items()) or "everybody"


def placed(group: Mapping[str, str]) -> dict[str, str] | str:
    """Codes of the dimensions that a group fixes, or in words what has no place there."""
    found: dict[str, str] = {}
    for variable, code in group.items():
        if variable not in BREAKDOWNS:
            return f"{variable.replace('_', ' ')} has no dimension there for this indicator"
        dimension, codes = BREAKDOWNS[variable]
        if code not in codes:
            return f"{variable.replace('_', ' ')} {code} has no code there"
        found[dimension] = codes[code]
    return found


def group_of(observation: Mapping[str, str]) -> dict[str, str]:
    """The group of people that an observation is about, in our words."""
    group = {}
    for variable, (dimension, codes) in BREAKDOWNS.items():
        code = observation[dimension]
        if code not in (TOTAL, ALL_AGES):
            group[variable] = next(ours for ours, theirs in codes.items() if theirs == code)
    return group
