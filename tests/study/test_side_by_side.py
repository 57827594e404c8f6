"""Definitions side by side in a study: what stands where, and that no small count can be had."""

import json

import pytest

from measure87.define import load_definition
from measure87.study import run_study
from measure87.study.survey.side_by_side import common_group
from measure87.vocabulary.errors import StudyError
from tests.study import tiny
from tests.study.every_digit import every_digit

DEFINITIONS = ("child_labour/icls18_2008_amended_2018", "child_labour/sdg_8_7_1")
FIRST, SECOND = "child_labour_icls", "child_labour_sdg_a"
BOTH, ALONE, BACK = (
    f"{FIRST}__and__{SECOND}",
    f"{FIRST}__not__{SECOND}",
    f"{SECOND}__not__{FIRST}",
)


def study(folder, hazardous: int, asked=f'["{FIRST}", "{SECOND}"]'):
    """The tiny study, in which some children of 15 to 17 carry heavy loads in short jobs."""
    people = tiny.persons()
    older = [p["id"] for p in people if p["age"] >= 15][:hazardous]
    work = [job for job in tiny.jobs() if job["id"] not in older]
    work += [tiny.a_job(person, 1, hours=5) | {"loads": 1} for person in older]
    tiny.write_study(folder, people=people, work=work, definitions=DEFINITIONS)
    path = folder / "study.toml"
    text = path.read_text().replace('by = ["sex", "area"]', f'by = ["sex"]\ncomparison = {asked}')
    path.write_text(text + "\n[disclosure]\nminimum_respondents = 5\nbrackets_below = 5\n")
    return folder


def released(folder):
    with every_digit():
        run_study(folder)
    content = json.loads((folder / "out" / "estimates.json").read_text())
    return content, {e["name"]: e for e in content["estimates"] if not e["group"]}


def test_children_whom_hazards_make_child_labourers_are_told_by_that_rule(tmp_path):
    content, found = released(study(tmp_path, 20))
    (pair,) = content["diagnostics"]["comparison"]
    assert (pair["first"], pair["second"], pair["group"]) == (FIRST, SECOND, {})
    assert (pair["both"], pair["first_only"], pair["second_only"]) == (BOTH, ALONE, BACK)
    assert found[ALONE]["n_cases"] == 20
    (name,) = pair["first_only_by_rule"].values()
    assert found[name]["n_cases"] == 20
    assert "heavy loads" in content["diagnostics"]["measures"][name]["title"]
    prevalence = {name: found[name]["value"] for name in (FIRST, SECOND)}
    assert prevalence[FIRST] == pytest.approx(found[BOTH]["value"] + found[ALONE]["value"])
    (difference,) = content["differences"]
    assert difference["name"] == ALONE
    assert difference["value"] == pytest.approx(prevalence[FIRST] - prevalence[SECOND])
    assert difference["se"] > 0
    assert difference["lower"] < difference["value"] < difference["upper"]


@pytest.mark.parametrize("hazardous", [1, 2])
def test_one_or_two_children_in_one_definition_alone_cannot_be_had_from_the_others(
    tmp_path, hazardous
):
    content, found = released(study(tmp_path, hazardous))
    hidden = {name for name, figure in found.items() if "suppressed" in figure["flags"]}
    assert ALONE in hidden
    assert {BOTH, FIRST} & hidden, "the one and the other would give the share alone back"
    assert {FIRST, SECOND} & hidden, "the second has nobody alone: the first less it is the share"
    assert all(name in hidden for name in found if name.startswith(f"{ALONE}__by__"))
    assert all("value" not in d for d in content.get("differences", []))


def test_a_name_that_is_no_measure_is_told_with_the_nearest(tmp_path):
    folder = study(tmp_path, 3, f'["{FIRST}", "child_labour_sdg_aa"]')
    with pytest.raises(StudyError, match="child_labour_sdg_aa") as error:
        run_study(folder)
    assert SECOND in str(error.value.hint)


@pytest.mark.parametrize("asked", [f'["{FIRST}"]', f'["{FIRST}", "{FIRST}"]', str(["m"] * 6)])
def test_too_few_too_many_and_repeated_measures_are_refused(tmp_path, asked):
    with pytest.raises(StudyError, match="comparison"):
        run_study(study(tmp_path, 3, asked))


@pytest.mark.parametrize(
    ("first", "second", "group"),
    [
        ("child_labour/sdg_8_7_1", "child_labour/mics5", {}),
        ("child_labour/sdg_8_7_1", "child_labour/mics3", {"age": "5-14"}),
        ("forced_labour/icls20_2018", "forced_labour/hshc_2012", {}),
        ("forced_labour/icls20_2018", "child_labour/mics3", None),
    ],
)
def test_measures_of_different_ages_are_crossed_for_the_ages_that_both_have(first, second, group):
    one, other = (next(iter(load_definition(d).measures.values())) for d in (first, second))
    assert common_group(one, other) == group
    assert common_group(other, one) == group
