"""The gate: one pass over everything that a run releases, before anything is written.

Rules, with their defaults:

* under 25 respondents a figure is not shown, with 25 to 49 it stands in brackets (as in MICS
  tables); this is about reliability, and about small groups;
* 1 or 2 cases, or 1 or 2 respondents who are no cases, are not shown, nor anything from which
  they could be had: value, error, interval, effective n, design effects, cluster counts,
  unknowns. No case at all is no person: the value 0 and its upper limit are shown;
* 1 or 2 unknowns: the number and both bounds are not shown, the figure stays; nor, of a stock,
  how many cases have no number of days where they are 1 or 2 (n is that of its measure);
* whatever sums and differences of shown figures would give back, across groups, across
  measures (also where some add up to another), and for the unknowns: a second figure is not
  shown either.

A figure that is not shown keeps its name, group and labels, `suppressed`, and a reason:
`few-respondents`, or `confidential` for the other two. Which of those two is not told, for
that would help to undo it. See docs/methods/disclosure.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from measure87.disseminate.boxes import dimensions
from measure87.disseminate.counts import safe_diagnostics, safe_text
from measure87.disseminate.geometry import Geometry, geometry
from measure87.disseminate.measure_sums import MeasureSum, measure_sums
from measure87.disseminate.subtraction import Layer, Pair, Sum, hide_until_safe, is_few
from measure87.disseminate.tables import (
    Cell,
    Nestings,
    Table,
    cases_of,
    headlines,
    nested_pairs,
    tables_of,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SUPPRESSED, Estimate, Result

FEW_RESPONDENTS = "few-respondents"
CONFIDENTIAL = "confidential"
IN_BRACKETS = "in-brackets"
UNKNOWN_NOT_SHOWN = "unknown-not-shown"


@dataclass(frozen=True)
class DisclosureRules:
    """What may be shown.

    Attributes
    ----------
    minimum_respondents, brackets_below : persons
        Under the first a figure is not shown; from it to below the second it is in brackets.
    minimum_cases : persons
        Fewer cases (or fewer who are no cases), but not none, are not shown.
    complementary
        Whether a second figure is hidden where subtraction would give one back. Only tests
        switch it off.
    nested
        Pairs (narrow, wide) of measure names, the cases of the first being among those of
        the second. None: found from the counts, within each family of definitions.
    parts
        Variable to code to the codes that it is made of, where codes of one variable overlap
        and are not ranges.
    """

    minimum_respondents: int = 25
    brackets_below: int = 50
    minimum_cases: int = 3
    complementary: bool = True
    nested: tuple[tuple[str, str], ...] | None = None
    parts: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other or protect nobody."""
        if self.minimum_cases < 1 or self.minimum_respondents < 0:
            raise UsageError(
                f"minimum_cases must be at least 1 and minimum_respondents at least 0, "
                f"not {self.minimum_cases} and {self.minimum_respondents}",
                where="disclosure",
            )
        if self.brackets_below < self.minimum_respondents:
            raise UsageError(
                f"brackets_below is {self.brackets_below}, under minimum_respondents "
                f"{self.minimum_respondents}",
                where="disclosure",
                hint="set both to the same number if no figure is to be in brackets",
            )


def release(result: Result, rules: DisclosureRules | None = None) -> Result:
    """The result as it may be published.

    Parameters
    ----------
    result
        Everything that one run found; figures given to different calls are not protected
        against each other.
    rules
        What may be shown; the defaults if None.

    Returns
    -------
    Result
        The same entries in the same order, `released` True, and in
        `diagnostics["disclosure"]` the rules and how many figures they kept back. A result
        that was released before is returned as it is.
    """
    if result.released:
        return result
    rules = rules or DisclosureRules()
    estimates = _hide_few_and_given_back(result, rules)
    return _released(result, estimates, rules)


def _hide_few_and_given_back(result: Result, rules: DisclosureRules) -> list[Estimate]:
    """All figures in their order, those that may not be shown suppressed."""
    figures = result.estimates
    dims = dimensions([e.group for e in figures], [e.labels for e in figures], rules.parts)
    tables = tables_of(figures, dims)
    nestings = Nestings(dims)
    shapes = [geometry(nestings.of(table.cells), table.numbers("n")) for table in tables]
    main = headlines(result.diagnostics.get("measures", {}))
    cases = [
        _case_layer(table, shape, rules, bool(main & set(table.names)))
        for table, shape in zip(tables, shapes, strict=True)
    ]
    if rules.complementary:
        nested = nested_pairs(tables, rules.nested)
        pairs = [_pair(tables, nestings, *pair) for pair in nested]
        sums = [_sum(tables, one) for one in measure_sums(tables, nested)]
        hide_until_safe(cases, pairs, sums, rules.minimum_cases)
    unknowns, without_number = (
        [_side_layer(table, layer, what, rules) for table, layer in zip(tables, cases, strict=True)]
        for what in ("unknown", "without_number")
    )
    if rules.complementary:
        hide_until_safe(unknowns, [], [], rules.minimum_cases)
        hide_until_safe(without_number, [], [], rules.minimum_cases)
    estimates = list(figures)
    for layers in zip(tables, cases, unknowns, without_number, strict=True):
        _apply(estimates, *layers, rules)
    return estimates


