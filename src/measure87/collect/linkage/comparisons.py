"""How two records in the clear are compared: levels of agreement of each field.

Each field has levels from full agreement to none; a field that one of the two does not have says
nothing. Levels are conditions of SQL over two records `_l` and `_r`, as Splink takes them.

Sources: Fellegi & Sunter (1969), JASA 64(328), 1183-1210; Winkler (1990), Proc. Section on Survey
Research Methods, 354-359 (likeness of strings) (both unseen).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

LIKE = (0.92, 0.82)
"""Jaro-Winkler likeness of names in the clear: nearly the same, and alike."""
LIKE_HASHED = 0.5
"""Dice likeness of Bloom filters: alike."""


@dataclass(frozen=True)
class Comparison:
    """How one field is compared.

    Attributes
    ----------
    name : str
    column : str
        The column whose nulls are records without the field.
    unknown : str
        Condition under which the pair says nothing.
    levels : conditions, the highest agreement first; the last is everything else
    expected : for each level, how often it is expected in pairs of one person
        From no data. Draws the estimate only a little, and serves to leave out, before it, pairs
        that are hopeless.
    by_rarity : bool
        Whether agreement on a rare value says more.
    by_chance : for each level, how often it is expected in pairs of two persons
        Of a field that shows in some pairs only of records that have it; empty for others.
    most_by_chance : for each level, how often two persons agree so at most; empty is no limit
    """

    name: str
    column: str
    unknown: str
    levels: tuple[str, ...]
    expected: tuple[float, ...]
    by_rarity: bool = False
    by_chance: tuple[float, ...] = ()
    most_by_chance: tuple[float, ...] = ()

    @property
    def not_always(self) -> bool:
        """Whether the field shows in some pairs only of records that have it."""
        return bool(self.by_chance)

    @property
    def settings(self) -> dict[str, Any]:
        """As Splink takes it."""
        levels: list[dict[str, Any]] = [
            {
                "sql_condition": condition,
                "label_for_charts": f"level {place}",
                "m_probability": expected / sum(self.expected),
            }
            for place, (condition, expected) in enumerate(
                zip(self.levels, self.expected, strict=True)
            )
        ]
        if self.by_rarity:
            levels[0]["tf_adjustment_column"] = self.column
        unknown = {
            "sql_condition": self.unknown, "label_for_charts": "unknown", "is_null_level": True
        }  # fmt: skip
        return {"output_column_name": self.name, "comparison_levels": [unknown, *levels]}


SAME_DAY = 1.0 / 2_000.0
"""Two persons whose ages are within a few years of one another share their day of birth at most
so often; without this bound nothing would tell chance from matches where all have one name."""


def comparisons(known: Collection[str]) -> list[Comparison]:
    """The comparisons in the clear of fields that some record has.

    `known` are the columns that are not null throughout.
    """
    names = [name for name in ("given", "family") if name in known]
    found = [_name(name, both=len(names) == 2) for name in names]
    if "year" in known:
        found.append(_date())
    found += [_code(name) for name in ("sex", "nationality", "place") if name in known]
    return found


def _name(name: str, *, both: bool) -> Comparison:
    """The same, nearly the same, alike, given and family name changed, different.

    That the two names changed places is one event, so it counts once, with the given name.
    """
    near, alike = LIKE
    unknown = f"{name}_l is null or {name}_r is null or script_l <> script_r"
    levels = [
        f"{name}_l = {name}_r",
        f"{_jaro_winkler(name, name)} >= {near}",
        f"{_jaro_winkler(name, name)} >= {alike} or {name}_key_l = {name}_key_r",
    ]
    expected = [0.76, 0.1, 0.1]
    if both:
        one, two = (_jaro_winkler(*ends) for ends in (("given", "family"), ("family", "given")))
        changed = f"least({one}, {two}) >= {alike} and greatest({one}, {two}) >= {near}"
        if name == "given":
            levels.append(changed)
            expected.append(0.03)
        else:
            unknown = f"{unknown} or (given_l <> given_r and {changed})"
    return Comparison(name, name, unknown, (*levels, "ELSE"), (*expected, 0.04), by_rarity=True)


def _jaro_winkler(left: str, right: str) -> str:
    """Likeness of two names in the clear, 0 to 1."""
    return f"jaro_winkler_similarity({left}_l, {right}_r)"


def _date() -> Comparison:
    """The same, day and month changed, two of three parts, the year, different.

    A year is less where both dates are known to the day, for then the days differ.
    """
    parts = " or ".join(f"{p}_l = {p}_r" for p in ("year_month", "month_day", "year_day"))
    return Comparison(
        "birth",
        "year",
        "year_l is null or year_r is null",
        (
            "whole_l = whole_r",
            "whole_l = swapped_r",
            parts,
            "year_l = year_r and (whole_l is null or whole_r is null)",
            "year_l = year_r",
            "ELSE",
        ),
        (0.8, 0.02, 0.08, 0.05, 0.02, 0.03),
        most_by_chance=(SAME_DAY, SAME_DAY, 1.0, 1.0, 1.0, 1.0),
    )


def _code(name: str) -> Comparison:
    """A code: the same or not."""
    return Comparison(
        name,
        name,
        f"{name}_l is null or {name}_r is null",
        (f"{name}_l = {name}_r", "ELSE"),
        (0.9, 0.1),
        by_rarity=name != "sex",
    )
