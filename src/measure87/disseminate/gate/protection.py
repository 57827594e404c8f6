"""Hides figures until the auditor recovers nothing: complementary suppression by her findings.

See `rounds` for how. What is known from earlier releases alone, hiding cannot undo.
"""

from dataclasses import dataclass

from measure87.disseminate.gate.audit import (
    Audit,
    Auditor,
    Recovered,
    Relations,
    linked,
    relations_of,
)
from measure87.disseminate.gate.audit.consistency import consistent
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.rounds import Rounds
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.vocabulary.estimate import Estimate


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
    Where nothing is left to hide, the audit that is returned names what she still recovers.
    """
    relations = _relations(figures, rules)
    already = _from_earlier_alone(figures, relations, rules)
    places = layers.places()
    for at in figures.weights.less_than_a_step(figures.estimates) if figures.weights else ():
        index, k = places[at]
        layers.cases[index].shown[k] = layers.unknown[index].shown[k] = False
    rounds = Rounds(figures, layers, rules, _auditor(figures, relations, rules), already)
    audit = rounds.until_safe()
    while rules.complementary and not audit.recovered and (told := rounds.told_exactly()):
        audit = rounds.without_needless(told)
    kept_back = tuple(sorted(rounds.kept_back))
    return Protected(layers.released(figures, rules), audit, already, kept_back)


def _from_earlier_alone(
    figures: Figures, relations: Relations, rules: DisclosureRules
) -> tuple[Recovered, ...]:
    """What the reader knows before she sees this release."""
    if not (figures.before or figures.secrets):
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
        same=rules.same,
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
