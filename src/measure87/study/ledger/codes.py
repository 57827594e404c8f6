"""How codes lie in each other, by who was asked: those of two releases, and of two variables.

Regions are renamed, put together, cut up or drawn anew, and persons stay who they are. Where the
codes of an earlier release are those of this one under other names, but for fewer persons than may
be told, they are given these names (`recoded`). Where they are others, the variable of the earlier
release is one of its own, and who was asked tells how its codes lie in those of this one. That
tells nothing of who went one way while others came the other. So they may stay in one variable too,
in which who has another code has left the one and come to the other (`movers_apart`).

Two variables belong together (`SeenTogether`), as a region that is all urban and the area do, where
a code of one holds (but for fewer persons than may be told) nobody who has not one code of the
other, or where codes of the one make up codes of the other. Then sums over the one give sums over
the other, without any table that crosses the two. They may do so within one group alone: where all
girls of a region are urban, and boys are not, sex belongs to the two.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import polars as pl

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.tables.boxes import is_of_numbers
from measure87.disseminate.gate.tables.together import Together
from measure87.study.ledger.census import BY, PERSON, Census, Codes
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate

type Code = str | None
type Crossed = Mapping[tuple[Code, Code], int]
"""Persons of both releases by their code in the earlier one and in this."""


@dataclass(frozen=True)
class Recoded:
    """An earlier release in codes that can stand beside those of this one.

    Attributes
    ----------
    census
        Its persons.
    names
        Variable and code of its figures to those that stand for them.
    drawn_anew
        Variable to the name that it has in the census, where its codes are others, and each code
        of this release to the one of the earlier that it has most persons in common with, if that
        holds the other way round too.
    """

    census: Census
    names: Mapping[tuple[str, str], tuple[str, str]]
    drawn_anew: Mapping[str, tuple[str, Mapping[Code, Code]]]

    def figure(self, one: Estimate) -> Estimate:
        """A figure of the earlier release by these codes."""
        if not any(pair in self.names for pair in one.group.items()):
            return one
        pairs = [(pair, self.names.get(pair, pair)) for pair in one.group.items()]
        labels = {now[0]: one.labels[was[0]] for was, now in pairs if was[0] in one.labels}
        return replace(one, group=dict(now for _, now in pairs), labels=labels)


def recoded(
    new: Census, old: Census, release: int, minimum: int, *, movers_apart: bool = False
) -> Recoded:
    """An earlier release, number `release`, in codes beside those of this one.

    A variable in ranges (age) keeps its codes: its ranges say how they lie in each other. Where
    fewer persons than `minimum` have other codes, all stay: they count as having left and come.
    With `movers_apart` they do however many have: no variable is drawn anew.
    """
    frame, names = old.persons, dict[tuple[str, str], tuple[str, str]]()
    drawn_anew: dict[str, tuple[str, Mapping[Code, Code]]] = {}
    for name in sorted({*new.variables} & {*old.variables}):
        cells = {} if is_of_numbers(name) else _crossed(new, old, name)
        if sum(number for (was, now), number in cells.items() if was != now) < minimum:
            continue
        column, own = f"{BY}{name}", f"{name} ({release} before)"
        fits = _best(cells)
        strays = sum(number for pair, number in cells.items() if fits.get(pair[0], pair) != pair[1])
        if movers_apart or strays < minimum:
            codes = {
                was: fits.get(was, f"{was} ({release} before)") for was in frame[column].unique()
            }
            frame = frame.with_columns(
                pl.Series(column, [codes[was] for was in frame[column]], dtype=pl.String)
            )
            names |= {(name, _said(was)): (name, _said(now)) for was, now in codes.items()}
            continue
        of_old, of_new = _sizes(cells, 0), _sizes(cells, 1)
        for was in frame[column].unique():
            now = fits.get(was)
            same = was in fits and cells[was, now] == of_old[was] == of_new[now]
            names[name, _said(was)] = (name, _said(now)) if same else (own, _said(was))
        frame = frame.rename({column: f"{BY}{own}"})
        drawn_anew[name] = (own, {now: was for was, now in fits.items()})
    return Recoded(replace(old, persons=frame), names, drawn_anew)


def _crossed(new: Census, old: Census, name: str) -> Crossed:
    column = f"{BY}{name}"
    both = old.persons.select(PERSON, was=column).join(
        new.persons.select(PERSON, now=column), on=PERSON
    )
    return {
        (was, now): number for was, now, number in both.group_by("was", "now").len().iter_rows()
    }


def _sizes(cells: Crossed, side: int) -> Counter[Code]:
    found: Counter[Code] = Counter()
    for pair, number in cells.items():
        found[pair[side]] += number
    return found


def _best(cells: Crossed) -> dict[Code, Code]:
    """Codes of the earlier release to those of this one, each having most persons of the other."""
    order = sorted(cells, key=lambda pair: (-cells[pair], repr(pair)))
    first: tuple[dict[Code, Code], dict[Code, Code]] = {}, {}
    for was, now in order:
        first[0].setdefault(was, now)
        first[1].setdefault(now, was)
    return {was: now for was, now in first[0].items() if first[1][now] == was}


def _said(code: Code) -> str:
    return MISSING_CATEGORY if code is None else code


MOST_COMBINATIONS = 500
"""Of the codes of variables that are taken together; a variable that makes more is left apart."""
type Rows = set[tuple[Code, ...]]


class SeenTogether:
    """How many persons have which codes at once, of all inputs."""

    def __init__(self) -> None:
        self._inputs: list[list[tuple[dict[str, Code], int]]] = []

    def add(self, counts: Mapping[Codes, int]) -> None:
        """The persons of one more input, by all their codes."""
        self._inputs.append([(dict(codes), number) for codes, number in counts.items()])

    def together(
        self, rules: DisclosureRules, groups: Iterable[Collection[str]] = ()
    ) -> tuple[Together, ...]:
        """Variables that lie in each other, with the combinations of codes that somebody has.

        Parameters
        ----------
        rules
            Below how many persons a code says nothing.
        groups
            The variables that groups of figures are by.
        """
        names = {name for persons in self._inputs for codes, _ in persons for name in codes}
        crossed = {frozenset(one) for one in groups}
        linked = [
            (*pair, *within)
            for pair in combinations(sorted(one for one in names if not is_of_numbers(one)), 2)
            if (within := self._within(pair, crossed, rules)) is not None
        ]
        return tuple(
            Together(members, tuple(sorted(self._rows(members), key=repr)))
            for members in _joined(linked, self._rows)
        )

    def _within(
        self, pair: tuple[str, str], crossed: Collection[frozenset[str]], rules: DisclosureRules
    ) -> tuple[str, ...] | None:
        """Within groups by which variables two lie in each other; () for everybody, None if not."""
        return next(
            (
                within
                for within in ((), *_beside(pair, crossed))
                if any(_lie_in_each_other(one, rules) for one in self._crossed(pair, within))
            ),
            None,
        )

    def _rows(self, names: Sequence[str]) -> Rows:
        """Combinations of codes; none of a person of whom one is not known."""
        return {
            tuple(codes[name] for name in names)
            for persons in self._inputs
            for codes, _ in persons
            if codes.keys() >= {*names}
        }

    def _crossed(
        self, pair: tuple[str, str], within: Sequence[str]
    ) -> Iterator[Counter[tuple[Code, Code]]]:
        """Of each input, and each group, the persons by their codes of two variables.

        Of whom all those codes are known.
        """
        for persons in self._inputs:
            cells: dict[tuple[Code, ...], Counter[tuple[Code, Code]]] = {}
            for codes, number in persons:
                if codes.keys() >= {*pair, *within}:
                    group = tuple(codes[name] for name in within)
                    own = cells.setdefault(group, Counter())
                    own[codes[pair[0]], codes[pair[1]]] += number
            yield from cells.values()


def _beside(pair: tuple[str, str], crossed: Collection[frozenset[str]]) -> list[tuple[str, ...]]:
    """By which variables figures are beside one of two, where some are by either; few first."""
    if not {*pair} <= frozenset[str]().union(*crossed):
        return []
    others = {group - {*pair} for group in crossed if group & {*pair}}
    found = {
        some
        for names in (sorted(name for name in one if not is_of_numbers(name)) for one in others)
        for size in range(1, len(names) + 1)
        for some in combinations(names, size)
    }
    return sorted(found, key=lambda one: (len(one), one))


def _lie_in_each_other(cells: Mapping[tuple[Code, Code], int], rules: DisclosureRules) -> bool:
    """Whether a code of either is within one of the other, or some make up some of the other.

    Asked of codes of which a figure may be shown. Where everybody has one code of a variable, it
    says no more than "everybody" does.
    """
    sizes, most = (Counter[Code](), Counter[Code]()), (Counter[Code](), Counter[Code]())
    for codes, number in cells.items():
        for side, code in enumerate(codes):
            sizes[side][code] += number
            most[side][code] = max(most[side][code], number)
    if min(map(len, sizes)) == 1:
        return False
    large = [{code for code, n in one.items() if n >= rules.minimum_respondents} for one in sizes]
    within = any(
        sizes[side][code] - most[side][code] < rules.minimum_cases
        for side in (0, 1)
        for code in large[side]
    )
    links = [
        frozenset({(0, one), (1, other)})
        for (one, other), number in cells.items()
        if number >= rules.minimum_cases and one in large[0] and other in large[1]
    ]
    return within or len(_linked(links)) > 1


def _joined(
    linked: Iterable[tuple[str, ...]], rows: Callable[[Sequence[str]], Rows]
) -> list[tuple[str, ...]]:
    """Variables that belong together, but for those that would make too many combinations."""
    groups: list[tuple[str, ...]] = []
    for some in sorted(linked, key=lambda one: (len(rows(one)), one)):
        touching = [group for group in groups if {*group} & {*some}]
        members = tuple(sorted({*some}.union(*touching)))
        if len(rows(members)) <= MOST_COMBINATIONS:
            groups = [*(group for group in groups if group not in touching), members]
    return groups


def _linked[T](links: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """Sets, those together that have something in common."""
    found: list[frozenset[T]] = []
    for link in links:
        touching = [one for one in found if one & link]
        found = [*(one for one in found if not one & link), link.union(*touching)]
    return found
