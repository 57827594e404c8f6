"""The persons behind a figure as whoever has a public-use file knows them, and who are its cases.

The disclosure gate asks with it how many sets of persons a released row leaves possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.errors_of_sets import ErrorsOfSets, SquaresOfPersons


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
    rows : (n,) int
        Row of each in the sample, the same in every group that she is in; None where it is not
        known who of one group is in another.
    unasked : (strata,) float
        Share of the first-stage clusters of each stratum that are not in the sample: its finite
        population correction. None where there is none, or later stages have theirs as well.
    errors : ErrorsOfSets
        How errors are made where weights are benchmarked or have replicates; None where they are
        those between clusters.
    """

    weight: FloatArray
    cluster: IntArray
    stratum: IntArray
    units: FloatArray
    status: IntArray
    rows: IntArray | None = None
    unasked: FloatArray | None = None
    errors: ErrorsOfSets | None = None

    @cached_property
    def squares(self) -> SquaresOfPersons | None:
        """What errors are sums of squares of, where they are not those between clusters alone."""
        return None if self.errors is None else self.errors.squares(self.weight, self.cluster)

    def only(self, inside: BoolArray) -> "WeighedPersons":
        """Some of them, (n,) whether each is."""
        return WeighedPersons(
            self.weight[inside],
            self.cluster[inside],
            self.stratum[inside],
            self.units,
            self.status[inside],
            None if self.rows is None else self.rows[inside],
            self.unasked,
            None if self.errors is None else self.errors.only(inside),
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


FLAGS_OF_LIMITS = frozenset(
    {"low-effective-n", "wide-interval", "borrowed-design-effect", "coverage-doubtful"}
)
"""Flags of a figure that follow from its limits and from what they rest on."""


@dataclass(frozen=True)
class AssumedPrecision:
    """What limits of a share rest on by the correlation that is assumed before any case is seen.

    n_effective : persons
    deff_used, source : the design effect, and where it comes from (`own` or `icc`)
    flags : what to know of limits that rest on it, of those in `FLAGS_OF_LIMITS`
    """

    n_effective: float
    deff_used: float
    source: str
    flags: tuple[str, ...]


class AssumesPrecision(Protocol):
    """Gives what the limits of a share rest on as if nothing were known of everybody."""

    def __call__(
        self, behind: WeighedPersons, error: float, df: tuple[float, float], level: float
    ) -> AssumedPrecision:
        """The effective size and design effect.

        Parameters
        ----------
        behind
            The respondents of the figure: the share is that of the cases among them.
        error
            Its standard error.
        df
            Degrees of freedom of the figure, and of everybody's: the design's, and no answer's.
        level
            Confidence level, 0 to 1.
        """
