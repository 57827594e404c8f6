"""Codes of strata and clusters that make more clusters than were drawn are told."""

import duckdb
import polars as pl
import pytest

from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.unit_codes import clusters_of_one, odd_codes

MEASURE = Outcome("p", "y")
DESIGN = SurveyDesign("w", "h", ("c",))


def persons(**columns) -> pl.DataFrame:
    """240 invented persons: four strata of five clusters of twelve, numbered through."""
    n = 240
    plain = {
        "y": [i % 5 == 0 for i in range(n)],
        "w": [1.0 + i % 3 for i in range(n)],
        "h": [i // 60 for i in range(n)],
        "c": [i // 12 for i in range(n)],
    }
    return pl.DataFrame(plain | columns)


def told(frame, design=DESIGN):
    found = estimate_survey(frame, [MEASURE], design)
    return {notice.code: notice for notice in found.warnings}, found.estimates[0]


def test_a_tidy_sample_is_told_nothing_of():
    assert told(persons())[0] == {}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_row_with_a_wrong_stratum_is_told(engine):
    """It is a cluster of its own, as the variance has it."""
    frame = persons(h=[1 if i == 3 else i // 60 for i in range(240)])
    table = frame if engine == "polars" else duckdb.sql("SELECT * FROM frame")
    notices, figure = told(table)
    assert figure.n_clusters == 21
    assert list(notices) == ["cluster-in-two-strata"]
    assert notices["cluster-in-two-strata"].values == {"variable": "c", "shared": 1}
    assert "1 of 20 codes of c is in more than one stratum (h)" in notices[
        "cluster-in-two-strata"
    ].text  # fmt: skip


@pytest.mark.parametrize(("shared", "is_told"), [(0, False), (1, True), (2, True), (3, False)])
def test_up_to_a_tenth_of_the_codes_in_two_strata_look_mistyped(shared, is_told):
    """Of twenty codes."""
    units = pl.DataFrame({"h": [*range(20), *[99] * shared], "c": [*range(20), *range(shared)]})
    notices = odd_codes(units, "h", "c")
    assert [one.code for one in notices] == ["cluster-in-two-strata"] * is_told
    assert [one.values["shared"] for one in notices] == [shared] * is_told
    are = "is" if shared == 1 else "are"
    assert not is_told or f"{shared} of 20 codes of c {are} in more than" in notices[0].text
    assert odd_codes(units, None, "c") == odd_codes(units, "c", "c") == ()


def test_codes_that_begin_anew_in_every_stratum_are_as_usual():
    notices, figure = told(persons(c=[i // 12 % 5 for i in range(240)]))
    assert (notices, figure.n_clusters) == ({}, 20)


@pytest.mark.parametrize("other", ["ea {}", "EA  {}", " EA {}", "EA {}\0", "\u200bEA {}"])
def test_codes_that_differ_in_blanks_or_capitals_alone_are_told(other):
    spelt = [(other if i % 12 == 0 else "EA {}").format(i // 12) for i in range(240)]
    notices, figure = told(persons(c=spelt))
    assert figure.n_clusters == 40
    assert notices["codes-spelt-twice"].values == {"variable": "c", "codes": 40, "plain": 20}


def test_different_words_are_no_spellings_of_one():
    units = pl.DataFrame({"h": ["North", "South"] * 3, "c": ["a", "b", "c", "d", "e", "f"]})
    assert odd_codes(units, "h", "c") == ()
    assert [one.code for one in odd_codes(units.with_columns(h=pl.Series(["N", "n"] * 3)), "h", "c")
            ] == ["codes-spelt-twice"]  # fmt: skip


def test_clusters_of_one_person_each_are_told():
    notices, figure = told(persons(c=list(range(240))))
    assert (list(notices), figure.n_clusters) == (["clusters-of-one"], 240)
    assert told(persons(), SurveyDesign("w", "h"))[0] == {}


@pytest.mark.parametrize(
    ("design", "rows", "units", "told"),
    [
        (DESIGN, 2, 2.0, True),
        (DESIGN, 1, 1.0, False),
        (DESIGN, 3, 2.0, False),
        (DESIGN, 3, 4.0, True),
        (SurveyDesign("w", "h"), 3, 3.0, False),
    ],
)
def test_clusters_are_of_one_where_two_persons_or_more_have_as_many(design, rows, units, told):
    assert bool(clusters_of_one(design, rows, units)) is told


def test_strata_in_two_spellings_are_told_where_persons_were_drawn_directly():
    """Before, they were told beside clusters alone."""
    spelt = ["n" if i % 7 == 0 else "NS"[i % 2] for i in range(240)]
    notices, _ = told(persons(h=spelt), SurveyDesign("w", "h"))
    assert notices["codes-spelt-twice"].values == {"variable": "h", "codes": 3, "plain": 2}
    assert told(persons(h=["NS"[i % 2] for i in range(240)]), SurveyDesign("w", "h"))[0] == {}


@pytest.mark.parametrize(
    ("correction", "is_told"),
    [(1, True), (1.0, True), (5, True), (6, False), (0.9, False)],
)
def test_a_correction_that_leaves_no_error_is_told(correction, is_told):
    """Five clusters in each of four strata: 1 is all of them as a fraction, 5 as a number."""
    frame = persons(f=[correction] * 240)
    notices, figure = told(frame, SurveyDesign("w", "h", ("c",), ("f",)))
    assert ("drawn-whole" in notices) is is_told
    assert (figure.se == 0) is is_told


def test_a_whole_first_stage_with_persons_drawn_below_it_has_errors():
    frame = persons(f=[1.0] * 240, person=list(range(240)))
    notices, figure = told(frame, SurveyDesign("w", "h", ("c", "person"), ("f",)))
    assert "drawn-whole" not in notices
    assert figure.se > 0


def test_one_stratum_that_was_drawn_whole_is_as_usual():
    frame = persons(f=[1.0 if i < 60 else 0.5 for i in range(240)])
    assert told(frame, SurveyDesign("w", "h", ("c",), ("f",)))[0] == {}
