"""`m.plan`: sizes, intervals, power and cost of a plan, and its draws, through the door."""

import json
import math
import re
from pathlib import Path

import polars as pl
import pytest

import measure87 as m
from measure87.design.planned_sample import PlannedSample
from measure87.design.size import clusters_for_half_width
from measure87.library.planning import survey_interval
from measure87.simulate.whole_population import invent_population
from measure87.vocabulary.errors import DataError, RefusedError, StudyError, UsageError

PAGE = Path(m.__file__).parents[2] / "docs" / "how-to" / "plan-a-survey.md"
WHOLE, *WAYS = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
OUTCOME = {"prevalence_percent": 1.0, "icc": 0.05}
SAMPLE = {"asked_per_cluster": 20}


def planned(**tables):
    return m.plan(**{"outcome": OUTCOME, "sample": SAMPLE, **tables})


def test_a_size_is_that_of_the_room_with_the_interval_of_the_survey():
    found = planned(aim={"half_width_points": 0.6})
    wanted = clusters_for_half_width(PlannedSample(0.01, 30, 20, 0.05), 0.006, survey_interval)
    assert found.clusters == wanted
    assert found.half_width_points <= 0.6
    assert found.persons == 20 * wanted
    assert found.cost is None


def test_of_several_aims_the_hardest_decides():
    found = planned(aim={"half_width_points": 0.6, "chance_of_no_case_percent": 5.0})
    aims = {aim.name: aim.clusters for aim in found.made.aims}
    assert aims["half-width"] > aims["no-case"]
    assert found.clusters == aims["half-width"]


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "way",
    [
        "",
        pytest.param(WAYS[0], marks=pytest.mark.slow),  # weights and families: six seconds
        *WAYS[1:],
    ],
    ids=["direct", "family", "screen", "child", "change"],
)
def test_every_way_of_the_page_is_planned_priced_and_told(way, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE + way, "utf-8")
    found = m.plan(path)
    said = found.to_dict()
    json.dumps(said, allow_nan=False)
    assert said["clusters"] <= 8_000
    assert said["interval"]["half_width_points_kept"] <= 0.4
    assert said["cost"] == found.cost > 0.0
    assert len(said["takes"]) >= 3
    cheapest = min(take["cost"] for take in said["takes"])
    assert cheapest <= said["cost"]
    assert f"{said['clusters']:,}" in repr(found)
    assert ("change" in said) == ("[change]" in way)


def test_reports_that_err_are_told_to_err():
    family = {
        "reported_percent": {"4": 100.0}, "reporters_percent": {"2": 100.0},
        "icc_family": 0.2, "specificity_percent": 99.0,
    }  # fmt: skip
    found = planned(sample={**SAMPLE, "clusters": 200}, family_reports=family)
    codes = [notice.code for notice in found.made.notices]
    assert codes == ["false-cases", "misses-the-truth"]
    assert found.made.interval.coverage < 0.5
    assert "share that will be found" in repr(found)


@pytest.mark.slow
def test_keys_beside_a_file_stand_in_place_of_its_own(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE, "utf-8")
    wider = m.plan(path, aim={"half_width_points": 0.6})
    assert wider.clusters < m.plan(path).clusters
    assert wider.made.settings.outcome.icc == 0.03


