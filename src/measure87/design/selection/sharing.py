"""How many units, or clusters, of each stratum."""

from collections.abc import Mapping, Sequence

import numpy as np

from measure87.design.allocation.bounded import bounded_shares, largest_remainders
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError, UsageError

FEWEST = 2
"""Of each stratum: one alone gives no variance."""


def shared_out(
    strata: Sequence[str],
    population: IntArray,
    size: FloatArray,
    n: int | None,
    allocation: Mapping[str, int],
) -> IntArray:
    """Numbers of each stratum: as allocated, or in proportion to size, at least two in each.

    Raises
    ------
    UsageError, DataError
        If neither or both are told, a stratum has no unit or no number, or more units are asked
        than there are.
    """
    if (n is None) == (not allocation):
        raise UsageError("give either --n or --allocation", code="bad-usage",
                         hint="--n is the whole sample, --allocation each stratum's")  # fmt: skip
    if n is None:
        return _allocated(strata, population, allocation)
    if n > int(population.sum()):
        raise DataError(f"{n:,} are asked of a frame of {int(population.sum()):,}",
                        code="n-too-large", hint="ask for fewer")  # fmt: skip
    if len(strata) == 1:
        return np.array([n])
    low = np.minimum(population, FEWEST)
    if n < int(low.sum()):
        raise DataError(
            f"{n:,} are too few for {len(strata):,} strata: with {FEWEST} in each they are"
            f" {int(low.sum()):,}",
            code="n-too-small",
            hint="ask for more, join strata, or tell each stratum's number with --allocation",
        )
    ones = np.ones(len(strata))
    real = bounded_shares(size, float(n), low.astype(float), population.astype(float), ones)
    return largest_remainders(real, low, population, n)


def _allocated(
    strata: Sequence[str], population: IntArray, allocation: Mapping[str, int]
) -> IntArray:
    """The numbers of an allocation, in the order of the strata."""
    for row, (name, n) in enumerate(allocation.items(), start=1):
        if name not in strata:
            raise DataError(f"the stratum in row {row} of the allocation has no unit in the frame",
                            code="empty-stratum", where="allocation",
                            hint="take it out, or complete the frame")  # fmt: skip
        units = int(population[list(strata).index(name)])
        if not 1 <= n <= units:
            raise DataError(
                f"row {row} of the allocation asks for {n:,} of {units:,}",
                code="bad-allocation",
                where="allocation",
                hint="each stratum needs at least 1, or its units have no chance, and at most all",
            )
    lacking = [place for place, name in enumerate(strata) if name not in allocation]
    if lacking:
        raise DataError(
            f"{len(lacking):,} of {len(strata):,} strata of the frame are not in the allocation,"
            f" the first with {int(population[lacking[0]]):,} units",
            code="no-allocation",
            where="allocation",
            hint="give each stratum a number, or take its units out of the frame",
        )
    return np.array([allocation[name] for name in strata], dtype=np.int64)
