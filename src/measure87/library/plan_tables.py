"""Plans for people, as tables of text, and for programs, as plain values."""

from dataclasses import dataclass
from typing import Any

from measure87 import __version__
from measure87.design.expected_interval import ExpectedInterval
from measure87.design.planning import Plan
from measure87.vocabulary.estimate import SCHEMA

_KINDS = {
    "direct": "persons asked about themselves",
    "one-child": "one child drawn of each household",
    "family-reports": "respondents who report on close family",
    "screened": "a screen, and a long interview for those it finds",
}

_LEAST = 1e-5
"""Below it a share is not told in digits."""
_WHOLE = 100.0
"""Cases from which no decimals are told."""


@dataclass(frozen=True)
class PlanTable:
    """Rows of a name and its value."""

    rows: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """The rows, values under each other."""
        wide = max(len(name) for name, _ in self.rows)
        return "\n".join(f"{name:<{wide}}  {value}".rstrip() for name, value in self.rows)


def cases_text(cases: float) -> str:
    """A number of cases: three significant digits, and all digits of a larger one."""
    return f"{cases:,.0f}" if cases >= _WHOLE else f"{cases:.3g}"


def points_text(share: float) -> str:
    """A share in points of 100, to three significant digits."""
    return f"{100.0 * share:.3g}"


def percent_text(share: float) -> str:
    """A share in percent, to three significant digits."""
    if 0.0 <= share < _LEAST:
        return f"below {100.0 * _LEAST:g} %"
    return f"{100.0 * share:.3g} %"


def plan_json(plan: Plan, command: str) -> dict[str, Any]:
    """The object of the contract: shares 0 to 1, half-widths in points of 100."""
    work, sample, cost = plan.fieldwork, plan.fieldwork.plan, plan.settings.cost
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": command,
        "kind": work.kind,
        "clusters": sample.clusters,
        "asked_per_cluster": work.asked,
        "persons": sample.persons,
        "prevalence": work.prevalence,
        "prevalence_found": sample.prevalence,
        "icc": sample.icc,
        "design_effect": sample.design_effect,
        "df": sample.df,
        "expected_cases": sample.expected_cases,
        "interval": interval_json(plan.interval),
        "aims": [{"aim": aim.name, "clusters": aim.clusters} for aim in plan.aims],
        "warnings": [notice.to_json() for notice in plan.notices],
    }
    if work.kind == "screened":
        found["long_interviews_per_cluster"] = work.long_interviews
    if plan.power is not None:
        found["change"] = {
            "change": plan.power.change,
            "power": plan.power.power,
            "wrong_side": plan.power.wrong,
            "half_width_points": 100.0 * plan.power.half_width,
            "correlation": plan.power.correlation,
        }
    if cost is not None and plan.cost is not None:
        found |= {"cost": plan.cost, "currency": cost.currency}
        found["takes"] = [
            {"asked_per_cluster": take.asked, "clusters": int(take.clusters), "cost": take.cost}
            for take in plan.takes
        ]
    return found


def interval_json(interval: ExpectedInterval) -> dict[str, Any]:
    """What a plan says of its interval."""
    return {
        "level": interval.level,
        "half_width_points": 100.0 * interval.half_width,
        "half_width_points_kept": 100.0 * interval.half_width_kept,
        "kept_by": interval.kept_by,
        "coverage": interval.coverage,
        "chance_of_no_case": interval.chance_of_no_case,
        "upper_points_without_case": 100.0 * interval.upper_without_case,
        "cases_low": interval.cases_low,
        "cases_high": interval.cases_high,
    }


def plan_table(plan: Plan) -> PlanTable:
    """A plan for people."""
    work, sample, said = plan.fieldwork, plan.fieldwork.plan, plan.interval
    rows = [
        ("way of asking", _KINDS[work.kind]),
        ("clusters", f"{sample.clusters:,}"),
        ("asked in a cluster", f"{work.asked:g}"),
        ("persons counted", f"{sample.persons:,.0f}"),
        ("true share", percent_text(work.prevalence)),
    ]
    if work.bias:
        rows.append(("share that will be found", percent_text(sample.prevalence)))
    rows += [
        ("correlation within clusters", f"{sample.icc:.3g}"),
        ("design effect", f"{sample.design_effect:.3g}"),
        ("cases expected", cases_text(sample.expected_cases)),
        ("  in 80 % of surveys", f"{said.cases_low:,.0f} to {said.cases_high:,.0f}"),
        (f"half-width kept by {100 * said.kept_by:g} % of surveys",
         f"{points_text(said.half_width_kept)} points of 100 ({100 * said.level:g} % interval)"),
        ("  mean half-width", f"{points_text(said.half_width)} points"),
        ("  holds the true share", f"in {100 * said.coverage:.1f} % of surveys"),
        ("chance of no case", percent_text(said.chance_of_no_case)),
        ("  upper limit then", percent_text(said.upper_without_case)),
    ]  # fmt: skip
    return PlanTable((*rows, *_change_rows(plan), *_cost_rows(plan)))


def _change_rows(plan: Plan) -> list[tuple[str, str]]:
    power = plan.power
    if power is None:
        return []
    return [
        ("change between rounds", f"{100 * power.change:+.3g} points"),
        ("  chance to show it", f"{100 * power.power:.0f} %"),
        ("  chance to show the opposite", percent_text(power.wrong)),
        ("  mean half-width of the change", f"{points_text(power.half_width)} points"),
        ("  correlation of the rounds", f"{power.correlation:.2f}"),
    ]


def _cost_rows(plan: Plan) -> list[tuple[str, str]]:
    cost = plan.settings.cost
    if cost is None or plan.cost is None:
        return []
    rows = [("cost", f"{plan.cost:,.0f} {cost.currency}")]
    if plan.takes:
        cheapest = min(take.cost for take in plan.takes)
        rows.append(("the first aim with other numbers asked", ""))
        for take in plan.takes:
            mark = "  cheapest" if take.cost == cheapest else ""
            price = f"{take.clusters:,.0f} clusters, {take.cost:,.0f} {cost.currency}{mark}"
            rows.append((f"  {take.asked} in a cluster", price))
    return rows
