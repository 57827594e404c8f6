"""Hides figures until the auditor recovers nothing: complementary suppression by her findings.

She names for each count the figures without which she would be less sure. Of these the one
with the least loss goes (see `judging.case_layer`), and she tries again. Of unknowns the
number and the bounds go and the figure stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from measure87.disseminate.gate.audit import (
    Audit,
    Recovered,
    Relations,
    Seen,
    audit_figures,
    relations_of,
    seen_figures,
)
from measure87.disseminate.gate.audit.audit import linked
from measure87.disseminate.gate.audit.consistency import consistent
from measure87.disseminate.gate.hiding import hide
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.disseminate.gate.tables.declared_parts import Parts
from measure87.disseminate.gate.tables.tables import Table
from measure87.vocabulary.estimate import Estimate


@dataclass(frozen=True)
class Figures:
    """Everything that is judged together, before anything is hidden."""

    estimates: tuple[Estimate, ...]
    before: tuple[Estimate, ...]
    """Of earlier releases."""
    dims: Dimensions
    parts: Parts = field(default_factory=dict)
    """Measures that are parts of another's cases."""


@dataclass(frozen=True)
class Layers:
    """The tables of a run and, of each, what is shown; changed in place."""

    tables: tuple[Table, ...]
    cases: Sequence[Layer]
    unknown: Sequence[Layer]
    without_number: Sequence[Layer]

    def released(self, figures: Sequence[Estimate], rules: DisclosureRules) -> list[Estimate]:
        """All figures in their order, what is hidden taken away."""
        estimates = list(figures)
        every = zip(self.tables, self.cases, self.unknown, self.without_number, strict=True)
        for table, cases, unknown, without_number in every:
            hide(estimates, table, cases, unknown, without_number, rules)
        return estimates

    def places(self) -> dict[int, tuple[int, int]]:
        """Position of a figure in the result to its table and cell."""
        return {
            at: (index, k)
            for index, table in enumerate(self.tables)
            for k, cell in enumerate(table.cells.values())
            for at in cell.at
        }


@dataclass(frozen=True)
class Protected:
    """What may be released, and what the auditor found of it at the end."""

    estimates: list[Estimate]
    audit: Audit
    already: tuple[Recovered, ...]
    """What follows from earlier releases alone."""


def protect(figures: Figures, layers: Layers, rules: DisclosureRules) -> Protected:
    """Hide figures until the auditor recovers nothing more than from earlier releases alone.

    Ends because every round hides a figure, or a number of unknowns. Where nothing is left to
    hide, the audit that is returned names what she still recovers.
    """
    relations = _relations(figures, rules)
    already = _from_earlier_alone(figures, relations, rules)
    old = {_name(one) for one in already}
    places = layers.places()
    while True:
        estimates = layers.released(figures.estimates, rules)
        audit = _audit(estimates, figures, relations, rules)
        left = tuple(one for one in audit.recovered if _name(one) not in old)
        audit = replace(audit, recovered=left)
        if not left or not rules.complementary:
            break
        seen = seen_figures(estimates, figures.before)
        if not _hide_some(left, seen, layers, places):
            break
    return Protected(estimates, audit, already)


def _from_earlier_alone(
    figures: Figures, relations: Relations, rules: DisclosureRules
) -> tuple[Recovered, ...]:
    """What the reader knows before she sees this release."""
    if not figures.before:
        return ()
    nothing = [figure.suppress(CONFIDENTIAL) for figure in figures.estimates]
    return _audit(nothing, figures, relations, rules).recovered


def _relations(figures: Figures, rules: DisclosureRules) -> Relations:
    """What the reader knows of the measures: everything that is true."""
    seen = seen_figures(figures.estimates, figures.before)
    relations = relations_of(
        seen,
        figures.estimates,
        figures.dims,
        rules.nested or (),
        figures.parts,
        complete=rules.nested_complete,
    )
    for members in linked(seen, relations):
        relations = consistent(seen, members, figures.dims, relations, rules.minimum_respondents)
    return relations


def _audit(
    estimates: Sequence[Estimate], figures: Figures, relations: Relations, rules: DisclosureRules
) -> Audit:
    return audit_figures(
        seen_figures(estimates, figures.before),
        figures.dims,
        relations,
        minimum_cases=rules.minimum_cases,
        minimum_respondents=rules.minimum_respondents,
    )


def _name(one: Recovered) -> tuple[object, ...]:
    """Tells a recovered count apart from others, whichever figures give it."""
    return one.what, one.names, tuple(frozenset(group.items()) for group in one.groups)


def _hide_some(
    recovered: Iterable[Recovered],
    seen: Sequence[Seen],
    layers: Layers,
    places: dict[int, tuple[int, int]],
) -> bool:
    """Hide, for each count that no earlier choice may have protected, the cheapest figure."""
    touched: set[int] = set()
    for one in recovered:
        if touched & set(one.needed):
            continue
        at = {k: place for k in one.needed if (place := _place(seen[k], places))}
        if not at:
            same = [k for k, s in enumerate(seen) if s.measure[0] in one.names]
            at = {k: place for k in same if (place := _place(seen[k], places))}
        chosen = _cheapest(at, layers.unknown) if one.what == "unknown" else None
        if chosen is not None:
            index, k = at[chosen]
            layers.unknown[index].shown[k] = False
        else:
            chosen = _cheapest(at, layers.cases)
            if chosen is None:
                continue
            index, k = at[chosen]
            layers.cases[index].shown[k] = False
            layers.unknown[index].shown[k] = False
        touched.add(chosen)
    return bool(touched)


def _place(one: Seen, places: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
    """Table and cell of a figure that hiding takes from the reader."""
    if one.is_before:
        return None
    return next((places[at] for at in one.at if at in places), None)


def _cheapest(at: dict[int, tuple[int, int]], layers: Sequence[Layer]) -> int | None:
    """The shown figure with the least loss; of equals, that of the later measure."""
    shown = [(k, place) for k, place in at.items() if layers[place[0]].shown[place[1]]]
    costs = [((layers[i].costs[k], -i), seen) for seen, (i, k) in shown]
    return min(costs)[1] if costs else None
