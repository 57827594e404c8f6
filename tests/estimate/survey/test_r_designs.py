"""Sixty random designs against R survey: no figure differs but for a departure that is written.

Strata, one to three stages or persons drawn directly, corrections of no, the first or every stage,
four kinds of weights, strata with one cluster under each rule, a group that lies in one cluster or
has no weight, and 0 to 5 cases. Results of R: `tests/reference/r_survey_designs`.
"""

import csv
import gzip
import importlib.util
import math
import sys
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    SurveyDesign,
    estimate_differences,
    estimate_survey,
)

FOLDER = Path(__file__).parents[2] / "reference" / "r_survey_designs"
_spec = importlib.util.spec_from_file_location("invent", FOLDER / "invent.py")
invent = importlib.util.module_from_spec(_spec)
sys.modules["invent"] = invent  # dataclasses look their module up
_spec.loader.exec_module(invent)
DESIGNS = invent.designs()

FIELDS = ("value", "se", "lower", "upper", "df", "deff")
TOLERANCE = 2e-8
"""R's figures are stored with 12 digits; standard errors near 0 carry rounding of both."""
FITTED = 1e-5
"""R's logit limits come from an iterative fit."""
INTERVALS = {"mean": "wald", "logit": "logit", "xlogit": "xlogit", "asin": "asin",
             "beta": "korn-graubard-r"}  # fmt: skip
OUTCOMES = [
    Outcome("common", "common"),
    Outcome("common/total", "common", statistic="total"),
    Outcome("rare", "rare"),
    Outcome("y", "y", "number", "mean"),
    Outcome("y/total", "y", "number", "total"),
    Outcome("y/ratio", "y", "number", "ratio", denominator="x"),
]
MEDIAN = Outcome("y/median", "y", "number", "quantile", quantile=0.5)
BY = [DomainTable(), DomainTable(("g",))]


def of_r() -> dict[int, dict[tuple[str, str], dict[str, float]]]:
    """R's results: design, then domain and figure, then field."""
    found: dict[int, dict[tuple[str, str], dict[str, float]]] = {}
    with gzip.open(FOLDER / "results.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            told = {name: float(row[name] or "nan") for name in FIELDS}
            found.setdefault(int(row["number"]), {})[row["domain"], row["figure"]] = told
    return found


R = of_r()


def sample(design) -> tuple[pl.DataFrame, SurveyDesign]:
    """The sample, with 0 and 1 as any file has them, and its design."""
    numbers = {"f1", "f2", "f3", "w", "y", "x"}
    rows = design.rows
    frame = pl.DataFrame(
        {
            name: [None if row[name] == "" else
                   float(row[name]) if name in numbers else row[name] for row in rows]
            for name in invent.COLUMNS
        }
    )  # fmt: skip
    plan = SurveyDesign(
        "w",
        "h",
        tuple(f"c{i + 1}" for i in range(design.stages)),
        tuple(f"f{i + 1}" for i in range(design.corrections)),
        single_cluster=design.rule,
    )
    return frame, plan


@cache
def ours(design) -> dict[tuple[str, str], object]:
    """Our estimates, by domain and figure as R's are named."""
    frame, plan = sample(design)
    found = {}

    def keep(estimates, suffix=""):
        found.update({(e.group.get("g", ""), f"{e.name}{suffix}"): e for e in estimates})

    first = estimate_survey(frame, OUTCOMES, plan, BY, interval="wald").estimates
    keep(first)
    for method, interval in INTERVALS.items():
        told = estimate_survey(frame, OUTCOMES[:1], plan, BY, interval=interval).estimates
        keep(told, f"/{method}")
    for method in ("mean", "beta", "xlogit"):
        interval = INTERVALS[method]
        keep(estimate_survey(frame, [MEDIAN], plan, BY, interval=interval).estimates, f"/{method}")
    contrasts = [
        Contrast(Side(name, {"g": "a"}), Side(name, {"g": "b"}))
        for name in ("y/total", "y", "common/total")
    ]
    for e in estimate_differences(frame, OUTCOMES, plan, contrasts, first).estimates:
        found["a-b", e.name] = e
    return found


def departure(design, figure, field, expected, got) -> str | None:
    """The line of docs/departures.md by which a figure may differ, if one does."""
    is_limit = field in ("lower", "upper")
    of_status = figure.partition("/")[0] in ("common", "rare")
    if "no-variance" in got.flags and field != "value":
        return "figure with no more clusters than strata"
    if of_status and {"no-cases", "all-cases"} & set(got.flags) and field not in ("value", "df"):
        return "interval of a proportion with no case"
    if is_limit and figure in ("common", "rare", "common/mean") and not 0 < expected < 1:
        return "Wald interval of a proportion"
    if is_limit and figure == "common/asin" and getattr(got, field) in (0.0, 1.0):
        return "limits of `asin`"
    if is_limit and figure.endswith("/beta") and any(row["w"] == "0.0" for row in design.rows):
        return "effective number in `beta`"
    if is_limit and "median" in figure and getattr(got, field) is None:
        return "limit of a quantile beyond the data"
    if field == "deff" and design.weights in ("ones", "scaled"):
        return "design effect (`deff`) where weights are scaled"
    if design.rule == "average" and design.corrections > 1 and math.isnan(expected):
        return "stratum with one cluster below the first stage, `average`"
    return None


def is_told(figure, field, fields) -> bool:
    """Whether R gives a number: not of what was not asked, nor where its logit overflows."""
    if figure == "common/logit" and math.isnan(fields["upper"]):
        return field in ("value", "se")
    return not math.isnan(fields[field]) or (field == "se" and "median" not in figure)


def test_the_samples_are_those_that_r_was_given():
    assert invent.digest() == (FOLDER / "digest.txt").read_text().strip()


@pytest.mark.few(20)
@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: str(design.number))
def test_no_figure_differs_from_r_but_by_a_departure(design):
    found = ours(design)
    wrong = []
    for (domain, figure), fields in R[design.number].items():
        got = found.get((domain, figure))
        if got is None:  # a difference without one of its sides
            wrong += [(domain, figure, "absent")] if domain != "a-b" else []
            continue
        for field in filter(lambda one: is_told(figure, one, fields), FIELDS):
            if departure(design, figure, field, fields[field], got) is None:
                told = getattr(got, field)
                told = math.nan if told is None else told
                tolerance = FITTED if figure == "common/logit" else TOLERANCE
                if not math.isclose(told, fields[field], rel_tol=tolerance, abs_tol=1e-9):
                    wrong.append((domain, figure, field, fields[field], told))
    assert wrong == []


def test_every_departure_is_written():
    """And each is met by some design: none is named that hides nothing."""
    text = (Path(__file__).parents[3] / "docs" / "departures.md").read_text("utf-8")
    met = set()
    for design in DESIGNS[:12]:
        found = ours(design)
        met |= {
            departure(design, figure, field, expected, found[domain, figure])
            for (domain, figure), fields in R[design.number].items()
            if (domain, figure) in found
            for field, expected in fields.items()
        }
    assert all(f"| {line}" in text for line in met - {None})
    assert len(met) > 5
