"""The invented country's places: regions, strata, enumeration areas.

Nothing here is a real place. Names say so themselves, and the code `ZZZ` is one that
ISO 3166 leaves to its users.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray, Int8Array, IntArray

COUNTRY_CODE = "ZZZ"
COUNTRY_NAME = "Invented Country (not real)"
INVENTED = "INVENTED DATA: no such country, no such persons"

REGIONS = {
    1: "Invented North",
    2: "Invented East",
    3: "Invented South",
    4: "Invented West",
}
AREAS = {1: "Urban", 2: "Rural"}

_REGION_SHARE = np.array([0.34, 0.28, 0.22, 0.16])
_URBAN_SHARE = np.array([0.55, 0.35, 0.30, 0.25])

_HOUSEHOLDS_PER_AREA = 75
_PERSONS_PER_HOUSEHOLD = 5.04
_FRAME_ERROR_LOG_SD = 0.15
"""The frame's household counts are some years old."""

# Standard deviations of what people in one enumeration area share, on the log-odds scale.
_WORK_SD = 0.85
_FORCED_SD = 0.6
_WEALTH_SD = 0.45


@dataclass(frozen=True)
class EnumerationAreas:
    """All enumeration areas (clusters); every field is (clusters,).

    A cluster's code is its position plus one.
    """

    region: Int8Array
    area: Int8Array
    households: IntArray
    """Households there really are."""
    frame_households: IntArray
    """Households the sampling frame says there are: the measure of size."""
    work_effect: FloatArray
    """Added to the log-odds that a child works."""
    forced_effect: FloatArray
    """Added to the logarithm of the rate of forced labour."""
    wealth_effect: FloatArray
    """Added to the wealth score, in its standard deviations."""

    @property
    def stratum(self) -> Int8Array:
        """Strata are region by area: 1 and 2 are the first region's urban and rural part."""
        return ((self.region - 1) * 2 + self.area).astype(np.int8)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.region)


def stratum_labels() -> dict[int, str]:
    """Label of each stratum."""
    return {
        (region - 1) * 2 + area: f"{name}, {AREAS[area].lower()}"
        for region, name in REGIONS.items()
        for area in AREAS
    }


def lay_out_areas(rng: np.random.Generator, population_persons: int) -> EnumerationAreas:
    """Enumeration areas for about so many persons, in eight strata."""
    number = population_persons / (_PERSONS_PER_HOUSEHOLD * _HOUSEHOLDS_PER_AREA)
    share = np.stack([_REGION_SHARE * _URBAN_SHARE, _REGION_SHARE * (1 - _URBAN_SHARE)], axis=1)
    counts = np.maximum(4, np.rint(share * number)).astype(np.int64).ravel()
    stratum = np.repeat(np.arange(8), counts)
    households = np.maximum(30, rng.poisson(_HOUSEHOLDS_PER_AREA, len(stratum)))
    frame = np.rint(households * np.exp(rng.normal(0, _FRAME_ERROR_LOG_SD, len(stratum))))
    return EnumerationAreas(
        region=(stratum // 2 + 1).astype(np.int8),
        area=(stratum % 2 + 1).astype(np.int8),
        households=households.astype(np.int64),
        frame_households=np.maximum(20, frame).astype(np.int64),
        work_effect=rng.normal(0, _WORK_SD, len(stratum)),
        forced_effect=rng.normal(0, _FORCED_SD, len(stratum)),
        wealth_effect=rng.normal(0, _WEALTH_SD, len(stratum)),
    )
