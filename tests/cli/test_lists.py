import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from measure87.cli import main

STATED = [
    "--population", "persons in forced labour",
    "--area", "an invented country",
    "--period", "2013",
    "--status", "potential",
    "--closed-because", "stays are longer than a year",
]  # fmt: skip
# Published counts of the Western site (Farrell et al. 2019), from the reference folder's table.
WESTERN = """A,B,C,D,E,count
1,0,0,0,0,52
0,1,0,0,0,90
0,0,1,0,0,114
0,0,0,1,0,45
0,0,0,0,1,21
1,0,1,0,0,4
1,0,0,1,0,2
1,0,0,0,1,5
0,1,1,0,0,6
0,1,0,1,0,1
0,0,0,1,1,3
1,0,1,0,1,1
0,1,1,1,0,1
"""


HISTORIES = ("1,0,0", "0,1,0", "1,1,0", "0,0,1", "1,0,1", "0,1,1", "1,1,1")


def run(*args, table=WESTERN):
    return CliRunner().invoke(main, ["estimate", "lists", "-", *args], input=table)


def quick(*args, **kwargs):
    return run("--count", "count", *STATED, "--bootstrap", "100", *args, **kwargs)


def test_without_saying_what_is_counted_nothing_is_estimated():
    found = run("--count", "count", "--json")
    assert found.exit_code == 2
    error = json.loads(found.stdout)["error"]
    assert error["code"] == "population-not-stated"
    for part in ("population", "area", "period", "status", "closed_because"):
        assert part in error["text"]


def test_the_statement_may_stand_in_a_file(tmp_path):
    about = tmp_path / "about.toml"
    about.write_text(
        'population = "p"\narea = "q"\nperiod = "2013"\nstatus = "confirmed"\n'
        'closed_because = "r"\n'
    )
    found = run(
        "--count",
        "count",
        "--about",
        str(about),
        "--method",
        "chao",
        "--no-robustness-checks",
        "--json",
    )
    assert found.exit_code == 0, found.output
    counted = json.loads(found.stdout)["diagnostics"]["lists"]["counted"]
    assert counted["status"] == "confirmed"
    assert counted["not"] == "a prevalence on a given day"


def test_the_methods_stand_side_by_side_with_a_verdict_on_top():
    found = quick()
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("The methods disagree by a factor of")
    for name in ("independence", "stepwise", "chao", "sample-coverage", "heterogeneity"):
        assert name in found.stdout


def test_stepwise_in_json_is_the_published_figure():
    found = quick("--method", "stepwise", "--no-robustness-checks", "--json")
    (figure,) = json.loads(found.stdout)["estimates"]
    # Chan, Silverman & Vincent (2021), section 4.2: 2,483 with A and E interacting.
    assert round(figure["value"]) == 2483
    assert figure["statistic"] == "size"
    assert figure["unit"] == "persons"
    assert figure["n"] == 345
    assert json.loads(found.stdout)["diagnostics"]["lists"]["methods"]["stepwise"]["terms"] == [
        "A:E"
    ]


UK_FIVE = Path(__file__).parents[2] / "examples" / "uk-2013-lists" / "five_lists.csv"


@pytest.mark.slow
@pytest.mark.parametrize(("order", "published"), [("2", 22_991), ("5", 25_311)])
def test_the_order_of_bic_is_what_moves_the_published_figures_of_the_uk(order, published):
    # Silverman, Chan & Vincent (2024), table 6; as the reference folder quotes it.
    found = run(
        "--count", "count", *STATED, "--method", "bic", "--order", order, "--bootstrap", "100",
        "--no-robustness-checks", "--json", table=UK_FIVE.read_text(),
    )  # fmt: skip
    (figure,) = json.loads(found.stdout)["estimates"]
    assert round(figure["value"]) == published


@pytest.mark.slow
def test_the_same_seed_gives_the_same_output_whatever_else_is_asked():
    alone = json.loads(quick("--method", "stepwise", "--no-robustness-checks", "--json").stdout)[
        "estimates"
    ]
    beside = json.loads(quick("--no-robustness-checks", "--json").stdout)["estimates"]
    assert alone[0] in beside


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("A,B,count\n1,0,5\n0,1,7\n", "no-overlap"),
        ("A,count\n1,5\n", "too-few-lists"),
        ("A,B,count\n1,0,0\n0,1,0\n", "nobody"),
    ],
)
def test_where_nothing_can_be_defended_everything_is_refused_with_status_3(table, code):
    found = quick("--json", table=table)
    assert found.exit_code == 3
    said = json.loads(found.stdout)
    assert said["estimates"] == []
    assert code in {refusal["code"] for refusal in said["refused"]}
    assert said["diagnostics"]["lists"]["verdict"]["code"] == "not-estimable"


