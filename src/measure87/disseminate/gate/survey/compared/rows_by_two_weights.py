"""Rows of a group in two releases, where weights were made anew or are few, beside its parts.

Where figures of boys and girls are shown in one of two releases, a reader knows in both rows of
everybody how many of the cases are girls. So those who stayed, left and came are put into parts of
which the cases are known. Sets of who they could be are asked of in `sets_by_two_weights`.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from measure87.disseminate.gate.kept_releases import (
    WHO,
    Group,
    Inside,
    Turnover,
    Weighed,
    WhoStayed,
    group_of,
)
from measure87.disseminate.gate.survey.compared.errors_of_classes import ANY, limits_of_error
from measure87.disseminate.gate.survey.compared.sets_by_two_weights import (
    Changed,
    Cut,
    Parts,
    RowTold,
    name_somebody,
    name_somebody_of_a_part,
)
from measure87.disseminate.gate.survey.compared.sums_by_two_weights import Stayed
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.estimate import Estimate

type OfGroups = Mapping[Group, Sequence[Estimate]]
"""Shares of one measure in one release."""
_DRAWS = 5
"""Draws of who of a group is a respondent, where that is not known."""
_FEW_WEIGHTS, _DIGITS = 12, 9
"""Weights of those who stayed up to which they are few; and digits up to which two are one."""
_SEED = 87


@dataclass(frozen=True)
class ShownParts:
    """What a reader sees of a measure in two releases.

    then, now : shares by group
    hidden : groups of which the new share is hidden in any case, and follows from no others
    """

    then: OfGroups = field(default_factory=dict)
    now: OfGroups = field(default_factory=dict)
    hidden: Collection[Group] = ()


def by_measure(figures: Iterable[Estimate]) -> dict[Hashable, dict[Group, list[Estimate]]]:
    """Shares with their cases, by code of `WHO`, name and definition, and then by group."""
    found: dict[Hashable, dict[Group, list[Estimate]]] = {}
    for one in figures:
        if one.statistic == "proportion" and one.n_cases is not None:
            key = (one.group.get(WHO), one.name, one.definition)
            found.setdefault(key, {}).setdefault(group_of(one), []).append(one)
    return found


def name_somebody_by_two_weights(
    now: Estimate,
    then: Estimate,
    moved: Turnover,
    respondents: tuple[int, int],
    shown: ShownParts,
) -> bool:
    """Whether two rows name somebody who left or came.

    It is asked where those who stayed weigh anew, or have few weights; where they have as many as
    they are and the same ones, one row less the other is all that there is.

    Parameters
    ----------
    now, then
        Shares as they would be and were released.
    respondents
        How many of those who left, and of those who came, are respondents.
    """
    both = moved.stayed
    if both is None or not (both.weigh_anew or _are_few(both)):
        return False
    stayed = (then.n or 0) - respondents[0]
    are_all = respondents == (len(moved.left), len(moved.came)) and stayed == len(both.then)
    # Of a group within another a population table's regression has others in it as well.
    knows_error = are_all and not group_of(now)
    rows = (
        _told(then, moved.then, knows_error=knows_error),
        _told(now, moved.now, knows_error=knows_error),
    )
    rng = np.random.default_rng([_SEED, *respondents, rows[0].cases, rows[1].cases])
    if are_all:
        return any(
            name_somebody(*rows, one, rng, as_told=True)
            for one in _by_parts(then, now, moved, both, shown)
        )
    drawn = (_some(moved, both, (*respondents, stayed), rows[0].cases, rng) for _ in range(_DRAWS))
    return any(name_somebody(*rows, one, rng, as_told=False) for one in drawn)


def part_names_somebody(part: Estimate, then: Estimate, moved: Turnover, more: int | None) -> bool:
    """Whether a share of a part names somebody, beside an earlier one of the whole group.

    By few weights the earlier row may tell how many cases the part had, which was not shown.

    Parameters
    ----------
    moved
        Who left the whole group and came to it.
    more
        How many more cases it has now than then, where that is shown.
    """
    both = moved.stayed
    if both is None or not _are_few(both) or then.n != moved.then.number:
        return False
    inside = both.inside_now(group_of(part))
    if inside is None or part.n != sum(int(one.sum()) for one in inside):
        return False
    came, stayed = (np.where(one, 0, 1) for one in inside)
    row = _told(then, moved.then, knows_error=False)
    # Who of those who left was of the part need not be known, and is not where it is new.
    changed = Changed(moved.left, moved.came, _in_one(len(moved.left)), came)
    cut = Cut(Stayed(both.then, both.now, stayed), changed, _whole(row.cases))
    rng = np.random.default_rng([_SEED, row.cases, len(moved.left), len(moved.came)])
    return name_somebody_of_a_part(row, cases_of(part) or 0, cut, more, rng)


def _are_few(both: WhoStayed) -> bool:
    return len(np.unique(np.round(both.then / both.then.mean(), _DIGITS))) <= _FEW_WEIGHTS


def _told(figure: Estimate, everybody: Weighed, *, knows_error: bool) -> RowTold:
    weight = everybody.weight
    if figure.n is not None and everybody.number:
        weight *= figure.n / everybody.number
    cases = cases_of(figure) or 0
    off = (figure.digits or 0.0) / 2 if cases else 0.0
    error = limits_of_error(figure.se, figure.digits) if figure.se and knows_error else ANY
    value = (figure.value or 0.0) * weight
    return RowTold(cases, value, off * weight, figure.n or 0, weight, error)


def _some(
    moved: Turnover,
    both: WhoStayed,
    numbers: tuple[int, int, int],
    cases: int,
    rng: np.random.Generator,
) -> Cut:
    """So many respondents who left, came and stayed, drawn at random, all in one part."""
    left, came, stayed = numbers
    number = min(max(stayed, 0), len(both.then))
    who = rng.permutation(len(both.then))[:number]
    return Cut(
        Stayed(both.then[who], both.now[who], _in_one(number)),
        Changed.of(rng.permutation(moved.left)[:left], rng.permutation(moved.came)[:came]),
        _whole(cases),
    )


def _by_parts(
    then: Estimate, now: Estimate, moved: Turnover, both: WhoStayed, shown: ShownParts
) -> Iterator[Cut]:
    """All who stayed, left and came, by parts of which the cases are shown in either release.

    Once for each choice of variables; where nothing is shown of parts everybody is one.
    """
    found = False
    for cases, left, stayed in _parts(then, shown.then, (), both.inside_then):
        found = True
        changed = Changed(moved.left, moved.came, left, _in_one(len(moved.came)))
        yield Cut(Stayed(both.then, both.now, stayed), changed, Parts(cases, is_then=True))
    for cases, came, stayed in _parts(now, shown.now, shown.hidden, both.inside_now):
        found = True
        changed = Changed(moved.left, moved.came, _in_one(len(moved.left)), came)
        yield Cut(Stayed(both.then, both.now, stayed), changed, Parts(cases, is_then=False))
    if not found:
        changed = Changed.of(moved.left, moved.came)
        everybody = Stayed(both.then, both.now, _in_one(len(both.then)))
        yield Cut(everybody, changed, _whole(cases_of(then) or 0))


def _parts(
    whole: Estimate,
    shown: OfGroups,
    hidden: Collection[Group],
    inside: Callable[[Group], Inside | None],
) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Cases of parts of a group, and in which of them those who changed and who stayed are.

    Who is in none of the parts that are shown is in the last one, whose cases are what is left.
    Where one of the parts by some variables is hidden its cases follow from no others, so that
    none of them is used.
    """
    group = group_of(whole)
    families: dict[frozenset[str], list[Group]] = {}
    for one in shown:
        if one > group:
            families.setdefault(frozenset(name for name, _ in one - group), []).append(one)
    for family in families.values():
        if any(one in hidden for one in family):
            continue
        apart = _apart([(shown[one][0], inside(one)) for one in family])
        if not apart:
            continue
        cases = [cases_of(one) or 0 for one, _ in apart]
        numbers = np.array([*cases, (cases_of(whole) or 0) - sum(cases)])
        changed, stayed = (_numbered([who[k] for _, who in apart]) for k in (0, 1))
        yield numbers, changed, stayed


def _apart(groups: Sequence[tuple[Estimate, Inside | None]]) -> list[tuple[Estimate, Inside]]:
    """Of groups whose respondents are all who are in them those that lie apart, the least first."""
    known = [
        (one, who)
        for one, who in groups
        if who is not None and one.n == sum(int(some.sum()) for some in who)
    ]
    found: list[tuple[Estimate, Inside]] = []
    for one, who in sorted(known, key=lambda pair: pair[0].n or 0):
        if not any((a & b).any() for _, other in found for a, b in zip(who, other, strict=True)):
            found.append((one, who))
    return found


def _numbered(groups: Sequence[BoolArray]) -> IntArray:
    """(n,) in which of some groups that lie apart each is, and who is in none in the last.

    >>> _numbered([np.array([True, False, False]), np.array([False, False, True])]).tolist()
    [0, 2, 1]
    """
    found = np.full(len(groups[0]), len(groups))
    for part, one in enumerate(groups):
        found[one] = part
    return found


def _whole(cases: int) -> Parts:
    return Parts(np.array([cases]), is_then=True)


def _in_one(number: int) -> IntArray:
    return np.zeros(number, dtype=np.int64)
