"""Countries and areas with so few people that population files seldom show them.

`small_areas.csv` is no choice of ours: it has every area of the UN's list (the region set `sdg`)
that World Population Prospects 2019 does not show by itself in the file that comes with the
example of a world estimate, and a test holds the two together. That edition shows countries and
areas from 90,000 people on; Guernsey and Jersey are there as the Channel Islands.
"""

from functools import cache

from measure87.define.classifications.geography.places import read_rows


@cache
def small_areas() -> frozenset[str]:
    """Their ISO 3166-1 alpha-3 codes.

    >>> "VAT" in small_areas(), "DEU" in small_areas()
    (True, False)
    """
    return frozenset(row["iso3"] for row in read_rows("small_areas.csv"))
