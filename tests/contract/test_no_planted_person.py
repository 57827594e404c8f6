"""A thousand planted names, telephones, places and identifiers, in every format and every recipe.

`test_no_cell_in_a_message` spoils one column of CSV files at a time. Here they stand in columns
that nobody asked for and in columns that are, in labels, in names of folders; in Parquet, SPSS and
Stata; and in what lists, linkage and the world estimate read. What is looked through is all that is
printed and all that is written outside `private/`.
"""

import json
import re
import shutil

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.files import write_sav
from tests.contract.test_no_cell_in_a_message import (
    NUMBERS,
    PLANTED,
    assert_nothing_leaks,
    everything_outside_private,
    found_in,
    planted_study,
)
from tests.study import tiny
from tests.study.test_list_study import TABLE, filled
from tests.study.world.made_world import SETTINGS, write_made_world

FORMATS = (".csv", ".parquet", ".sav", ".dta")
SOME = (
    ".csv",
    ".sav",
    *(pytest.param(one, marks=pytest.mark.slow) for one in (".parquet", ".dta")),
)
"""One without labels and one with them each time, and all with the slow tests."""


def plain(suffix):
    """Those that a CSV file may hold: what begins with a sign is refused there as a formula."""
    return [value for value in PLANTED if suffix != ".csv" or value[0] not in "+-"]


def run(*arguments):
    return CliRunner().invoke(main, [str(part) for part in arguments])


def write(frame, path, labels=None, value_labels=None):
    """A table in the format of its suffix, with labels where it has any."""
    if path.suffix == ".csv":
        frame.write_csv(path)
    elif path.suffix == ".parquet":
        frame.write_parquet(path)
    elif path.suffix == ".sav":
        write_sav(path, frame, variable_labels=labels, value_labels=value_labels)
    else:
        typed = {
            name: {int(code): label for code, label in pairs.items()}
            for name, pairs in (value_labels or {}).items()
        }
        pyreadstat.write_dta(
            frame,
            str(path),
            column_labels=labels,
            variable_value_labels=typed,
        )


def in_format(study, suffix, name="persons", *, more=None, **labels):
    """The study with one of its CSV files in another format, with more columns."""
    old = study / f"{name}.csv"
    frame = pl.read_csv(old, infer_schema_length=None)
    if more is not None:
        rows = frame.height
        values = [more[k % len(more)] for k in range(rows)]
        frame = frame.with_columns(pl.Series("who", values, dtype=pl.String))
    old.unlink()
    write(frame, study / f"{name}{suffix}", **labels)
    settings = study / "study.toml"
    settings.write_text(settings.read_text().replace(f"{name}.csv", f"{name}{suffix}"))
    return study


@pytest.mark.parametrize("suffix", FORMATS)
def test_columns_that_nobody_asked_for_go_nowhere(tmp_path, suffix):
    study = in_format(tiny.write_study(tmp_path / "s"), suffix, more=plain(suffix))
    done = run("run", study)
    assert done.exit_code == 0, done.output
    assert_nothing_leaks(done, study)


PERSONS = ("w", "strat", "ea", "age", "sex", "area", "id")
JOBS = ("hours", "occ", "ind", "night", "loads", "id")


COLUMNS = (*(("persons", c) for c in PERSONS), *(("jobs", c) for c in JOBS))


def in_formats():
    """Each column in one format, formats by turns, with the slow tests; in all in the proof."""
    for number, (table, column) in enumerate(COLUMNS):
        for at, suffix in enumerate(FORMATS[1:]):
            mark = pytest.mark.slow if number % 3 == at else pytest.mark.proof
            yield pytest.param(table, column, suffix, marks=mark)


@pytest.mark.parametrize(("table", "column", "suffix"), [*in_formats()])
def test_nothing_of_any_column_is_told_in_any_format(tmp_path, suffix, table, column):
    """CSV is held in `test_no_cell_in_a_message`, by every command."""
    for values, every in ((PLANTED, 1), (NUMBERS, 3)):
        study = planted_study(tmp_path / f"{every}", column, unmapped="unknown", values=values,
                              every=every)  # fmt: skip
        assert_nothing_leaks(run("run", in_format(study, suffix, table)), study)


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_labels_of_what_is_no_group_go_nowhere(tmp_path, suffix):
    """Labels of single persons' codes, and the label of a group of two of them."""
    people = tiny.persons()
    people[0]["area"] = people[1]["area"] = 3
    study = tiny.write_study(tmp_path / "s", people=people)
    mapping = study / "mapping.toml"
    text = mapping.read_text().replace(
        'variable = "area"\ncodes = { 1 = "1", 2 = "2" }',
        'variable = "area"\n\n[survey.persons.region]\nvariable = "area"',
    )
    text = text.replace('[survey.persons.area]\nvariable = "area"\n\n', "")
    mapping.write_text(text)
    settings = study / "study.toml"
    settings.write_text(settings.read_text().replace('"area"]', '"region"]'))
    labels = {
        "id": {str(row["id"]): PLANTED[k] for k, row in enumerate(people)},
        "ea": {str(k): PLANTED[300 + k] for k in range(30)},
        "age": {str(k): PLANTED[400 + k] for k in range(5, 18)},
        "area": {"1": "North", "2": "South", "3": PLANTED[500]},
    }
    study = in_format(study, suffix, value_labels=labels)
    done = run("run", study)
    assert done.exit_code == 0, done.output
    assert_nothing_leaks(done, study)
    released = json.loads((study / "out" / "estimates.json").read_text())
    assert "North" in {v for one in released["estimates"] for v in one.get("labels", {}).values()}


