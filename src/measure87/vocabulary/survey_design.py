"""How a sample was drawn: names of the design columns, and no mathematics."""

from dataclasses import dataclass
from typing import Literal

from measure87.vocabulary.errors import UsageError

SingleCluster = Literal["adjust", "average", "certainty", "remove", "fail"]
"""What to do with a stratum that has one cluster in the sample."""


@dataclass(frozen=True)
class SurveyDesign:
    """The columns that describe a complex sample.

    Parameters
    ----------
    weight : str or None
        Column with the sampling weight, persons represented; None weighs all alike.
    strata : str or None
        Column with the first-stage stratum; None is one stratum.
    clusters : tuple of str, or str
        Columns with the unit drawn at each stage, first stage first; empty means that
        persons were drawn directly, one name is one stage. A cluster is known by its stratum
        (or parent) and its own code together.
    fpc : tuple of str, or str
        Columns for the finite population correction, stage by stage: either the number
        of units in the population of that stratum or parent (at least 1), or the
        sampling fraction (below 1). Empty means sampling with replacement.
    single_cluster : str
        See `SingleCluster`.
    """

    weight: str | None = None
    strata: str | None = None
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    single_cluster: SingleCluster = "adjust"

    def __post_init__(self) -> None:
        """Take one name for one stage, and refuse more corrections than stages."""
        for field in ("clusters", "fpc"):
            names = getattr(self, field)
            object.__setattr__(self, field, (names,) if isinstance(names, str) else tuple(names))
        stages = max(1, len(self.clusters))
        if len(self.fpc) > stages:
            raise UsageError(
                f"{len(self.fpc)} finite population corrections for {stages} stage(s)",
                hint="give one --fpc for each --cluster, in the order of the stages",
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the design needs."""
        named = (self.weight, self.strata, *self.clusters, *self.fpc)
        return tuple(dict.fromkeys(name for name in named if name is not None))
