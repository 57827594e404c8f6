"""Which figures are weighted alike in known classes, and in what steps they are released."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.disseminate.gate.weighted.coarse import (
    EXACT,
    Numbers,
    Weighted,
    in_steps,
    numbers_of,
    off_by_digits,
    step_of,
    with_coarse_errors,
)
from measure87.disseminate.gate.weighted.splits import splits_of
from measure87.vocabulary.alike_weights import AlikeWeights
from measure87.vocabulary.estimate import Estimate, Notice

WEIGHTS_ALIKE = "equal-weights-within-class"
Key = tuple[Measure, str, GroupKey]
"""Measure, statistic and group."""
_COUNTING = ("proportion", "total")


class WeightClasses:
    """The weights of a run that are alike in known classes, and what is released of them."""

    def __init__(
        self,
        alike: Sequence[AlikeWeights],
        dims: Dimensions,
        estimates: Sequence[Estimate],
        excluding: Collection[str],
        persons: int,
        weighed_otherwise_before: Collection[str] = (),
    ) -> None:
        """Take the figures before anything is hidden.

        `excluding` names measures that are known to leave their unknowns out; `persons` is of how
        many the classes are to stay open. Of figures that earlier releases made with other weights
        (`weighed_otherwise_before`, by name) these weights say nothing.
        """
        self._otherwise = frozenset(weighed_otherwise_before)
        self._splits, self._dims, self._persons = splits_of(alike, dims), dims, persons
        figures = estimates if self._splits else ()
        by_name: dict[str, list[Estimate]] = {}
        for one in figures:
            by_name.setdefault(one.name, []).append(one)
        self._left_out = {
            name for name, every in by_name.items() if leaves_unknown_out(every, excluding)
        }
        self._numbers: dict[Key, Numbers] = {}
        for measure, one in zip(measures_of(figures), figures, strict=True):
            found = self._numbers_of(measure, one)
            if found is not None:
                self._numbers[_key(measure, one)] = found

    def __bool__(self) -> bool:
        return bool(self._splits)

    @property
    def variables(self) -> list[str]:
        """By which weights are alike, each once."""
        return sorted({name for split in self._splits for name in split.weights.variables})

    def steps(self, measure: Measure, figure: Estimate) -> bool:
        """Whether a figure is what numbers in steps come to, which the auditor knows."""
        return figure.statistic in _COUNTING and self._step(measure, figure) > 0

    def seen(self, measure: Measure, figure: Estimate, *, is_before: bool) -> Weighted | None:
        """What a reader sees of the weighted numbers behind a figure that is released."""
        step = self._step(measure, figure)
        key = _key(measure, figure)
        if figure.suppressed or figure.statistic not in _COUNTING or not step:
            return None
        if is_before and figure.name in self._otherwise:
            return None
        own = self._numbers_of(measure, figure) if is_before else None
        numbers = own or self._numbers.get(key)
        if numbers is None:
            return None
        tells_unknown = figure.value_if_no is not None or self._spreads(measure, figure)
        if own is not None and figure.digits:
            off = step / 2 + off_by_digits(figure, numbers)
            return replace(
                Weighted.exactly(figure.statistic, numbers, tells_unknown=tells_unknown), half=off
            )
        if is_before and not numbers.are_multiples_of(step):
            return Weighted.exactly(figure.statistic, numbers, tells_unknown=tells_unknown)
        return Weighted.stepped(figure.statistic, numbers, step, tells_unknown=tells_unknown)

    def less_than_a_step(self, estimates: Sequence[Estimate]) -> set[int]:
        """Positions of figures that would be all rounding: few cases, or few who are none.

        Their weighted number is above 0 and less than one step.
        """
        found = set()
        for at, (measure, one) in enumerate(zip(measures_of(estimates), estimates, strict=True)):
            numbers, step = self._numbers.get(_key(measure, one)), self._step(measure, one)
            if numbers is not None:
                others = numbers.respondents - numbers.cases
                least = EXACT * numbers.respondents
                if any(least < x < step for x in (numbers.cases, others)):
                    found.add(at)
        return found

    def released(self, estimates: Sequence[Estimate]) -> list[Estimate]:
        """Figures as they may be shown, in their order, in steps where weights are alike."""
        pairs = zip(measures_of(estimates), estimates, strict=True)
        return [self._in_steps(measure, one) for measure, one in pairs]

    def _in_steps(self, measure: Measure, figure: Estimate) -> Estimate:
        step = self._step(measure, figure)
        if not step or figure.suppressed:
            return figure
        numbers = self._numbers.get(_key(measure, figure))
        if numbers is None or figure.statistic not in _COUNTING:
            rounded = None if figure.weighted_n is None else round(figure.weighted_n / step) * step
            return replace(with_coarse_errors(figure, figure.value), weighted_n=rounded)
        return in_steps(
            figure,
            Weighted.stepped(figure.statistic, numbers, step, tells_unknown=True),
            leaves_out=figure.name in self._left_out,
            spreads=self._spreads(measure, figure),
        )

    def _step(self, measure: Measure, figure: Estimate) -> float:
        """Of the weighted numbers of a figure; 0 where it is shown as it is."""
        found = 0.0
        for split in self._splits:
            if split.tells(measure, figure.statistic):
                cut = split.of(self._dims.box(figure.group))
                lightest = min((least for _, least, _ in cut), default=0.0)
                heaviest = max((most for _, _, most in cut), default=0.0)
                if len(cut) > 1 and heaviest > lightest:
                    found = max(found, step_of(heaviest - lightest, self._persons))
        return found

    def _spreads(self, measure: Measure, figure: Estimate) -> bool:
        """Whether a figure is a total that takes the unknown to be like the others."""
        return (
            figure.statistic == "total"
            and figure.name in self._left_out
            and any(
                split.weights.spreads_unknown
                for split in self._splits
                if split.tells(measure, figure.statistic)
            )
        )

    def _numbers_of(self, measure: Measure, figure: Estimate) -> Numbers | None:
        if figure.statistic not in _COUNTING or not self._step(measure, figure):
            return None
        return numbers_of(
            figure,
            leaves_out=figure.name in self._left_out,
            spreads=self._spreads(measure, figure),
        )


def _key(measure: Measure, figure: Estimate) -> Key:
    group: Mapping[str, str] = figure.group
    return measure, figure.statistic, frozenset(group.items())


def weights_notices(weights: WeightClasses) -> list[Notice]:
    """The warning that weighted figures are given in steps, and why."""
    if not weights:
        return []
    text = (
        f"within each class of {', '.join(weights.variables)} everybody has the same weight, so "
        "that weighted figures to all their digits would tell how many of the persons who are not "
        "shown are in each; they are given in steps, near what was estimated and not the same, "
        "which their errors and limits allow for"
    )
    return [Notice(WEIGHTS_ALIKE, text, {"variables": weights.variables})]
