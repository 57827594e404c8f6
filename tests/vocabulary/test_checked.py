"""The register of checks names what there is, rests on files, and leaves nobody out unsaid."""

from pathlib import Path
from typing import get_args

import polars as pl
import pytest

import measure87 as m
from measure87.define import list_definitions
from measure87.estimate.multiple_lists.methods import METHODS
from measure87.vocabulary.checked import GRADES, checks_of, register, unchecked
from measure87.vocabulary.estimate import Interval, Statistic

ROOT = Path(m.__file__).parents[2]
SURVEY = {f"survey/{name}" for name in get_args(Statistic) if name != "size"}
INTERVALS = {f"interval/{name}" for name in get_args(Interval)}
LISTS = {f"lists/{name}" for name in METHODS}
OTHERS = {
    "survey/benchmark", "survey/regression", "survey/regression-replicates", "interval/mover",
    "lists/doubly-robust", "world/model", "interval/multivariate-t",
}  # fmt: skip
KNOWN = SURVEY | INTERVALS | LISTS | OTHERS | set(list_definitions())
PROGRAMS = ("SparseMSE 2.0.1", "Rcapture 1.4-4", "CARE1 1.1.0", "LCMCR 0.4.14", "dga 2.0.2")

NOT_CHECKED = {"interval/wilson", "interval/mover", "forced_marriage/global_estimates"}
"""Of these the register has nothing, which their results say."""


@pytest.mark.parametrize("check", register(), ids=lambda check: check.against[:40])
def test_a_check_is_of_something_and_its_evidence_is_there(check):
    assert set(check.of) <= KNOWN
    assert check.grade in GRADES
    assert (ROOT / check.evidence).exists()


def test_what_is_not_checked_is_known():
    assert set(unchecked(sorted(KNOWN))) == NOT_CHECKED


@pytest.mark.parametrize("check", register(), ids=lambda check: check.against[:40])
def test_versions_and_files_are_those_that_the_evidence_names(check):
    place = ROOT / check.evidence
    page = place / "README.md" if place.is_dir() else place
    if page.suffix != ".md":
        return
    text = " ".join(page.read_text("utf-8").split())
    for program in (
        "SparseMSE 2.0.1",
        "Rcapture 1.4-4",
        "CARE1 1.1.0",
        "LCMCR 0.4.14",
        "dga 2.0.2",
    ):
        if program in check.against:
            assert program in text
    if check.date is not None:
        assert check.date.isoformat() in text


def test_results_say_what_they_were_checked_against():
    survey = m.Survey(pl.DataFrame({"work": [0, 1] * 30, "sex": [1, 1, 2, 2] * 15}))
    found = survey.prevalence("work", interval="wilson")
    assert found.checked == checks_of(["survey/proportion", "interval/wilson"])
    assert "Checked against: R survey 4.4-2" in repr(found)
    assert "Not checked against anything else: interval/wilson" in found._repr_html_()
    known = pl.DataFrame({"sex": [1, 2], "persons": [300, 700]})
    assert any(
        "postStratify" in one.against for one in survey.benchmarked(known).mean("work").checked
    )
