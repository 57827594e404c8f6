"""Inputs of one release that have persons in common, compared as two releases of one input are.

Of two inputs the one that the study names first is taken for a release before the other, and of
more than two all that it names before, together. Only
figures of one subject are compared: what the one says of child labour and the other of forced
labour is of different answers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import (
    Beside,
    Group,
    LeftBySeveral,
    WeighedOtherwise,
    group_of,
)
from measure87.study.ledger.census import Census
from measure87.study.ledger.comparing import OfInput
from measure87.study.ledger.subjects import Subjects
from measure87.study.ledger.versions import Universe
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
    subjects = Subjects(estimates, rules)
    found: dict[str, tuple[Beside, ...]] = {}
    together: dict[str, list[str]] = {}
    for first, second in shared:
        before, mine, here = _of_pair(censuses, estimates, first, second, hiding)
        if not here.differ and here.movers is None:
            continue
        few = _of_few(here, mine)
        moved = () if here.movers is None else here.movers.beside(0, mine, before)
        for beside in (*here.beside(0, mine, before), *moved):
            for one in {one.name: one for one in mine if one.name in beside.names}.values():
                then = beside.told.figures
                alike = [other for other in then if subjects.are_of_one(one, other)]
                if alike:
                    told = replace(beside.told, figures=alike, of_few=few.get(one.name, set()))
                    found[one.name] = (*found.get(one.name, ()), told)
                    together.setdefault(one.name, []).append(first)
    return _of_several(found, together, censuses, estimates, subjects, hiding)


def _of_several(
    found: Mapping[str, tuple[Beside, ...]],
    together: Mapping[str, Sequence[str]],
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    subjects: Subjects,
    rules: DisclosureRules,
) -> dict[str, tuple[Beside, ...]]:
    """The same, giving way too where three inputs or more leave few persons of a group.

    Where they leave more, it is told of whom what they count is.

    `together` has by the name of a figure the inputs before its own that stand beside it.
    """
    every = {**found}
    sets: dict[tuple[str, ...], set[str]] = {}
    for name, firsts in together.items():
        sets.setdefault((found[name][0].later, *dict.fromkeys(firsts)), set()).add(name)
    for (later, *firsts), names in sets.items():
        if len(firsts) == 1:
            continue
        old = {at: censuses[first] for at, first in enumerate(firsts)}
        here = OfInput(later, censuses[later], old, [Result("run", ())] * len(old), rules)
        for universe, own in here.universes.items():
            groups = {group_of(one) for one in estimates if one.name in own & names}
            few = here.left_by_several(groups, universe)
            for name in own & names if few else ():
                every[name] = tuple(replace(one, of_few={*one.of_few, *few}) for one in every[name])
            ways = here.ways_to_leave_many(groups - few, universe)
            for figure in {one.name: one for one in estimates if one.name in own & names}.values():
                alike = [one for one in estimates if subjects.are_of_one(figure, one)]
                figures = [
                    here.in_own_codes(at, _of_input(then, alike, universe))
                    for at, then in old.items()
                ]
                first, *rest = every[figure.name]
                several = (*first.several, LeftBySeveral(figures, ways))
                every[figure.name] = (replace(first, several=several), *rest)
    return every


def _of_input(
    census: Census, figures: Iterable[Estimate], universe: Universe
) -> Iterator[Estimate]:
    """Those of some figures that are an input's, of measures of some persons of it."""
    for one in figures:
        if one.name in census.figures and census.universes.get(one.name) == universe:
            yield one


def weighed_beside(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    shared: Iterable[tuple[str, str]],
    rules: DisclosureRules,
) -> dict[str, WeighedOtherwise]:
    """Name of a figure to what inputs before its own have of the same persons by other weights.

    The parameters are those of `inputs_beside`; figures are of measures of the same subject.
    """
    hiding = replace(rules, ledger=replace(rules.ledger, hide_withdrawn=True))
    found: dict[str, WeighedOtherwise] = {}
    for first, second in shared:
        _, mine, here = _of_pair(censuses, estimates, first, second, hiding)
        for name, figures in here.weighed_otherwise(mine).items():
            known = found.get(name, WeighedOtherwise(second))
            found[name] = replace(known, figures=(*known.figures, *figures))
    return found


def _of_pair(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    first: str,
    second: str,
    rules: DisclosureRules,
) -> tuple[list[Estimate], list[Estimate], OfInput]:
    """Figures of the earlier input and of the later one, and the persons of the later one."""
    before, mine = (
        [one for one in estimates if one.name in censuses[name].figures] for name in (first, second)
    )
    old = {0: censuses[first]}
    return before, mine, OfInput(second, censuses[second], old, [Result("run", before)], rules)


def _of_few(here: OfInput, mine: Sequence[Estimate]) -> dict[str, set[Group]]:
    """Name of a figure to its groups that somebody is in one input alone of; none where many are.

    Many are where of no group of any figure so few are that their answers could be told.
    """
    found: dict[str, set[Group]] = {}
    are_few = False
    for universe, names in here.universes.items():
        groups = {group_of(one) for one in mine if one.name in names}
        are_few |= bool(here.withheld(groups, universe) or here.moved(groups, universe))
        alone = here.alone(0, groups, universe, universe)
        some = {group for group, persons in alone.items() if any(persons)}
        some |= {group for group, *both in here.numbers_moved(groups, universe) if any(both)}
        found |= dict.fromkeys(names, some)
    return found if are_few else {}