def _case_layer(table: Table, shape: Geometry, rules: DisclosureRules, main: bool) -> Layer:
    """Cases of one measure, the figures that are kept back for themselves hidden."""
    n, counts = table.numbers("n"), table.numbers("cases")
    others = np.where(np.isnan(n), np.inf, np.where(np.isnan(counts), n, n - counts))
    small = n < rules.minimum_respondents
    hidden = small | is_few(counts, others, rules.minimum_cases)
    costs = [
        (cell.cases == 0, not cell.box.sides, main, -len(cell.box.sides), cell.n or 0, k)
        for k, cell in enumerate(table.cells.values())
    ]
    return Layer(shape, counts, others, ~hidden, hidden & (counts != 0), costs)


def _side_layer(table: Table, cases: Layer, what: str, rules: DisclosureRules) -> Layer:
    """Unknowns of one measure, or cases without a number: hidden where few, or with the figure."""
    counts = table.numbers(what)
    nobody_else = np.full(len(counts), np.inf)
    few = is_few(counts, nobody_else, rules.minimum_cases)
    shown = cases.shown & ~few & ~np.isnan(counts)
    return Layer(cases.geometry, counts, nobody_else, shown, few, cases.costs)


def _pair(tables: Sequence[Table], nestings: Nestings, narrow: int, wide: int) -> Pair:
    """Two measures, over the groups that both have."""
    one, other = tables[narrow], tables[wide]
    keys = one.common(other)
    narrow_at, wide_at = ({key: k for k, key in enumerate(table.cells)} for table in (one, other))
    return Pair(
        narrow,
        wide,
        tuple(narrow_at[key] for key in keys),
        tuple(wide_at[key] for key in keys),
        nestings.of({key: one.cells[key] for key in keys}),
    )


def _sum(tables: Sequence[Table], found: MeasureSum) -> Sum:
    """A sum of measures, by the positions of the groups in each."""
    members = (found.whole, *found.parts)
    places = [{key: k for k, key in enumerate(tables[index].cells)} for index in members]
    at = tuple(tuple(place[key] for place in places) for key in found.keys)
    return Sum(found.whole, found.parts, at)


def _apply(
    estimates: list[Estimate],
    table: Table,
    cases: Layer,
    unknown: Layer,
    without_number: Layer,
    rules: DisclosureRules,
) -> None:
    """Take away, in `estimates`, what is hidden in the layers of one measure."""
    for k, cell in enumerate(table.cells.values()):
        for at in cell.at:
            figure = estimates[at]
            if not cases.shown[k]:
                estimates[at] = _suppressed(figure, cell, rules)
                continue
            if cell.n is not None and cell.n < rules.brackets_below:
                figure = figure.with_flags(IN_BRACKETS)
            if cell.unknown is not None and not unknown.shown[k]:
                figure = _without_bounds(figure)
            if cell.without_number is not None and not without_number.shown[k]:
                figure = _with_size_of_measure(figure, cell)
            estimates[at] = figure


def _suppressed(figure: Estimate, cell: Cell, rules: DisclosureRules) -> Estimate:
    """A figure that is not shown, with its reason."""
    small = cell.n is not None and cell.n < rules.minimum_respondents
    return figure.suppress(FEW_RESPONDENTS if small else CONFIDENTIAL)


def _without_bounds(figure: Estimate) -> Estimate:
    """A figure without the number of unknowns and what follows from it."""
    figure = replace(figure, n_unknown=None, value_if_no=None, value_if_yes=None)
    return figure.with_flags(UNKNOWN_NOT_SHOWN)


def _with_size_of_measure(figure: Estimate, cell: Cell) -> Estimate:
    """A figure on numbers (a stock) from which it cannot be told how many cases have none.

    Its respondents are less than those of its measure by those cases: n is the measure's.
    """
    if cases_of(figure) is not None:
        return figure
    return _without_bounds(replace(figure, n=cell.counted, weighted_n=None, n_effective=None))


def _released(result: Result, estimates: Sequence[Estimate], rules: DisclosureRules) -> Result:
    """The result with the gate's own account, and no small count in anything it says."""
    minimum = rules.minimum_cases
    hidden = {
        e.name for e in estimates if not e.group and {SUPPRESSED, UNKNOWN_NOT_SHOWN} & {*e.flags}
    }
    diagnostics, left_out = safe_diagnostics(result.diagnostics, minimum, unknown_hidden=hidden)
    diagnostics["disclosure"] = _account(estimates, rules, left_out)
    return replace(
        result,
        estimates=tuple(estimates),
        refused=tuple(replace(x, text=safe_text(x.text, minimum)) for x in result.refused),
        warnings=tuple(replace(x, text=safe_text(x.text, minimum)) for x in result.warnings),
        diagnostics=diagnostics,
        released=True,
    )


def _account(
    estimates: Sequence[Estimate], rules: DisclosureRules, left_out: Sequence[str]
) -> dict[str, Any]:
    """How many figures the rules kept back, by reason, and the rules."""
    flags = Counter(flag for figure in estimates for flag in figure.flags)
    return {
        "rules": {
            "minimum_respondents": rules.minimum_respondents,
            "brackets_below": rules.brackets_below,
            "minimum_cases": rules.minimum_cases,
            "complementary": rules.complementary,
            **({} if rules.nested is None else {"nested": [list(pair) for pair in rules.nested]}),
        },
        "figures": len(estimates),
        "shown": len(estimates) - flags[SUPPRESSED],
        "in_brackets": flags[IN_BRACKETS],
        "suppressed": {
            reason: flags[reason] for reason in (FEW_RESPONDENTS, CONFIDENTIAL) if flags[reason]
        },
        "unknown_not_shown": flags[UNKNOWN_NOT_SHOWN],
        "diagnostics_left_out": list(left_out),
    }
