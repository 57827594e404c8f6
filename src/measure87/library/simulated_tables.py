"""Draws of a plan for people and for programs, beside what the plan says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from measure87.design.expected_interval import ExpectedInterval
from measure87.design.fieldwork import Fieldwork
from measure87.design.planning import Plan
from measure87.design.simulation import Figure, Simulated
from measure87.library.plan_tables import PlanTable, interval_json, plan_json
from measure87.library.planned_populations import Known
from measure87.vocabulary.printed import aligned

_LEAST = 0.001
"""Below it a part of 100 is not told in digits."""
_PLAIN = 1_000
"""From it on a number is told without decimals, and below it in four digits."""
_FIGURES = {1, 2, 3, 4}
"""Columns of a table of draws that hold figures."""


@dataclass(frozen=True)
class DrawnPlan:
    """A plan, the population it was drawn from, and what came of it.

    Attributes
    ----------
    plan : Plan
        As its settings state it.
    known : Known
        The population.
    work, interval : Fieldwork, ExpectedInterval
        The same plan with the share, correlations and households of the population.
    shown : Simulated
    seed : int
    """

    plan: Plan
    known: Known
    work: Fieldwork
    interval: ExpectedInterval
    shown: Simulated
    seed: int

    @property
    def cost(self) -> float | None:
        """At the true share of the population, which screens follow."""
        costs, given = self.plan.settings.costs, self.plan.settings.cost
        if costs is None or given is None:
            return None
        return self.work.cost(costs, given.per_long_interview)


def simulated_json(drawn: DrawnPlan) -> dict[str, Any]:
    """What the plan says as it stands, what it says knowing the population, and what came."""
    shown, population = drawn.shown, drawn.known.population
    measured: dict[str, Any] = {
        "prevalence": population.prevalence,
        "icc": population.icc,
        "expected_cases": drawn.work.plan.expected_cases,
        "interval": interval_json(drawn.interval),
    }
    if drawn.cost is not None:
        measured["cost"] = drawn.cost
    simulated: dict[str, Any] = {
        "draws": shown.draws,
        "truth": shown.truth,
        "bias": _figure(shown.bias),
        "coverage": _figure(shown.coverage),
        "half_width_points": _figure(shown.half_width, 100.0),
        "half_width_points_kept": 100.0 * shown.half_width_kept,
        "cases": _figure(shown.cases),
        "persons": _figure(shown.persons),
        "without_case": _figure(shown.without_case),
    }
    if shown.kept is not None:
        simulated["kept"] = _figure(shown.kept)
    return {
        **plan_json(drawn.plan, "design simulate"),
        "population": drawn.known.name,
        "measured": measured,
        "simulated": simulated,
        "provenance": {"seed": drawn.seed},
    }


def _figure(figure: Figure, scale: float = 1.0) -> dict[str, float]:
    return {"value": scale * figure.value, "mc_error": scale * figure.error}


@dataclass(frozen=True)
class DrawnTable:
    """Draws for people: a table of figures, and under it what is told of all draws.

    rows : of the table, the head first
    facts : names with their values
    """

    rows: tuple[tuple[str, ...], ...]
    facts: PlanTable

    def __str__(self) -> str:
        """The table, a blank line, and the facts."""
        return "\n".join([*aligned(self.rows, _FIGURES), "", str(self.facts)])


def simulated_table(drawn: DrawnPlan) -> DrawnTable:
    """Draws for people: what the plan says, says knowing the population, and what came."""
    return DrawnTable(_figures(drawn), PlanTable(tuple(_facts(drawn))))


def _figures(drawn: DrawnPlan) -> tuple[tuple[str, ...], ...]:
    plan, work, shown = drawn.plan, drawn.work, drawn.shown
    said, informed = plan.interval, drawn.interval
    return (
        ("", "plan", "informed", "drawn", "Monte Carlo error"),
        _percents("true share, %", plan.fieldwork.prevalence, work.prevalence,
                  Figure(shown.truth, 0.0)),
        _percents("mean half-width, points", said.half_width, informed.half_width,
                  shown.half_width),
        _percents(f"kept by {100 * said.kept_by:g} % of surveys", said.half_width_kept,
                  informed.half_width_kept, Figure(shown.half_width_kept, 0.0)),
        _percents("holds the true share, %", said.coverage, informed.coverage, shown.coverage),
        _percents("no case, % of surveys", said.chance_of_no_case, informed.chance_of_no_case,
                  shown.without_case),
        _percents("bias, points", plan.fieldwork.bias, work.bias, shown.bias),
        _row("cases", plan.fieldwork.plan.expected_cases, work.plan.expected_cases, shown.cases),
        _row("persons counted", plan.fieldwork.plan.persons, work.plan.persons, shown.persons),
    )  # fmt: skip


def _facts(drawn: DrawnPlan) -> Iterator[tuple[str, str]]:
    shown, cost = drawn.shown, drawn.plan.settings.cost
    if shown.kept is not None:
        text = f"{100 * shown.kept.value:.1f} % of draws (error {100 * shown.kept.error:.1f})"
        yield "the plan's half-width kept by", text
    if drawn.cost is not None and cost is not None:
        yield "cost", f"{drawn.cost:,.0f} {cost.currency}"
    yield "drawn", f"{shown.draws:,} times from {drawn.known.name}"


def _percents(name: str, said: float, informed: float, drawn: Figure) -> tuple[str, ...]:
    figure = Figure(100.0 * drawn.value, 100.0 * drawn.error)
    return _row(name, 100.0 * said, 100.0 * informed, figure)


def _row(name: str, said: float, informed: float, drawn: Figure) -> tuple[str, ...]:
    error = f"{drawn.error:.2g}" if drawn.error else ""
    return name, _shown(said), _shown(informed), _shown(drawn.value), error


def _shown(value: float) -> str:
    """A figure in digits that people read, without an exponent.

    >>> _shown(0.67893), _shown(12345.6), _shown(1.5e-7), _shown(-2e-6)
    ('0.6789', '12,346', 'below 0.001', '0.000')
    """
    if 0.0 < value < _LEAST:
        return f"below {_LEAST:g}"
    if -_LEAST < value < 0.0:
        return f"{value:z.3f}"
    return f"{value:,.0f}" if abs(value) >= _PLAIN else f"{value:.4g}"
