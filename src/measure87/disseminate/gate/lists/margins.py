"""The counts that a list study would release, each as a sum over cells of the capture table.

A margin is `("observed",)`, `("size", j)`, `("alone", j)` (on list j and no other) or
`("both", i, j)` with i < j; j is the place of a list in the table. Persons with one capture
history are a cell: history h has bit j where the person is on list j.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Margin = tuple[str, *tuple[int, ...]]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

OBSERVED: Margin = ("observed",)


@dataclass(frozen=True)
class Margins:
    """Counts of persons, by what they count.

    Attributes
    ----------
    lists : names
    counts : margin to persons
    apart : pairs of places of lists that cannot share a person
    """

    lists: tuple[str, ...]
    counts: Mapping[Margin, int]
    apart: tuple[tuple[int, int], ...] = ()
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Remember the place of each list."""
        object.__setattr__(self, "places", {name: j for j, name in enumerate(self.lists)})

    @property
    def histories(self) -> Integers:
        """All histories, 1 to 2**k - 1."""
        return np.arange(1, 1 << len(self.lists), dtype=np.int64)

    def pair(self, names: Sequence[str]) -> Margin:
        """The margin of persons on both of two lists."""
        i, j = sorted(self.places[name] for name in names)
        return "both", i, j


def margins_of(about: Mapping[str, Any]) -> Margins:
    """The margins in what a result says about its lists; those that are not known are absent."""
    names = tuple(entry["name"] for entry in about["lists"])
    places = {name: j for j, name in enumerate(names)}
    apart = tuple(
        (min(places[a], places[b]), max(places[a], places[b])) for a, b in about.get("apart", ())
    )
    return Margins(names, dict(_counts(about, places)), apart)


def _counts(about: Mapping[str, Any], places: Mapping[str, int]) -> Iterator[tuple[Margin, int]]:
    if "observed" in about:
        yield OBSERVED, int(about["observed"])
    for j, entry in enumerate(about["lists"]):
        for margin, key in (("size", "persons"), ("alone", "on_no_other")):
            if key in entry:
                yield (margin, j), int(entry[key])
    for entry in about.get("trust", {}).get("overlaps", ()):
        i, j = sorted(places[name] for name in entry["lists"])
        yield ("both", i, j), int(entry["both"])


def members(margin: Margin, histories: Integers) -> npt.NDArray[np.bool_]:
    """Which histories a margin counts."""
    kind, *at = margin
    if kind == "alone":
        return np.asarray(histories == 1 << at[0])
    wanted = sum(1 << j for j in at)
    return np.asarray((histories & wanted) == wanted)