@pytest.mark.parametrize("suffix", SOME)
def test_the_folder_of_a_file_is_told_to_nobody(tmp_path, suffix):
    """Names of files are released as they are, see SECURITY.md; where they lie is not."""
    folder = tmp_path / "Maria Zyx001 Qorbel" / "+255700550002"
    study = in_format(tiny.write_study(folder / "s"), suffix)
    assert run("run", study).exit_code == 0
    for text in everything_outside_private(study):
        assert found_in(text) == []
    data = study / f"persons{suffix}"
    data.write_bytes(data.read_bytes()[:300] if suffix != ".csv" else b"id,w\n1,2,3\n")
    done = run("run", study)
    assert done.exit_code == 1
    assert found_in(done.output) == []


@pytest.mark.parametrize("suffix", SOME)
def test_a_study_of_lists_tells_nobody_on_them(tmp_path, suffix):
    """One person a row, with her name beside the lists; then her name in place of a list."""
    cells = [line.split(",") for line in TABLE.splitlines()[1:]]
    rows = [[int(c) for c in cell[:3]] for cell in cells for _ in range(int(cell[3]))]
    names = TABLE.splitlines()[0].split(",")[:3]
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.Series("who", [plain(suffix)[k % 500] for k in range(len(rows))])
    )
    for spoilt in (None, "NGO"):
        study = filled(tmp_path / str(spoilt))
        settings = study / "study.toml"
        text = re.sub(r"^count = .*\n", "", settings.read_text(), flags=re.MULTILINE)
        settings.write_text(text.replace("lists.csv", f"lists{suffix}"))
        table = frame if spoilt is None else frame.with_columns(pl.col("who").alias(spoilt))
        write(table, study.parent / f"lists{suffix}")
        for command in ("check", "run", "publish"):
            done = run(command, study)
            assert done.exit_code == (0 if spoilt is None else 1), done.output
            assert_nothing_leaks(done, study)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FORMATS)
def test_linkage_tells_nobody_on_the_lists(tmp_path, suffix):
    pytest.importorskip("splink", reason="needs measure87[linkage]")
    raw = tmp_path / "raw"
    assert run("simulate", "listed-persons", raw, "--persons", 300, "--seed", 3).exit_code == 0
    columns = {"police": ("first_name", "last_name"), "shelter": ("forename", "surname")}
    settings = raw / "linkage.toml"
    for name, (first, last) in columns.items():
        frame = pl.read_csv(raw / f"{name}.csv", infer_schema=False)
        for column in (first, last, "telephone"):
            values = pl.Series(column, [plain(suffix)[k % 500] for k in range(frame.height)])
            frame = frame.with_columns(values)
        (raw / f"{name}.csv").unlink()
        write(frame, raw / f"{name}{suffix}")
        settings.write_text(settings.read_text().replace(f"{name}.csv", f"{name}{suffix}"))
    out = tmp_path / "out"
    out.mkdir()
    done = run("collect", "link", "run", settings, "-o", out / "linked.csv", "--json")
    assert done.exit_code in (0, 1, 3), done.output
    assert_nothing_leaks(done, out)


@pytest.mark.slow
def test_a_world_estimate_says_nothing_of_columns_that_it_does_not_read(tmp_path):
    folder = tmp_path / "+255700550003"
    config = write_made_world(folder, SETTINGS.replace("draws = 900", "draws = 300"))
    for name in ("figures", "population", "regions"):
        path = folder / f"{name}.csv"
        head, *lines = path.read_text().splitlines()
        more = [f"{line},{PLANTED[k % 1000]}" for k, line in enumerate(lines)]
        path.write_text("\n".join([f"{head},who", *more]) + "\n")
    done = run("combine", config, "-o", tmp_path / "out")
    assert done.exit_code in (0, 1), done.output
    assert found_in(done.output) == []
    for path in (tmp_path / "out").rglob("*") if done.exit_code == 0 else ():
        if path.is_file():
            assert found_in(path.read_bytes().decode("utf-8", errors="replace")) == []
    shutil.rmtree(folder)
