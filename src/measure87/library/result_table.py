"""A result as a readable table, and as CSV."""

from collections.abc import Mapping, Sequence

from measure87.library.narrow import folded, table_lines
from measure87.library.of_whom import code_said, of_whom, of_whom_columns
from measure87.library.text_table import TextTable
from measure87.library.trend_table import (
    TREND_COLUMNS,
    TREND_HEADER,
    TREND_RIGHT,
    trend_cells,
    trend_row,
)
from measure87.vocabulary.estimate import Estimate, Refusal, Result
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.printed import percent


def result_text(result: Result, width: int | None = None) -> str:
    """A table for people: one line per figure, differences, refusals and what they are of below.

    `width` is that of a terminal, which no line passes; without it a line is as long as it is.
    """
    lines: list[str] = []
    for table in tables_of_figures(result):
        lines += [*([""] if lines else []), *table_lines(table, width)]
    if result.refused:
        lines += [
            *([""] if lines else []),
            "Refused:",
            *folded((f"  {one}" for one in refused_lines(result)), width),
        ]
    said = [*([] if result.released else [NOT_RELEASED]), *of_whom(result.provenance)]
    lines += [*([""] if said else []), *folded(said, width)]
    return "\n".join(lines) + "\n"


NOT_RELEASED = "Not released: these figures have not passed the disclosure gate."


def tables_of_figures(result: Result) -> list[TextTable]:
    """A table of the figures, one of the differences and one of the trends if there are any."""
    tables = []
    if result.estimates or not (result.differences or result.trends or result.tests):
        rows = [_HEADER, *(_row(item) for item in result.estimates)]
        tables.append(TextTable(rows, _RIGHT))
    if result.differences:
        rows = [_DIFFERENCE_HEADER, *(_difference_row(item) for item in result.differences)]
        tables.append(TextTable(rows, _DIFFERENCE_RIGHT))
    if result.trends:
        rows = [TREND_HEADER, *(trend_row(item) for item in result.trends)]
        tables.append(TextTable(rows, TREND_RIGHT))
    if result.tests:
        tables.append(table_of_tests(result))
    return tables


def table_of_tests(result: Result) -> TextTable:
    """A line for each test of a hypothesis."""
    return TextTable([_TEST_HEADER, *(_test_row(item) for item in result.tests)], _TEST_RIGHT)


def p_text(p: float | None) -> str:
    """A p-value for people: three digits, and never 0.

    >>> p_text(0.03124), p_text(2e-9), p_text(None)
    ('0.0312', '<0.0001', '')
    """
    if p is None:
        return ""
    return "<0.0001" if p < 0.0001 else f"{p:.3g}"


def refused_lines(result: Result) -> list[str]:
    """Of each figure that was refused: its name, its group and why."""
    return [
        f"{refusal.name} {group_text(refusal.group, {})}: {refusal.text} ({refusal.code})"
        for refusal in result.refused
    ]


_HEADER = ("measure", "group", "value", "se", "interval", "n", "cases", "unknown", "flags")
_RIGHT = {2, 3, 4, 5, 6, 7}
_DIFFERENCE_HEADER = ("difference of", "group", "less", "value", "se", "interval", "flags")
_DIFFERENCE_RIGHT = {3, 4, 5}


_TEST_HEADER = ("test of", "by", "method", "statistic", "df", "p", "p adjusted", "n", "unknown")
_TEST_RIGHT = {3, 4, 5, 6, 7, 8}


def _test_row(item: HypothesisTest) -> tuple[str, ...]:
    """One test as texts."""
    degrees = [f"{df:.4g}" for df in (item.df, item.df_denominator) if df is not None]
    return (
        item.name,
        ", ".join(item.by),
        item.method,
        f"{item.statistic_name} {item.statistic:.4g}",
        ", ".join(degrees),
        p_text(item.p_value),
        p_text(item.p_adjusted),
        _count(item.n),
        _count(item.n_unknown),
    )


def _row(item: Estimate) -> tuple[str, ...]:
    """One figure as texts."""
    value = "suppressed" if item.suppressed else number_text(item.value, item)
    return (
        _measure(item),
        group_text(item.group, item.labels),
        value,
        number_text(item.se, item),
        _interval(item),
        _count(item.n),
        _count(item.n_cases),
        _count(item.n_unknown),
        ", ".join(item.flags),
    )


