"""Which variables' codes lie in each other, by who was asked: a region that is all urban.

Two variables belong together where a code of one holds (but for fewer persons than may be told)
nobody who has not one code of the other, or where codes of the one make up codes of the other.
Then sums over the one give sums over the other, without any table that crosses the two.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    def together(self, rules: DisclosureRules) -> tuple[Together, ...]:
        """Variables that lie in each other, with the combinations of codes that somebody has."""
        names = {name for persons in self._inputs for codes, _ in persons for name in codes}
        pairs = [
            pair
            for pair in combinations(sorted(one for one in names if not is_of_numbers(one)), 2)
            if any(_lie_in_each_other(one, rules) for one in self._crossed(pair))
        ]
        return tuple(
            Together(members, tuple(sorted(self._rows(members), key=repr)))
            for members in _joined(pairs, self._rows)
        )

    def _rows(self, names: Sequence[str]) -> Rows:
        """Combinations of codes; none of a person of whom one is not known."""
        return {
            tuple(codes[name] for name in names)
            for persons in self._inputs
            for codes, _ in persons
            if codes.keys() >= {*names}
        }

    def _crossed(self, pair: tuple[str, str]) -> list[Counter[tuple[Code, Code]]]:
        """Of each input the persons by their codes of two variables, where both are known."""
        found = []
        for persons in self._inputs:
            cells: Counter[tuple[Code, Code]] = Counter()
            for codes, number in persons:
                if codes.keys() >= {*pair}:
                    cells[codes[pair[0]], codes[pair[1]]] += number
            found.append(cells)
        return found


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
    pairs: Iterable[tuple[str, str]], rows: Callable[[Sequence[str]], Rows]
) -> list[tuple[str, ...]]:
    """Variables that pairs link, but for pairs that would make too many combinations."""
    groups: list[tuple[str, ...]] = []
    for pair in sorted(pairs, key=lambda one: (len(rows(one)), one)):
        touching = [group for group in groups if {*group} & {*pair}]
        members = tuple(sorted({*pair}.union(*touching)))
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