@pytest.mark.parametrize(
    ("tables", "error", "words"),
    [
        ({}, UsageError, "how large"),
        ({"sample": {**SAMPLE, "clusters": 50}, "aim": {"half_width_points": 1.0}},
         UsageError, "both an aim and the number"),
        ({"aim": {"power_percent": 80}}, UsageError, "no round before"),
        ({"aim": {"half_width_points": 0.6, "level_percent": 100}}, UsageError, "level of 100"),
        ({"sample": {**SAMPLE, "clusters": 90, "clusters_in_population": 80}},
         UsageError, "90 clusters cannot be drawn from 80"),
        ({"sample": {**SAMPLE, "clusters_in_population": 80}, "aim": {"half_width_points": 0.1}},
         RefusedError, "cannot be had: with 80 clusters"),
        ({"sample": {**SAMPLE, "clusters": 50}, "cost": {"per_cluster": 1, "per_asked": 0}},
         UsageError, "costs 0"),
        ({"outcome": {"prevalence_percent": 100, "icc": 0.1}, "aim": {"half_width_points": 1}},
         UsageError, "100 %"),
        ({"outcome": {"prevalence_percent": 1, "icc": 7}, "aim": {"half_width_points": 1}},
         UsageError, "correlation within clusters is 7"),
        ({"change": {"prevalence_before_percent": 1.0}, "sample": {**SAMPLE, "clusters": 50}},
         UsageError, "same prevalence"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_told_in_one_sentence(tables, error, words):
    with pytest.raises(error) as told:
        planned(**tables)
    assert words in told.value.text
    assert told.value.hint


def test_what_a_file_states_wrongly_is_the_files_fault(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE.replace("icc = 0.03", "icc = 3.0"), "utf-8")
    with pytest.raises(StudyError, match="correlation within clusters is 3") as told:
        m.plan(path)
    assert told.value.where == "plan.toml"


@pytest.fixture(scope="module")
def people():
    return invent_population(1, persons=2_000)


def test_a_plan_is_drawn_from_a_table_as_from_the_country(people):
    plan = planned(sample={**SAMPLE, "clusters": 40})
    shown = plan.simulate(
        people, outcome="child_labour_sdg_b", stratum="stratum", draws=200
    ).to_dict()
    json.dumps(shown, allow_nan=False)
    truth = people["child_labour_sdg_b"].mean()
    assert shown["simulated"]["truth"] == pytest.approx(truth)
    bias = shown["simulated"]["bias"]
    assert abs(bias["value"]) < 4 * bias["mc_error"]
    informed = shown["measured"]["interval"]["half_width_points"]
    assert informed == pytest.approx(shown["simulated"]["half_width_points"]["value"], rel=0.05)
    assert (
        plan.simulate(people, outcome="child_labour_sdg_b", stratum="stratum", draws=200).to_dict()
        == shown
    )
    other = plan.simulate(
        people, outcome="child_labour_sdg_b", stratum="stratum", draws=200, seed=2
    ).to_dict()
    assert other["simulated"] != shown["simulated"]


@pytest.mark.parametrize(("way", "near"), [("one_child", 0.08), ("family_reports", 0.15)])
def test_households_are_visited_where_the_plan_visits_them(people, way, near):
    tables = {
        "one_child": {"households_percent": {"0": 40.0, "1": 60.0}},
        "family_reports": {"reported_percent": {"3": 100.0}, "reporters_percent": {"1": 100.0},
                           "icc_family": 0.2},
    }  # fmt: skip
    plan = planned(sample={**SAMPLE, "clusters": 40}, **{way: tables[way]})
    shown = plan.simulate(
        people, outcome="child_labour_sdg_b", stratum="stratum", household="household", draws=300
    ).to_dict()
    informed = shown["measured"]["interval"]["half_width_points"]
    # There are 132 clusters, of which 40 are drawn without replacement; and child labour goes with
    # the number of children, which a plan takes not to be so.
    assert informed == pytest.approx(shown["simulated"]["half_width_points"]["value"], rel=near)
    with pytest.raises(UsageError, match="visits households, and the population has none"):
        plan.simulate(people, outcome="child_labour_sdg_b")


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        ({"outcome": "child_labour"}, DataError, "child_labour"),
        ({"outcome": "forced_labour", "cluster": "village"}, DataError, "village"),
        ({"outcome": "forced_labour", "household": "household"}, UsageError, "visits persons"),
        ({"outcome": "age_years"}, DataError, "other values than 0 and 1"),
        ({"outcome": "forced_labour", "invented_seed": 1}, UsageError, "one population"),
        ({"outcome": "nothing", "population": None, "invented_seed": 1}, UsageError, "'nothing'"),
        ({"outcome": "word"}, DataError, "no numbers"),
        ({"outcome": "forced_labour", "draws": 1e3}, UsageError, "draws takes a whole number"),
        ({"outcome": "forced_labour", "seed": "7"}, UsageError, "seed takes a whole number"),
        ({"outcome": "forced_labour", "cluster": "gap"}, DataError, "1 person has no 'gap'"),
    ],
)
def test_a_population_that_cannot_be_drawn_from_is_refused(people, ask, error, words):
    gaps = pl.Series([None, *range(1, people.height)])
    table = people.with_columns(word=pl.lit("yes"), gap=gaps)
    plan = planned(sample={**SAMPLE, "clusters": 40})
    with pytest.raises(error) as told:
        plan.simulate(**{"population": table, "draws": 5, **ask})
    assert words in told.value.text


def test_family_beyond_the_household_is_not_drawn_from_a_table(people):
    family = {"reported_percent": {"3": 100.0}, "reporters_percent": {"2": 100.0},
              "icc_family": 0.2}  # fmt: skip
    plan = planned(sample={**SAMPLE, "clusters": 40}, family_reports=family)
    with pytest.raises(UsageError, match="beyond a household"):
        plan.simulate(people, outcome="forced_labour", household="household", draws=5)


def test_a_chance_that_is_not_0_is_not_called_0():
    """Each cluster is without a case with the chance of a beta-binomial; 200 are with its power."""
    a, b = 0.01 * 19, 0.99 * 19
    one = math.prod((b + k) / (a + b + k) for k in range(20))
    found = planned(sample={"asked_per_cluster": 20, "clusters": 200})
    assert found.to_dict()["interval"]["chance_of_no_case"] == pytest.approx(one**200, rel=1e-9)
    assert "below 0.001 %" in str(found)


def test_numbers_of_children_are_text_or_numbers():
    percent = {0: 40, 1: 25, 2: 20, 3: 15}
    found = planned(aim={"half_width_points": 0.6}, one_child={"households_percent": percent})
    texts = {str(number): share for number, share in percent.items()}
    same = planned(aim={"half_width_points": 0.6}, one_child={"households_percent": texts})
    assert found.to_dict() == same.to_dict()
    with pytest.raises(UsageError):
        planned(aim={"half_width_points": 0.6}, one_child={"households_percent": {"²": 100}})


def test_many_cases_are_told_in_digits_and_no_chance_as_0():
    found = planned(
        outcome={"prevalence_percent": 50.0, "icc": 0.05},
        sample={"asked_per_cluster": 20, "clusters": 122},
    )
    assert "cases expected                      1,220\n" in repr(found)
    assert "1,176 to 1,264" in repr(found)
    assert "chance of no case                   below 0.001 %" in repr(found)


def test_warnings_stand_below_the_table():
    found = planned(sample={"asked_per_cluster": 20, "clusters": 50})
    assert repr(found).splitlines()[-1].startswith("Warning: about 5.1 effective cases")
    drawn = found.simulate(outcome="forced_labour", invented_seed=1, draws=10)
    assert repr(drawn).splitlines()[-1] == repr(found).splitlines()[-1]
    assert "Warning" not in found.table
