"""What stands where a row and a column of a standard table meet, out of released figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measure87.disseminate.gate.rules import FEW_RESPONDENTS, IN_BRACKETS
from measure87.disseminate.gate.survey.precision.steps import decimals_of
from measure87.disseminate.standard_tables.cells import LACKING, NOT_APPLICABLE, Cell, State
from measure87.disseminate.standard_tables.signs import Limits, limits_of
from measure87.disseminate.standard_tables.specification import (
    COUNTS,
    Column,
    Row,
    Table,
    measures_of_cell,
)
from measure87.vocabulary.estimate import Estimate, Result

Group = Mapping[str, str]
_PERCENT = 100


@dataclass(frozen=True)
class Figures:
    """Released figures by name, statistic and group, and the codes that each grouping has."""

    by_key: Mapping[tuple[str, str, frozenset[tuple[str, str]]], Estimate]
    groups: Mapping[frozenset[str], tuple[Group, ...]]
    labels: Mapping[tuple[str, str], str]
    limits: Limits = field(default_factory=Limits)

    def find(self, name: str, statistic: str, group: Group) -> Estimate | None:
        """The figure, shown or not; None where nobody asked for it or nobody is in the group."""
        return self.by_key.get((name, statistic, frozenset(group.items())))


def figures_of(result: Result) -> Figures:
    """Index the figures of a result, with the limits that its study set."""
    by_key: dict[tuple[str, str, frozenset[tuple[str, str]]], Estimate] = {}
    groups: dict[frozenset[str], dict[tuple[tuple[str, str], ...], Group]] = {}
    labels: dict[tuple[str, str], str] = {}
    for figure in result.estimates:
        by_key[figure.name, figure.statistic, frozenset(figure.group.items())] = figure
        found = groups.setdefault(frozenset(figure.group), {})
        found.setdefault(tuple(sorted(figure.group.items())), dict(figure.group))
        labels |= {(name, figure.group[name]): text for name, text in figure.labels.items()}
    codes = {key: tuple(found.values()) for key, found in groups.items()}
    return Figures(by_key, codes, labels, limits_of(result))


def cell_of(table: Table, row: Row, column: Column, figures: Figures) -> Cell:
    """What stands where a row and a column meet."""
    if any(row.where.get(name) in codes for name, codes in column.not_for.items()):
        return NOT_APPLICABLE
    group = {**row.where, **column.where}
    if any(row.where.get(name, code) != code for name, code in column.where.items()):
        return LACKING
    shows = column.shows or row.shows or "share"
    names = measures_of_cell(table, row, column)
    found = [figures.find(name, row.statistic, group) for name in names]
    if shows in COUNTS:
        return _persons([f for f in found if f is not None], shows, column)
    figure = found[0] if found else None
    whole = found[-1] if shows == "part" else None
    if figure is None or (shows == "part" and whole is None):
        return LACKING
    hidden = next((f for f in found if f is not None and f.suppressed), None)
    if hidden is not None:
        return _hidden(hidden)
    decimals = 1 if column.decimals is None else column.decimals
    if whole is not None:
        return _part(figure, whole, figures.limits, decimals)
    return _number(figure, shows, column.per or row.per or table.per, decimals)


def _number(figure: Estimate, shows: str, per: int, decimals: int) -> Cell:
    """A figure per 100 or 1,000, or what is left of it."""
    if figure.value is None:
        return LACKING
    value = 1.0 - figure.value if shows == "complement" else figure.value
    return Cell(_state(figure), value * per, _decimals(figure, per, decimals))


def _decimals(figure: Estimate, per: int, decimals: int) -> int:
    """As many as the standard has, but no more than the step of the figure."""
    return min(decimals, decimals_of(figure.digits * per)) if figure.digits else decimals


def _part(figure: Estimate, whole: Estimate, limits: Limits, decimals: int) -> Cell:
    """The share of cases of one kind among all cases, in per cent.

    Its denominator are the cases: they decide whether it rests on too few, and not the many
    persons who were asked.
    """
    if figure.value is None or not whole.value:
        return LACKING
    state = _state(whole) if whole.n_cases is None else limits.state_of(whole.n_cases)
    if state == "few":
        return Cell(state)
    return Cell(state, figure.value / whole.value * _PERCENT, decimals)


def _state(figure: Estimate) -> State:
    return "brackets" if IN_BRACKETS in figure.flags else "shown"


def _hidden(figure: Estimate) -> Cell:
    return Cell("few" if FEW_RESPONDENTS in figure.flags else "confidential")


def _persons(found: Sequence[Estimate], shows: str, column: Column) -> Cell:
    """The denominator of the first figure that is shown, or its cases."""
    for figure in found:
        number = {"n": figure.n, "cases": figure.n_cases}.get(shows, figure.weighted_n)
        if number is not None and not figure.suppressed:
            return Cell("shown", float(number), column.decimals or 0)
    return _hidden(found[0]) if found else LACKING
