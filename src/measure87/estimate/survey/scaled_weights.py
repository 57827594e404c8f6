"""Whether weights add up to a population, or were scaled to the size of the sample.

Producers often scale weights to a mean of 1 (MICS). Rates are the same; sums of such weights
are no numbers of persons, and must not be published as such.
"""

from dataclasses import replace

from measure87.estimate.survey.results import SurveyResult
from measure87.vocabulary.estimate import Estimate, Notice, Refusal

LEAST_PERSONS_REPRESENTED = 2.0
"""Persons represented by one of the sample, on average, from which weights are a population's."""

_MILLIONTHS = (5e5, 2e6)
"""The same, near which weights may be scaled ones that are stored as whole numbers."""

SCALED = "scaled-weights"
UNWEIGHTED = "unweighted-total"


def refuse_scaled_totals(result: SurveyResult) -> SurveyResult:
    """The result with its totals refused if a person of the sample stands for less than two.

    For weights that were not benchmarked and samples without a population correction. Whether
    weights are scaled is judged by the figure that rests on most persons.
    """
    totals = [item for item in result.estimates if item.statistic == "total"]
    if not totals or not are_scaled(totals):
        return _with_millionths_told(result, totals)
    kept = tuple(item for item in result.estimates if item.statistic != "total")
    each = _persons_each(max(totals, key=lambda item: item.n or 0))
    refused = [
        Refusal(
            item.name,
            SCALED,
            f"one of the sample stands for {each:.3g} of the population on average, so that sums "
            "of weights are no numbers of persons; benchmark them to a population table",
            dict(item.group),
            {"each": float(f"{each:.3g}")},
        )
        for item in totals
    ]
    return replace(result, estimates=kept, refused=(*result.refused, *refused))


def refuse_totals_of_the_sample(result: SurveyResult) -> SurveyResult:
    """The result with its totals refused: nothing says how many persons one of the sample is.

    For a design with population corrections and without weights. The corrections say that
    there are more persons than those of the sample, so that a total of these is no total.
    """
    kept = tuple(item for item in result.estimates if item.statistic != "total")
    refused = [
        Refusal(
            item.name,
            UNWEIGHTED,
            "population corrections say that the sample is a part of a population, and without "
            "weights a total is of the sample alone; name the column with the weights",
            dict(item.group),
        )
        for item in result.estimates
        if item.statistic == "total"
    ]
    return replace(result, estimates=kept, refused=(*result.refused, *refused))


def _with_millionths_told(result: SurveyResult, totals: list[Estimate]) -> SurveyResult:
    """The result, with a warning if its totals may be of weights in millionths.

    Surveys of a few hundred persons do stand for a million each, so that totals are not refused.
    """
    each = _persons_each(max(totals, key=lambda item: item.n or 0)) if totals else 0.0
    if not _MILLIONTHS[0] <= each <= _MILLIONTHS[1]:
        return result
    text = (
        f"one of the sample stands for {each:,.0f} of the population on average; some producers "
        "(DHS) store weights that are scaled to a mean of 1 times a million, and then these totals "
        "are no numbers of persons"
    )
    notice = Notice("weights-in-millionths", text, {"each": int(float(f"{each:.3g}"))})
    return replace(result, warnings=(*result.warnings, notice))


def are_scaled(totals: list[Estimate]) -> bool:
    """Whether the weights behind some totals are scaled to the size of the sample."""
    largest = max(totals, key=lambda item: item.n or 0)
    return _persons_each(largest) < LEAST_PERSONS_REPRESENTED


def _persons_each(item: Estimate) -> float:
    """Persons of the population for one of the sample."""
    return (item.weighted_n or 0.0) / max(item.n or 0, 1)
