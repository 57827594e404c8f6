"""Controlled rounding: counts and numbers to multiples of a base, so that sums still hold.

Every count goes to the multiple below or above it (further only where no other choice adds
up), zero stays zero, and a group whose parts add up to it still does. Of all such choices the
one nearest to the counts is taken: an integer programme (HiGHS by scipy). Rates follow from the
rounded numbers. Errors and intervals stay; what would give the counts back (effective n,
design effects, clusters with cases, bounds) goes.

Source: the idea is controlled rounding as in Cox (1987), J. Am. Stat. Assoc. 82, 520-524
(unseen); the programme is written here anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from measure87.disseminate.gate.subtraction.spans import Floats
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, nesting
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate

_EXACT = 1e-9
"""Share of a number by which a sum may differ from it through rounding of the machine."""
_SPREADS = (0, 1, 3, 10, 100)
"""Multiples further away than the nearest two, tried in this order."""


def round_figures(
    estimates: Sequence[Estimate], dims: Dimensions, base: int
) -> tuple[Estimate, ...]:
    """Released figures with rounded counts, in their order.

    Parameters
    ----------
    estimates
        What may be released; figures that are not shown stay as they are.
    dims
        Of all their groups.
    base : persons
        What all counts and numbers become a multiple of.

    Raises
    ------
    UsageError
        If a group that is shown is so small that its number becomes 0.
    """
    rounded = list(estimates)
    measures: dict[tuple[str, str | None], list[int]] = {}
    for k, figure in enumerate(estimates):
        if not figure.suppressed and figure.n is not None:
            measures.setdefault((figure.name, figure.definition), []).append(k)
    for positions in measures.values():
        groups = _groups(estimates, positions)
        nested = nesting(dims, [dims.box(estimates[at[0]].group) for at in groups])
        persons = _rounded(groups, nested, base, [_persons(estimates, at) for at in groups])
        numbers = _rounded(groups, nested, base, [_numbers(estimates, at) for at in groups])
        for at, counts, weighted in zip(groups, persons, numbers, strict=True):
            for k in at:
                rounded[k] = _with_rounded(estimates[k], counts, weighted, base)
    return tuple(rounded)


@dataclass(frozen=True)
class _Pair:
    """A number, and one of a part of it; None where there is none."""

    whole: float | None
    part: float | None
    third: float | None = None
    """Persons without an answer, or the sum of weights, beside the other two."""


def _groups(estimates: Sequence[Estimate], positions: Sequence[int]) -> list[list[int]]:
    """Positions of figures of one measure, those about the same persons together."""
    found: dict[tuple[object, ...], list[int]] = {}
    for k in positions:
        group: Mapping[str, str] = estimates[k].group
        found.setdefault((frozenset(group.items()),), []).append(k)
    return list(found.values())


def _persons(estimates: Sequence[Estimate], at: Sequence[int]) -> _Pair:
    """Respondents and cases of one group."""
    figures = [estimates[k] for k in at]
    return _Pair(
        figures[0].n,
        next((e.n_cases for e in figures if e.n_cases is not None), None),
        next((e.n_unknown for e in figures if e.n_unknown is not None), None),
    )


def _numbers(estimates: Sequence[Estimate], at: Sequence[int]) -> _Pair:
    """Number of persons of a group and of cases, weighted; n where there is no weight."""
    figures = [estimates[k] for k in at]
    size = next((e.weighted_n for e in figures if e.weighted_n is not None), figures[0].n)
    total = next((e.value for e in figures if e.statistic == "total"), None)
    share = next((e.value for e in figures if e.statistic == "proportion"), None)
    if total is not None and share:
        return _Pair(total / share, total, size)
    if total is not None or share is None or size is None:
        return _Pair(size, total)
    return _Pair(size, share * size)


def _with_rounded(figure: Estimate, persons: _Pair, numbers: _Pair, base: int) -> Estimate:
    """One figure with its rounded counts."""
    value = figure.value
    if figure.statistic == "total":
        value = numbers.part
    elif figure.statistic == "proportion":
        if not numbers.whole or numbers.part is None:
            raise UsageError(
                f"rounding to {base} leaves nothing of a group of {figure.name}",
                where="disclosure",
                hint="round to a smaller number, or give weights that add up to persons",
            )
        value = numbers.part / numbers.whole
    shown = {bound: getattr(figure, bound) for bound in ("lower", "upper")}
    if value is not None and shown["lower"] is not None and shown["upper"] is not None:
        shown = {"lower": min(shown["lower"], value), "upper": max(shown["upper"], value)}
    weight = numbers.whole if numbers.third is None else numbers.third
    return replace(
        figure,
        value=value,
        **shown,
        n=_whole(persons.whole),
        n_cases=None if figure.n_cases is None else _whole(persons.part),
        n_unknown=None if figure.n_unknown is None else _whole(persons.third),
        weighted_n=weight if figure.weighted_n is not None else None,
        n_clusters_with_cases=None,
        n_effective=None,
        deff=None,
        deff_replacement=None,
        deff_used=None,
        deff_source=None,
        value_if_no=None,
        value_if_yes=None,
        alternatives=(),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _rounded(
    groups: Sequence[object], nested: Nesting, base: int, pairs: Sequence[_Pair]
) -> list[_Pair]:
    """All numbers of one measure rounded together; parts stay within their wholes."""
    size = len(groups)
    columns = [[pair.whole for pair in pairs], [pair.part for pair in pairs]]
    columns.append([pair.third for pair in pairs])
    numbers = np.array(
        [np.nan if x is None else x for column in columns for x in column], dtype=float
    )
    within = [(k + size, k) for k in range(size)]
    sums = [
        (line.parent + start, tuple(k + start for k in line.children))
        for line in nested.lines
        for start in (0, size, 2 * size)
    ]
    found = round_together(numbers, base, sums, within)
    values = [None if np.isnan(x) else float(x) for x in found]
    return [_Pair(values[k], values[k + size], values[k + 2 * size]) for k in range(size)]


def round_together(
    numbers: Floats,
    base: int,
    sums: Sequence[tuple[int, tuple[int, ...]]],
    within: Sequence[tuple[int, int]] = (),
) -> Floats:
    """Multiples of `base` that add up as the numbers do, as near to them as can be.

    Parameters
    ----------
    numbers : (K,)
        At least 0; NaN where there is none.
    base
        At least 2.
    sums
        A whole and its parts, by position; those that do not add up are left alone.
    within
        Pairs (part, whole): a part stays at most its whole.

    Returns
    -------
    (K,) float
    """
    given = np.where(np.isnan(numbers), 0.0, numbers)
    below = np.floor(given / base + _EXACT)
    exact = np.abs(given / base - below) < _EXACT
    rows: list[Floats] = []
    least: list[float] = []
    most: list[float] = []
    for whole, parts in sums:
        total = numbers[list(parts)].sum()
        if np.isnan(total) or not np.isclose(total, numbers[whole], rtol=_EXACT, atol=_EXACT):
            continue
        row = np.zeros(len(numbers))
        row[whole] = 1.0
        row[list(parts)] -= 1.0
        rows.append(row)
        least.append(-float(row @ below))
        most.append(-float(row @ below))
    for part, whole in within:
        if not np.isnan(numbers[[part, whole]]).any():
            row = np.zeros(len(numbers))
            row[whole], row[part] = 1.0, -1.0
            rows.append(row)
            least.append(-float(row @ below))
            most.append(np.inf)
    for spread in _SPREADS:
        steps = _steps(given, below, exact, base, (rows, least, most), spread)
        if steps is not None:
            return np.where(np.isnan(numbers), np.nan, base * (below + steps))
    raise AssertionError("zero for every number adds up, so some multiple must")


def _steps(
    given: Floats,
    below: Floats,
    exact: np.ndarray[tuple[int], np.dtype[np.bool_]],
    base: int,
    constraints: tuple[list[Floats], list[float], list[float]],
    spread: int,
) -> Floats | None:
    """Multiples to go up from the one below: of least distance in all; None if none fit.

    A second variable for each number is its distance from the multiple that was chosen.
    """
    size = len(given)
    rest = given / base - below
    low = np.where(exact, 0.0, -float(spread))
    high = np.where(exact, 0.0, 1.0 + spread)
    low = np.maximum(low, -below)
    if spread:
        low = np.where(exact & (given > 0), np.maximum(-float(spread), -below), low)
        high = np.where(exact & (given > 0), float(spread), high)
    eye = np.eye(size)
    rows, least, most = constraints
    every = [
        LinearConstraint(np.hstack([eye, -eye]), -np.inf, rest),
        LinearConstraint(np.hstack([-eye, -eye]), -np.inf, -rest),
    ]
    if rows:
        matrix = np.hstack([np.array(rows), np.zeros((len(rows), size))])
        every.append(LinearConstraint(matrix, np.array(least), np.array(most)))
    found = milp(
        np.concatenate([np.zeros(size), np.ones(size)]),
        constraints=every,
        integrality=np.concatenate([np.ones(size), np.zeros(size)]),
        bounds=Bounds(
            np.concatenate([low, np.zeros(size)]), np.concatenate([high, np.full(size, np.inf)])
        ),
    )
    return None if found.x is None else np.round(found.x[:size])
