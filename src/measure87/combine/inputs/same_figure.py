"""Two rows for the same figure: one is used if they agree, and they must.

Rows are about the same figure if country, year, sex, ages, definition and measure are the same
and they come from the same source, or one of them does not say from which. Different surveys of
one year are different figures. Publishers round to a tenth of a percentage point, so rows that
differ by no more than half of one agree; the more precise one (with standard error, with sample
size, or else the first) is used.
"""

from collections import defaultdict
from collections.abc import Iterable

from measure87.combine.inputs.figure import Figure
from measure87.vocabulary.errors import DataError

ROUNDING = 0.0005
"""Half of the unit in which publishers round shares: 0.05 percentage points."""
_SLACK = 1e-9

_Key = tuple[object, ...]


def settle_repeats(figures: Iterable[Figure]) -> list[Figure]:
    """The same figures, with all but one of those that agree left out.

    Raises
    ------
    DataError
        If two included rows for the same figure disagree.
    """
    rows = list(figures)
    groups: dict[_Key, list[int]] = defaultdict(list)
    for index, one in enumerate(rows):
        if one.included:
            groups[_key(one)].append(index)
    for indices in groups.values():
        kept: list[int] = []
        for index in sorted(indices, key=lambda i: (-_precision(rows[i]), i)):
            same = [k for k in kept if _same_source(rows[k], rows[index])]
            agreeing = next((k for k in same if _agree(rows[k], rows[index])), None)
            if agreeing is not None:
                reason = f"the same figure as from {rows[agreeing].origin}"
                rows[index] = rows[index].leave_out(reason)
            elif same:
                raise _disagree(rows[same[0]], rows[index])
            else:
                kept.append(index)
    return rows


def _key(one: Figure) -> _Key:
    return (
        one.country,
        one.year,
        one.sex,
        one.age_from,
        one.age_to,
        one.definition,
        one.measure,
    )


def _precision(one: Figure) -> int:
    """How much a row tells: a standard error counts most, then the sample, then the source."""
    return 4 * (one.se is not None) + 2 * (one.n is not None) + (one.source is not None)


def _same_source(a: Figure, b: Figure) -> bool:
    return a.source is None or b.source is None or a.source.casefold() == b.source.casefold()


def _agree(a: Figure, b: Figure) -> bool:
    if a.estimate is None or b.estimate is None:
        raise AssertionError("an included figure has a value")
    return abs(a.estimate - b.estimate) <= ROUNDING + _SLACK


def _disagree(a: Figure, b: Figure) -> DataError:
    return DataError(
        f"two rows for the same figure disagree: {a.estimate:g} and {b.estimate:g} for "
        f"{a.country} {a.year}, {a.measure}, {a.sex}, {a.age_from}-{a.age_to}",
        code="figures-disagree",
        where=" and ".join(dict.fromkeys(filter(None, (a.where, b.where)))),
        hint="leave one out with the reason, or name the source of each where they are different "
        "surveys",
    )
