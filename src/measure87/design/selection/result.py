"""What a selection found."""

from dataclasses import dataclass

from measure87.design.selection.frame import Frame
from measure87.design.selection.methods import Pairs
from measure87.design.selection.plan import Plan


@dataclass(frozen=True)
class Unit:
    """A unit of the sample, or one that may stand in for one.

    row : of the frame, counted from 1
    chance : of being drawn, over all stages; None for a replacement
    cluster_chance, chance_within : of its stages, where there are two
    certain : whether it, or its cluster, was drawn without chance
    replacement : 0, or the place in the order in which replacements are used
    """

    row: int
    id: str
    stratum: str = ""
    cluster: str = ""
    chance: float | None = None
    cluster_chance: float | None = None
    chance_within: float | None = None
    certain: bool = False
    replacement: int = 0

    @property
    def weight(self) -> float | None:
        """Units of the frame that it stands for: one over its chance."""
        return None if self.chance is None else 1.0 / self.chance


@dataclass(frozen=True)
class Stratum:
    """What was drawn of a stratum at the first stage.

    population, n : units, or clusters, in the frame and in the sample
    certain : how many were drawn without chance
    size : sum of their sizes in the frame, where sizes are told
    """

    name: str
    population: int
    n: int
    certain: int
    size: float | None = None


@dataclass(frozen=True)
class Balance:
    """A variable of a balanced sample: its total in the frame, and as the weights give it."""

    variable: str
    total: float
    weighted: float


@dataclass(frozen=True)
class JointOfStratum:
    """Joint probabilities of what was drawn in a stratum; None where there were too many units."""

    stratum: str
    names: tuple[str, ...]
    pairs: Pairs | None


@dataclass(frozen=True)
class Notice:
    """What whoever drew the sample has to know: a code, and how many it is of.

    code : `certain`, `whole-strata`, `one-in-stratum`, `no-joint` or `whole-clusters`;
        what each says stands in `words`
    """

    code: str
    count: int


@dataclass(frozen=True)
class Selection:
    """A sample with all that its audit needs."""

    frame: Frame
    plan: Plan
    units: tuple[Unit, ...]
    strata: tuple[Stratum, ...]
    balance: tuple[Balance, ...] = ()
    joint: tuple[JointOfStratum, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def sampled(self) -> tuple[Unit, ...]:
        """Units of the sample, without those that may stand in."""
        return tuple(unit for unit in self.units if not unit.replacement)
