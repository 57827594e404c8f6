"""Where the invented countries lie: real codes in real regions, with nothing real about them.

Region sets, populations, coverage rules and maps know real codes alone, so invented figures are
hung on real codes in order that the whole path of a user is tried. What is said of a code is drawn
by chance and has nothing to do with the country: no figure, level or trend of any country is used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import load_region_set, partition_of
from measure87.numerics.arrays import IntArray

REGION_SET = "sdg"
_ALSO_IN = ("unicef", "world_bank")
"""A code is taken if these sets have it too: that leaves out most areas that are no countries."""


@dataclass(frozen=True)
class Places:
    """Countries in sub-regions in regions.

    Attributes
    ----------
    codes, names : (countries,)
        ISO 3166-1 alpha-3, in order, and English names.
    region, subregion : (countries,) whole numbers from 0
    regions, subregions : codes of the region set, in order
    region_of_subregion : (subregions,)
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    region: IntArray
    subregion: IntArray
    regions: tuple[str, ...]
    subregions: tuple[str, ...]
    region_of_subregion: IntArray

    def __len__(self) -> int:
        """How many countries there are."""
        return len(self.codes)


def choose_places(countries: int) -> Places:
    """So many codes, evenly from all sub-regions; the same number gives the same codes."""
    members = load_region_set(REGION_SET)
    region, subregion = partition_of(members, "region"), partition_of(members, "subregion")
    others = [partition_of(load_region_set(name), "region") for name in _ALSO_IN]
    able = sorted(
        (code for code in region if all(code in other for other in others)),
        key=lambda code: (region[code], subregion[code], code),
    )
    at = np.floor((np.arange(countries) + 0.5) * len(able) / countries).astype(np.int64)
    codes = sorted(able[i] for i in at)
    regions = _in_order(region[code] for code in codes)
    subregions = _in_order(subregion[code] for code in codes)
    of_subregion = {subregion[code]: region[code] for code in codes}
    return Places(
        codes=tuple(codes),
        names=tuple(country_names()[code] for code in codes),
        region=_index([region[code] for code in codes], regions),
        subregion=_index([subregion[code] for code in codes], subregions),
        regions=regions,
        subregions=subregions,
        region_of_subregion=_index([of_subregion[one] for one in subregions], regions),
    )


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def _index(codes: Sequence[str], levels: Sequence[str]) -> IntArray:
    return np.array([levels.index(code) for code in codes], dtype=np.int64)
