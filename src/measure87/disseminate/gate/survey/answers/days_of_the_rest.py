"""Stocks that may not be had by subtraction: of a whole and of its other parts.

A stock times the weight of its group is how long its cases were in the status together. So what a
whole has more than those of its parts that are shown is that of the others, to half a step of each.
Where a stock is kept back for the days of its cases (`days_of_few`), the rest has to leave open as
much: half of what one of its cases could be of it below what they all could be, and above nothing.
Else the part of fewest cases is kept back too, or the whole where no part is left.

So it is of measures: what everybody's stock has more than that of adults are the days of children,
and of whoever else is a case of the one alone. And of releases: what the stock of an earlier one
has more than that of this one are the days of cases who left since. The narrower measure gives way,
and the new release.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases, without_who
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.vocabulary.estimate import Estimate

_EXACT = 1e-9
type Line = tuple[int, tuple[int, ...]]
"""Positions of a whole, and of parts that make it up."""
type Shown = tuple[Estimate, Estimate]
"""A stock that is shown, and the share of the status in its group."""


@dataclass
class Stocks:
    """The stocks of a release, each with the share of the status in its group.

    figures : all of the release, in their order
    status : position of a stock to that share, where it is shown and has cases
    open : part of what one case could be of a stock that stands open
    nested : names of shares of which the cases of the first are among those of the second
    """

    figures: list[Estimate]
    status: Mapping[int, Estimate]
    open: float
    nested: Collection[tuple[str, str]] = ()

    def without_told(self) -> list[Estimate]:
        """The figures, with stocks that would give others back kept back."""
        lines = list(_lines(self.figures, self.status))
        for narrow, wide in self._nested_stocks():
            self._keep_back_if_told(narrow, wide)
        while found := next(filter(None, map(self._to_hide, lines)), []):
            for k in found:
                self.figures[k] = self.figures[k].suppress(CONFIDENTIAL)
        return self.figures

    def without_told_by(self, before: Iterable[tuple[int, Shown]]) -> None:
        """Keep stocks back that earlier ones would tell the days of those who left or came by.

        Parameters
        ----------
        before
            Position of a stock, and what an earlier release shows of the same group.
        """
        for k, (stock, share) in before:
            now = self.figures[k], self.status[k]
            if now[0].value is not None and self._tells(now, (stock, share)):
                self.figures[k] = now[0].suppress(CONFIDENTIAL)

    def _keep_back_if_told(self, narrow: int, wide: int) -> None:
        """Keep back the stock of a measure that lies in another, for those of that one alone."""
        below, above = ((self.figures[k], self.status[k]) for k in (narrow, wide))
        if None not in (below[0].value, above[0].value) and self._tells(below, above):
            self.figures[narrow] = below[0].suppress(CONFIDENTIAL)

    def _tells(self, one: Shown, other: Shown) -> bool:
        """Whether the difference of two stocks leaves no half of a case open of those of one alone.

        How much these could be at most is known to a step of either share.
        """
        few, many = sorted((one, other), key=lambda shown: shown[1].n_cases or 0)
        cases = (many[1].n_cases or 0) - (few[1].n_cases or 0)
        if not cases or few[1].value is None or many[1].value is None:
            return False
        most, off_most = _difference(many[1], few[1], many[1], few[1])
        value, off = _difference(many[0], few[0], many[1], few[1])
        half = self.open * most / cases * (1 - _EXACT)
        is_open = most - off_most - max(value - off, 0.0) >= half
        return not (is_open and min(value + off, most) >= half)

    def _nested_stocks(self) -> list[tuple[int, int]]:
        """Positions of stocks of one group, the cases of the first among those of the second."""
        of: dict[tuple[str, frozenset[tuple[str, str]]], list[int]] = {}
        for k, share in self.status.items():
            of.setdefault((share.name, frozenset(share.group.items())), []).append(k)
        pairs = (
            (j, k)
            for narrow, wide in sorted(self.nested)
            for (name, group), every in of.items()
            if name == narrow
            for j in every
            for k in of.get((wide, group), ())
        )
        return sorted(pairs, key=lambda pair: (self.status[pair[0]].n_cases or 0, pair))

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


def _difference(
    many: Estimate, few: Estimate, of_many: Estimate, of_few: Estimate
) -> tuple[float, float]:
    """What one figure times its weight has more than another, and half a step of both."""
    weights = _weights(of_many, of_few)
    values, steps = (
        [one.value or 0.0 for one in (many, few)],
        [one.digits or 0.0 for one in (many, few)],
    )
    value = max(values[0] * weights[0] - values[1] * weights[1], 0.0)
    return value, sum(step / 2 * weight for step, weight in zip(steps, weights, strict=True))


def _weights(*shares: Estimate) -> list[float]:
    """What those weigh of whom some shares are; of one that does not say it, as of the others.

    An earlier release that keeps it back says of how many it is.
    """
    known = [one for one in shares if one.weighted_n and one.n]
    persons = sum(one.n or 0 for one in known)
    mean = sum(one.weighted_n or 0.0 for one in known) / persons if persons else 1.0
    return [one.weighted_n or mean * (one.n or 0) for one in shares]


def shown_before(
    figures: Sequence[Estimate], status: Mapping[int, Estimate], kept: KeptReleases
) -> Iterator[tuple[int, Shown]]:
    """Stocks that earlier releases show of groups that some left since, or came to.

    Where more than ten left and more than ten came, what the two releases have between them is of
    both, and how many of either are cases is not known.
    """
    before: dict[Hashable, Estimate] = {}
    for one in (one for result in kept.results for one in result.estimates):
        if one.value is not None:
            before.setdefault((one.group.get(WHO), one.statistic, _of(one)), one)
    for k, share in status.items():
        group = frozenset(figures[k].group.items())
        for moved in kept.turnover.get(share.name, {}).get(group, ()):
            if min(len(moved.left), len(moved.came)) > MOST_PERSONS:
                continue
            stock = before.get((moved.before, figures[k].statistic, _of(figures[k])))
            then = before.get((moved.before, share.statistic, _of(share)))
            if stock is not None and then is not None:
                yield k, (stock, then)


def _of(figure: Estimate) -> Hashable:
    return _key(figure, without_who(figure.group))


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
