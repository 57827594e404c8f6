"""A result as a readable table, and as CSV."""

from collections.abc import Collection, Mapping, Sequence

from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate, Result


def result_text(result: Result) -> str:
    """A table for people: one line per figure, refusals and flags below."""
    lines = [*aligned([_HEADER, *(_row(item) for item in result.estimates)], _RIGHT)]
    if result.refused:
        lines += ["", "Refused:"]
        lines += [
            f"  {refusal.name} {_group(refusal.group, {})}: {refusal.text} ({refusal.code})"
            for refusal in result.refused
        ]
    if not result.released:
        lines += ["", "Not released: these figures have not passed the disclosure gate."]
    return "\n".join(lines) + "\n"


_HEADER = ("measure", "group", "value", "se", "interval", "n", "cases", "unknown", "flags")
_RIGHT = {2, 3, 4, 5, 6, 7}


def _row(item: Estimate) -> tuple[str, ...]:
    """One figure as texts."""
    level = "" if item.level is None else f"{item.level:.0%} "
    interval = ""
    if item.lower is not None and item.upper is not None:
        interval = f"{level}{_number(item.lower, item)} to {_number(item.upper, item)}"
    value = "suppressed" if item.suppressed else _number(item.value, item)
    return (
        item.name if item.statistic == "proportion" else f"{item.name} ({item.statistic})",
        _group(item.group, item.labels),
        value,
        _number(item.se, item),
        interval,
        _count(item.n),
        _count(item.n_cases),
        _count(item.n_unknown),
        ", ".join(item.flags),
    )


def _group(group: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A group for people: labels where there are any."""
    if not group:
        return "everybody"
    return ", ".join(
        f"{variable} {'missing' if code == MISSING_CATEGORY else labels.get(variable, code)}"
        for variable, code in group.items()
    )


def _number(value: float | None, item: Estimate) -> str:
    """A number with as many digits as a reader can use."""
    if value is None:
        return ""
    if item.statistic == "proportion":
        return f"{value:.2%}" if value >= 0.001 or value == 0 else f"{value:.4%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def aligned(rows: Sequence[tuple[str, ...]], right: Collection[int] = ()) -> list[str]:
    """Rows as lines with aligned columns, those in `right` to the right; the first is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(widths[i]) if i in right else text.ljust(widths[i])
            for i, text in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines


_PLAIN = (
    "name", "statistic", "method", "definition", "value", "se", "lower", "upper", "level",
    "interval", "unit", "n", "n_cases", "n_clusters", "n_clusters_with_cases", "df", "deff",
    "deff_replacement", "deff_used", "deff_source", "n_effective", "weighted_n", "n_unknown",
    "value_if_no", "value_if_yes",
)  # fmt: skip


def result_csv(result: Result) -> str:
    """All figures as CSV, one column per domain variable, safe to open in a spreadsheet."""
    from measure87.files import csv_text

    variables = list(dict.fromkeys(v for item in result.estimates for v in item.group))
    header: list[object] = [*_PLAIN, "flags", *variables]
    rows: list[Sequence[object]] = [header]
    rows += [
        [
            *(getattr(item, name) for name in _PLAIN),
            ";".join(item.flags),
            *(item.group.get(variable) for variable in variables),
        ]
        for item in result.estimates
    ]
    return csv_text(rows)
