"""Crosswalk pairs, and what is told about every input."""

import csv
import io
import math
from itertools import product

import numpy as np
import pytest
from scipy.special import logit

from measure87.combine.inputs import crosswalk_pairs, figure_table, report_inputs
from measure87.vocabulary.errors import DataError
from tests.combine.inputs.made_figures import figure

A, B = "child_labour_sdg_a", "child_labour_sdg_b"


def test_a_pair_is_the_same_country_year_sex_and_ages():
    table = figure_table(
        [
            figure(estimate=0.2),
            figure(estimate=0.25, measure=B),
            figure(estimate=0.1, year=2012),
            figure(estimate=0.3, year=2012, measure=B, age_to=14),
            figure(estimate=0.1, year=2011, sex="male"),
            figure(estimate=0.3, year=2011, sex="female", measure=B),
        ]
    )
    pairs = crosswalk_pairs(table, A, B)
    assert pairs.select("country", "year", "first", "second").rows() == [("BGD", 2019, 0.2, 0.25)]
    assert pairs["log_odds_difference"][0] == pytest.approx(math.log((1 / 3) / (1 / 4)))
    back = crosswalk_pairs(table, B, A)
    assert back["log_odds_difference"][0] == pytest.approx(-pairs["log_odds_difference"][0])


def test_different_surveys_and_left_out_figures_make_no_pair():
    surveys = [figure(source="MICS 2019"), figure(source="LFS 2019", measure=B, estimate=0.2)]
    with pytest.raises(DataError, match="no country has both"):
        crosswalk_pairs(figure_table(surveys), A, B)
    marked = [figure(), figure(measure=B, estimate=0.2).leave_out("marked x")]
    with pytest.raises(DataError, match=f"no included figure of '{B}'"):
        crosswalk_pairs(figure_table(marked), A, B)


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_those_that_looking_at_every_two_figures_finds(seed):
    rng = np.random.default_rng(seed)
    names = ("country", "year", "sex", "age_from", "age_to")
    options = (["BGD", "KEN"], [2018, 2019], ["both", "male"], [5, 12], [14, 17])
    rows = [
        figure(
            **dict(zip(names, kind, strict=True)),
            measure=measure,
            source=source,
            estimate=float(rng.choice([0.0, 0.1, 0.4, 1.0])),
        )
        for *kind, measure in product(*options, [A, B, "other"])
        for source in ([None], ["MICS", "LFS"], ["mics"])[rng.integers(3)]
        if rng.random() < 0.7
    ]
    rows = [rows[k] for k in rng.permutation(len(rows))]

    def is_pair(one, two):
        alike = all(getattr(one, name) == getattr(two, name) for name in names)
        named = one.source and two.source
        same = not named or one.source.lower() == two.source.lower()
        return alike and same and 0 < one.estimate < 1 and 0 < two.estimate < 1

    wanted = sorted(
        (*(getattr(one, name) for name in names), one.estimate, two.estimate)
        for one in rows
        for two in rows
        if one.measure == A and two.measure == B and is_pair(one, two)
    )
    found = crosswalk_pairs(figure_table(rows), A, B)
    assert wanted
    assert sorted(found.select(*names, "first", "second").rows()) == wanted
    assert found.select(*names).rows() == [row[:5] for row in wanted]
    for first, second, apart in found.select("first", "second", "log_odds_difference").rows():
        assert apart == pytest.approx(float(logit(second) - logit(first)), abs=1e-12)


def test_the_report_says_of_every_figure_whether_it_is_used_and_why_not():
    table = figure_table(
        [
            figure(note="=HYPERLINK(1)"),
            figure(year=2015, se=0.01),
            figure(country="KEN").leave_out("marked x"),
            figure(country="NPL").leave_out("marked x"),
            figure(country="IND").leave_out("modelled"),
            figure(country="LKA").leave_out("another age"),
        ],
        passed_over={"a.csv": 3},
    )
    report = report_inputs(table)
    assert report.rows.height == 6
    assert (report.included, report.countries, report.countries_with_one_year) == (2, 1, 0)
    # The most frequent reason first, and of reasons as frequent by the alphabet.
    reasons = [("marked x", 2), ("another age", 1), ("modelled", 1)]
    assert list(report.left_out.items()) == reasons
    assert (report.without_precision, report.without_survey) == (1, 2)
    rows = list(csv.DictReader(io.StringIO(report.csv())))
    assert [row["reason"] for row in rows if row["country"] == "KEN"] == ["marked x"]
    assert [row["note"] for row in rows if row["note"]] == ["'=HYPERLINK(1)"]


def test_the_report_for_people():
    table = figure_table([figure(), figure(country="KEN").leave_out("marked x")])
    assert report_inputs(table).text() == (
        "1 of 2 figures used, of 1 countries.\n"
        "1 of them have a single year: no trend of their own.\n"
        "1 come with neither a standard error nor a sample size.\n"
        "1 do not tell their survey.\n"
        "Left out, 1: marked x.\n"
    )


def test_open_ages_make_pairs_too_and_stand_last():
    """Adults are 18 and older: no oldest age is the same as no oldest age."""
    ages = [(18, None), (18, 24), (5, 17)]
    table = figure_table(
        [
            figure(measure=measure, age_from=first, age_to=last, estimate=share)
            for measure, share in ((A, 0.1), (B, 0.2))
            for first, last in ages
        ]
    )
    found = crosswalk_pairs(table, A, B)
    assert found.select("age_from", "age_to").rows() == [(5, 17), (18, 24), (18, None)]


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("first", [True, False])
def test_nobody_and_everybody_have_no_log_odds_and_make_no_pair(share, first):
    shares = (share, 0.2) if first else (0.2, share)
    table = figure_table(
        [
            figure(measure=measure, country=country, estimate=one, n=800.0)
            for country, pair in (("BGD", shares), ("KEN", (0.1, 0.2)))
            for measure, one in zip((A, B), pair, strict=True)
        ]
    )
    assert crosswalk_pairs(table, A, B)["country"].to_list() == ["KEN"]
