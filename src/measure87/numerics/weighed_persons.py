"""The persons behind a figure as whoever has a public-use file knows them, and who are its cases.

The disclosure gate asks with it how many sets of persons a released row leaves possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class WeighedPersons:
    """Everybody whom a figure is about, unknown answers among them.

    Attributes
    ----------
    weight : (n,) float, above 0
        Persons represented.
    cluster : (n,) int
        First-stage cluster; each person is one of her own where persons were drawn.
    stratum : (n,) int
        Numbered from 0.
    units : (strata,) float
        First-stage clusters of each stratum in the whole sample.
    status : (n,) int
        No 0, unknown 1, yes 2.
    """

    weight: FloatArray
    cluster: IntArray
    stratum: IntArray
    units: FloatArray
    status: IntArray

    def only(self, inside: BoolArray) -> "WeighedPersons":
        """Some of them, (n,) whether each is."""
        return WeighedPersons(
            self.weight[inside],
            self.cluster[inside],
            self.stratum[inside],
            self.units,
            self.status[inside],
        )


class KnownPersons(Protocol):
    """Who is behind each figure of a run."""

    def of(
        self, measure: tuple[str, str, int], statistic: str, group: Mapping[str, str]
    ) -> WeighedPersons | None:
        """The persons of a figure.

        Parameters
        ----------
        measure
            Name, definition (or nothing), and which sample.
        statistic
            `proportion` or `total`: they may have weights of their own.
        group
            Variable to code.

        None where they are not known.
        """
