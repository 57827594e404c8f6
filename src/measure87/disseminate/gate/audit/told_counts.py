"""What some figures say of each kind of count, as numbers; worked out anew where one has changed.

While less and less is shown, most figures are the same objects as the last time.
"""

from collections.abc import Callable, Sequence

import numpy as np

from measure87.disseminate.gate.audit.seen import Seen
from measure87.numerics.arrays import FloatArray

Say = Callable[[Seen], Sequence[float]]
"""Numbers that one figure says; NaN where it says none."""


class ToldCounts:
    """Numbers of figures that are seen again and again, a row for each.

    Parameters
    ----------
    say
        The numbers of one figure, always as many and in one order. It sees nothing but the figure
        and what never changes.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._last: list[Seen] = []
        self._rows: FloatArray = np.zeros((0, 0))

    def of(self, now: Sequence[Seen]) -> FloatArray:
        """(figures, numbers) of these figures, always the same ones in one order."""
        if len(self._last) != len(now):
            self._rows = np.array([self._say(one) for one in now], dtype=float)
        else:
            for k, (one, before) in enumerate(zip(now, self._last, strict=True)):
                if one is not before:
                    self._rows[k] = self._say(one)
        self._last = list(now)
        return self._rows.copy()
