"""What is asked of a selection: all that is needed to draw the same sample from the same frame."""

from collections.abc import Mapping

from msgspec import Struct, field

from measure87.design.selection.methods import Method


class DrawnCluster(Struct, frozen=True, omit_defaults=True):
    """A cluster that was drawn before: its chance, and the stratum that it was drawn in."""

    chance: float
    stratum: str = ""


class Plan(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How units are drawn.

    Attributes
    ----------
    method : of the first stage, or of the only one
    seed : of all chance in it
    n : units, or clusters, of the whole sample; shared out in proportion to size (or to numbers,
        where no size is told) among strata, at least 2 in each
    allocation : units or clusters of each stratum, in place of `n`
    take : units drawn in each cluster that was drawn; None: clusters are what is drawn
    take_method : how they are drawn
    replacements : further units of each stratum, or of each cluster, in the order of their use
    first_stage : clusters that were drawn before, by name; then units are drawn in these alone
    joint : whether joint probabilities of what is drawn first are given
    """

    method: Method
    seed: int
    n: int | None = None
    allocation: Mapping[str, int] = field(default_factory=dict)
    take: int | None = None
    take_method: Method = "srs"
    replacements: int = 0
    first_stage: Mapping[str, DrawnCluster] = field(default_factory=dict)
    joint: bool = False
