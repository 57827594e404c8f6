"""Chooses which margins of a list study are not shown."""

from collections.abc import Collection

from measure87.disseminate.gate.lists.margins import OBSERVED, Margin, Margins
from measure87.disseminate.gate.lists.recoverable import find_leak

_ORDER = {"both": 0, "alone": 1, "size": 2, "observed": 3}
"""What is hidden first, where something must be."""


def margins_shown(margins: Margins, minimum: int) -> frozenset[Margin]:
    """The margins that may be shown together.

    Parameters
    ----------
    margins : Margins
    minimum : int
        Fewer persons, but not none, are not shown, nor anything from which they follow. 1 hides
        nothing: the counts are public.

    Returns
    -------
    frozenset of margins
        In which `find_leak` finds nothing. The number observed is the last to go.
    """
    if minimum <= 1:
        return frozenset(margins.counts)
    few = {margin for margin, count in margins.counts.items() if _is_few(margin, margins, minimum)}
    shown = set(margins.counts) - few
    while (leak := find_leak(margins, shown, minimum)) is not None:
        shown.remove(min(leak.sources, key=lambda margin: _cost(margin, margins)))
    for margin in sorted(set(margins.counts) - few - shown, key=lambda m: -_cost(m, margins)[0]):
        if find_leak(margins, shown | {margin}, minimum) is None:
            shown.add(margin)
    return frozenset(shown)


def _is_few(margin: Margin, margins: Margins, minimum: int) -> bool:
    """Whether a margin is not shown for itself."""
    count = margins.counts[margin]
    kind, *at = margin
    nobody_alone = kind == "alone" and margins.counts.get(("size", *at), 0) > 0
    return 0 < count < minimum or (count == 0 and nobody_alone)


def _cost(margin: Margin, margins: Margins) -> tuple[int, int, Margin]:
    """Overlaps before lists, few persons before many."""
    return _ORDER[margin[0]], margins.counts[margin], margin


def something_hidden(margins: Margins, shown: Collection[Margin]) -> bool:
    """Whether any count is kept back."""
    return bool(set(margins.counts) - set(shown) - {OBSERVED})
