"""What is to be estimated, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Statistic
from measure87.vocabulary.status import NO, UNKNOWN, YES, UnknownTreatment

OutcomeKind = Literal["status", "number"]

StatusCoding = Literal["by-type", "status"]
"""How a status's column is read: see `Outcome.coding`."""

_STATISTICS: dict[OutcomeKind, tuple[Statistic, ...]] = {
    "status": ("proportion", "total"),
    "number": ("mean", "total", "ratio", "quantile"),
}


@dataclass(frozen=True)
class Outcome:
    """One figure to estimate in every domain.

    Parameters
    ----------
    name : str
        Name of the figure.
    column : str
        Column of the table: a status (null outside the universe) or a number (null: not
        told, or outside the universe; left out and counted).
    kind : str
        `status` or `number`.
    statistic : str
        `proportion` or `total` of a status; `mean`, `total`, `ratio` or `quantile` of a number.
    denominator : str or None
        Column of the denominator of a ratio.
    unknown : str
        What an unknown status counts as: left out, no, or yes.
    definition : str or None
        Id and date of the definition behind the column.
    unit : str or None
        Unit of the figure; `proportion` and `persons` are set by themselves.
    share_of : str or None
        For the mean of a number between 0 and 1 that is above 0 only where a status is yes
        (the share of a period spent in it): name of that status's outcome, which comes
        before. The interval is then the default one, with that status's effective number.
    told : float
        With `share_of`: of those in the status the part whose number is known, where the others
        have the mean of these. The interval rests on so much of the effective number.
    quantile : float or None
        For a quantile: the share of persons at or below it, between 0 and 1 (0.5: median).
    spread_unknown : bool
        For the total of a status whose unknowns are left out: whether the total is the
        proportion times all persons of the domain, which takes the unknown to be like the
        others. Otherwise the total is of those whose status is known.
    coding : str
        What the values of a status's column mean. `status`: no 0, unknown 1, yes 2, as
        `classify` gives them. `by-type`: so only where the column says that it is one, by its
        reason beside it (`NAME__reason`) or as an enumeration of no, unknown and yes; any
        other holds 0 and 1, or true and false, and 1 is yes. Never told from the values.
    """

    name: str
    column: str
    kind: OutcomeKind = "status"
    statistic: Statistic = "proportion"
    denominator: str | None = None
    unknown: UnknownTreatment = "exclude"
    definition: str | None = None
    unit: str | None = None
    share_of: str | None = None
    told: float = 1.0
    quantile: float | None = None
    spread_unknown: bool = False
    coding: StatusCoding = "by-type"

    def __post_init__(self) -> None:
        """Refuse combinations that have no meaning."""
        allowed = _STATISTICS.get(self.kind)
        if allowed is None:
            raise UsageError(
                f"outcome {self.name} has kind {self.kind!r}", hint="kinds: status, number"
            )
        if self.statistic not in allowed:
            raise UsageError(
                f"a {self.kind} has no {self.statistic} (outcome {self.name})",
                code="statistic",
                hint=f"statistics of a {self.kind}: {', '.join(allowed)}",
            )
        if (self.statistic == "ratio") != (self.denominator is not None):
            raise UsageError(
                f"outcome {self.name}: a ratio has a denominator, and nothing else has one",
                code="denominator",
                hint="name the denominator's column for a ratio, and only for a ratio",
            )
        if (self.statistic == "quantile") != (self.quantile is not None):
            raise UsageError(
                f"outcome {self.name}: a quantile has a share, and nothing else has one",
                code="quantile",
                hint="name the share for a quantile, such as 0.5, and only for a quantile",
            )
        if self.quantile is not None and not 0.0 < self.quantile < 1.0:
            raise UsageError(
                f"outcome {self.name}: the share of a quantile must lie between 0 and 1, "
                f"not be {self.quantile}",
                code="quantile",
                hint="give a share, such as 0.5 for the median",
            )
        if self.share_of is not None and self.statistic != "mean":
            raise UsageError(
                f"outcome {self.name}: only a mean can be the share of a period in a status",
                hint="leave share_of out",
            )
        if self.spread_unknown and (self.kind, self.statistic) != ("status", "total"):
            raise UsageError(
                f"outcome {self.name}: only the total of a status spreads its unknowns",
                hint="leave spread_unknown out",
            )
        self._check_options()
        if self.kind == "number" and self.unknown != "exclude":
            raise UsageError(
                f"outcome {self.name}: a missing number cannot count as {self.unknown!r}",
                code="unknown-of-a-number",
                hint="missing numbers are left out and counted; what unknown answers count as "
                "is asked of proportions and totals of yes and no",
            )

    def _check_options(self) -> None:
        """Refuse options that do not exist."""
        if self.coding not in get_args(StatusCoding):
            raise UsageError(
                f"outcome {self.name}: there is no coding {self.coding!r}",
                hint=f"codings: {', '.join(get_args(StatusCoding))}",
            )
        if self.unknown not in ("exclude", "no", "yes"):
            raise UsageError(
                f"outcome {self.name}: unknown statuses cannot count as {self.unknown!r}",
                hint="unknown: exclude, no or yes",
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the figure needs."""
        return (self.column,) if self.denominator is None else (self.column, self.denominator)

    @property
    def in_denominator(self) -> tuple[float, float, float]:
        """Which of a cell's three counts are persons that the figure rests on."""
        if self.kind == "number" or self.unknown == "exclude":
            return (1.0, 0.0, 1.0 if self.kind == "status" else 0.0)
        return (1.0, 1.0, 1.0)

    @property
    def is_case(self) -> tuple[float, float, float]:
        """Which of a cell's three counts are persons with the outcome."""
        if self.kind == "number":
            return (0.0, 1.0, 0.0)
        share = [0.0, 0.0, 0.0]
        share[YES] = 1.0
        share[UNKNOWN] = 1.0 if self.unknown == "yes" else 0.0
        share[NO] = 0.0
        return (share[0], share[1], share[2])


@dataclass(frozen=True)
class DomainTable:
    """The domains of one table: everybody, the levels of a variable, or several crossed.

    Parameters
    ----------
    variables : tuple of str
        Columns whose levels are crossed; empty is everybody.
    groups : mapping
        Variable to group code to the codes in the group. Groups may overlap (ages 5-17 and
        5-14). A variable with groups is reported by its groups alone, in their order, and
        by `_missing`; a code of its own is reported by a group that holds it alone.
    """

    variables: tuple[str, ...] = ()
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a variable crossed with itself, and groups of another variable."""
        if not isinstance(self.variables, tuple):
            raise UsageError(
                f"a domain table takes a tuple of variables, not {self.variables!r}",
                hint='write ("sex",) for one variable',
            )
        if len(set(self.variables)) != len(self.variables):
            raise UsageError(f"a variable is crossed with itself: {'*'.join(self.variables)}")
        stray = set(self.groups) - set(self.variables)
        if stray:
            raise UsageError(
                f"groups for {', '.join(sorted(stray))}, which the table does not have",
                hint=f"variables of the table: {', '.join(self.variables) or '(everybody)'}",
            )
