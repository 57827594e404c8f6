"""Attack: how many are cases of one of two measures alone, by the error of their difference?

Where everybody was drawn by herself and has one weight, the error of a difference of two shares
of the same persons follows from how many are cases of the one and not of the other. The reader has
both numbers of cases, tries every number that are cases of both, and keeps those of which the
released error would have come.
"""

import math
from collections.abc import Iterator
from typing import Any

from tests.attacks.reading import Figure, Release

type Apart = tuple[int, int, int]
"""Cases of the first measure alone, of the second alone, and of both."""


def of_one_alone(release: Release) -> list[Apart] | None:
    """What the first difference of a release leaves possible; None where it says no error."""
    told = next((one for one in release.said["differences"] if "se" in one), None)
    if told is None:
        return None
    names = (told["name"], told["minus"]["name"])
    first, second = (release.shares[name, frozenset()] for name in names)
    return [one for one in _every(first, second) if _is_told(told, one, first, second)]


def _every(first: Figure, second: Figure) -> Iterator[Apart]:
    a, b = first.n_cases or 0, second.n_cases or 0
    for both in range(min(a, b) + 1):
        yield a - both, b - both, both


def _is_told(told: dict[str, Any], apart: Apart, first: Figure, second: Figure) -> bool:
    """Whether the error would have been released as it is."""
    n = first.n or 1
    mean = (apart[0] - apart[1]) / n
    variance = ((apart[0] + apart[1]) / n - mean**2) / (n - 1)
    rounding = ((first.digits or 0.0) ** 2 + (second.digits or 0.0) ** 2) / 12
    error = math.sqrt(max(variance, 0.0) + rounding)
    # In steps of at most a quarter of itself: 1, 2 or 5 times a power of ten.
    most = error / 4 * (1 + 1e-9)
    power = 10.0 ** math.floor(math.log10(most))
    step = max(one * power for one in (1, 2, 5) if one * power <= most)
    return math.isclose(round(error / step) * step, told["se"], rel_tol=1e-9)
