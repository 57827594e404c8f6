"""Precision as it is where nothing is known of everybody, for figures whose whole is hidden.

The default interval of a share borrows the correlation within clusters that everybody's figure
shows (`estimate.survey.borrowing`). Where that figure may not be shown, an interval that rests on
it tells of it: with everybody's weights and clusters known, a group without a case gives the
correlation back, and that says who the few cases may be. The disclosure gate then asks for the
precision by the correlation that is assumed before any case is seen.
"""

import numpy as np

from measure87.estimate.survey.borrowing import BorrowedInterval, CellSums, default_interval
from measure87.estimate.survey.flags import Figure, flags_of
from measure87.numerics.weighed_persons import (
    FLAGS_OF_LIMITS,
    AssumedPrecision,
    WeighedPersons,
)
from measure87.vocabulary.status import YES


def assumed_precision(
    behind: WeighedPersons, error: float, df: tuple[float, float], level: float
) -> AssumedPrecision:
    """See `numerics.weighed_persons.AssumesPrecision`."""
    own, everybody = df
    is_case = behind.status == YES
    cell = _sums(behind, is_case, error, own)
    nothing_known = _sums(behind, np.zeros_like(is_case), 0.0, everybody)
    found = default_interval(cell, nothing_known, level=level)
    return AssumedPrecision(
        n_effective=float(found.n_effective[0]),
        deff_used=float(found.deff_used[0]),
        source=str(found.source[0]),
        flags=_flags(cell, found, error),
    )


def _flags(cell: CellSums, found: BorrowedInterval, error: float) -> tuple[str, ...]:
    figure = Figure(
        is_status=True,
        value=float(cell.p[0]),
        scale=1.0,
        se=error,
        has_variance=True,
        lower=float(found.lower[0]),
        upper=float(found.upper[0]),
        n=int(cell.n[0]),
        n_cases=int(cell.n_cases[0]),
        n_clusters_with_cases=int(cell.n_clusters_with_cases[0]),
        n_effective=float(found.n_effective[0]),
        df=float(cell.df[0]),
        deff_source=str(found.source[0]),
        coverage_doubtful=bool(found.coverage_doubtful[0]),
        bounds=None,
    )
    return tuple(flag for flag in flags_of(figure) if flag in FLAGS_OF_LIMITS)


def _sums(behind: WeighedPersons, is_case: np.ndarray, error: float, df: float) -> CellSums:
    weight = behind.weight
    numbers = {
        "p": weight[is_case].sum() / weight.sum(),
        "variance": error**2,
        "n": len(weight),
        "n_cases": is_case.sum(),
        "n_clusters_with_cases": len(np.unique(behind.cluster[is_case])),
        "sum_w": weight.sum(),
        "sum_w2": (weight**2).sum(),
        "sum_cluster_w2": (np.bincount(behind.cluster, weight) ** 2).sum(),
        "df": df,
    }
    return CellSums(**{name: np.array([float(number)]) for name, number in numbers.items()})
