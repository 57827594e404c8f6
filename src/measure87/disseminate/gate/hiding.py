"""Taking away what may not be shown of a figure, and no more."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    UNKNOWN_NOT_SHOWN,
    DisclosureRules,
)
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.tables.tables import Cell, Table, cases_of
from measure87.vocabulary.estimate import Estimate

Told = tuple[bool, bool, bool]
"""Whether of a cell the figure is shown, its number of unknowns, and that of cases without days."""


def hide(
    estimates: list[Estimate],
    table: Table,
    cases: Layer,
    unknown: Layer,
    without_number: Layer,
    rules: DisclosureRules,
    excluding: Collection[str] = (),
) -> None:
    """Take away, in `estimates`, what is hidden in the layers of one measure.

    `excluding` names measures that are known to leave their unknowns out.
    """
    left_out = leaves_out(estimates, table, excluding)
    for k, cell in enumerate(table.cells.values()):
        told = (cases.shown[k], unknown.shown[k], without_number.shown[k])
        for at in cell.at:
            estimates[at] = as_shown(estimates[at], cell, told, rules, left_out=left_out)


def leaves_out(
    estimates: Sequence[Estimate], table: Table, excluding: Collection[str] = ()
) -> bool:
    """Whether the unknowns of a table's measure are not among its respondents."""
    own = [estimates[at] for cell in table.cells.values() for at in cell.at]
    return leaves_unknown_out(own, excluding)


def as_shown(
    figure: Estimate, cell: Cell, told: Told, rules: DisclosureRules, *, left_out: bool
) -> Estimate:
    """One figure without what is hidden of its cell."""
    cases, unknown, without_number = told
    if not cases:
        return _suppressed(figure, cell, rules, left_out=left_out)
    left, own = 0, len(figure.flags)
    if cell.unknown is not None and not unknown:
        left = cell.unknown if left_out else 0
        figure = _without_bounds(figure, cell.unknown if left_out else None)
    if cell.without_number is not None and not without_number:
        figure = _with_size_of_measure(figure, cell, left)
    if _is_in_brackets(figure, cell, rules):
        flags = (*figure.flags[:own], IN_BRACKETS, *figure.flags[own:])
        figure = replace(figure, flags=tuple(dict.fromkeys(flags)))
    return figure


def _is_in_brackets(figure: Estimate, _: Cell, rules: DisclosureRules) -> bool:
    """By the n that is released: by that of its cell, the flag would tell a number kept back."""
    return figure.n is not None and figure.n < rules.brackets_below


def _suppressed(
    figure: Estimate, cell: Cell, rules: DisclosureRules, *, left_out: bool
) -> Estimate:
    """A figure that is not shown, with its reason.

    By who answered, the reason would say of a group of as many as are enough that one did not.
    """
    asked = cell.asked(left_out=left_out)
    small = asked is not None and asked < rules.minimum_respondents
    return figure.suppress(FEW_RESPONDENTS if small else CONFIDENTIAL)


def _without_bounds(figure: Estimate, unknown: int | None) -> Estimate:
    """A figure without the number of unknowns and what follows from it.

    Where the unknowns are left out of the respondents (`unknown`; else None), n counts them
    too: taken from what another measure says of the same persons, it would give them back.
    """
    n = figure.n
    if unknown is not None and n is not None:
        figure = replace(
            without_persons_drawn(figure),
            n=n + unknown,
            weighted_n=None,
            n_effective=None,
            deff=None,
            deff_replacement=None,
            deff_used=None,
            deff_source=None,
            alternatives=(),
        )
    figure = replace(figure, n_unknown=None, value_if_no=None, value_if_yes=None)
    return figure.with_flags(UNKNOWN_NOT_SHOWN)


def without_persons_drawn(figure: Estimate) -> Estimate:
    """A figure without what gives its n back where persons were drawn directly."""
    if figure.n_clusters != figure.n:
        return figure
    return replace(figure, n_clusters=None, df=None)


def _with_size_of_measure(figure: Estimate, cell: Cell, left: int) -> Estimate:
    """A figure on numbers (a stock) from which it cannot be told how many cases have none.

    Its respondents are less than those of its measure by those cases: n is the measure's, with
    the `left` unknowns that are in that where their number is not shown.
    """
    if cases_of(figure) is not None or cell.counted is None:
        return figure
    figure = replace(
        without_persons_drawn(figure), n=cell.counted + left, weighted_n=None, n_effective=None
    )
    return _without_bounds(figure, None)


def both_sides_shown(
    differences: Sequence[Estimate], estimates: Sequence[Estimate]
) -> tuple[Estimate, ...]:
    """The differences of figures that are both shown; one side and it would give the other."""
    shown = {_side(e.name, e.statistic, e.group) for e in estimates if not e.suppressed}
    return tuple(
        one
        for one in differences
        if one.minus is not None
        and _side(one.name, one.minus.statistic, one.group) in shown
        and (
            one.minus.source is not None
            or _side(one.minus.name, one.minus.statistic, one.minus.group) in shown
        )
    )


def of_shown_rounds(
    trends: Sequence[Estimate], estimates: Sequence[Estimate]
) -> tuple[Estimate, ...]:
    """The trends that published rounds give: the newest figure is shown, the others are releases.

    One from a table of all rounds is left out: its error has the covariance of shared places or
    persons, and its figures have all their digits.
    """
    hidden = {(e.name, frozenset(e.group.items())) for e in estimates if e.suppressed}
    shown = {(e.name, frozenset(e.group.items())) for e in estimates} - hidden
    return tuple(
        one
        for one in trends
        if one.trend is not None
        and one.trend.overlap == "none"
        and all(earlier.source for earlier in one.trend.rounds[:-1])
        and (one.name, frozenset(one.group.items())) in shown
    )


def _side(name: str, statistic: str, group: Mapping[str, str]) -> tuple[Hashable, ...]:
    return name, statistic, frozenset(group.items())
