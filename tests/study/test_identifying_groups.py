"""Identifiers never become groups, and small groups lose their names."""

import json
from functools import partial

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate import DisclosureRules, release
from measure87.estimate.survey.identifying_groups import refuse_identifying
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.stated import stated
from tests.study import tiny

REGION = """
[survey.persons.region]
variable = "{variable}"
"""


def study_by_region(folder, variable):
    folder = tiny.write_study(folder)
    mapping = folder / "mapping.toml"
    text = mapping.read_text().replace(
        "[survey.jobs.person_id]", REGION.format(variable=variable) + "[survey.jobs.person_id]"
    )
    mapping.write_text(text)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace('["sex", "area"]', '["sex", "region"]'))
    return folder


@pytest.mark.parametrize("variable", ["id", "ea"], ids=["person", "cluster"])
def test_a_region_that_is_an_identifier_stops_run_and_check_without_naming_one(tmp_path, variable):
    folder = study_by_region(tmp_path / "s", variable)
    for command in ("run", "check"):
        done = CliRunner().invoke(main, [command, str(folder), "--json"])
        assert done.exit_code == 1, done.output
        error = json.loads(done.stdout)["error"]
        assert error["code"] == "identifying-groups"
        assert "1017" not in done.output
    assert not (folder / "out").exists()


def test_a_region_of_many_persons_and_clusters_is_a_group(tmp_path):
    folder = study_by_region(tmp_path / "s", "strat")
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert done.exit_code == 0, done.output


def persons(groups, per_group, units_of_a_group):
    rows = [(g, g * 1000 + k, g * 1000 + k % units_of_a_group)
            for g in range(groups) for k in range(per_group)]  # fmt: skip
    return pl.LazyFrame(rows, schema=["group", "person", "home"], orient="row")


@pytest.mark.parametrize(
    ("groups", "per_group", "units", "refused"),
    [
        (30, 10, 5, False),  # exactly a tenth
        (31, 9, 3, True),  # more
        (30, 20, 1, True),  # every group is one home
        (30, 20, 2, False),
        (5, 2, 1, False),  # so few are no list of identifiers
        (6, 2, 1, True),
    ],
)
def test_groups_may_be_a_tenth_of_the_respondents_and_no_unit_by_another_name(
    groups, per_group, units, refused
):
    table = persons(groups, per_group, units)
    told = {"person": "person", "home": "household"}
    if refused:
        with pytest.raises(DataError, match="would identify them"):
            refuse_identifying(table, ["group"], told, "study.toml")
    else:
        refuse_identifying(table, ["group"], told, "study.toml")


def test_a_command_outside_a_study_refuses_them_too(tmp_path):
    path = tmp_path / "persons.csv"
    rows = "".join(f"{k % 2},Person {k}\n" for k in range(60))
    path.write_text(f"works,name\n{rows}")
    done = CliRunner().invoke(
        main, ["estimate", "survey", str(path), "--measure", "works", "--by", "name"]
    )
    assert done.exit_code == 1
    assert "60 groups of 60 persons" in done.output
    assert "Person 7" not in done.output


def test_the_label_of_a_group_below_the_minimum_is_not_printed_and_others_are():
    def figure(n, **group):
        labels = {name: f"label of {name} {code}" for name, code in group.items()}
        return Estimate("child_labour", "proportion", "taylor", group=group, labels=labels,
                        value=0.3, n=n, n_cases=int(0.3 * n))  # fmt: skip

    figures = (
        figure(1000), figure(900, region="1"), figure(88, region="2"), figure(12, region="3"),
        figure(20, region="1", sex="1"), figure(6, region="3", sex="1"), figure(500, sex="1"),
    )  # fmt: skip
    variable = {
        "name": "HH7", "table": "persons", "stands_for": ["region"], "kind": "code",
        "categories": {code: f"label of region {code}" for code in "1239"},
    }  # fmt: skip
    sample = {"name": "fs", "files": {}, "design": {}, "variables": [variable]}
    result = Result("run", figures, diagnostics=stated(study={"samples": [sample]}))
    released = release(result, DisclosureRules())
    told = {tuple(e.group.items()): e.labels for e in released.estimates}
    assert told[("region", "3"),] == {}
    assert told[("region", "3"), ("sex", "1")] == {"sex": "label of sex 1"}
    assert told[("region", "1"), ("sex", "1")] == {
        "region": "label of region 1", "sex": "label of sex 1",
    }  # fmt: skip
    assert "label of region 3" not in json.dumps(released.to_json())
    assert "label of region 9" in json.dumps(released.to_json())


@pytest.mark.parametrize(("units", "refused"), [(1, True), (2, False)])
def test_an_engine_refuses_the_same_groups(units, refused):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    with duckdb.connect() as connection:
        table = connection.from_arrow(persons(30, 20, units).collect().to_arrow())
        judged = partial(refuse_identifying, table, ["group"], {"home": "household"}, "study.toml")
        if refused:
            with pytest.raises(DataError, match="most groups of group lie in one household each"):
                judged()
        else:
            judged()


@pytest.mark.parametrize("home", [[1, None], [None, None]])
def test_a_unit_that_nobody_knows_makes_no_second_one(home):
    groups = [g for g in range(30) for _ in range(20)]
    homes = [one if one is None else g for g in range(30) for one in home * 10]
    table = pl.LazyFrame({"group": groups, "home": homes}, schema={"group": int, "home": int})
    more = pl.LazyFrame({"group": [99] * 20, "home": range(100, 120)})
    with pytest.raises(DataError, match="lie in one household each"):
        refuse_identifying(pl.concat([table, more]), ["group"], {"home": "household"}, "study.toml")
