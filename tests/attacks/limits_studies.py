"""Studies of groups whose respondents lie at a limit, of whom one or two gave no answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.attacks.days_studies import NOT_TOLD, DaysStudy
from tests.attacks.studies import UNKNOWN, Study, children_of_ten, drawn_weights

STRICT = "child_labour/sdg_8_7_1:strict"
"""A reading by which unknown answers are left out of the respondents."""


def asked_of_each(
    seed: int, sizes: Sequence[int], unknown: Sequence[int], weights: str = "equal"
) -> Study:
    """Children of ten in regions of so many, of whom so many gave no answer; a quarter work.

    Where weights are equal, a share in steps may tell how many answered.
    """
    rng = np.random.default_rng([998, seed])
    region = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    n, one = len(region), np.ones(len(region), dtype=int)
    works, silent = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for code, (size, number) in enumerate(zip(sizes, unknown, strict=True), start=1):
        drawn = rng.permutation(np.flatnonzero(region == code))
        silent[drawn[:number]] = True
        works[drawn[number : number + size // 4]] = True
    persons = children_of_ten(
        works, drawn_weights(rng, weights, region, region), rng.integers(1, 3, n), stratum=one,
        cluster=np.arange(n), region=region,
    )  # fmt: skip
    persons["activity"] = np.where(silent, UNKNOWN, persons["activity"])
    return Study(
        seed, persons, weights, ("region",), (STRICT,), measures=("child_labour_sdg_a_strict",)
    )


def days_of(seed: int, n: int, untold: int) -> DaysStudy:
    """Adults of whom so many cases did not tell their days; about half are cases."""
    rng = np.random.default_rng([999, seed])
    case, days = np.zeros(n, dtype=bool), np.full(n, 30)
    cases = rng.permutation(n)[: int(rng.integers(12, 18))]
    case[cases] = True
    days[cases] = rng.integers(30, 366, len(cases))
    days[cases[:untold]] = NOT_TOLD
    return DaysStudy(_adults(rng, case, days), by=())


def answered_by_all_but(seed: int, unknown: int) -> DaysStudy:
    """50 to 89 adults, of whom 12 to 24 are cases, and so many of the others gave no answer."""
    rng = np.random.default_rng([7, seed])
    n = int(rng.integers(50, 90))
    case, silent = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    case[rng.permutation(n)[: int(rng.integers(12, 25))]] = True
    silent[rng.permutation(np.flatnonzero(~case))[:unknown]] = True
    return DaysStudy(_adults(rng, case, np.where(case, 300, 30)) | {"silent": silent}, by=())


def _adults(
    rng: np.random.Generator, case: NDArray[np.bool_], days: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """Persons of thirty and of one weight, drawn one by one."""
    n = len(case)
    return {
        "id": np.arange(n),
        "age": np.full(n, 30),
        "sex": rng.integers(1, 3, n),
        "region": np.ones(n, dtype=int),
        "cluster": np.arange(n),
        "weight": np.full(n, 100.0),
        "days": days,
        "case": case,
    }
