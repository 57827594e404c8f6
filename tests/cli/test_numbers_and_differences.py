"""Numbers of persons and differences, as a user of the command line sees them."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.vocabulary.printed import percent
from tests.study import tiny


def run(*arguments):
    return CliRunner().invoke(main, ["estimate", *map(str, arguments)])


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An invented sample with weights of mean 1, and the population."""
    folder = tmp_path_factory.mktemp("desk")
    rows = ["age,sex,psu,w,s,h"]
    rows += [
        f"{5 + i % 13},{1 + i // 3 % 2},{i // 20},{0.5 + i % 11 / 10},{int(i % 9 == 0)},"
        f"{int(i % 18 == 0)}"
        for i in range(1000)
    ]
    (folder / "persons.csv").write_text("\n".join(rows) + "\n")
    (folder / "population.csv").write_text(
        "age_from,age_to,sex,persons,year\n5,11,1,50000,2024\n5,11,2,48000,2024\n"
        "12,17,1,40000,2024\n12,17,2,39000,2024\n"
    )
    return folder


def survey(desk, *more):
    return run("survey", desk / "persons.csv", "--weight", "w", "--cluster", "psu", "--measure",
               "s", *more)  # fmt: skip


def test_scaled_weights_give_no_numbers_without_a_population_table(desk):
    done = survey(desk, "--statistic", "total", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["refused"][0]["code"] == "scaled-weights"


def test_a_population_table_gives_numbers(desk):
    population = desk / "population.csv"
    done = survey(desk, "--statistic", "total", "--by", "sex", "--population", population, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [e["weighted_n"] for e in found["estimates"]] == [
        pytest.approx(90_000),
        pytest.approx(87_000),
    ]
    assert all(0 < e["lower"] < e["value"] < e["upper"] for e in found["estimates"])
    assert found["provenance"]["inputs"]["population.csv"].startswith("sha256:")


def test_ages_of_the_population_may_stand_in_one_column(desk, tmp_path):
    table = tmp_path / "one.csv"
    table.write_text("age,sex,persons\n5-11,1,50000\n5-11,2,48000\n12-17,1,40000\n12-17,2,39000\n")
    figures = [
        json.loads(survey(desk, "--statistic", "total", "--population", path, "--json").stdout)
        for path in (table, desk / "population.csv")
    ]
    assert figures[0]["estimates"] == figures[1]["estimates"]


def test_differences_of_groups_and_of_measures(desk):
    done = survey(desk, "--measure", "h", "--difference", "sex=1 minus sex=2", "--difference",
                  "s[sex=1] minus h[sex=1]", "--difference", "s minus h", "--json")  # fmt: skip
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    sides = [(d["name"], d["group"], d["minus"]["name"], d["minus"]["group"])
             for d in found["differences"]]  # fmt: skip
    assert sides == [
        ("s", {"sex": "1"}, "s", {"sex": "2"}),
        ("h", {"sex": "1"}, "h", {"sex": "2"}),
        ("s", {"sex": "1"}, "h", {"sex": "1"}),
        ("s", {}, "h", {}),
    ]
    values = {(e["name"], e["group"].get("sex")): e["value"] for e in found["estimates"]}
    assert found["differences"][0]["value"] == pytest.approx(values["s", "1"] - values["s", "2"])
    assert "difference of" in survey(desk, "--difference", "sex=1 minus sex=2").stdout


@pytest.mark.parametrize(
    ("text", "status"),
    [("sex=1", 2), ("sex=1 minus", 2), ("sex minus sex=2", 2), ("nothing=1 minus sex=2", 1)],
)
def test_an_unclear_difference_is_an_error(desk, text, status):
    done = survey(desk, "--difference", text)
    assert done.exit_code == status
    assert "Traceback" not in done.output


def test_two_results_are_compared(desk, tmp_path):
    paths = [tmp_path / f"{name}.json" for name in ("later", "earlier")]
    for path, more in zip(paths, (["--by", "sex"], ["--by", "sex", "--where", "age=9"]),
                          strict=True):  # fmt: skip
        survey(desk, *more, "-o", path)
    done = run("difference", *paths, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    later, earlier = (json.loads(p.read_text())["estimates"] for p in paths)
    for got, one, other in zip(found["differences"], later, earlier, strict=True):
        assert got["value"] == pytest.approx(one["value"] - other["value"])
        assert got["minus"]["source"] == "earlier.json"
    (tmp_path / "broken.json").write_text("{}")
    assert run("difference", paths[0], tmp_path / "broken.json").exit_code == 1
    assert run("difference", paths[0], tmp_path / "absent.json").exit_code == 1


def test_csv_keeps_quantiles_differences_and_refusals(desk, tmp_path):
    target = tmp_path / "out.csv"
    survey(desk, "--by", "sex", "--difference", "sex=1 minus sex=2", "--difference",
           "sex=1 minus sex=9", "-o", target)  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert [row["minus"] for row in rows] == ["", "", "s[sex=2]", ""]
    assert rows[3]["refused"].startswith("no-side: ")
    assert rows[3]["value"] == ""
    done = run("survey", desk / "persons.csv", "--measure", "age", "--statistic", "quantile",
               "--quantile", "0.25", "-o", target)  # fmt: skip
    assert done.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(target.read_text()))
    assert row["quantile"] == "0.25"


@pytest.mark.parametrize(
    ("level", "text"), [(0.95, "95%"), (0.975, "97.5%"), (0.9, "90%"), (0.999, "99.9%")]
)
def test_a_level_is_written_as_it_was_given(level, text):
    assert percent(level) == text


def test_a_run_prints_a_number_of_children_as_persons(tmp_path):
    """And not as hundreds of times as many per cent."""
    folder = tiny.write_study(tmp_path / "s")
    (folder / "population.csv").write_text("age,persons\n5-17,217000\n")
    with (folder / "study.toml").open("a") as file:
        file.write('\n[numbers]\ntable = "population.csv"\n[disclosure]\n')
        file.write("minimum_respondents = 5\nbrackets_below = 5\n")
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert done.exit_code == 0, done.output
    content = json.loads((folder / "out" / "estimates.json").read_text())
    number = next(e for e in content["estimates"] if e["statistic"] == "total" and not e["group"])
    line = f"{number['name']}: {number['value']:,.0f} persons (95% interval {number['lower']:,.0f} "
    assert line in done.stdout
