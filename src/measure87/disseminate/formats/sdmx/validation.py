"""Checks observations against the UN's structure; the library that writes them checks neither.

Code lists of all dimensions and coded attributes, mandatory attributes, the codes that each
series may take, types, values (0 to 100 in percent, none below 0), a value where the status
says there is one and none where it says there is not, bounds on their sides of the value, and
no key twice.
"""

import math
import re
from collections.abc import Iterator, Sequence

from measure87.disseminate.formats.sdmx.observations import Observation, key_of
from measure87.disseminate.formats.sdmx.structure import Component, Structure, sdg_structure
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.keys import nearest

_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
"""A number as XML Schema writes a double; Python would also read 1_000 and Arabic figures."""
_WITHOUT_VALUE = frozenset({"H", "L", "M", "O", "Q"})
"""Statuses of CL_OBS_STATUS that say there is no value."""
_PERCENT, _HIGHEST = "PT", 100.0
_BOUNDS = ("LOWER_BOUND", "UPPER_BOUND")


def require_valid(observations: Sequence[Observation]) -> None:
    """Refuse observations that the UN's structure does not allow.

    Raises
    ------
    DataError
        With the first fault in a sentence and the number of the others.
    """
    found = problems_of(observations)
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise DataError(
            f"{found[0]}{more}",
            code="invalid-sdmx",
            where=sdg_structure().reference,
            hint="nothing is written that the UN's structure does not allow",
        )


def problems_of(observations: Sequence[Observation]) -> tuple[str, ...]:
    """Everything that is wrong, one sentence each, in the order of the observations."""
    structure = sdg_structure()
    found = []
    seen: dict[tuple[str, ...], int] = {}
    for number, one in enumerate(observations, start=1):
        place = f"observation {number} ({', '.join(_place(one))})"
        found += [f"{place}: {text}" for text in _of_one(one, structure)]
        first = seen.setdefault(key_of(one), number)
        if first != number:
            found.append(f"{place}: has the key of observation {first}")
    return tuple(found)


def _place(one: Observation) -> Iterator[str]:
    """Where an observation stands: what differs from the total."""
    for name in ("SERIES", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE"):
        code = one.get(name, "_T")
        if code != "_T":
            yield code if name == "SERIES" else f"{name} {code}"


def _of_one(one: Observation, structure: Structure) -> Iterator[str]:
    known = structure.components
    for name in one:
        if name not in known and name != structure.measure:
            yield f"{name!r} is no dimension or attribute; {nearest(name, known)}"
    for component in known.values():
        yield from _of_component(one, component)
    yield from _of_constraints(one, structure)
    yield from _of_values(one)


def _of_component(one: Observation, component: Component) -> Iterator[str]:
    """Whether a dimension or attribute is there and has a code or a value of its type."""
    text = one.get(component.id)
    if not text:
        if component.mandatory:
            yield f"{component.id} is missing, and the structure demands it"
    elif component.code_list is not None:
        if text not in component.codes:
            hint = nearest(text, component.codes)
            yield f"{component.id} {text!r} is not in {component.code_list}; {hint}"
    elif component.text_type == "Double" and _float(text) is None:
        yield f"{component.id} {text!r} is no number"
    elif component.text_type == "ObservationalTimePeriod" and not _YEAR.fullmatch(text):
        yield f"{component.id} {text!r} is no year, and the frequency is annual"


def _of_constraints(one: Observation, structure: Structure) -> Iterator[str]:
    """Whether the series may take these codes."""
    series = one.get("SERIES", "")
    for name, codes in structure.constraints.get(series, {}).items():
        text = one.get(name)
        if text and text not in codes:
            yield f"{name} {text!r} is not allowed for {series}: {', '.join(sorted(codes))}"


def _of_values(one: Observation) -> Iterator[str]:
    """Whether value, status and bounds agree, and lie in the range of the unit."""
    text, status = one.get("OBS_VALUE"), one.get("OBS_STATUS")
    if text and status in _WITHOUT_VALUE:
        yield f"OBS_STATUS {status} says that there is no value, and OBS_VALUE is {text}"
    if not text and status and status not in _WITHOUT_VALUE:
        yield f"OBS_VALUE is missing, and OBS_STATUS {status} says that there is one"
    values = {name: one[name] for name in ("OBS_VALUE", *_BOUNDS) if one.get(name)}
    for name, written in values.items():
        yield from _of_range(name, written, one.get("UNIT_MEASURE"))
    numbers = {name: number for name, t in values.items() if (number := _float(t)) is not None}
    if set(_BOUNDS) & set(numbers) and "OBS_VALUE" not in numbers:
        yield "bounds stand without a value"
    lower, value, upper = (numbers.get(n) for n in (_BOUNDS[0], "OBS_VALUE", _BOUNDS[1]))
    if value is not None and lower is not None and lower > value:
        yield f"LOWER_BOUND {lower} is over OBS_VALUE {value}"
    if value is not None and upper is not None and upper < value:
        yield f"UPPER_BOUND {upper} is under OBS_VALUE {value}"


def _of_range(name: str, written: str, unit: str | None) -> Iterator[str]:
    number = _float(written)
    if number is None:
        if name == "OBS_VALUE":
            yield f"{name} {written!r} is no number"
    elif number < 0:
        yield f"{name} {written} is under 0"
    elif unit == _PERCENT and number > _HIGHEST:
        yield f"{name} {written} is over 100 percent"


def _float(text: str) -> float | None:
    """A finite number, or None."""
    if not _DOUBLE.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
