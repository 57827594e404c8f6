"""What the demonstration prints of a study: one line a figure."""

from collections.abc import Sequence

from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.survey import StatedPeriod


def findings(result: Result, names: Sequence[str]) -> list[str]:
    """One line for each figure: the share, with its interval or its two codings.

    Of lists the verdict, then one line for each method.
    """
    if isinstance(result.diagnostics, ListsDiagnostics):
        return list_findings(result.estimates, result.diagnostics)
    measures = survey_said(result).measures or {}
    everybody = {item.name: item for item in result.estimates if not item.group}
    lines = [
        f"{measures[name].title}: {_figure(everybody[name], measures[name].per)}"
        f"{_period(measures[name].reference_period)}"
        for name in names
        if name in everybody
    ]
    refused = len({item.name for item in result.refused})
    return [*lines, *([f"Refused, with what is missing: {refused} measures"] if refused else [])]


def _period(period: StatedPeriod | None) -> str:
    """How far back the survey looked, where the measure has such a period."""
    if period is None or period.stated == "not stated":
        return ""
    return f", in the past {period.stated}"


def list_findings(estimates: Sequence[Estimate], said: ListsDiagnostics) -> list[str]:
    """The verdict, and the figures of all methods."""
    lines = [said.lists.verdict.text]
    for item in estimates:
        if item.group or item.value is None:
            continue
        limits = ""
        if item.lower is not None:
            upper = "no upper limit" if item.upper is None else f"{item.upper:,.0f}"
            limits = f" ({item.lower:,.0f} to {upper})"
        lines.append(f"{item.method}: {item.value:,.0f} persons{limits}")
    return lines


def _figure(item: Estimate, per: int) -> str:
    if item.value is None:
        return "not shown, to protect respondents"
    text = f"{item.value * per:.1f} per {per:,}"
    if item.lower is not None and item.upper is not None:
        return f"{text} ({item.lower * per:.1f} to {item.upper * per:.1f})"
    if item.value_if_no is not None:
        return f"{text} who answered, {item.value_if_no * per:.1f} if `I don't know` is no"
    return f"{text} who answered"
