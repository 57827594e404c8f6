"""What a reader must know before she uses a figure.

From which numbers on, and where these come from, says `vocabulary.flags`.
"""

from dataclasses import dataclass

from measure87.vocabulary.flags import (
    ALL_CASES,
    BORROWED,
    COVERAGE_DOUBTFUL,
    FEW_CASES,
    FEW_CLUSTERS_WITH_CASES,
    FEW_DEGREES_OF_FREEDOM,
    FEW_PERSONS,
    FEWEST_CASES,
    FEWEST_CLUSTERS_WITH_CASES,
    FEWEST_DF,
    FEWEST_EFFECTIVE,
    FEWEST_PERSONS,
    LARGEST_RELATIVE_SE,
    LOW_EFFECTIVE_N,
    NARROW,
    NO_CASES,
    NO_VARIANCE,
    UNKNOWNS_MATTER,
    WIDE_INTERVAL,
    WIDEST,
    WIDEST_RELATIVE,
)


@dataclass(frozen=True)
class Figure:
    """What the flags of one figure depend on; None where it does not apply."""

    is_status: bool
    value: float
    scale: float
    """What the value is divided by to make it a proportion; 1 for a proportion."""
    se: float | None
    has_variance: bool
    """Whether the design gives one; a share of 0 may have one, and no standard error."""
    lower: float | None
    upper: float | None
    n: int
    n_cases: int
    n_clusters_with_cases: int
    n_effective: float | None
    df: float
    deff_source: str | None
    coverage_doubtful: bool
    """Whether the interval may cover less often than it says (`borrowing`)."""
    bounds: tuple[float, float] | None
    """Value if unknowns were no, and if they were yes."""


def flags_of(figure: Figure) -> tuple[str, ...]:
    """The flags of a figure, in the order of the list above."""
    flags: list[str] = []
    if figure.is_status:
        flags += _case_flags(figure)
    if figure.n < FEWEST_PERSONS:
        flags.append(FEW_PERSONS)
    if figure.n_effective is not None and figure.n_effective < FEWEST_EFFECTIVE:
        flags.append(LOW_EFFECTIVE_N)
    if figure.df < FEWEST_DF:
        flags.append(FEW_DEGREES_OF_FREEDOM)
    if _is_wide(figure):
        flags.append(WIDE_INTERVAL)
    if figure.deff_source not in (None, "own"):
        flags.append(BORROWED)
    if figure.coverage_doubtful:
        flags.append(COVERAGE_DOUBTFUL)
    if _unknowns_matter(figure):
        flags.append(UNKNOWNS_MATTER)
    if figure.lower is None or not figure.has_variance:
        flags.append(NO_VARIANCE)
    return tuple(flags)


def _case_flags(figure: Figure) -> list[str]:
    """Flags for how few persons have the outcome, or do not have it."""
    without = figure.n - figure.n_cases
    if figure.n_cases == 0:
        return [NO_CASES]
    if without == 0:
        return [ALL_CASES]
    flags = []
    if min(figure.n_cases, without) < FEWEST_CASES:
        flags.append(FEW_CASES)
    if figure.n_clusters_with_cases < FEWEST_CLUSTERS_WITH_CASES:
        flags.append(FEW_CLUSTERS_WITH_CASES)
    return flags


def _is_wide(figure: Figure) -> bool:
    """Whether the interval is too wide for the figure to say much."""
    if figure.lower is None or figure.upper is None:
        return False
    if not figure.is_status:
        return figure.se is not None and figure.se > LARGEST_RELATIVE_SE * abs(figure.value)
    width = (figure.upper - figure.lower) / figure.scale
    share = figure.value / figure.scale
    return width >= WIDEST or (width > NARROW and width > WIDEST_RELATIVE * share)


def _unknowns_matter(figure: Figure) -> bool:
    """Whether what is unknown could move the figure by more than chance."""
    if figure.bounds is None or figure.lower is None or figure.upper is None:
        return False
    return figure.bounds[1] - figure.bounds[0] > figure.upper - figure.lower
