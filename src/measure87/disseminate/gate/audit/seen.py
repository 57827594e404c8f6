"""What a reader sees of each measure and group: counts, or that there is a figure not shown.

A proportion and a total of one measure and group count the same persons, so they are one.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from measure87.disseminate.gate.rules import FEW_RESPONDENTS, UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.disseminate.gate.weighted.coarse import Weighted
from measure87.vocabulary.estimate import Estimate

Measure = tuple[str, str, int]
"""Name, definition, and which sample: 0 unless one measure is given of several."""
GroupKey = frozenset[tuple[str, str]]


@dataclass
class Seen:
    """All figures of one measure and group, as far as they are shown."""

    measure: Measure
    group: Mapping[str, str]
    at: list[int] = field(default_factory=list)
    """Positions of the figures in the result."""
    n: int | None = None
    cases: int | None = None
    unknown: int | None = None
    few: bool = False
    """Whether it is said that there are too few respondents."""
    is_before: bool = False
    """Whether the counts were published earlier, so that nothing can take them back."""
    hides_unknown: bool = False
    """Whether it is shown without the number of unknowns."""
    unknown_is_before: bool = False
    """Whether the number of unknowns was published earlier."""
    weighted: tuple[Weighted, ...] = ()
    """What is shown of its weighted figures where weights are alike in known classes."""
    weighs_anew: bool = False
    """Whether one of these is of this release, whatever was published earlier."""
    unknown_within: tuple[int, int] | None = None
    """Least and most unknowns that fit its share in steps, where their number is not shown."""

    @property
    def shown(self) -> bool:
        """Whether its counts are seen."""
        return self.cases is not None and self.n is not None

    @property
    def kept_back(self) -> bool:
        """Whether it is not shown though there are respondents enough."""
        return not self.shown and not self.few

    def tells_no_more_than(self, other: "Seen") -> bool:
        """Whether every way things could be that fits `other` fits this too.

        A number asked that has the unknowns in it now, and had not, says less than both did.
        """
        if self.few and not other.few:
            return False
        if self.unknown_within not in (None, other.unknown_within):
            return False
        if not all(any(a.tells_no_more_than(b) for b in other.weighted) for a in self.weighted):
            return False
        if not self.shown:
            return True
        sizes = {other.n}
        if self.hides_unknown and not other.hides_unknown and other.n is not None:
            sizes.add(other.n + (other.unknown or 0))
        unknown_told = not self.hides_unknown and self.unknown is not None
        same_unknown = not unknown_told or (
            not other.hides_unknown and self.unknown == other.unknown
        )
        return other.shown and self.cases == other.cases and self.n in sizes and same_unknown

    def take(self, position: int, figure: Estimate, is_before: bool) -> None:
        """Add one more figure about the same persons."""
        self.at.append(position)
        if figure.suppressed:
            self.few |= FEW_RESPONDENTS in figure.flags
            return
        cases, tells_unknown = cases_of(figure), figure.n_unknown is not None
        if cases is not None and figure.n is not None:
            if tells_unknown or self.unknown is None:
                # Without their number n may count the unknown: one release may hide it, one not.
                self.n, self.cases = figure.n, cases
            self.is_before |= is_before
        if tells_unknown and self.unknown is None:
            self.unknown = figure.n_unknown
        self.unknown_is_before |= tells_unknown and is_before
        self.hides_unknown |= UNKNOWN_NOT_SHOWN in figure.flags
        self.hides_unknown &= self.unknown is None


class WeightsSeen(Protocol):
    """Says what a reader sees of the weights of a figure."""

    def seen(self, measure: Measure, figure: Estimate, *, is_before: bool) -> Weighted | None:
        """The weighted numbers behind a figure, as far as they tell anything of classes."""
        ...


def measures_of(estimates: Sequence[Estimate]) -> list[Measure]:
    """The measure of each figure; of one that is given of several samples, which."""
    times: Counter[tuple[Hashable, ...]] = Counter()
    found: list[Measure] = []
    for figure in estimates:
        group = frozenset(figure.group.items())
        same = (figure.name, figure.definition, figure.statistic, figure.quantile, group)
        found.append((figure.name, figure.definition or "", times[same]))
        times[same] += 1
    return found


def seen_figures(
    estimates: Sequence[Estimate],
    before: Sequence[Estimate] = (),
    weights: WeightsSeen | None = None,
) -> list[Seen]:
    """What a reader sees, the figures of earlier releases after those of this one.

    Parameters
    ----------
    estimates
        Of this release; `Seen.at` holds their positions.
    before
        Of earlier releases, counting the same persons; their positions go on from those of
        this one.
    weights
        What is seen of the weights of figures, where weights are alike in known classes.

    Measures of which no figure counts cases (means, quantiles, sizes) are left out: what they
    tell of persons is judged by the gate, not by counts.
    """
    return SeenFigures(estimates, before, weights).of(estimates)


class SeenFigures:
    """What a reader sees of some figures, again each time that less of them is shown.

    See `seen_figures`. Of figures that are the same objects as the last time, the same is seen.
    """

    def __init__(
        self,
        estimates: Sequence[Estimate],
        before: Sequence[Estimate] = (),
        weights: WeightsSeen | None = None,
    ) -> None:
        self._weights = weights
        self._before = list(before)
        self._number = len(estimates)
        self._groups: dict[tuple[Measure, GroupKey], list[int]] = {}
        self._names: list[Mapping[str, str]] = []
        both = [*estimates, *before]
        measures = [*measures_of(estimates), *measures_of(before)]
        for position, (measure, figure) in enumerate(zip(measures, both, strict=True)):
            key = (measure, frozenset(figure.group.items()))
            if key not in self._groups:
                self._names.append(figure.group)
            self._groups.setdefault(key, []).append(position)
        self._last: list[tuple[list[Estimate], Seen] | None] = [None] * len(self._groups)
        self._shares = {(e.name, e.definition or "") for e in estimates if _is_a(e, "proportion")}
        self._others = {
            (e.name, e.definition or "") for e in estimates if _is_a(e, "mean", "quantile")
        }

    def of(self, estimates: Sequence[Estimate]) -> list[Seen]:
        """What she sees now: of the same figures in the same order, as far as they are shown."""
        every = [*estimates, *self._before]
        seen = [self._group(k, every) for k in range(len(self._groups))]
        counted = {one.measure[:2] for one in seen if one.cases is not None} | self._shares
        counts_nothing = self._others - counted
        return [one for one in seen if one.measure[:2] not in counts_nothing]

    @cached_property
    def _places(self) -> list[tuple[Measure, list[int]]]:
        return [(key[0], members) for key, members in self._groups.items()]

    def _group(self, k: int, every: Sequence[Estimate]) -> Seen:
        measure, members = self._places[k]
        figures = [every[position] for position in members]
        last = self._last[k]
        if last is not None and all(a is b for a, b in zip(last[0], figures, strict=True)):
            return last[1]
        one = Seen(measure, self._names[k])
        for position, figure in zip(members, figures, strict=True):
            is_before = position >= self._number
            one.take(position, figure, is_before)
            told = (
                self._weights.seen(measure, figure, is_before=is_before) if self._weights else None
            )
            one.weighted += () if told is None else (told,)
            one.weighs_anew |= told is not None and not is_before
        self._last[k] = (figures, one)
        return one


def _is_a(figure: Estimate, *statistics: str) -> bool:
    return figure.statistic in statistics
