"""What the estimates of a survey come as, and the words that all of them share."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.sums import SampleSums
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.survey_design import SurveyDesign

Labels = Mapping[str, Mapping[str, str]]
"""Variable to code to label."""

METHOD = "taylor"


@dataclass(frozen=True)
class SurveyResult:
    """All figures of one run, and what could not be given."""

    estimates: tuple[Estimate, ...]
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Notice, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)


def labels_of(group: Mapping[str, str], labels: Labels) -> dict[str, str]:
    """Labels of a group's codes, where there are any."""
    return {
        variable: labels[variable][code]
        for variable, code in group.items()
        if code in labels.get(variable, {})
    }


def finite(value: float) -> float | None:
    """The number, or None where it is not defined."""
    number = float(value)
    return number if math.isfinite(number) else None


def only_unknown(outcome: Outcome, persons: int, group: Mapping[str, str]) -> Refusal:
    """Why a cell of whom nothing is known has no figure."""
    who = "1 person" if persons == 1 else f"{persons} persons"
    text = f"everybody in the domain ({who}) is unknown, so nothing can be said"
    return Refusal(outcome.name, "only-unknown", text, dict(group))


def missing_numbers(outcome: Outcome, persons: int) -> Notice:
    """That persons without a number are left out."""
    if persons == 1:
        text = f"{outcome.name}: 1 person without a number is left out"
    else:
        text = f"{outcome.name}: {persons} persons without a number are left out"
    if outcome.statistic == "total":
        text += "; the total does not stand for them"
    return Notice("missing-numbers", text, {"measure": outcome.name, "persons": persons})


def nobody(outcome: Outcome, group: Mapping[str, str]) -> Refusal:
    """The refusal of a domain without persons."""
    return Refusal(
        outcome.name,
        "empty-domain",
        "no person of the sample with a weight above 0 is in this domain and in the universe of "
        "the measure",
        dict(group),
    )


def diagnostics_of(sums: SampleSums, levels: Domains, design: SurveyDesign) -> dict[str, Any]:
    """Facts about the sample as it was read."""
    return {
        "rows": sums.rows,
        "rows_with_weight_zero": sums.zero_weights,
        "strata": len(sums.stratum_names),
        "clusters": int(sums.units.sum()),
        "single_cluster_strata": int(sums.lone_strata.size),
        "design_df": sums.design_df,
        "domains": len(levels.cells) - 1,
        "single_cluster": design.single_cluster,
    }
