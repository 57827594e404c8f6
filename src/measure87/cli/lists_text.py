"""What lists say, for people: the verdict first, then every method, then what moves them."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.library.result_table import aligned
from measure87.vocabulary.estimate import Estimate, Result

_STATED = (
    ("population", "Population"),
    ("place", "Place"),
    ("period", "Period"),
    ("status", "Status of cases"),
    ("closed_because", "Closed because"),
)


def lists_text(result: Result) -> str:
    """Verdict, what is counted, one line per method, refusals, and the trust panel in short."""
    about: Mapping[str, Any] = result.diagnostics["lists"]
    lines = [about["verdict"]["text"], *_bound_above(about["verdict"], result.estimates), ""]
    lines += [f"{word}: {about['counted'][key]}" for key, word in _STATED]
    lines += [
        f"Figures are {about['counted']['figure']}, not {about['counted']['not']}.",
        _observed(about),
        "",
    ]
    if result.estimates:
        head = ("method", "stratum", "persons", "interval", "model", "beware")
        lines += aligned([head, *(_row(item, about) for item in result.estimates)], {2})
    if result.refused:
        lines += ["", "No figure:"]
        lines += [f"  {_where(refusal.group)}{refusal.text}" for refusal in result.refused]
    lines += _trust(about.get("trust", {}))
    if not result.released:
        lines += ["", "Not released: these figures have not passed the disclosure gate."]
    return "\n".join(lines) + "\n"


def _bound_above(verdict: Mapping[str, Any], figures: Sequence[Estimate]) -> list[str]:
    """That the lowest figure's interval lies under that of a lower bound, if it does."""
    bounds = [
        (item.lower, item.method)
        for item in figures
        if not item.group and item.lower is not None and "lower-bound" in item.flags
    ]
    if "lowest" not in verdict or not bounds:
        return []
    (lower, method), lowest = max(bounds), verdict["lowest"]
    reach = [f.upper for f in figures if not f.group and f.method == lowest["method"]]
    if not reach or reach[0] is None or lower <= reach[0]:
        return []
    return [
        f"The lower bound of {method} is at least {lower:,.0f}, chance allowed for, and lies above "
        f"{lowest['method']}, {lowest['value']:,.0f}: the assumptions of one of the two are wrong."
    ]


def _observed(about: Mapping[str, Any]) -> str:
    """Persons on a list, if cells are not withheld."""
    if "observed" not in about:
        return "Cells are withheld, so that the number observed is not known."
    return f"Observed on at least one list: {_count(about['observed'])} persons."


def _count(value: int | str) -> str:
    """A count, or the word for one that is not shown."""
    return value if isinstance(value, str) else f"{value:,}"


def _row(item: Estimate, about: Mapping[str, Any]) -> tuple[str, ...]:
    """One method's figure as texts."""
    said = about["methods"].get(item.method, {})
    level = "" if item.level is None else f"{item.level:.0%} "
    lower = "" if item.lower is None else f"{item.lower:,.0f}"
    upper = "no upper limit" if item.upper is None else f"{item.upper:,.0f}"
    return (
        item.method,
        item.group.get("stratum", "all"),
        "not shown" if item.value is None else f"{item.value:,.0f}",
        f"{level}{lower} to {upper}" if lower else "",
        " ".join(said.get("terms", [])) if not item.group else "",
        ", ".join(item.flags),
    )


def _where(group: Mapping[str, str]) -> str:
    return f"stratum {group['stratum']}, " if group else ""


def _trust(trust: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Ranges of each method when the lists are changed."""
    if not trust:
        return []
    parts = (
        ("without", "one list left out"),
        ("merged", "two lists taken as one"),
        ("linkage", "matches undone or added"),
    )
    rows = [("changed", "method", "from", "to", "no figure")]
    for key, words in parts:
        methods = dict.fromkeys(m for entry in trust[key] for m in entry["values"])
        for method in methods:
            values = [e["values"][method] for e in trust[key] if method in e["values"]]
            lacking = sum(method in entry["refused"] for entry in trust[key])
            rows.append((words, method, f"{min(values):,.0f}", f"{max(values):,.0f}", f"{lacking}"))
    known = [
        (
            f"size of {entry['name']} ({_count(entry['known'])}, "
            f"{_count(entry['seen_by_others'])} of them on another list)",
            method,
            f"{value:,.0f}",
            "",
            "",
        )
        for entry in trust["known_lists"]
        for method, value in entry["values"].items()
    ]
    lines = ["", "What moves the figures:", *aligned(rows, {2, 3, 4})] if len(rows) > 1 else []
    if known:
        head = ("known list", "method", "estimated", "", "")
        lines += ["", "Lists whose size is known, as the others would have estimated it:"]
        lines += aligned([head, *known], {2})
    return lines