@pytest.mark.parametrize(
    ("table", "status", "words"),
    [
        ("A,B,count\n1,0,5.5\n0,1,7\n", 1, "'count' holds a number at row 2"),
        ("A,B,count\n1,2,5\n0,1,7\n", 1, "list 'B' holds a number at row 2"),
        ("A,B,count\n1,1,-3\n0,1,7\n", 1, "'count' holds a negative number at row 2"),
    ],
)
def test_bad_entries_are_told_with_their_row_and_not_their_value(table, status, words):
    found = quick(table=table)
    assert found.exit_code == status
    assert words in found.stderr
    assert "Traceback" not in found.output


def test_unknown_methods_and_columns_are_told_with_the_nearest():
    found = quick("--method", "stepwize")
    assert (found.exit_code, "stepwise" in found.stderr) == (2, True)
    found = run("--count", "cuont", *STATED)
    assert (found.exit_code, "count" in found.stderr) == (1, True)


def test_strata_are_estimated_apart_and_summed():
    rows = WESTERN.splitlines()
    table = "\n".join([f"{rows[0]},site", *(f"{row},{site}" for site in "xy" for row in rows[1:])])
    found = quick("--strata", "site", "--method", "independence", "--no-robustness-checks",
                  "--json", table=table)  # fmt: skip
    figures = {
        figure["group"].get("stratum", ""): figure["value"]
        for figure in json.loads(found.stdout)["estimates"]
    }
    assert figures["x"] == pytest.approx(figures["y"])
    assert figures[""] == pytest.approx(2 * figures["x"])


def test_cells_given_as_a_range_are_filled_and_both_ends_shown():
    table = WESTERN.replace("1,0,1,0,1,1", "1,0,1,0,1,<5")
    found = quick("--method", "independence", "--no-robustness-checks", "--json", table=table)
    assert found.exit_code == 0, found.output
    said = json.loads(found.stdout)["diagnostics"]["lists"]["methods"]["independence"]
    assert {"all_lowest", "all_highest"} <= set(said["suppressed"])


@pytest.mark.slow
def test_lists_in_another_order_give_the_same_figures():
    rows = [line.split(",") for line in WESTERN.splitlines()]
    order = [3, 0, 4, 2, 1, 5]
    turned = "\n".join(",".join(row[k] for k in order) for row in [rows[0], *rows[:0:-1]])
    first, second = (
        [
            (f["method"], f["value"], f.get("lower"), f.get("upper"))
            for f in json.loads(quick("--no-robustness-checks", "--json", table=table).stdout)[
                "estimates"
            ]
        ]
        for table in (WESTERN, turned)
    )
    assert first == second


def test_a_lower_bound_above_a_figure_is_told_under_the_verdict():
    # 80 persons whom every list knows, and the rest known by chance
    counts = zip(HISTORIES, (400, 300, 60, 200, 10, 5, 80), strict=True)
    table = "a,b,c,count\n" + "\n".join(f"{row},{n}" for row, n in counts)
    lines = quick("--method", "chao", "--method", "independence", table=table).stdout.splitlines()
    assert lines[1] == (
        "The lower bound of chao is at least 3,682, chance allowed for, and lies above "
        "independence, 2,147: the assumptions of one of the two are wrong."
    )
    assert quick("--method", "chao", "--method", "stepwise").stdout.splitlines()[1] == ""


def test_a_known_list_is_told_with_how_few_of_it_the_others_saw():
    text = quick("--method", "independence").stdout
    assert "size of B (98, 8 of them on another list)" in text


def test_a_list_of_everybody_is_why_nothing_can_be_defended():
    table = "a,b,c,count\n1,0,0,100\n1,1,0,20\n1,0,1,10\n1,1,1,3\n"
    found = quick("--json", table=table)
    assert found.exit_code == 3
    verdict = json.loads(found.stdout)["diagnostics"]["lists"]["verdict"]
    assert verdict["because"] == ["list-of-everybody"]
    assert verdict["text"].startswith("Not estimable because one list holds everybody")
