"""Values of a TOML file, read strictly: what is not as expected is an error that says where."""

from collections.abc import Iterable, Mapping
from typing import Any

from measure87.files import code_of
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest


def refuse_unknown_keys(
    raw: Mapping[str, Any], known: Iterable[str], where: str, *, what: str = "key"
) -> None:
    """Refuse the first key that is not known, naming the nearest that is."""
    allowed = tuple(known)
    for key in raw:
        if key not in allowed:
            raise unknown_word(key, allowed, where, what)


def unknown_word(key: str, known: Iterable[str], where: str, what: str) -> StudyError:
    """The error for a word that is not known."""
    allowed = tuple(known)
    hint = nearest(key, allowed) if allowed else "there is none"
    return StudyError(f"{key!r} is no known {what}", code="unknown-key", where=where, hint=hint)


def refuse_missing_keys(raw: Mapping[str, Any], required: Iterable[str], where: str) -> None:
    """Refuse a table without one of its required keys."""
    for key in required:
        if key not in raw:
            raise mapping_error(f"{key} is missing", where, f"add {key}")


def mapping_error(text: str, where: str, hint: str) -> StudyError:
    """An error of the mapping: what, where, and what to do."""
    return StudyError(text, code="mapping", where=where, hint=hint)


def check_table(raw: Any, where: str) -> None:
    """Refuse what is not a table."""
    if not isinstance(raw, dict):
        raise mapping_error(
            f"a table is expected, not {raw!r}", where, "write [section] or { key = ... }"
        )


def as_list(raw: Any, where: str) -> list[Any]:
    """A list, or the error that it is none."""
    if not isinstance(raw, list):
        raise mapping_error(f"a list is expected, not {raw!r}", where, "write [ ... ]")
    return raw


def one_of(value: Any, allowed: Iterable[str], where: str) -> Any:
    """A word out of a fixed set."""
    known = tuple(allowed)
    if value not in known:
        raise mapping_error(f"{value!r} is not allowed", where, f"one of {', '.join(known)}")
    return value


def as_codes(raw: Any, where: str) -> tuple[str, ...]:
    """Codes as code text, each once; a single code is a list of one."""
    values = raw if isinstance(raw, list) else [raw]
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise mapping_error(f"{value!r} is no code", where, "codes are numbers or text")
    return tuple(dict.fromkeys(code_of(value) for value in values))


def as_texts(raw: Any, where: str, known: Iterable[str] | None) -> dict[str, str]:
    """A table of code text to text; with `known`, no other keys."""
    check_table(raw, where)
    if known is not None:
        refuse_unknown_keys(raw, known, where)
    for value in raw.values():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise mapping_error(f"{value!r} is not text", where, "write it in quotation marks")
    return {code_of(key): code_of(value) for key, value in raw.items()}


def as_number(raw: Any, where: str) -> float:
    """A number above 0."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not raw > 0:
        raise mapping_error(
            f"a number above 0 is expected, not {raw!r}", where, "write for instance 0.5"
        )
    return float(raw)


def as_digits(raw: Any, where: str) -> int:
    """A number of digits."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= 8:
        raise mapping_error(
            f"1 to 8 digits are expected, not {raw!r}", where, "write for instance 4"
        )
    return raw


def as_bool(raw: Any, where: str) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise mapping_error(f"true or false is expected, not {raw!r}", where, "write true or false")
    return raw


def as_range(raw: Any, where: str) -> tuple[float, float]:
    """Least and greatest valid value."""
    numbers = as_list(raw, where)
    ok = len(numbers) == 2 and all(
        isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
    )
    if not ok or not numbers[0] <= numbers[1]:
        raise mapping_error(f"{raw!r} is no range", where, "write [least, greatest]")
    return float(numbers[0]), float(numbers[1])
