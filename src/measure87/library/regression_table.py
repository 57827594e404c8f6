"""A regression as a readable table, as JSON and as rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87 import __version__
from measure87.estimate.survey import Regression
from measure87.estimate.survey.regression_results import RATIOS, Coefficient
from measure87.library.result_table import NOT_RELEASED
from measure87.library.text_table import TextTable
from measure87.vocabulary.checked import checked_lines
from measure87.vocabulary.estimate import SCHEMA, Notice
from measure87.vocabulary.printed import aligned, percent
from measure87.vocabulary.provenance import Provenance

COMMAND = "estimate regress"

COLUMNS = (
    "label", "value", "se", "lower", "upper", "t", "p", "ratio", "ratio_lower", "ratio_upper", "n",
    "n_cases",
)  # fmt: skip
"""Of tables with one row a coefficient."""

Labels = Mapping[str, Mapping[str, str]]


def regression_tables(found: Regression, labels: Labels) -> list[TextTable]:
    """Coefficients; tests of terms; average answers, if they were asked for."""
    ratio = RATIOS.get(found.family)
    rows: list[tuple[str, ...]] = [_head(found, ratio)]
    rows += [_coefficient_row(one, ratio is not None, labels) for one in found.coefficients]
    tables = [TextTable(rows, set(range(1, len(rows[0]))))]
    if found.tests:
        tests = [("term", "F", "df", "design df", "p")]
        tests += [
            ("*".join(one.term), f"{one.f:.4g}", str(one.df), f"{one.df_design:g}", _p(one.p))
            for one in found.tests
        ]
        tables.append(TextTable(tests, {1, 2, 3, 4}))
    if found.averages:
        averages = [("average answer if all were", "value", "se", _limits_of(found))]
        averages += [
            (
                _label((one.column,), {one.column: one.code}, labels),
                f"{one.value:.4g}", f"{one.se:.4g}", f"{one.lower:.4g} to {one.upper:.4g}",
            )
            for one in found.averages
        ]  # fmt: skip
        tables.append(TextTable(averages, {1, 2, 3}))
    return tables


def regression_text(
    found: Regression, warnings: Sequence[Notice], labels: Labels, notes: Sequence[str] = ()
) -> str:
    """Tables for people, with what they are of above and what to know below."""
    lines = [heading(found)]
    for table in regression_tables(found, labels):
        lines += ["", *aligned(table.rows, table.right)]
    foot = [*notes, *reference_lines(found, labels), *(f"Warning: {one.text}" for one in warnings)]
    return "\n".join([*lines, "", *foot, *checked_of(found), NOT_RELEASED]) + "\n"


def checked_of(found: Regression) -> list[str]:
    """What regressions were checked against, and their replicates where there are any."""
    names = ["survey/regression", *(["survey/regression-replicates"] if found.replicates else [])]
    return checked_lines(names)


def heading(found: Regression) -> str:
    """What the regression is of."""
    cases = "" if found.family == "linear" else f", {found.n_cases:,} with an answer above 0"
    of = f"{found.n_clusters:,} clusters"
    if found.replicates:
        of = f"{found.replicates:,} replicates ({found.method})"
    return (
        f"{found.family} regression of {found.name}: {found.n:,} persons{cases}, "
        f"{of}, {found.df:g} degrees of freedom"
    )


def reference_lines(found: Regression, labels: Labels) -> list[str]:
    """What categories are compared with, and who is left out."""
    lines = [
        f"Compared with {_label((name,), {name: code}, labels)}"
        for name, code in found.reference.items()
    ]
    lines += [f"Exposure: {found.exposure}"] if found.exposure else []
    return lines


def regression_json(
    found: Regression, warnings: Sequence[Notice], provenance: Provenance
) -> dict[str, Any]:
    """The object of the contract: coefficients stand where other results have figures."""
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": COMMAND,
        "released": False,
        "estimates": [_coefficient_json(found, one) for one in found.coefficients],
        "tests": [
            {"term": list(one.term), "f": one.f, "df": one.df, "df_design": one.df_design,
             "p": one.p}
            for one in found.tests
        ],
        "averages": [
            {"group": {one.column: one.code}, "value": one.value, "se": one.se,
             "lower": one.lower, "upper": one.upper, "level": found.level}
            for one in found.averages
        ],
        "covariance": found.covariance.tolist(),
        "refused": [],
        "warnings": [one.to_json() for one in warnings],
        "diagnostics": {
            "family": found.family, "reference": dict(found.reference),
            "n": found.n, "n_cases": found.n_cases, "n_unknown": found.n_unknown,
            "n_missing": dict(found.missing), "clusters": found.n_clusters,
            "strata": found.n_strata, "df": found.df,
            "variance": found.method,
            **_replicates_json(found),
            **({"exposure": found.exposure} if found.exposure else {}),
        },
        "provenance": provenance.to_json(),
    }  # fmt: skip


def _replicates_json(found: Regression) -> dict[str, int]:
    """How many replicates, if the errors come from any."""
    if not found.replicates:
        return {}
    return {"replicates": found.replicates, "replicates_failed": found.replicates_failed}


def coefficient_rows(found: Regression) -> list[tuple[Any, ...]]:
    """One row a coefficient, see `COLUMNS`."""
    return [tuple(getattr(one, name) for name in COLUMNS) for one in found.coefficients]


def _coefficient_json(found: Regression, one: Coefficient) -> dict[str, Any]:
    """A coefficient with the keys that figures have."""
    pairs = {
        "name": found.name, "statistic": "coefficient", "method": found.family,
        "label": one.label, "term": list(one.term), "group": dict(one.codes), "value": one.value,
        "se": one.se, "lower": one.lower, "upper": one.upper, "level": found.level,
        "interval": "t", "t": one.t, "p": one.p, "df": found.df, "ratio": one.ratio,
        "ratio_lower": one.ratio_lower, "ratio_upper": one.ratio_upper,
        "n": one.n, "n_cases": one.n_cases,
    }  # fmt: skip
    return {name: value for name, value in pairs.items() if value is not None}


def _head(found: Regression, ratio: str | None) -> tuple[str, ...]:
    last = () if ratio is None else (ratio, _limits_of(found))
    return ("term", "coefficient", "se", _limits_of(found), "t", "p", "n", *last)


def _limits_of(found: Regression) -> str:
    return f"{percent(found.level)} interval"


def _coefficient_row(one: Coefficient, has_ratio: bool, labels: Labels) -> tuple[str, ...]:
    last = (_number(one.ratio), _range(one.ratio_lower, one.ratio_upper)) if has_ratio else ()
    return (
        _label(one.term, one.codes, labels) if one.term else one.label,
        _number(one.value), _number(one.se), _range(one.lower, one.upper),
        "" if one.t is None else f"{one.t:.2f}", _p(one.p), f"{one.n:,}", *last,
    )  # fmt: skip


def _label(term: Sequence[str], codes: Mapping[str, str], labels: Labels) -> str:
    """A term for people, its codes in words where there are any."""
    parts = [
        f"{name} {labels.get(name, {}).get(codes[name], codes[name])}" if name in codes else name
        for name in term
    ]
    return " and ".join(parts)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _range(lower: float | None, upper: float | None) -> str:
    return "" if lower is None or upper is None else f"{lower:.4g} to {upper:.4g}"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"
