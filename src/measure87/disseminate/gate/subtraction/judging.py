"""What of each measure may be shown by itself, as layers that subtraction is tried on."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from math import log

import numpy as np

from measure87.disseminate.gate.kept_releases import WHO
from measure87.disseminate.gate.rules import DisclosureRules, Limits
from measure87.disseminate.gate.subtraction.layers import Layer, Pair, Sum, is_few
from measure87.disseminate.gate.tables.geometry import Geometry
from measure87.disseminate.gate.tables.measure_sums import MeasureSum
from measure87.disseminate.gate.tables.tables import Cell, Nestings, Table
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.status import UnknownTreatment


def case_layer(
    table: Table,
    shape: Geometry,
    rules: DisclosureRules,
    main: bool,
    sensitive: Collection[int] = (),
    *,
    left_out: bool = False,
) -> Layer:
    """Cases of one measure, the figures that are kept back for themselves hidden.

    `sensitive` are positions of figures that could harm a whole group, which have limits of
    their own; one that says it of the whole group is not shown either. `left_out` says that the
    measure's unknowns are none of its respondents.
    """
    n, counts = table.numbers("n"), table.numbers("cases")
    judged = np.array(
        [cell.respondents(rules.minimum_cases, left_out=left_out) for cell in table.cells.values()],
        dtype=float,
    )
    others = np.where(np.isnan(n), np.inf, np.where(np.isnan(counts), n, n - counts))
    held = np.array([any(at in sensitive for at in cell.at) for cell in table.cells.values()])
    hidden = _below(judged, counts, others, rules.limits)
    held &= counts != 0  # nobody found is no harm to anybody, here as elsewhere
    hidden |= held & _below(judged, counts, others, rules.sensitive_limits)
    hidden |= held & (others < rules.sensitive_limits.cases)
    costs = [
        (
            cell.cases == 0,
            not cell.box.sides.keys() - {WHO},
            main,
            -len(cell.box.sides),
            _turn(cell, rules),
            k,
        )
        for k, cell in enumerate(table.cells.values())
    ]
    secret = hidden & ((counts != 0) | _of_few_respondents(judged, rules))
    return Layer(shape, counts, others, ~hidden, secret, costs)


def _turn(cell: Cell, rules: DisclosureRules) -> float:
    """When a figure goes among those of its kind that would do: the least number first.

    Drawn, it is the waiting time of a race: of some groups each is first with odds in inverse
    proportion to its respondents. So a small one mostly goes, and any may have gone; and mostly
    the same one under every measure, for otherwise each would ask for more.
    """
    n = float(cell.n or 0)
    if rules.lot is None:
        return n
    group = sorted((name, *sorted(side)) for name, side in cell.box.sides.items())
    return -n * log(rules.lot(repr(group)))


def _of_few_respondents(n: FloatArray, rules: DisclosureRules) -> BoolArray:
    """(K,) groups so small that not even that nobody there is a case is told."""
    return np.asarray((n < rules.minimum_respondents) & (rules.minimum_cases > 1))


def _below(n: FloatArray, counts: FloatArray, others: FloatArray, limits: Limits) -> BoolArray:
    """(K,) which figures rest on too few respondents, cases, or persons who are no cases."""
    return (n < limits.respondents) | is_few(counts, others, limits.cases)


def unknown_layer(
    table: Table, cases: Layer, rules: DisclosureRules, counted: UnknownTreatment
) -> Layer:
    """Numbers of unknowns of one measure, which are `counted` among its respondents.

    Hidden where few, or where they tell that few answered, or are known to be no cases, or that
    nobody is where there are cases. What is hidden with its figure must not be had either.
    """
    layer = _protected_unknown(side_layer(table, cases, "unknown", rules))
    if counted == "exclude":
        return layer
    n, found = table.numbers("counted"), table.numbers("cases")
    answered = n - layer.counts
    no = n - found - (layer.counts if counted == "no" else 0.0)
    all_are_cases = (no == 0) & (found > 0) & (rules.minimum_cases > 1)
    few = _is_one_or_two(answered, rules) | _is_one_or_two(no, rules)
    tells = (layer.counts > 0) & (few | all_are_cases)
    return replace(layer, shown=layer.shown & ~tells, protected=layer.protected | tells)


def _protected_unknown(layer: Layer) -> Layer:
    return replace(layer, protected=~layer.shown & (layer.counts > 0))


def _is_one_or_two(counts: FloatArray, rules: DisclosureRules) -> BoolArray:
    return np.asarray((counts > 0) & (counts < rules.minimum_cases))


def side_layer(table: Table, cases: Layer, what: str, rules: DisclosureRules) -> Layer:
    """Unknowns of one measure, or cases without a number: hidden where few, or with the figure.

    Where there is nobody, the number goes last, for hiding it would protect nothing.
    """
    counts = table.numbers(what)
    nobody_else = np.full(len(counts), np.inf)
    few = is_few(counts, nobody_else, rules.minimum_cases)
    shown = cases.shown & ~few & ~np.isnan(counts)
    costs = [(count == 0, *cost[1:]) for count, cost in zip(counts, cases.costs, strict=True)]
    return Layer(cases.geometry, counts, nobody_else, shown, few, costs)


def pair(
    tables: Sequence[Table], nestings: Nestings, narrow: int | Sequence[int], wide: int
) -> Pair:
    """A measure and one or more within it that have nobody in common, over the groups of all."""
    inside = (narrow,) if isinstance(narrow, int) else tuple(narrow)
    first, *others = (tables[index] for index in (*inside, wide))
    keys = [key for key in first.cells if all(key in table.cells for table in others)]
    places = [{key: k for k, key in enumerate(table.cells)} for table in (first, *others)]
    *narrow_at, wide_at = (tuple(place[key] for key in keys) for place in places)
    return Pair(
        inside,
        wide,
        tuple(narrow_at),
        wide_at,
        nestings.of({key: first.cells[key] for key in keys}),
    )


def sum_of_measures(tables: Sequence[Table], found: MeasureSum) -> Sum:
    """A sum of measures, by the positions of the groups in each."""
    members = (found.whole, *found.parts)
    places = [{key: k for k, key in enumerate(tables[index].cells)} for index in members]
    at = tuple(tuple(place[key] for place in places) for key in found.keys)
    return Sum(found.whole, found.parts, at)
