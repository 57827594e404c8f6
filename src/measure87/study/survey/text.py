"""What a survey's release says on a terminal: the headline figures for everybody, and refusals."""

from collections.abc import Iterator

from measure87.disseminate.pages.survey.difference_text import PERCENT
from measure87.disseminate.pages.survey.trends_section import decimals_of_slope
from measure87.vocabulary.estimate import Estimate, Result, is_mostly_unknown
from measure87.vocabulary.printed import percent
from measure87.vocabulary.reference_period import parse_period
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import StatedMeasure

_NO_STOCK = {
    "days-unknown": "the flow leads, for the days are known of fewer than 80 in 100 cases",
    "days-not-shown": "the flow leads, for it is not shown of how many cases the days are known",
    "no-length": "no stock on an average day, for the period has no length",
}


def headline_lines(result: Result) -> Iterator[str]:
    """The figures for everybody, what was refused, and how many are not shown.

    Those of parts of cases, which the standard tables show, are counted and not listed.
    """
    measures = survey_said(result).measures or {}
    of_everybody = [item for item in result.estimates if not item.group]
    listed = [item for item in of_everybody if measures[item.name].kind != "part"]
    slopes = [one for one in result.trends if one.statistic == "slope" and one.value is not None]
    for item in listed:
        entry = measures[item.name]
        left_out = entry.unknown == "exclude"
        yield f"{item.name}: {_figure(item, entry.per, left_out=left_out)}{_in_period(item, entry)}"
        sign = " (a sign for screening, no prevalence)" if entry.not_prevalence else ""
        yield f"    {entry.title}{sign}"
        if entry.asked:
            yield f"    asked: {', '.join(one.stated for one in entry.asked)}"
        if (why := _NO_STOCK.get(entry.stock or "")) is not None and not item.suppressed:
            yield f"    {why}"
        yield from (f"    {_slope(one, entry.per)}" for one in slopes if _same(one, item))
    yield from _refused(result)
    yield ""
    if parts := len(of_everybody) - len(listed):
        yield (
            f"Not listed: {parts} figures of parts of these cases, which the standard tables show."
        )
    hidden = sum(item.suppressed for item in result.estimates)
    yield (
        f"{len(result.estimates)} figures, {hidden} of them not shown; "
        f"{len(result.refused)} refused."
    )


def _same(slope: Estimate, figure: Estimate) -> bool:
    """Whether a slope is that of a figure; those of numbers and of shares have one name."""
    is_number = (slope.unit or "").startswith("persons")
    return (slope.name, slope.group, is_number) == (
        figure.name, figure.group, figure.statistic == "total",
    )  # fmt: skip


def _slope(slope: Estimate, per: int) -> str:
    """By how much a figure changed a year over its rounds, with the interval where it has one."""
    unit, factor = _unit_of_slope(slope, per)
    decimals = decimals_of_slope(slope, factor)

    def shown(value: float) -> str:
        return f"{round(value * factor, decimals) + 0.0:,.{decimals}f}"

    rounds = slope.trend.rounds if slope.trend is not None else ()
    over = f", {rounds[0].name} to {rounds[-1].name}" if rounds else ""
    text = f"trend{over}: {shown(slope.value or 0.0)} {unit}"
    if slope.lower is None or slope.upper is None or slope.level is None:
        return text
    level = percent(slope.level)
    return f"{text} ({level} interval {shown(slope.lower)} to {shown(slope.upper)})"


def _unit_of_slope(slope: Estimate, per: int) -> tuple[str, float]:
    """In what a slope is told, and by what it is multiplied for that."""
    unit = (slope.unit or "").replace(" per year", " a year")
    if not unit.startswith("proportion"):
        return unit, 1.0
    return "percentage points a year" if per == PERCENT else f"per {per:,} a year", float(per)


def _refused(result: Result) -> Iterator[str]:
    """What cannot be had, with its reason once for all measures that share it."""
    by_reason: dict[str, dict[str, None]] = {}
    for refusal in result.refused:
        by_reason.setdefault(refusal.text, {})[refusal.name] = None
    if by_reason:
        yield from ("", "Refused:")
    for text, names in by_reason.items():
        yield f"  {text}"
        yield f"    {', '.join(names)}"


def _in_period(item: Estimate, entry: StatedMeasure) -> str:
    """The reference period of a measure that has one, and what the unknowns could change."""
    stated = entry.reference_period
    period = None if stated is None else parse_period(stated.stated)
    if period is None:
        return ""
    told = f", {period.phrase}"
    no, yes = item.value_if_no, item.value_if_yes
    if no is None or yes is None or not item.n_unknown or item.statistic == "total":
        return told
    per = entry.per
    return f"{told}; {no * per:.2f} if all unknown were no, {yes * per:.2f} if all were yes"


def _figure(item: Estimate, per: int, *, left_out: bool) -> str:
    """A figure in words: a number of persons as it is, a share in its unit.

    `left_out` says whether the unknown are apart from its respondents.
    """
    if item.value is None:
        return "not shown"
    is_number = item.statistic == "total"
    unit = item.unit if is_number else "%" if per == 100 else f"per {per:,}"

    def shown(value: float) -> str:
        return f"{value:,.0f}" if is_number else f"{value * per:.2f}"

    no, yes = item.value_if_no, item.value_if_yes
    mostly = is_mostly_unknown(item.n, item.n_unknown, left_out=left_out)
    if no is not None and yes is not None and mostly:
        bounds = f"{shown(no)} to {shown(yes)} {unit}"
        return f"between {bounds}, for more than half of the answers are unknown"
    text = f"{shown(item.value)} {unit}"
    if item.lower is not None and item.upper is not None and item.level is not None:
        level = percent(item.level)
        text += f" ({level} interval {shown(item.lower)} to {shown(item.upper)})"
    text += f", n = {item.n:,}" if item.n is not None else ""
    return f"{text}  [{', '.join(item.flags)}]" if item.flags else text
