"""Kinds of values that settings of the world estimate have and other settings have not."""

from itertools import pairwise

from measure87.files.settings import TEXT, Kind, Place, TomlValue, is_whole, refined, texts
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.published_figures import SOURCE_TYPES

_SPAN = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0, "maximum": 120},
    "minItems": 1,
    "maxItems": 2,
}


def whole_numbers(least: int, most: int) -> Kind:
    """A list of whole numbers within limits."""
    return Kind(
        f"whole numbers from {least} to {most}, as [2000, 2024]",
        {"type": "array", "items": {"type": "integer", "minimum": least, "maximum": most}},
        lambda value: isinstance(value, list) and all(is_whole(one, least, most) for one in value),
        tuple,
    )


def _are_year_pairs(value: TomlValue) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(is_whole(y, 1901, 2199) for y in pair)
        for pair in value
    )


YEAR_PAIRS = Kind(
    "pairs of years, as [[2016, 2020], [2000, 2024]]",
    {
        "type": "array",
        "items": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1901, "maximum": 2199},
            "minItems": 2,
            "maxItems": 2,
        },
    },
    _are_year_pairs,
    lambda value: tuple((first, second) for first, second in value),
)


def _is_span(value: TomlValue) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 2:
        return False
    ages = [age for age in value if isinstance(age, int) and is_whole(age, 0, 120)]
    return len(ages) == len(value) and ages == sorted(ages)


def _span(value: list[int]) -> tuple[int, int | None]:
    return value[0], value[1] if len(value) == 2 else None


AGE_SPAN = Kind(
    "the youngest and the oldest, as {key} = [5, 17]; [18] has no oldest", _SPAN, _is_span, _span
)
AGE_GROUPS = Kind(
    "groups of ages, as [[5, 11], [12, 14], [15, 17]]",
    {"type": "array", "items": _SPAN},
    lambda value: isinstance(value, list) and all(map(_is_span, value)),
    lambda value: tuple(map(_span, value)),
)


def _adjacent(
    key: str, ages: tuple[tuple[int, int | None], ...], place: Place
) -> tuple[tuple[int, int | None], ...]:
    gap = any(old is None or young != old + 1 for (_, old), (young, _) in pairwise(ages))
    if not ages or gap:
        raise place.fault(
            f"{key!r} is {[list(one) for one in ages]}",
            hint="each group begins where the one before ends, as [[5, 11], [12, 14], [15, 17]]; "
            "only the last may be open",
        )
    return ages


ADJACENT_AGES = refined(AGE_GROUPS, _adjacent, minItems=1)


def _everybody(key: str, sexes: tuple[str, ...], place: Place) -> tuple[str, ...]:
    if sexes in ((), ("both",)):
        return ("both",)
    if set(sexes) == {"female", "male"}:
        return ("female", "male")
    raise place.fault(
        f"{key!r} is {list(sexes)}",
        hint='write ["both"] or ["female", "male"]: together they are everybody',
    )


SEXES = refined(texts(), _everybody, items={"enum": ["both", "female", "male"]})


def _known_source(key: str, name: str, place: Place) -> str:
    known = [code for code, _ in SOURCE_TYPES]
    if name not in known:
        raise place.fault(f"{key!r} is {name!r}", hint=nearest(name, known))
    return name


SOURCE_TYPE = refined(TEXT, _known_source, enum=[code for code, _ in SOURCE_TYPES])


def _up_to_one(key: str, value: float, place: Place) -> float:
    if value > 1.0:
        raise place.fault(f"{key!r} is {value:g}", hint="write a share from 0 to 1, as 0.5")
    return value


def share_from(kind: Kind) -> Kind:
    """A number of a kind that is at most 1."""
    return refined(kind, _up_to_one, maximum=1)
