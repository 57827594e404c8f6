"""What lists say, for people: the verdict first, then every method, then what moves them."""

from collections.abc import Mapping

from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.printed import aligned
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.lists import (
    MethodAccount,
    StatedPopulation,
    StatedTrust,
    StatedVerdict,
)


def lists_text(result: Result) -> str:
    """Verdict, what is counted, one line per method, refusals, and robustness checks."""
    said = lists_said(result)
    about = said.lists
    lines = [about.verdict.text, *_bound_above(about.verdict), ""]
    lines += [*_counted(about.counted), _observed(about.observed), ""]
    if result.estimates:
        head = ("method", "stratum", "persons", "interval", "model", "beware")
        lines += aligned([head, *(_row(item, about.methods) for item in result.estimates)], {2})
    if result.refused:
        lines += ["", "No figure:"]
        lines += [f"  {of_stratum(refusal.group)}{refusal.text}" for refusal in result.refused]
    if about.robustness_checks is not None:
        lines += _trust(about.robustness_checks)
    if not result.released:
        lines += ["", "Not released: these figures have not passed the disclosure gate."]
    return "\n".join(lines) + "\n"


def _bound_above(verdict: StatedVerdict) -> list[str]:
    """That the lowest figure's interval lies under that of a lower bound, if it does."""
    bound, lowest = verdict.bound_above, verdict.lowest
    if bound is None or lowest is None:
        return []
    return [
        f"The lower bound of {bound.method} is at least {bound.lower:,.0f}, chance allowed for, "
        f"and lies above {lowest.method}, {lowest.value:,.0f}: the assumptions of one of "
        "the two are wrong."
    ]


def _counted(counted: StatedPopulation) -> list[str]:
    """What is counted, and what the figures are not."""
    return [
        f"Population: {counted.population}",
        f"Area: {counted.area}",
        f"Period: {counted.period}",
        f"Status of cases: {', '.join(word.strip() for word in counted.status.split(','))}",
        f"Closed because: {counted.closed_because}",
        f"Figures are {counted.figure}, not {counted.is_not}.",
    ]


def _observed(observed: Shown | None) -> str:
    """Persons on a list, if cells are not withheld."""
    if observed is None:
        return "Cells are withheld, so that the number observed is not known."
    return f"Observed on at least one list: {_count(observed)} persons."


def _count(value: Shown) -> str:
    """A count, or the word for one that is not shown."""
    return value if isinstance(value, str) else f"{value:,}"


def _row(item: Estimate, methods: Mapping[str, MethodAccount]) -> tuple[str, ...]:
    """One method's figure as texts."""
    said = methods.get(item.method)
    level = "" if item.level is None else f"{item.level:.0%} "
    lower = "" if item.lower is None else f"{item.lower:,.0f}"
    upper = "no upper limit" if item.upper is None else f"{item.upper:,.0f}"
    return (
        item.method,
        item.group.get("stratum", "all"),
        "not shown" if item.value is None else f"{item.value:,.0f}",
        f"{level}{lower} to {upper}" if lower else "",
        " ".join(said.terms) if said is not None and not item.group else "",
        ", ".join(item.flags),
    )


def of_stratum(group: Mapping[str, str]) -> str:
    """What stands before a sentence of one stratum."""
    return f"stratum {group['stratum']}, " if group else ""


def _trust(trust: StatedTrust) -> list[str]:
    """Ranges of each method when the lists are changed."""
    parts = (
        (trust.without, "one list left out"),
        (trust.merged, "two lists taken as one"),
        (trust.linkage, "matches undone or added"),
    )
    rows = [("changed", "method", "from", "to", "no figure")]
    for entries, words in parts:
        methods = dict.fromkeys(m for entry in entries for m in entry.values)
        for method in methods:
            values = [e.values[method] for e in entries if method in e.values]
            lacking = sum(method in entry.refused for entry in entries)
            rows.append((words, method, f"{min(values):,.0f}", f"{max(values):,.0f}", f"{lacking}"))
    known = [
        (
            f"size of {entry.name} ({_count(entry.known)}, "
            f"{_count(entry.on_other_lists)} of them on another list)",
            method,
            f"{value:,.0f}",
        )
        for entry in trust.known_lists
        for method, value in entry.values.items()
    ]
    lines = ["", "Robustness checks:", *aligned(rows, {2, 3, 4})] if len(rows) > 1 else []
    if known:
        head = ("known list", "method", "estimated")
        lines += ["", "Lists whose size is known, as the others would have estimated it:"]
        lines += aligned([head, *known], {2})
    return lines
