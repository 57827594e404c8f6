"""Stocks that may not be had by subtraction: of a whole and of its other parts.

A stock times the weight of its group is how long its cases were in the status together. So what a
whole has more than those of its parts that are shown is that of the others, to half a step of each.
Where a stock is kept back for the days of its cases (`days_of_few`), the rest has to leave open as
much: half of what one of its cases could be of it below what they all could be, and above nothing.
Else the part of fewest cases is kept back too, or the whole where no part is left.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.vocabulary.estimate import Estimate

_EXACT = 1e-9
type Line = tuple[int, tuple[int, ...]]
"""Positions of a whole, and of parts that make it up."""


@dataclass
class Stocks:
    """The stocks of a release, each with the share of the status in its group.

    figures : all of the release, in their order
    status : position of a stock to that share, where it is shown and has cases
    open : part of what one case could be of a stock that stands open
    """

    figures: list[Estimate]
    status: Mapping[int, Estimate]
    open: float

    def without_told(self) -> list[Estimate]:
        """The figures, with stocks that would give others back kept back."""
        lines = list(_lines(self.figures, self.status))
        while found := next(filter(None, map(self._to_hide, lines)), []):
            for k in found:
                self.figures[k] = self.figures[k].suppress(CONFIDENTIAL)
        return self.figures

    def _to_hide(self, line: Line) -> list[int]:
        """Which stock of a line has to go; none where nothing is told."""
        whole, parts = line
        shown = [k for k in parts if self.figures[k].value is not None]
        if self.figures[whole].value is None:
            told = len(shown) == len(parts) and not self._is_open([whole], shown, ())
            return [self._fewest(shown)] if told else []
        kept_back = [k for k in parts if k not in shown]
        if not kept_back or self._is_open(kept_back, [whole], shown):
            return []
        return [self._fewest(shown) if shown else whole]

    def _fewest(self, some: Sequence[int]) -> int:
        return min(some, key=lambda k: (self.status[k].n_cases or 0, k))

    def _is_open(self, of: Sequence[int], more: Sequence[int], less: Sequence[int]) -> bool:
        """Whether the stocks of some, had from others less others, leave half a case open."""
        most = sum((self.status[k].value or 0.0) * self._weight(k) for k in of)
        cases = sum(self.status[k].n_cases or 0 for k in of)
        if not cases:
            return True
        value = sum(self._sum(k) for k in more) - sum(self._sum(k) for k in less)
        off = sum(self._off(k) for k in (*more, *less))
        half = self.open * most / cases * (1 - _EXACT)
        return most - max(value - off, 0.0) >= half and min(value + off, most) >= half

    def _weight(self, k: int) -> float:
        return self.status[k].weighted_n or float(self.status[k].n or 0)

    def _sum(self, k: int) -> float:
        return (self.figures[k].value or 0.0) * self._weight(k)

    def _off(self, k: int) -> float:
        return (self.figures[k].digits or 0.0) / 2 * self._weight(k)


def _lines(figures: Sequence[Estimate], status: Mapping[int, Estimate]) -> Iterator[Line]:
    """Groups of which the status is shown, and groups by one variable more that make them up."""
    places: dict[Hashable, int] = {}
    for k in status:
        places[_key(figures[k], figures[k].group)] = k
    parts: dict[tuple[int, str], list[int]] = {}
    for k in status:
        group = figures[k].group
        for variable in group:
            rest = {name: code for name, code in group.items() if name != variable}
            whole = places.get(_key(figures[k], rest))
            if whole is not None:
                parts.setdefault((whole, variable), []).append(k)
    for (whole, _), some in parts.items():
        if sum(status[k].n or 0 for k in some) == status[whole].n:
            yield whole, tuple(some)


def _key(figure: Estimate, group: Mapping[str, str]) -> Hashable:
    return figure.name, figure.definition, frozenset(group.items())
