"""Refuses a variable whose groups are persons, households or clusters under another name.

A table by such a variable would print identifiers as names of groups, with a line for each,
whatever of the figures is hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.estimate.survey.engine_columns import Frame, collect
from measure87.vocabulary.errors import DataError

ALWAYS_ALLOWED = 5
"""So few groups are no list of identifiers, however small the sample."""
MOST = 0.1
"""Groups per respondent."""
_OWN = "measure87_"
_ROWS, _GROUPS = f"{_OWN}rows", f"{_OWN}groups"
_TIED = 0.5
"""Share of groups that lie in one unit each, above which the variable stands for the unit."""


def refuse_identifying(
    persons: Any, variables: Iterable[str], units: Mapping[str, str], where: str
) -> None:
    """Refuse variables with too many groups, or with one group for each of some unit.

    Parameters
    ----------
    persons : a lazy table of any engine, one row a respondent
    variables : columns of groups; a missing value is no group
    units : column of an identifier to what it identifies, for instance `household`
    where : file or setting that names the variables, for the error

    Raises
    ------
    DataError
        `identifying-groups`, if a variable has more groups than a tenth of the respondents (and
        more than five), or if more than half of its groups lie in one unit each.
    """
    table: Frame = nw.from_native(persons)
    for variable in dict.fromkeys(variables):
        found = _counted(table, variable, [unit for unit in units if unit != variable])
        if found.groups <= ALWAYS_ALLOWED:
            continue
        if found.groups > MOST * found.respondents:
            raise _identifying(
                f"{variable} has {found.groups:,} groups of {found.respondents:,} persons", where
            )
        for unit, name in units.items():
            if unit == variable or found.alone[unit] > _TIED * found.groups:
                raise _identifying(f"most groups of {variable} lie in one {name} each", where)


@dataclass(frozen=True)
class _Groups:
    """What is known of the groups of a variable.

    alone : unit to how many groups lie in a single one of it; 0 where there is a single one
    """

    respondents: int
    groups: int
    alone: dict[str, int]


def _counted(table: Frame, variable: str, units: Sequence[str]) -> _Groups:
    """The groups of a variable in one query, which keeps a row for each group and no unit.

    A group lies in one unit if the least and the greatest are the same.
    """
    least = {unit: f"{_OWN}least_{number}" for number, unit in enumerate(units)}
    most = {unit: f"{_OWN}most_{number}" for number, unit in enumerate(units)}
    groups = (
        table.select(variable, *units)
        .filter(~nw.col(variable).is_null())
        .group_by(variable)
        .agg(
            nw.len().alias(_ROWS),
            *(nw.col(unit).min().alias(name) for unit, name in least.items()),
            *(nw.col(unit).max().alias(name) for unit, name in most.items()),
        )
    )
    told: dict[str, nw.Expr] = {_ROWS: nw.col(_ROWS).sum(), _GROUPS: nw.len()}
    for unit in units:
        one, other = nw.col(least[unit]), nw.col(most[unit])
        is_alone = (one == other) | one.is_null()
        told[least[unit]] = one.min()
        told[most[unit]] = other.max()
        told[f"{least[unit]}_alone"] = nw.when(is_alone).then(1).otherwise(0).sum()
    found = collect(groups.select(**told)).row(0, named=True)
    alone = {
        unit: int(found[f"{least[unit]}_alone"] or 0)
        if found[least[unit]] != found[most[unit]]
        else 0
        for unit in units
    }
    return _Groups(int(found[_ROWS] or 0), int(found[_GROUPS]), alone)


def _identifying(text: str, where: str) -> DataError:
    return DataError(
        f"{text}: its names would identify them",
        code="identifying-groups",
        where=where,
        hint="take groups of many persons in many places, such as the regions of the country",
    )