def _measure(item: Estimate) -> str:
    """Name of the measure, with its statistic; of a size the method, of a quantile its share."""
    if item.statistic == "proportion":
        return item.name
    if item.quantile is not None:
        return f"{item.name} ({item.statistic} {item.quantile:g})"
    return f"{item.name} ({item.method if item.statistic == 'size' else item.statistic})"


def _difference_row(item: Estimate) -> tuple[str, ...]:
    """One difference as texts."""
    return (
        item.name,
        group_text(item.group, item.labels),
        _less(item),
        "suppressed" if item.suppressed else number_text(item.value, item),
        number_text(item.se, item),
        _interval(item),
        ", ".join(item.flags),
    )


def _less(item: Estimate) -> str:
    """What a difference takes away: the measure if it is another, the group, the result."""
    other = item.minus
    if other is None:
        return ""
    measure = "" if other.name == item.name else f"{other.name}, "
    source = "" if other.source is None else f" ({other.source})"
    return f"{measure}{group_text(other.group, other.labels)}{source}"


def _interval(item: Estimate) -> str:
    """The level and both limits; of a lower bound the one that it has."""
    if item.lower is None:
        return ""
    level = "" if item.level is None else f"{percent(item.level)} "
    upper = "no upper limit" if item.upper is None else number_text(item.upper, item)
    return f"{level}{number_text(item.lower, item)} to {upper}"


def group_text(group: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A group for people: labels where there are any."""
    if not group:
        return "everybody"
    return ", ".join(
        f"{variable} {code_said(code, labels.get(variable))}" for variable, code in group.items()
    )


def number_text(value: float | None, item: Estimate) -> str:
    """A number with as many digits as a reader can use."""
    if value is None:
        return ""
    if item.statistic == "proportion" or item.unit == "proportion":
        return f"{value:.2%}" if abs(value) >= 0.001 or value == 0 else f"{value:.4%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


_PLAIN = (
    "name", "statistic", "quantile", "method", "definition", "value", "se", "lower", "upper",
    "level", "interval", "unit", "n", "n_cases", "n_clusters", "n_clusters_with_cases", "df",
    "deff", "deff_replacement", "deff_used", "deff_source", "n_effective", "weighted_n",
    "n_unknown", "value_if_no", "value_if_yes",
)  # fmt: skip


def result_csv(result: Result) -> str:
    """All figures as CSV, one column per domain variable, safe to open in a spreadsheet.

    Differences follow the figures, with what they take away in `minus`; then trends, with their
    test in columns of their own; then what was refused, with no value and the reason in `refused`.
    What all figures are of stands in the last columns, if anything was asked for.
    """
    from measure87.files import csv_text

    figures = [*result.estimates, *result.differences, *result.trends]
    of_trends = TREND_COLUMNS if result.trends else ()
    of_all = of_whom_columns(result.provenance)
    groups = [*(item.group for item in figures), *(item.group for item in result.refused)]
    variables = list(dict.fromkeys(variable for group in groups for variable in group))
    header: list[object] = [*_PLAIN, "flags", *variables, "minus", "refused", *of_trends, *of_all]
    rows: list[Sequence[object]] = [header]
    rows += [
        [
            *(getattr(item, name) for name in _PLAIN),
            ";".join(item.flags),
            *(item.group.get(variable) for variable in variables),
            _minus_cell(item),
            None,
            *(trend_cells(item) if of_trends else ()),
            *of_all.values(),
        ]
        for item in figures
    ]
    blank = [None] * len(of_trends)
    rows += [
        [*_refused_row(refusal, variables), *blank, *of_all.values()] for refusal in result.refused
    ]
    return csv_text(rows)


def _minus_cell(item: Estimate) -> str | None:
    """What a difference takes away: `name[variable=code;...]`, and the result it is from."""
    if item.minus is None:
        return None
    group = ";".join(f"{variable}={code}" for variable, code in item.minus.group.items())
    source = "" if item.minus.source is None else f" ({item.minus.source})"
    return f"{item.minus.name}[{group or 'everybody'}]{source}"


def _refused_row(refusal: Refusal, variables: Sequence[str]) -> list[object]:
    """A figure that was refused: its name, its group and why."""
    empty = [None] * len(_PLAIN[1:])
    group = [refusal.group.get(variable) for variable in variables]
    return [refusal.name, *empty, None, *group, None, f"{refusal.code}: {refusal.text}"]
