"""Hides figures until the auditor recovers nothing: complementary suppression by her findings.

She names for each count the figures without which she would be less sure. Of these the one
with the least loss goes (see `judging.case_layer`), of equals the one that tells most counts, and
she tries again. Of unknowns the number and the bounds go and the figure stays.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.gate.audit import (
    Audit,
    Auditor,
    Recovered,
    Relations,
    Seen,
    linked,
    relations_of,
)
from measure87.disseminate.gate.audit.consistency import consistent
from measure87.disseminate.gate.contradictions import hide_contradictory
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.disseminate.gate.subtraction.layers import KINDS, Layer
from measure87.vocabulary.estimate import Estimate

_AT_A_TIME = 4
"""Counts that the auditor finds before a figure is hidden: what is hidden for one often protects
others as well."""


@dataclass(frozen=True)
class Protected:
    """What may be released, and what the auditor found of it at the end."""

    estimates: list[Estimate]
    audit: Audit
    already: tuple[Recovered, ...]
    """What follows from earlier releases alone."""
    kept_back: tuple[str, ...] = ()
    """Measures none of whose figures is shown, for they contradict each other."""


def protect(figures: Figures, layers: Layers, rules: DisclosureRules) -> Protected:
    """Hide figures until the auditor recovers nothing more than from earlier releases alone.

    A measure whose own figures contradict each other cannot be judged, so none of it is shown.

    Ends because every round hides a figure, or a number of unknowns. Where nothing is left to
    hide, the audit that is returned names what she still recovers.
    """
    relations = _relations(figures, rules)
    already = _from_earlier_alone(figures, relations, rules)
    old = {_name(one) for one in already}
    places = layers.places()
    for at in figures.weights.less_than_a_step(figures.estimates) if figures.weights else ():
        index, k = places[at]
        layers.cases[index].shown[k] = layers.unknown[index].shown[k] = False
    auditor = _auditor(figures, relations, rules)
    kept_back: set[str] = set()
    enough: int | None = _AT_A_TIME if rules.complementary else None
    while True:
        estimates = layers.released(figures, rules)
        seen = figures.seen(estimates)
        audit = auditor.audit(seen, enough, tells=rules.complementary)
        left = tuple(one for one in audit.recovered if _name(one) not in old)
        kept_back |= {*audit.contradictory}
        changed = hide_contradictory(audit.contradictory, layers)
        if rules.complementary:
            changed |= _hide_some(left, seen, layers, places)
        if not changed and (enough is None or not audit.recovered):
            break
        if not changed:
            enough = None
    audit = replace(audit, recovered=left)
    return Protected(estimates, audit, already, tuple(sorted(kept_back)))


def _from_earlier_alone(
    figures: Figures, relations: Relations, rules: DisclosureRules
) -> tuple[Recovered, ...]:
    """What the reader knows before she sees this release."""
    if not figures.before:
        return ()
    nothing = [figure.suppress(CONFIDENTIAL) for figure in figures.estimates]
    auditor = _auditor(figures, relations, rules)
    return auditor.audit(figures.seen(nothing), tells=False).recovered


def _relations(figures: Figures, rules: DisclosureRules) -> Relations:
    """What the reader knows of the measures: everything that is true."""
    seen = figures.seen(figures.estimates)
    relations = relations_of(
        seen,
        figures.estimates,
        figures.dims,
        rules.nested or (),
        figures.parts,
        complete=rules.nested_complete,
        excluding=figures.excluding,
        alike=figures.alike,
    )
    for members in linked(seen, relations):
        relations = consistent(seen, members, figures.dims, relations, rules.minimum_respondents)
    return relations


def _auditor(figures: Figures, relations: Relations, rules: DisclosureRules) -> Auditor:
    return Auditor(
        figures.seen(figures.estimates),
        figures.dims,
        relations,
        rules.minimum_cases,
        rules.minimum_respondents,
    )


def _name(one: Recovered) -> tuple[Hashable, ...]:
    """Tells a recovered count apart from others, whichever figures give it."""
    return one.what, one.names, tuple(frozenset(group.items()) for group in one.groups)


def _hide_some(
    recovered: Sequence[Recovered],
    seen: Sequence[Seen],
    layers: Layers,
    places: dict[int, tuple[int, int]],
) -> bool:
    """Hide, for each count that no earlier choice may have protected, the cheapest figure.

    Of figures that cost alike (a total, a main measure, a part) the one on which most counts rest.
    """
    touched: set[int] = set()
    for one in recovered:
        if touched & set(one.needed):
            continue
        rest_on = Counter(
            k for other in recovered if not touched & set(other.needed) for k in set(other.needed)
        )
        at = {k: place for k in one.needed if (place := _place(seen[k], places))}
        if not at:
            same = [k for k, s in enumerate(seen) if s.measure[0] in one.names]
            at = {k: place for k in same if (place := _place(seen[k], places))}
        chosen = _cheapest(at, layers.unknown, rest_on) if one.what == "unknown" else None
        if chosen is not None:
            index, k = at[chosen]
            layers.unknown[index].shown[k] = False
        else:
            chosen = _cheapest(at, layers.cases, rest_on)
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


def _cheapest(
    at: dict[int, tuple[int, int]], layers: Sequence[Layer], rest_on: Mapping[int, int]
) -> int | None:
    """The shown figure with the least loss; of equals, that of the later measure.

    `rest_on` says how many counts rest on a figure.
    """
    shown = [(k, place) for k, place in at.items() if layers[place[0]].shown[place[1]]]
    costs = [
        ((layers[i].costs[k][:KINDS], -rest_on.get(seen, 0), layers[i].costs[k][KINDS:], -i), seen)
        for seen, (i, k) in shown
    ]
    return min(costs)[1] if costs else None
