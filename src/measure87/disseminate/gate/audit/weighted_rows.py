"""What weighted figures say of counts where weights are alike in known classes.

A reader knows the weight of each class: the weighted number of its persons by their number. A
weighted number of a group is then a sum of the group's counts by class, each times a number that
she knows, and it lies within half a step of what is released. What she could learn from errors
and limits is no part of it.
"""

from collections.abc import Callable, Iterator, Sequence

from measure87.disseminate.gate.audit.cells import Cells
from measure87.disseminate.gate.audit.rows import Form, combined
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.tables.boxes import Box
from measure87.disseminate.gate.weighted.coarse import EXACT
from measure87.disseminate.gate.weighted.splits import Split

Counted = Callable[[str, Measure, Sequence[int]], Form]
"""A kind of count of a measure in some cells, as a sum of unknowns."""
AtMost = tuple[Form, float]
"""A sum of unknowns, and the most that it can be."""


class WeightedRows:
    """The weighted numbers of some measures and groups as sums of unknowns."""

    def __init__(
        self, splits: Sequence[Split], boxes: Sequence[Box], cells: Cells, counted: Counted
    ) -> None:
        self._splits, self._boxes, self._cells = splits, boxes, cells
        self._counted = counted
        self._forms: dict[tuple[str, Measure, int, int], tuple[Form, Form]] = {}

    def of(self, k: int, one: Seen) -> Iterator[AtMost]:
        """What is said by the weighted figures of the k-th group, of one measure, as seen now."""
        for at, split in enumerate(self._splits):
            said = {
                (what, number, told.half)
                for told in one.weighted
                if split.tells(one.measure, told.statistic)
                for what, number in vars(told.numbers).items()
                if number is not None
            }
            for what, number, half in sorted(said):
                slack = half + EXACT * abs(number)
                least, most = self._weighted(what, one.measure, k, at)
                yield _scaled(least, number + slack)
                yield _scaled(combined((-1.0, most)), slack - number)

    def _weighted(self, what: str, measure: Measure, k: int, at: int) -> tuple[Form, Form]:
        """A kind of count, that of each class times its least weight, and times its greatest."""
        key = (what, measure, k, at)
        if key not in self._forms:
            cuts = [
                (least, most, self._counted(what, measure, self._cells.of(cut)))
                for cut, least, most in self._splits[at].of(self._boxes[k])
            ]
            self._forms[key] = (
                combined(*((least, form) for least, _, form in cuts)),
                combined(*((most, form) for _, most, form in cuts)),
            )
        return self._forms[key]


def _scaled(form: Form, most: float) -> AtMost:
    """The same with 1 as its greatest factor: the solver keeps rows to a number, not a share."""
    size = max((abs(x) for x in form.values()), default=1.0)
    return {k: x / size for k, x in form.items()}, most / size
