"""Draws of a plan for people and for programs, beside what the plan says."""

from dataclasses import dataclass
from typing import Any

from measure87.design.expected_interval import ExpectedInterval
from measure87.design.fieldwork import Fieldwork
from measure87.design.planning import Plan
from measure87.design.simulation import Figure, Simulated
from measure87.library.plan_tables import PlanTable, interval_json, plan_json
from measure87.library.planned_populations import Known


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


def simulated_table(drawn: DrawnPlan) -> PlanTable:
    """Draws for people: what the plan says, says knowing the population, and what came."""
    plan, work, shown = drawn.plan, drawn.work, drawn.shown
    said, informed = plan.interval, drawn.interval
    rows = [
        ("", f"{'plan':>10}{'informed':>12}{'drawn':>12}  Monte Carlo error"),
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
    ]  # fmt: skip
    if shown.kept is not None:
        text = f"{100 * shown.kept.value:.1f} % of draws (error {100 * shown.kept.error:.1f})"
        rows.append(("the plan's half-width kept by", text))
    if drawn.cost is not None and plan.settings.cost is not None:
        rows.append(("cost", f"{drawn.cost:,.0f} {plan.settings.cost.currency}"))
    rows.append(("drawn", f"{shown.draws:,} times from {drawn.known.name}"))
    return PlanTable(tuple(rows))


def _percents(name: str, said: float, informed: float, drawn: Figure) -> tuple[str, str]:
    figure = Figure(100.0 * drawn.value, 100.0 * drawn.error)
    return _row(name, 100.0 * said, 100.0 * informed, figure)


def _row(name: str, said: float, informed: float, drawn: Figure) -> tuple[str, str]:
    values = f"{said:>10.4g}{informed:>12.4g}{drawn.value:>12.4g}"
    return name, values + (f"  {drawn.error:.2g}" if drawn.error else "")
