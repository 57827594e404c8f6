"""A labour force survey: hours, industry and occupation of each job, and no question on hazards."""

import json
import re

import pytest

from measure87.study import run_study
from measure87.vocabulary.errors import DefinitionError
from tests.study import tiny
from tests.study.every_digit import every_digit

ICLS, SDG, ESTIMATES = (
    f"child_labour/{name}"
    for name in ("icls18_2008_amended_2018", "sdg_8_7_1", "ilo_global_estimates")
)
NATIONAL = """
schema = 1
extends = "{extends}"
title = "Hazardous work by a decree (invented)"
prefix = "zz"
"""
LIST = """column,version,code,title,verified,cite,at,seen,document
industry,ISIC4,03,Fishing and aquaculture,{verified},ZZ-DECREE,schedule 1,printed,Decree (invented)
"""
CASES = """case,who,tests,age_years,job.hours,job.industry,expect.zz_hazardous_work_icls
1,Boy of 17 with 10 hours on a fishing boat,schedule 1,17,10,0311,yes
2,Boy of 17 with 10 hours in a shop,schedule 1: not designated,17,10,4711,no
"""


def survey(folder, *definitions, version="ISCO88"):
    """The tiny study without its three hazards; every third job is on a fishing boat."""
    work = [
        {key: value for key, value in job.items() if key not in ("night", "loads", "tools")}
        | {"ind": ("0311", "4711", "4100")[number % 3]}
        for number, job in enumerate(tiny.jobs())
    ]
    tiny.write_study(folder, work=work, definitions=definitions, version=version)
    mapping = folder / "mapping.toml"
    text = mapping.read_text()
    mapping.write_text(text[: text.index("[survey.jobs.night_work]")])
    return folder, work


def with_decree(folder, verified="yes"):
    national = folder / "definitions" / "zz" / "decree"
    (national / "lists").mkdir(parents=True)
    (national / "definition.toml").write_text(NATIONAL.format(extends=ICLS))
    (national / "lists" / "hazardous_industries.csv").write_text(LIST.format(verified=verified))
    (national / "cases.csv").write_text(CASES)
    return folder


def released(folder):
    with every_digit():
        run_study(folder)
    content = json.loads((folder / "out" / "estimates.json").read_text())
    return content, {e["name"]: e for e in content["estimates"] if not e["group"]}


def share(work, hazardous):
    """Weighted share of children with a job for which `hazardous` holds, or 43 hours in all."""
    hours: dict[object, float] = {}
    for job in work:
        hours[job["id"]] = hours.get(job["id"], 0) + job["hours"]
    listed = {job["id"] for job in work if hazardous(job)}
    people = tiny.persons()
    cases = [p["w"] for p in people if p["id"] in listed or hours.get(p["id"], 0) >= 43]
    return sum(cases) / sum(p["w"] for p in people)


def test_a_national_list_gives_hazardous_work_under_that_name(tmp_path):
    folder, work = survey(tmp_path / "s", "zz/decree")
    with (folder / "study.toml").open("a") as file:
        # Every boy in child labour is in hazardous work here, which else is kept back.
        file.write("\n[disclosure]\nminimum_cases = 1\n")
    content, found = released(with_decree(folder))
    figure = found["zz_hazardous_work_icls"]
    assert figure["value"] == pytest.approx(share(work, lambda job: job["ind"] == "0311"))
    about = content["diagnostics"]["measures"]["zz_hazardous_work_icls"]
    assert about["headline"]
    assert "unverified_lists" not in about
    assert "zz_child_labour_icls" in found
    (notice,) = (w for w in content["warnings"] if w["code"] == "hazards-not-asked")
    assert notice["values"]["measures"] == ["zz_child_labour_icls", "zz_hazardous_work_icls"]
    page = (folder / "out" / "report.html").read_text()
    assert "asks about neither heavy loads nor dangerous tools" in page


