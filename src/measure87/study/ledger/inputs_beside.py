"""Inputs of one release that have persons in common, compared as two releases of one input are.

Of two inputs the one that the study names first is taken for a release before the other. Only
figures of one subject are compared: what the one says of child labour and the other of forced
labour is of different answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import Beside
from measure87.study.ledger.census import Census
from measure87.study.ledger.comparing import OfInput, group_of
from measure87.study.ledger.subjects import are_of_one_subject
from measure87.vocabulary.estimate import Estimate, Result


def inputs_beside(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    shared: Iterable[tuple[str, str]],
    rules: DisclosureRules,
) -> dict[str, tuple[Beside, ...]]:
    """Name of a figure to the inputs before its own with some of its persons, and others.

    Parameters
    ----------
    censuses : input to its persons
    estimates : figures of all inputs, before the gate
    shared : pairs of inputs with persons in common, in the order of the study
    """
    hiding = replace(rules, ledger=replace(rules.ledger, hide_withdrawn=True))
    found: dict[str, tuple[Beside, ...]] = {}
    for first, second in shared:
        before = [one for one in estimates if one.name in censuses[first].figures]
        result = Result("run", before)
        here = OfInput(second, censuses[second], {0: censuses[first]}, [result], hiding)
        if not here.differ:
            continue
        then = here.in_own_codes(0, before)
        mine = [one for one in estimates if one.name in censuses[second].figures]
        groups = {group_of(one) for one in mine}
        alone = here.alone(1, groups)
        are_few = here.withheld(groups) or here.moved(groups)
        told = Beside(
            second,
            then,
            {group for group, persons in alone.items() if any(persons)} if are_few else set(),
            alone,
            {group: one for group, (one,) in here.turnovers(groups).items()},
        )
        for one in {one.name: one for one in mine}.values():
            alike = [other for other in then if are_of_one_subject(one, other, rules)]
            if alike:
                own = replace(told, figures=alike)
                found[one.name] = (*found.get(one.name, ()), own)
    return found
