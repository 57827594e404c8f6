"""`fs.sav` obeys the questionnaire's skip pattern and codes, and tells the truth where it tells."""

import polars as pl
import pytest

from measure87.simulate.mics_file import fs_layout

ACTIVITIES = ("CL1A", "CL1B", "CL1C", "CL1X")
HAZARDS = ("CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X")
CHORES = ("CL11A", "CL11B", "CL11C", "CL11D", "CL11E", "CL11F", "CL11X")
HOURS = ("CL3", "CL8", "CL10", "CL13")


@pytest.fixture(scope="module")
def complete(country):
    return country.children.filter(pl.col("FS17") == 1)


def _any_yes(names):
    return pl.any_horizontal(pl.col(name) == 1 for name in names)


def test_activities_tasks_and_chores_are_asked_of_everybody(complete):
    asked = complete.select(*ACTIVITIES, "CL7", "CL9", *CHORES)
    assert asked.null_count().transpose().to_series().sum() == 0


@pytest.mark.parametrize(
    ("question", "gate"),
    [
        *((name, ACTIVITIES) for name in ("CL3", *HAZARDS)),
        ("CL8", ("CL7",)),
        ("CL10", ("CL9",)),
        ("CL13", CHORES),
        ("CB7", ("CB4",)),
        ("CB5A", ("CB4",)),
        ("CB8A", ("CB7",)),
    ],
)
def test_a_question_is_blank_unless_its_gate_was_yes(complete, question, gate):
    asked = complete.select(_any_yes(gate).fill_null(False)).to_series()
    assert (complete[question].is_not_null() == asked).all()
    assert 0 < asked.sum() < complete.height


def test_missing_codes_occur_at_small_rates(complete):
    for name in HOURS:
        told = complete[name].drop_nulls()
        missing = told.is_in([97, 98, 99]).mean()
        assert 0.004 < missing < 0.025, name
    assert {97, 98, 99} <= set(complete["CL13"].drop_nulls().to_list())
    for name in (*ACTIVITIES, "CL7", "CL9", *CHORES):
        assert 0 < (complete[name] == 9).mean() < 0.006, name


def test_hours_are_hours_or_missing_codes(complete):
    for name in HOURS:
        told = complete[name].drop_nulls()
        assert told.filter(told < 97).max() <= 95
        assert told.min() >= 0
    assert (complete["CL3"] == 0).any()


def test_codes_are_labelled(complete):
    layout = fs_layout()
    for name, labels in layout.value_labels.items():
        if name in (*HOURS, "CB2Y"):  # numbers, of which only the missing ones have labels
            continue
        codes = {str(code) for code in complete[name].drop_nulls().unique()}
        assert codes <= set(labels), name


def test_the_layout_is_that_of_the_published_codebook():
    """Variables, formats and labels as in MICS6; spot checks copied by hand from its codebook."""
    layout = fs_layout()
    assert len(layout.variables) == len(set(layout.variables)) == 61
    assert layout.labels["CL13"] == "Number of hours engaged in past week"
    assert layout.labels["FS17"] == "Result of interview for children 5-17"
    assert layout.formats["fsweight"] == "F9.6"
    assert layout.value_labels["HL4"] == {"1": "MALE", "2": "FEMALE"}
    assert layout.value_labels["CL1A"] == {"1": "YES", "2": "NO", "9": "NO RESPONSE"}
    assert layout.value_labels["windex5"]["5"] == "Richest"


def _hours(child, name):
    """Hours that were told, otherwise 0."""
    code = child[name]
    return 0 if code is None or code >= 97 else code


def _naive_child_labour(child):
    """A, B, PR.3.4 and hazards from one row, as the custodian's syntax puts it."""
    age, work = child["CB3"], _hours(child, "CL3")
    if age <= 11:
        a = work >= 1
    elif age <= 14:
        a = work >= 14
    else:
        a = work >= 43
    chores = _hours(child, "CL8") + _hours(child, "CL10") + _hours(child, "CL13")
    b = a or (age <= 14 and chores >= 21)
    hazard = any(child[name] == 1 for name in HAZARDS)
    return {
        "child_labour_sdg_a": a,
        "child_labour_sdg_b": b,
        "child_labour_mics_pr34": b or hazard,
        "hazardous_conditions": hazard,
    }


@pytest.fixture(scope="module")
def joined(country, complete):
    person = (
        "ZZZ-"
        + pl.col("HH1").cast(pl.String).str.zfill(5)
        + "-"
        + pl.col("HH2").cast(pl.String).str.zfill(2)
        + "-"
        + pl.col("LN").cast(pl.String).str.zfill(2)
    )
    rows = complete.with_columns(person_id=person).join(country.sample_truth, on="person_id")
    assert rows.height == complete.height
    return rows.to_dicts()


def test_child_labour_as_told_is_what_the_file_says(joined):
    for child in joined:
        for name, found in _naive_child_labour(child).items():
            assert child[f"{name}_as_told"] == found, (name, child["CB3"])


def test_the_file_tells_the_truth_where_nothing_is_missing(joined):
    full = [
        child
        for child in joined
        if not any((child[name] or 0) >= 97 for name in HOURS)
        and not any(child[name] == 9 for name in (*ACTIVITIES, *HAZARDS, "CL7", "CL9", *CHORES))
    ]
    assert 0.85 < len(full) / len(joined) < 1
    for child in full:
        for name, found in _naive_child_labour(child).items():
            assert child[name] == found, (name, child["CB3"])


def test_hours_that_were_not_told_hide_child_labour(country):
    for name in ("child_labour_sdg_a", "child_labour_sdg_b", "child_labour_mics_pr34"):
        for entry in country.truth["measures"][name]["values"]:
            assert entry["as_told"] <= entry["value"]
    everybody = country.truth["measures"]["child_labour_sdg_b"]["values"][0]
    assert everybody["as_told"] < everybody["value"] - 0.001


def test_some_children_have_several_jobs_that_reach_a_limit_only_together(country):
    ages = country.persons.select("person_id", "age_years")
    jobs = country.jobs.filter(pl.col("hours").is_not_null()).join(ages, on="person_id")
    teens = jobs.filter(pl.col("age_years").is_between(12, 14)).group_by("person_id")
    hours = teens.agg(pl.col("hours").max().alias("most"), pl.col("hours").sum().alias("all"))
    assert hours.filter((pl.col("most") < 14) & (pl.col("all") >= 14)).height >= 5


def test_estimates_from_the_file_are_near_the_population_values(country, joined):
    """Hájek estimate within five standard errors, these with a design effect of three."""
    weight = sum(child["fsweight"] for child in joined)
    n = len(joined)
    for name in ("child_labour_sdg_a", "child_labour_sdg_b", "hazardous_conditions"):
        share = sum(c["fsweight"] * c[f"{name}_as_told"] for c in joined) / weight
        truth = country.truth["measures"][name]["values"][0]["as_told"]
        assert abs(share - truth) < 5 * (3 * truth * (1 - truth) / n) ** 0.5
