"""The age groups of child labour and forced labour statistics, in completed years.

Base bands do not overlap and cover every age. The other groups are unions of base bands,
so that an estimator can build their sums from those of the bands.

Source: SDG indicator 8.7.1 is published for 5-14, 15-17 and 5-17 (metadata of February
2021, printed); the bands 5-11, 12-14, 15-17 are those of its definition (printed); 18-24 and
25 and over are those of the forced labour tables (unseen).
"""

from dataclasses import dataclass

import narwhals as nw


@dataclass(frozen=True)
class AgeGroup:
    """A group of ages; `bands` are the base bands it consists of."""

    code: str
    label: str
    first: int
    """Youngest completed age."""
    last: int | None
    """Oldest completed age; None is open."""
    bands: tuple[str, ...]

    def holds(self, age_years: nw.Expr) -> nw.Expr:
        """Whether an age in completed years belongs to the group (null where unknown)."""
        if self.last is None:
            return age_years >= self.first
        return (age_years >= self.first) & (age_years <= self.last)


BASE_BANDS = (
    AgeGroup("0-4", "0-4 years", 0, 4, ("0-4",)),
    AgeGroup("5-11", "5-11 years", 5, 11, ("5-11",)),
    AgeGroup("12-14", "12-14 years", 12, 14, ("12-14",)),
    AgeGroup("15-17", "15-17 years", 15, 17, ("15-17",)),
    AgeGroup("18-24", "18-24 years", 18, 24, ("18-24",)),
    AgeGroup("25+", "25 years and over", 25, None, ("25+",)),
)

UNIONS = (
    AgeGroup("5-14", "5-14 years", 5, 14, ("5-11", "12-14")),
    AgeGroup("5-17", "5-17 years", 5, 17, ("5-11", "12-14", "15-17")),
    AgeGroup("18+", "18 years and over", 18, None, ("18-24", "25+")),
)

AGE_GROUPS = {group.code: group for group in (*BASE_BANDS, *UNIONS)}


def age_band(age_years: nw.Expr) -> nw.Expr:
    """Code of the base band of an age in completed years; null where the age is unknown."""
    code = nw.lit(None, dtype=nw.String)
    for band in reversed(BASE_BANDS):
        code = nw.when(band.holds(age_years)).then(nw.lit(band.code)).otherwise(code)
    return code


def unions_of(bands: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The unions that some base bands can make up, and their bands.

    >>> unions_of(("5-11", "12-14", "15-17"))
    {'5-14': ('5-11', '12-14'), '5-17': ('5-11', '12-14', '15-17')}
    """
    return {group.code: group.bands for group in UNIONS if set(group.bands) <= set(bands)}
