"""Which variables' codes lie in each other, by who was asked: a region that is all urban.

Two variables belong together where a code of one holds (but for fewer persons than may be told)
nobody who has not one code of the other, or where codes of the one make up codes of the other.
Then sums over the one give sums over the other, without any table that crosses the two. They may do
so within one group alone: where all girls of a region are urban, and boys are not, sex belongs to
the two.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.tables.boxes import is_of_numbers
from measure87.disseminate.gate.tables.together import Together
from measure87.study.ledger.versions import Codes

MOST_COMBINATIONS = 500
"""Of the codes of variables that are taken together; a variable that makes more is left apart."""
type Code = str | None
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
