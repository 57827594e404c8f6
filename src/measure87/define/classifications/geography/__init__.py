"""Countries by code or name, and the sets of regions that figures are added up to."""

from measure87.define.classifications.geography.places import (
    is_aggregate,
    nearest_countries,
    place_of,
    standard_name,
)
from measure87.define.classifications.geography.region_sets import (
    Membership,
    load_region_set,
    partition_of,
    region_sets,
)

__all__ = [
    "Membership",
    "is_aggregate",
    "load_region_set",
    "nearest_countries",
    "partition_of",
    "place_of",
    "region_sets",
    "standard_name",
]
