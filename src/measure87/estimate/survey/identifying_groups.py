"""Refuses a variable whose groups are persons, households or clusters under another name.

A table by such a variable would print identifiers as names of groups, with a line for each,
whatever of the figures is hidden.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from measure87.estimate.survey.engine_columns import Frame, collect
from measure87.vocabulary.errors import DataError

ALWAYS_ALLOWED = 5
"""So few groups are no list of identifiers, however small the sample."""
MOST = 0.1
"""Groups per respondent."""
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
        told = table.filter(~nw.col(variable).is_null())
        found = told.select(persons=nw.len(), groups=nw.col(variable).n_unique())
        respondents, groups = collect(found).row(0)
        if groups <= ALWAYS_ALLOWED:
            continue
        if groups > MOST * respondents:
            raise _identifying(
                f"{variable} has {groups:,} groups of {respondents:,} persons", where
            )
        for unit, name in units.items():
            if _is_tied(told, variable, unit, groups):
                raise _identifying(f"most groups of {variable} lie in one {name} each", where)


def _is_tied(told: Frame, variable: str, unit: str, groups: int) -> bool:
    """Whether most groups lie in one unit each, of several."""
    if unit == variable:
        return True
    counts = told.group_by(variable).agg(nw.col(unit).n_unique().alias("units"))
    alone = collect(counts.filter(nw.col("units") == 1).select(n=nw.len())).item()
    several = collect(told.select(n=nw.col(unit).n_unique())).item() > 1
    return bool(several and alone > _TIED * groups)


def _identifying(text: str, where: str) -> DataError:
    return DataError(
        f"{text}: its names would identify them",
        code="identifying-groups",
        where=where,
        hint="take groups of many persons in many places, such as the regions of the country",
    )
