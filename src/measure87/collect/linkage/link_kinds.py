"""What keys of the settings of a linkage may hold, told in the sentences of a mapping."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from measure87.collect.linkage.date_forms import ORDERS
from measure87.collect.strict_toml import (
    as_bool,
    as_list,
    as_texts,
    check_table,
    mapping_error,
    one_of,
    unknown_word,
)
from measure87.files.settings import Kind, Place
from measure87.vocabulary.errors import StudyError


@dataclass(frozen=True)
class LinkPlace(Place):
    """A table of the settings of a linkage."""

    def unknown(self, key: str, known: Iterable[str]) -> StudyError:
        """A key that nobody knows."""
        return unknown_word(key, known, self.where, "key")

    def missing(self, key: str, hint: str = "") -> StudyError:
        """A key that must be there and is not."""
        return mapping_error(f"{key} is missing", self.where, f"add {key}")

    def no_table(self, key: str, value: Any) -> StudyError:
        """A key that holds something else than a table."""
        try:
            check_table(value, self.below(key).where)
        except StudyError as fault:
            return fault
        return super().no_table(key, value)


@dataclass(frozen=True)
class _Read(Kind):
    how: Callable[[Any, str], Any] = as_list

    def read(self, key: str, value: Any, place: Place) -> Any:
        return self.how(value, f"{place.where} {key}")


def _kind(how: Callable[[Any, str], Any], schema: Mapping[str, Any]) -> Kind:
    return _Read("", schema, lambda _: True, how=how)


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


def whole(least: int, most: int) -> Kind:
    """A whole number between two limits."""

    def read(value: Any, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            text = f"{value!r} is not {least} to {most}"
            raise mapping_error(text, where, "write a whole number")
        return value

    return _kind(read, {"type": "integer", "minimum": least, "maximum": most})


TEXT = _kind(_text, {"type": "string", "pattern": r"\S"})
DAY = _kind(_day, {"type": "string", "format": "date"})
SCHEMA = _kind(_schema, {"const": 1})
FLAG = _kind(as_bool, {"type": "boolean"})
ORDER = _kind(lambda value, where: one_of(value, ORDERS, where), {"enum": list(ORDERS)})
STRATA = _kind(
    lambda value, where: as_texts(value, where, None),
    {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
)
BANDS = _kind(
    _bands,
    {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 119},
        "minItems": 1,
    },
)
