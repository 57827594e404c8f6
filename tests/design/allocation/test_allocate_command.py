"""`measure87 design allocate`: what it prints, writes, and refuses."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.design.allocation.allocate import allocate_shared
from measure87.design.allocation.strata import make_strata, proportion_spread

STRATA = """stratum,population,share,region,price,income,spread
north,12000,0.02,A,1,10,4
south,30000,0.01,A,2,12,5
east,8000,0.05,B,1,9,7
west,50000,0.004,B,3,11,3
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "strata.csv"
    path.write_text(STRATA)
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["design", "allocate", *map(str, arguments)])


def test_neyman_is_what_the_function_gives(table):
    done = run(table, "--method", "neyman", "--proportion", "share", "--n", 600, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    N, p = np.array([12000.0, 30000, 8000, 50000]), np.array([0.02, 0.01, 0.05, 0.004])
    sd = proportion_spread(p, N)[:, None]
    strata = make_strata("nsew", N, variables=["share"], mean=p[:, None], sd=sd)
    assert [row["n"] for row in found["strata"]] == allocate_shared(
        strata, "neyman", n=600
    ).n.tolist()
    assert found["n"] == 600
    W = N / N.sum()
    n = np.array([row["n"] for row in found["strata"]])
    se = np.sqrt((W**2 * sd[:, 0] ** 2 * (1 / n - 1 / N)).sum())
    assert found["precision"][0]["cv"] == pytest.approx(se / (W @ p))


def test_bethel_keeps_what_is_asked_in_each_domain(table):
    done = run(table, "--method", "bethel", "--proportion", "share", "--mean", "income", "--sd",
               "spread", "--cv", 0.1, "--domain", "region", "--domain-cv", 0.2, "--domain-cv", 0.05,
               "--cost", "price", "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [row["cv_asked"] for row in found["precision"]] == [0.1, 0.1, 0.2, 0.05, 0.2, 0.05]
    assert all(row["cv"] <= row["cv_asked"] for row in found["precision"])
    assert found["gap"] < 1e-9


def test_csv_has_what_select_reads(table, tmp_path):
    out = tmp_path / "n.csv"
    assert run(table, "--n", 100, "--minimum", 20, "-o", out).exit_code == 0
    lines = out.read_text().splitlines()
    assert lines[0] == "stratum,n"
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == 100


def test_people_read_numbers_and_precision(table):
    done = run(table, "--method", "equal", "--n", 80, "--proportion", "share")
    assert "north" in done.stdout
    assert "coefficient of variation of share: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--method", "bethel", "--proportion", "share"], 2, "bethel needs --cv"),
        (["--method", "bethel", "--cv", 0.1], 2, "bethel needs a variable"),
        (["--cv", 0.1, "--n", 5], 2, "proportional shares a given number out"),
        (["--method", "bethel", "--proportion", "share", "--cv", 0.001, "--maximum", 50], 3,
         "1 of 1 targets cannot be met; the first is share"),
        (["--mean", "income", "--n", 50], 2, "1 columns of means stand beside 0"),
        (["--proportion", "income", "--n", 50], 1, "share outside of 0 to 1 in row 2"),
        (["--population", "region", "--n", 50], 1, "column region has text in row 2"),
        (["--stratum", "place", "--n", 50], 1, "there is no column 'place'"),
        (["--n", 3], 1, "minima of all strata take 8"),
        (["--method", "bethel", "--proportion", "share", "--domain-cv", 0.1], 2, "needs --domain"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_one_sentence(table, arguments, status, said):
    done = run(table, *arguments, "--json")
    assert done.exit_code == status, done.output
    assert said in json.loads(done.stdout)["error"]["text"]
    assert "Traceback" not in done.output


def test_rows_are_those_of_a_spreadsheet_and_the_column_is_named(tmp_path):
    """A title, empty rows and the names count, and no column is called name."""
    table = tmp_path / "pc.csv"
    rows = ["Strata", "", "area,population,share", "north,12000,0.1", ",,", "north,30000,0.2"]

    def told(*lines):
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = run(table, "--stratum", "area", "--proportion", "share", "--n", 600, "--json")
        error = json.loads(done.stdout)["error"]
        return error["text"], error["where"]

    assert told(*rows) == ("the name of the stratum in row 6 stands twice", "pc.csv, area")
    few = [*rows[:-1], "south,0.5,0.2"]
    assert told(*few) == (
        "the population of the stratum in row 6 is no whole number of at least 1",
        "pc.csv, population",
    )
    assert told(*rows[:-1], "south,30000,20")[0].endswith("outside of 0 to 1 in row 6")
    assert told(*rows[:-1], "south,12000,0.2", "total,24000,0.2")[0].startswith("row 7 has in ")


@pytest.mark.parametrize("name", ["Total", "ENSEMBLE", "المجموع"])
def test_a_row_of_totals_is_no_stratum(table, name):
    total = "100000,0.01,,1,11,4"
    table.write_text(f"{STRATA}{name},{total}\n", encoding="utf-8")
    done = run(table, "--proportion", "share", "--n", 600)
    assert done.exit_code == 1
    assert "row 6 has in population the sum of all other rows" in done.stderr
    table.write_text(f"{STRATA}capital,{total}\n")
    assert run(table, "--proportion", "share", "--n", 600).exit_code == 0


@pytest.mark.parametrize(("capital", "status"), [(1245, 1), (1246, 0)])
def test_a_capital_of_half_a_country_is_a_stratum_and_an_exact_sum_is_none(table, capital, status):
    others = [100 + k for k in range(10)] + [200]
    assert sum(others) == 1245
    sizes = [capital, *others]
    rows = "".join(f"district {k},{size},0.1,A,1,1,1\n" for k, size in enumerate(sizes))
    table.write_text(STRATA.splitlines(keepends=True)[0] + rows)
    assert run(table, "--n", 60).exit_code == status


def test_what_the_reader_remarks_is_told(table):
    rows = "".join(f"district {k},{100 + k},0.1,A,1,1,1\n" for k in range(5))
    table.write_text(f"{STRATA}{rows}Total,7,0.1,A,{1 + 2 + 1 + 3 + 5},1,1\n")
    done = run(table, "--n", 60)
    assert done.exit_code == 0
    assert "the last row calls itself a total" in done.stderr
