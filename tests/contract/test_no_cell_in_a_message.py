"""A thousand planted names, telephone numbers, places and identifiers: none outside `private/`.

They are put into every column of a study in turn, into files that are no such files, and into files
for the commands that know no study; all that is printed and all that is released is looked through.
"""

import itertools
import json
import zipfile

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.files import write_sav
from tests.study import tiny

PLANTED = [
    value
    for k in range(250)
    for value in (
        f"Maria Zyx{k:03} Qorbel",
        f"+25570055{k:04}",
        f"-6.{71_000 + k} 39.{28_000 + k}",
        f"{770_123_456_789 + 7919 * k}",
    )
]
NUMBERS = [value for value in PLANTED if value.isdigit()]
COLUMNS = ("w", "strat", "ea", "age", "sex", "area", "hours", "occ", "ind", "night", "loads", "id")


def found_in(text):
    return [value for value in PLANTED if value in text]


def everything_outside_private(folder):
    for path in folder.rglob("*"):
        if not path.is_file() or "private" in path.relative_to(folder).parts:
            continue
        if path.parent == folder and path.suffix in (".csv", ".toml", ".sav", ".parquet", ".dta"):
            continue  # the study's own inputs
        yield path.read_bytes().decode("utf-8", errors="replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name).decode("utf-8", "replace") for name in
                            archive.namelist())  # fmt: skip


def assert_nothing_leaks(done, folder):
    assert done.exit_code in (0, 1, 2, 3), done.output
    assert found_in(done.output) == []
    for text in everything_outside_private(folder):
        assert found_in(text) == []


def planted_study(folder, column, *, unmapped, values, every):
    """The tiny study with planted values in some rows of a column."""
    stream = itertools.cycle(values)
    people, work = (
        [row | {column: next(stream)} if column in row and k % every == 0 else row
         for k, row in enumerate(rows)]
        for rows in (tiny.persons(), tiny.jobs())
    )  # fmt: skip
    return tiny.write_study(folder, people=people, work=work, unmapped=unmapped)


@pytest.mark.parametrize("column", COLUMNS)
def test_check_never_repeats_a_cell_of_any_column(tmp_path, column):
    for values, every in ((PLANTED, 1), (NUMBERS, 3), (PLANTED, 50)):
        study = planted_study(tmp_path / f"{every}", column, unmapped="fail", values=values,
                              every=every)  # fmt: skip
        assert_nothing_leaks(CliRunner().invoke(main, ["check", str(study), "--json"]), study)


@pytest.mark.slow
@pytest.mark.parametrize("column", COLUMNS)
def test_nothing_of_any_column_is_released(tmp_path, column):
    for values, every in ((PLANTED, 1), (NUMBERS, 3), (PLANTED, 50)):
        study = planted_study(tmp_path / f"{every}", column, unmapped="unknown", values=values,
                              every=every)  # fmt: skip
        for command in ("run", "publish", "check"):
            assert_nothing_leaks(CliRunner().invoke(main, [command, str(study)]), study)


def test_a_file_that_is_no_such_file_is_refused_without_its_text(tmp_path):
    text = "\n".join(PLANTED)
    for suffix in (".sav", ".zsav", ".dta", ".parquet", ".csv"):
        for content in (text, f"a,b\n{text}", f'a,b\n"{text}\n', f"$FL2{text}", f"PAR1{text}PAR1"):
            path = tmp_path / f"t{suffix}"
            path.write_text(content)
            done = CliRunner().invoke(main, ["estimate", "survey", str(path), "--measure", "b"])
            assert_nothing_leaks(done, tmp_path / "nothing")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".sav"])
@pytest.mark.parametrize(
    "options",
    [
        ["--measure", "said"],
        ["--measure", "said", "--statistic", "mean"],
        ["--measure", "works=9"],
        ["--measure", "said=9"],
        ["--measure", "works", "--weight", "said"],
        ["--measure", "works", "--weight", "number", "--fpc", "number"],
        ["--measure", "number"],
        ["--measure", "works", "--by", "said"],
        ["--measure", "works", "--by", "number"],
        ["--measure", "works", "--strata", "said", "--single-cluster", "fail"],
        ["--measure", "works", "--strata", "number"],
        ["--measure", "works", "--cluster", "said", "--fpc", "said"],
    ],
    ids=" ".join,
)
def test_estimates_without_a_study_never_repeat_a_cell(tmp_path, suffix, options):
    frame = pl.DataFrame(
        {
            "works": [k % 2 for k in range(1000)],
            "said": PLANTED,
            "number": [int(NUMBERS[k % 250]) for k in range(1000)],
        }
    )
    path = tmp_path / f"t{suffix}"
    if suffix == ".csv":
        frame.write_csv(path)
    elif suffix == ".parquet":
        frame.write_parquet(path)
    else:
        write_sav(path, frame)
    done = CliRunner().invoke(main, ["estimate", "survey", str(path), *options, "--json"])
    assert done.exit_code in (0, 1, 2, 3), done.output
    assert found_in(done.output) == []


@pytest.mark.parametrize(
    "options",
    [
        ["test", "--measure", "said", "--by", "works"],
        ["test", "--measure", "works", "--by", "number"],
        ["test", "--measure", "said", "--by", "works", "--method", "wilcoxon"],
        ["test", "--measure", "said", "--by", "works", "--method", "shares"],
        ["test", "--measure", "number", "--by", "works", "--method", "means", "--weight", "said"],
        ["test", "--measure", "works", "--by", "half", "--strata", "said"],
        ["contrast", "--measure", "works", "--by", "said"],
        ["contrast", "--measure", "number", "--by", "works", "--baseline", "7"],
        ["contrast", "--measure", "works", "--by", "number", "--set", "trend"],
        ["moment", "--measure", "said"],
        ["moment", "--measure", "works", "--by", "said"],
        ["standardised", "--measure", "works", "--by", "said", "--standard", "STANDARD"],
        ["standardised", "--measure", "said", "--standard", "STANDARD"],
    ],
    ids=" ".join,
)
def test_analyses_without_a_study_never_repeat_a_cell(tmp_path, options):
    path, standard = tmp_path / "t.csv", tmp_path / "standard.csv"
    works = [k % 2 for k in range(1000)]
    half = [k * 7 % 3 // 2 for k in range(1000)]
    number = [int(NUMBERS[k % 250]) for k in range(1000)]
    frame = pl.DataFrame({"works": works, "half": half, "said": PLANTED, "number": number})
    frame.write_csv(path)
    standard.write_text("half,persons\n0,3\n1,1\n")
    command, *rest = [str(standard) if one == "STANDARD" else one for one in options]
    done = CliRunner().invoke(main, ["estimate", command, str(path), *rest, "--json"])
    assert done.exit_code in (0, 1, 2, 3), done.output
    assert found_in(done.output) == []


@pytest.mark.parametrize("column", ["A", "n"])
def test_lists_never_repeat_a_cell(tmp_path, column):
    rows = [{"A": k % 2, "B": 1, "n": 40} | {column: PLANTED[k]} for k in range(1000)]
    tiny.write_csv(tmp_path / "lists.csv", rows)
    done = CliRunner().invoke(
        main,
        ["estimate", "lists", str(tmp_path / "lists.csv"), "--list", "A", "--list", "B", "--count",
         "n", "--population", "invented", "--area", "nowhere", "--period", "2024", "--status",
         "confirmed", "--closed-because", "invented", "--json"],
    )  # fmt: skip
    assert done.exit_code in (1, 2), done.output
    assert "error" in json.loads(done.stdout)
    assert found_in(done.output) == []
