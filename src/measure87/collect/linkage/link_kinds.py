"""What keys of the settings of a linkage may hold, told in the sentences of a mapping."""

from datetime import date
from itertools import pairwise
from typing import Any

from measure87.collect.linkage.date_forms import ORDERS
from measure87.collect.value_kinds import (
    as_list,
    mapping_error,
    read_by,
    words,
)
from measure87.files.settings import Kind


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise mapping_error(f"{value!r} is no text", where, "write it in quotation marks")
    return value


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise mapping_error(f"{value!r} is no date", where, "write 2027-12-31")
    return value


def _schema(value: Any, where: str) -> int:
    if value is True or value != 1:
        raise mapping_error(
            f"schema {value!r} is not known", where.removesuffix(" schema"), "write schema = 1"
        )
    return 1


def _bands(value: Any, where: str) -> tuple[int, ...]:
    starts = as_list(value, where)
    ok = all(isinstance(n, int) and not isinstance(n, bool) and 0 < n < 120 for n in starts)
    if not starts or not ok or any(b - a < 5 for a, b in pairwise(starts)):
        raise mapping_error(
            f"{starts!r} are no bands",
            where.removesuffix(" bands"),
            "write ages at which bands begin, 5 years apart",
        )
    return tuple(starts)


def _names(value: Any, where: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(one, where) for one in as_list(value, where)))


def whole(least: int, most: int) -> Kind:
    """A whole number between two limits."""

    def read(value: Any, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            text = f"{value!r} is not {least} to {most}"
            raise mapping_error(text, where, "write a whole number")
        return value

    return read_by(read, type="integer", minimum=least, maximum=most)


TEXT = read_by(_text, type="string", pattern=r"\S")
NAMES = read_by(_names, type="array", items={"type": "string", "pattern": r"\S"})
DAY = read_by(_day, type="string", format="date")
SCHEMA = read_by(_schema, const=1)
ORDER = words(*ORDERS)
BANDS = read_by(
    _bands, type="array", items={"type": "integer", "minimum": 1, "maximum": 119}, minItems=1
)
