"""What keys of a mapping or of a linkage may hold, told in sentences that both share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from measure87.files import code_of
from measure87.files.settings import Kind, Place
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest


def mapping_error(text: str, where: str, hint: str) -> StudyError:
    """An error of the mapping: what, where, and what to do."""
    return StudyError(text, code="mapping", where=where, hint=hint)


def unknown_word(word: str, known: Iterable[str], where: str, what: str) -> StudyError:
    """The error for a word that is not known, with the nearest that is."""
    allowed = tuple(known)
    hint = nearest(word, allowed) if allowed else "there is none"
    return StudyError(f"{word!r} is no known {what}", code="unknown-key", where=where, hint=hint)


@dataclass(frozen=True)
class FieldPlace(Place):
    """A table of a mapping or of a linkage; its keys are named in the sentences of both.

    what : what its keys are, in words
    """

    what: str = "key"

    def unknown(self, key: str, known: Iterable[str]) -> StudyError:
        """A key that nobody knows."""
        return unknown_word(key, known, self.where, self.what)

    def missing(self, key: str, hint: str = "") -> StudyError:
        """A key that must be there and is not."""
        return mapping_error(f"{key} is missing", self.where, f"add {key}")

    def no_table(self, key: str, value: Any) -> StudyError:
        """A key that holds something else than a table."""
        return _no_table(value, self.below(key).where)

    def as_no_table(self, value: Any) -> StudyError:
        """Something else than a table stands here."""
        return _no_table(value, self.where)

    def no_tables(self, key: str, value: Any, where: str) -> StudyError:
        """A key that holds something else than a list of tables."""
        if not isinstance(value, list):
            return _no_list(value, self.of(key))
        number, one = next((n, one) for n, one in enumerate(value, 1) if not isinstance(one, dict))
        return _no_table(one, where.format(place=self.where, key=key, number=number))


@dataclass(frozen=True)
class MappingPlace(FieldPlace):
    """A table of a mapping: `mapping.toml: fs.persons`."""

    def of(self, key: str) -> str:
        """A key of this table."""
        return f"{self.where}.{key}"

    def below(self, key: str) -> Self:
        """The table of that name in this one."""
        return replace(self, where=self.of(key), what="key")


def _no_table(value: Any, where: str) -> StudyError:
    text = f"a table is expected, not {value!r}"
    return mapping_error(text, where, "write [section] or { key = ... }")


def _no_list(value: Any, where: str) -> StudyError:
    return mapping_error(f"a list is expected, not {value!r}", where, "write [ ... ]")


@dataclass(frozen=True)
class _ReadBy(Kind):
    how: Callable[[Any, str], Any] = str

    def read(self, key: str, value: Any, place: Place) -> Any:
        return self.how(value, place.of(key))


def read_by(how: Callable[[Any, str], Any], **schema: Any) -> Kind:
    """A kind that a function of the value and its place reads, and refuses in its own words."""
    return _ReadBy("", schema, lambda _: True, how=how)


def as_list(value: Any, where: str) -> list[Any]:
    """A list, or the error that it is none."""
    if not isinstance(value, list):
        raise _no_list(value, where)
    return value


def one_of(value: Any, allowed: Iterable[str], where: str) -> Any:
    """A word out of a fixed set."""
    known = tuple(allowed)
    if value not in known:
        raise mapping_error(f"{value!r} is not allowed", where, f"one of {', '.join(known)}")
    return value


def words(*allowed: str) -> Kind:
    """One of several words."""
    return read_by(lambda value, where: one_of(value, allowed, where), enum=list(allowed))


def _codes(value: Any, where: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, bool) or not isinstance(one, int | float | str):
            raise mapping_error(f"{one!r} is no code", where, "codes are numbers or text")
    return tuple(dict.fromkeys(code_of(one) for one in values))


def as_texts(value: Any, where: str) -> dict[str, str]:
    """A table of code text to text."""
    if not isinstance(value, dict):
        raise _no_table(value, where)
    for one in value.values():
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            raise mapping_error(f"{one!r} is not text", where, "write it in quotation marks")
    return {code_of(key): code_of(one) for key, one in value.items()}


def texts_of(*known: str) -> Kind:
    """A table of some keys alone, each with a text."""

    def read(value: Any, where: str) -> dict[str, str]:
        for key in value if isinstance(value, dict) else ():
            if key not in known:
                raise unknown_word(key, known, where, "key")
        return as_texts(value, where)

    each = dict.fromkeys(known, _TEXT)
    return read_by(read, type="object", properties=each, additionalProperties=False)


def _positive(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        text = f"a number above 0 is expected, not {value!r}"
        raise mapping_error(text, where, "write for instance 0.5")
    return float(value)


def _digits(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 8:
        text = f"1 to 8 digits are expected, not {value!r}"
        raise mapping_error(text, where, "write for instance 4")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        text = f"true or false is expected, not {value!r}"
        raise mapping_error(text, where, "write true or false")
    return value


def _range(value: Any, where: str) -> tuple[float, float]:
    numbers = as_list(value, where)
    ok = len(numbers) == 2 and all(
        isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
    )
    if not ok or not numbers[0] <= numbers[1]:
        raise mapping_error(f"{value!r} is no range", where, "write [least, greatest]")
    return float(numbers[0]), float(numbers[1])


_TEXT: Mapping[str, Any] = {"type": ["string", "number"]}
ANYTHING = read_by(lambda value, where: value)
CODE = read_by(lambda value, where: code_of(value))
"""Any value, as code text."""
CODES = read_by(_codes, type=["array", "string", "number"], items=_TEXT)
"""Codes as code text, each once; a single code is a list of one."""
TEXTS = read_by(as_texts, type="object", additionalProperties=_TEXT)
POSITIVE = read_by(_positive, type="number", exclusiveMinimum=0)
DIGITS = read_by(_digits, type="integer", minimum=1, maximum=8)
FLAG = read_by(_flag, type="boolean")
RANGE = read_by(_range, type="array", items={"type": "number"}, minItems=2, maxItems=2)