def test_a_national_list_that_nobody_verified_gives_none(tmp_path):
    folder, _ = survey(tmp_path / "s", "zz/decree")
    with_decree(folder, verified="no")
    (folder / "definitions/zz/decree/cases.csv").write_text(
        CASES.replace(
            "expect.zz_hazardous_work_icls", "expect.zz_hazardous_work_icls_with_industries"
        )
    )
    _, found = released(folder)
    assert "zz_hazardous_work_icls" not in found
    assert "zz_hazardous_work_icls_with_industries" in found


def test_a_list_not_verified_stands_beside_with_that_in_its_title_and_feeds_no_headline(tmp_path):
    folder, work = survey(tmp_path / "s", ICLS)
    content, found = released(folder)
    lacking = {u["measure"]: u["missing"] for u in content["diagnostics"]["unsupported"]}
    assert lacking["hazardous_work_icls"] == ["heavy_loads or dangerous_tools"]
    name = "hazardous_work_icls_with_industries"
    assert found[name]["value"] == pytest.approx(share(work, lambda job: job["ind"] == "4100"))
    about = content["diagnostics"]["measures"][name]
    assert about["title"].endswith("(list not verified)")
    assert about["unverified_lists"] == ["hazardous_industries"]
    assert not about["headline"]
    assert "hazards-not-asked" not in {warning["code"] for warning in content["warnings"]}
    page = (folder / "out" / "report.html").read_text()
    assert "listed industries added (list not verified)" in page


def test_codes_of_another_version_than_an_unverified_list_cost_one_measure(tmp_path):
    folder, _ = survey(tmp_path / "s", ICLS, version="ISCO08")
    content, found = released(folder)
    lacking = {u["measure"]: u["missing"] for u in content["diagnostics"]["unsupported"]}
    assert lacking["hazardous_work_icls_with_occupations"] == ["occupation in ISCO88"]
    assert "hazardous_work_icls_with_industries" in found
    page = re.sub(r"<[^>]+>", "", (folder / "out" / "report.html").read_text())
    assert "as codes of ISCO88" in page


def test_codes_of_another_version_than_a_verified_list_stop_the_study(tmp_path):
    folder, _ = survey(tmp_path / "s", "zz/decree")
    with_decree(folder)
    path = folder / "definitions/zz/decree/lists/hazardous_industries.csv"
    path.write_text(path.read_text().replace("ISIC4,03", "ISIC3.1,05"))
    cases = folder / "definitions/zz/decree/cases.csv"
    cases.write_text(CASES.replace("0311", "0501"))
    with pytest.raises(DefinitionError, match="ISIC3") as error:
        run_study(folder)
    assert "recode the data" in str(error.value.hint)


def test_the_distance_of_the_global_estimates_rule_from_the_indicator_is_a_figure(tmp_path):
    folder, work = survey(tmp_path / "s", ESTIMATES, SDG, version="ISCO08")
    rule, indicator = "child_labour_global_estimates_industries", "child_labour_sdg_a"
    path = folder / "study.toml"
    text = path.read_text().replace("by = [", f'comparison = ["{rule}", "{indicator}"]\nby = [')
    path.write_text(text)
    content, found = released(folder)
    age = {p["id"]: p["age"] for p in tiny.persons()}
    weight = {p["id"]: p["w"] for p in tiny.persons()}
    hours: dict[object, float] = {}
    for job in work:
        hours[job["id"]] = hours.get(job["id"], 0) + job["hours"]
    by_hours = {
        one
        for one, told in hours.items()
        if told >= (1 if age[one] < 12 else 14 if age[one] < 15 else 43)
    }
    building = {job["id"] for job in work if job["ind"] == "4100"}
    beyond = sum(weight[one] for one in building - by_hours) / sum(weight.values())
    (difference,) = content["differences"]
    assert difference["value"] == pytest.approx(beyond)
    assert found[f"{rule}__not__{indicator}"]["value"] == pytest.approx(beyond)
    assert beyond > 0.02
    assert found[f"{indicator}__not__{rule}"]["value"] == 0
