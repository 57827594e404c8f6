"""The tables of a study: which domain variables it asks for, and which its data have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measure87.define import Measure
from measure87.define.classifications.age_groups import AGE_GROUPS, BASE_BANDS, UNIONS
from measure87.estimate.survey import DomainTable
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Refusal
from measure87.vocabulary.keys import nearest

AGE = "age"
"""The domain variable made from `age_years`."""


@dataclass(frozen=True)
class Tables:
    """The tables that can be made, the variables they need, and those that cannot."""

    domains: tuple[DomainTable, ...]
    variables: tuple[str, ...]
    refused: tuple[Refusal, ...] = field(default=())


def plan_tables(
    by: Sequence[str], present: Iterable[str], measures: Sequence[Measure], where: str
) -> Tables:
    """Turn `by` of an input into domain tables.

    Parameters
    ----------
    by : sequence of str
        `sex`, or several variables crossed with `*`: `sex*age`.
    present : names of the columns of persons that the data have
    measures : the measures of these tables; their ages say which age groups make sense.

    Raises
    ------
    StudyError
        If a variable is no domain variable at all, or a table is asked for twice. A variable
        that the data do not have is refused, figure by figure, and stops nothing.
    """
    has = set(present)
    groups = age_groups_within(measures)
    domains = [DomainTable()]
    refused: list[Refusal] = []
    used: dict[str, None] = {}
    seen: set[frozenset[str]] = set()
    for entry in by:
        variables = _variables(entry, where)
        if frozenset(variables) in seen:
            raise StudyError(
                f"the table {entry!r} is asked for twice",
                code="twice",
                where=where,
                hint="write each table once in `by`, in whatever order of its variables",
            )
        seen.add(frozenset(variables))
        absent = [name for name in variables if column_of(name) not in has]
        if absent:
            refused += [_refusal(measure, absent[0]) for measure in measures]
            continue
        used |= dict.fromkeys(variables)
        domains.append(DomainTable(variables, {AGE: groups} if AGE in variables else {}))
    return Tables(tuple(domains), tuple(used), tuple(refused))


def age_groups_within(measures: Sequence[Measure]) -> Mapping[str, tuple[str, ...]]:
    """Age groups that lie within the ages of some measure, wide ones first, with their bands."""
    first = min(measure.ages[0] for measure in measures)
    last = max(measure.ages[1] for measure in measures)
    chosen = {}
    for group in (*reversed(UNIONS), *BASE_BANDS):
        end = group.last if group.last is not None else group.first
        if group.first >= first and end <= last:
            chosen[group.code] = group.bands
    return chosen


def age_label(code: str) -> str:
    """Label of an age group."""
    return AGE_GROUPS[code].label


def column_of(variable: str) -> str:
    """The column of persons that a variable is made from."""
    return "age_years" if variable == AGE else variable


def _variables(entry: str, where: str) -> tuple[str, ...]:
    variables = tuple(part.strip() for part in entry.split("*"))
    for name in variables:
        _check_variable(name, where)
    if len(set(variables)) < len(variables):
        raise StudyError(
            f"{entry!r} crosses a variable with itself",
            code="twice",
            where=where,
            hint="write each variable once",
        )
    return variables


def _check_variable(name: str, where: str) -> None:
    domains = {column.name for column in PERSONS.columns if column.kind == "code"}
    domains |= {AGE, "school_attendance"}
    if name not in domains:
        raise StudyError(
            f"there is no domain variable {name!r}",
            code="unknown-domain",
            where=where,
            hint=nearest(name, domains),
        )


def _refusal(measure: Measure, variable: str) -> Refusal:
    return Refusal(
        name=measure.name,
        code="no-such-variable",
        text=f"the data have no {variable.replace('_', ' ')}; map a variable to it",
        group={variable: "*"},
    )
