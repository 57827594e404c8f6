"""A plan as its file states it: read strictly, and every fault in one sentence."""

import re
from pathlib import Path

import pytest

import measure87
from measure87.design.earlier_surveys import COLUMNS, OURS, earlier_surveys, icc_of_earlier
from measure87.design.plan_file import plan_of
from measure87.design.population import population_of
from measure87.files.settings.toml_file import parse_toml
from measure87.vocabulary.errors import DataError, StudyError, UsageError

PAGE = Path(measure87.__file__).parents[2] / "docs" / "how-to" / "plan-a-survey.md"
WHOLE, *WAYS = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
SMALL = {
    "outcome": {"prevalence_percent": 1.0, "icc": 0.05},
    "sample": {"asked_per_cluster": 20},
}


def test_the_files_of_the_page_are_read():
    kinds = [plan_of(parse_toml(WHOLE + way)).fieldwork(100).kind for way in ("", *WAYS)]
    assert kinds == ["direct", "family-reports", "screened", "one-child", "direct"]


def test_percent_and_points_become_shares():
    work = plan_of(parse_toml(WHOLE)).fieldwork(100)
    assert work.prevalence == pytest.approx(0.005)
    assert work.plan.take == pytest.approx(18.0)
    costs = plan_of(parse_toml(WHOLE)).costs
    assert (costs.per_cluster, costs.per_person, costs.travel) == (420.0, 16.0, 900.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": {"prevalence_percent": 1.0}}, "must come from one place"),
        ({"outcome": {"prevalence_percent": 1.0, "icc": 0.1, "earlier": "x"}}, "one place"),
        ({"outcome": {"prevalence_percent": 1.0, "icc": "low"}}, "'icc' is 'low'"),
        ({"outcome": {"prevalence": 1.0, "icc": 0.1}}, "'prevalence' is not known"),
        ({"sample": {}}, "'asked_per_cluster' is missing"),
        ({"sample": {"asked_per_cluster": 0}}, "'asked_per_cluster' is 0"),
        (
            {"sample": {"asked_per_cluster": 40, "units_per_cluster": 30}},
            "40 are to be visited in clusters of 30",
        ),
        (
            {
                "screen": {"sensitivity_percent": 80, "specificity_percent": 90},
                "one_child": {"households_percent": {"1": 100}},
            },
            "[one_child] and [screen]",
        ),
        ({"schema": 2}, "schema 2 is not known"),
    ],
)
def test_a_fault_is_told_with_what_to_do(change, words):
    with pytest.raises(StudyError) as told:
        plan_of({**SMALL, **change})
    assert words in told.value.text
    assert told.value.hint


def test_a_number_of_children_that_is_no_number_is_refused():
    settings = plan_of({**SMALL, "one_child": {"households_percent": {"many": 100}}})
    with pytest.raises(UsageError, match="below 0"):
        settings.fieldwork(100)


def test_published_rows_say_where_they_were_read_and_tell_no_correlation():
    for one in earlier_surveys().values():
        assert one.seen in ("secondary", "invented")
        assert one.about["source"]
        if one.seen == "secondary":
            assert one.icc is None
            with pytest.raises(UsageError, match="no correlation"):
                icc_of_earlier(one.name)


def test_invented_rows_are_those_of_the_invented_population():
    import numpy as np

    from measure87.simulate.whole_population import invent_population

    people = invent_population(1)
    names = {
        "forced_labour": "invented-forced-labour",
        "child_labour_sdg_b": "invented-child-labour",
    }
    for column, name in names.items():
        y = people[column].cast(float).to_numpy().astype(float)
        counts = np.isfinite(y)
        places = (
            people[part].to_numpy().astype(int)[counts] - 1 for part in ("cluster", "stratum")
        )
        cluster, stratum = places
        population = population_of(cluster, y[counts], stratum, None)
        row = earlier_surveys()[name]
        assert row.icc == pytest.approx(population.icc, abs=5e-5)
        assert row.numbers["share_percent"] == pytest.approx(
            100.0 * population.prevalence, abs=0.005
        )
        assert row.numbers["persons"] == counts.sum()


def own_table(folder, *rows):
    path = folder / "ours.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
    return path


def test_an_own_row_tells_a_correlation_or_implies_one(tmp_path):
    path = own_table(
        tmp_path,
        "stated,ours,,,,,,,,0.08,,,,,own",
        "implied,ours,,,,,2000,100,1.95,,,,,,own",
        "invented-child-labour,ours,,,,,,,,0.2,,,,,own",
    )
    assert icc_of_earlier("stated", path) == 0.08
    assert icc_of_earlier("implied", path) == pytest.approx(0.05)
    assert icc_of_earlier("invented-child-labour", path) == 0.2
    assert icc_of_earlier("invented-forced-labour", path) == pytest.approx(0.0024)
    stated = {**SMALL, "outcome": {"prevalence_percent": 1.0, "earlier": "invented-child-labour"}}
    assert plan_of(stated).fieldwork(100).plan.icc == pytest.approx(0.0507)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["a,,,,,,,,,0.1,,,,,hearsay"], "line 2 lacks a name"),
        (["a,,,,,,,,,0.1,,,,,own", "a,,,,,,,,,0.2,,,,,own"], "stands twice"),
        (["a,,,,,,,,,much,,,,,own"], "'much' for icc"),
        (["a,,,,,,,,,1.4,,,,,own"], "'1.4' for icc"),
        (["a,,,,,,,,,nan,,,,,own"], "'nan' for icc"),
    ],
)
def test_a_table_at_fault_says_which_line(tmp_path, rows, words):
    with pytest.raises(DataError) as told:
        earlier_surveys(own_table(tmp_path, *rows))
    assert words in told.value.text
    assert told.value.where == "ours.csv"


def test_a_name_that_is_not_there_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(UsageError) as told:
        icc_of_earlier("invented-child-labor")
    assert "invented-child-labour" in told.value.hint
    bad = tmp_path / "bad.csv"
    bad.write_text("name,icc\na,0.1\n")
    with pytest.raises(DataError, match="'survey' is missing"):
        earlier_surveys(bad)
    assert OURS.is_file()
