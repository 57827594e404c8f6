"""`estimate trend` of a table of rounds, and `estimate chain` of results."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main

ROUNDS = Path(__file__).parents[1] / "reference" / "trend" / "rounds.csv"
R = json.loads((ROUNDS.parent / "trend.json").read_text())
DESIGN = ["--weight", "weight", "--strata", "stratum", "--cluster", "psu"]
TREND = ["estimate", "trend", str(ROUNDS), "--measure", "work", "--over", "year", *DESIGN]


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def found(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_table_of_rounds_gives_the_slope_as_r_has_it():
    content = found(*TREND, "--overlap", "clusters")
    slope, bend = content["trends"]
    assert [slope["value"], slope["se"]] == pytest.approx(R["plain.work.slope"], rel=1e-9)
    assert slope["statistic"] == "slope"
    assert slope["unit"] == "proportion per year"
    assert slope["trend"]["rounds"][0] == {"name": "2014", "date": 2014.5}
    assert slope["trend"]["overlap"] == "clusters"
    assert bend["trend"]["at"] == 2017.5
    assert bend["trend"]["tried"] == 1
    assert len(content["estimates"]) == 3
    assert [one["minus"]["group"] for one in content["differences"]] == [
        {"year": "2014"}, {"year": "2017"},
    ]  # fmt: skip


def test_people_get_a_table_with_the_test():
    result = run(*TREND, "--overlap", "clusters")
    assert result.exit_code == 0, result.output
    assert "slope, 2014 to 2021" in result.stdout
    assert "change of slope in 2017.5 (1 date tried)" in result.stdout


def test_a_csv_has_the_test_in_columns_of_its_own(tmp_path):
    path = tmp_path / "trend.csv"
    assert run(*TREND, "--overlap", "clusters", "-o", path).exit_code == 0
    rows = pl.read_csv(path, infer_schema=False)
    slope = rows.filter(pl.col("statistic") == "slope").row(0, named=True)
    assert slope["rounds"] == "2014;2017;2021"
    assert float(slope["p_value"]) == pytest.approx(0.0868, abs=1e-4)


def test_places_with_the_same_code_are_asked_about():
    result = run(*TREND)
    assert result.exit_code == 2
    assert "24 units of psu have the same code in several rounds" in result.stderr


@pytest.fixture
def results(tmp_path):
    """A result of each round, as `estimate survey --json` writes it."""
    table = pl.read_csv(ROUNDS)
    paths = []
    for year in (2014, 2017, 2021):
        data, path = tmp_path / f"{year}.csv", tmp_path / f"r{year}.json"
        table.filter(pl.col("year") == year).write_csv(data)
        arguments = ["estimate", "survey", data, "--measure", "work", *DESIGN, "-o", path]
        assert run(*arguments).exit_code == 0
        paths.append(path)
    return paths


def test_results_are_chained_as_a_table_of_new_places_is(results):
    dates = [x for p in results for x in ("--date", f"{p.name}={p.stem[1:]}")]
    content = found("estimate", "chain", *results, *dates)
    expected = found(*TREND, "--overlap", "none")
    for one, other in zip(content["trends"], expected["trends"], strict=True):
        for part in ("value", "se", "lower", "upper"):
            assert one[part] == pytest.approx(other[part], rel=1e-9)
    assert [one["source"] for one in content["trends"][0]["trend"]["rounds"]] == [
        "r2014.json", "r2017.json", "r2021.json",
    ]  # fmt: skip
    assert [one["code"] for one in content["warnings"]] == ["rounds-not-recorded"]


def test_files_of_one_name_are_told_apart_by_their_folders(results, tmp_path):
    places = []
    for path in results:
        place = tmp_path / path.stem / "out" / "estimates.json"
        place.parent.mkdir(parents=True)
        place.write_bytes(path.read_bytes())
        places.append(place)
    names = [f"{path.stem}/out/estimates.json" for path in results]
    dates = [
        x
        for name, path in zip(names, results, strict=True)
        for x in ("--date", f"{name}={path.stem[1:]}")
    ]
    content = found("estimate", "chain", *places, *dates)
    assert [one["source"] for one in content["trends"][0]["trend"]["rounds"]] == names
    assert len(content["provenance"]["inputs"]) == 3
    one_name = run("estimate", "chain", *places, "--date", "estimates.json=2014")
    assert one_name.exit_code == 2
    assert f"the files here are {', '.join(names)}" in " ".join(one_name.stderr.split())


def test_a_crosswalk_is_named_in_the_result(results):
    dates = [x for p in results for x in ("--date", f"{p.name}={p.stem[1:]}")]
    text = "r2014.json ratio 0.9 se 0.05 from a bridge survey"
    content = found("estimate", "chain", *results, *dates, "--crosswalk", text)
    assert content["trends"][0]["trend"]["crosswalks"] == [
        "ratio 0.9 (standard error 0.05) for r2014.json: a bridge survey"
    ]


@pytest.mark.parametrize(
    ("more", "status", "text"),
    [
        ((), 1, "r2014.json does not say when its round was"),
        (("--date", "r2014.json=spring"), 2, "is no date of a round"),
        (("--date", "other.json=2014"), 2, "other.json, which is no file here"),
        (("--crosswalk", "2014 times 3"), 2, "is not clear"),
    ],
)
def test_what_is_not_clear_is_said(results, more, status, text):
    dates = [x for p in results for x in ("--date", f"{p.name}={p.stem[1:]}")]
    given = dates if "--crosswalk" in more else []
    result = run("estimate", "chain", *results, *given, *more)
    assert result.exit_code == status
    assert text in result.stderr


def test_one_result_is_no_chain(results):
    result = run("estimate", "chain", results[0], "--date", f"{results[0].name}=2014")
    assert result.exit_code == 1
    assert "a trend needs two rounds, and there is 1" in result.stderr


@pytest.fixture
def coded(tmp_path):
    """The rounds with codes of yes, no and no answer, an empty cell, and no answer of a number."""
    table = pl.read_csv(ROUNDS).with_row_index("row")
    code = pl.when(pl.col("row") % 10 == 3).then(9).otherwise(2 - pl.col("work"))
    empty = pl.when(pl.col("row") == 7).then(None).otherwise(pl.col("work"))
    path = tmp_path / "coded.csv"
    table.with_columns(code=code, empty=empty).write_csv(path)
    return path


def test_who_has_no_answer_is_told(coded):
    table = pl.read_csv(coded)
    nines = table.filter(pl.col("code") == 9).height
    content = found(
        "estimate", "trend", coded, "--measure", "code=1", "--measure", "empty", "--over", "year",
        *DESIGN, "--overlap", "clusters",
    )  # fmt: skip
    told = {one["code"]: one["values"] for one in content["warnings"]}
    assert told["no-answer-as-no"] == {"measure": "code=1", "persons": nines}
    assert told["empty-cells"] == {"measure": "empty", "persons": 1}


def test_codes_that_are_added_up_or_that_nobody_has_are_told(coded):
    content = found(
        "estimate", "trend", coded, "--measure", "code", "--statistic", "mean", "--over", "year",
        "--overlap", "none", "--where", "sex=1", "--where", "sex=7",
    )  # fmt: skip
    codes = [one["code"] for one in content["warnings"]]
    assert codes == ["no-weight", "no-cluster", "unknown-code", "codes-as-numbers"]


def test_a_weight_is_named_by_its_row_in_the_table(tmp_path):
    table = pl.read_csv(ROUNDS).sort("year", maintain_order=True).with_row_index("row")
    lost = pl.col("row") == table.height - 1
    path = tmp_path / "lost.csv"
    table.with_columns(weight=pl.when(~lost).then(pl.col("weight"))).write_csv(path)
    result = run("estimate", "trend", path, *TREND[3:], "--overlap", "clusters")
    assert result.exit_code == 1
    assert f"1 such rows, first at row {table.height}" in result.stderr


def test_a_warning_of_one_round_names_it_in_every_language(tmp_path):
    table = pl.read_csv(ROUNDS).with_row_index("row")
    path = tmp_path / "hours.csv"
    table.with_columns(hours=pl.when(pl.col("row") > 3).then(pl.col("hours"))).write_csv(path)
    arguments = ["estimate", "trend", path, "--measure", "hours", "--statistic", "mean"]
    arguments += ["--over", "year", *DESIGN, "--overlap", "clusters"]
    for language, text in (
        ("en", "Warning: 2014: hours: 1 "),
        ("fr", "2014\N{NO-BREAK SPACE}: hours"),
    ):
        assert text in run("--lang", language, *arguments).stderr


@pytest.mark.parametrize("code", [9999, 99])
def test_a_code_for_an_unknown_round_is_refused_with_its_file_and_row(tmp_path, code):
    table = pl.read_csv(ROUNDS).with_row_index("row")
    path = tmp_path / "rounds.csv"
    unknown = pl.when(pl.col("row") == 7).then(code).otherwise("year")
    table.with_columns(year=unknown).write_csv(path)
    arguments = ["trend", path, "--measure", "work", "--over", "year", *DESIGN]
    result = run("--lang", "fr", "estimate", *arguments)
    assert result.exit_code == 1, result.output
    assert "(nombre de lignes : 1, la première étant la ligne 8) (rounds.csv, year)" in (
        result.stderr.replace("\u00a0", " ")
    )
