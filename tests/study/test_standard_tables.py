"""Tables PR.3.1 to PR.3.4 of an invented survey, against the custodian's programme rewritten.

The programme (ctables over `define/MICS6 - 09 - PR.sps`) is written out again here from the raw
variables of `fs.sav`: no standard tables, no rules, no engine, no gate.
"""

import csv
import io
import json

import polars as pl
import pyreadstat
import pytest

from measure87.study import new_study, run_study
from tests.study.every_digit import every_digit

TABLES = ("pr_3_1", "pr_3_2", "pr_3_3", "pr_3_4")
FEW = 25


def raw_children(path):
    """Completed interviews with the programme's columns, each 0 or 100."""
    raw, _ = pyreadstat.read_sav(str(path), output_format="polars", user_missing=True)
    raw = raw.filter(pl.col("FS17") == 1)

    def yes(*names):
        return pl.any_horizontal([(pl.col(n) == 1).fill_null(False) for n in names])

    age, hours = pl.col("CB3"), pl.col("CL3")
    activity = yes("CL1A", "CL1B", "CL1C", "CL1X")
    cut = pl.when(age <= 11).then(1).when(age <= 14).then(14).otherwise(43)
    less = (activity & (hours < cut)).fill_null(False)
    more = (activity & (hours >= cut) & (hours < 97)).fill_null(False)
    chores = yes("CL7", "CL9", *[f"CL11{letter}" for letter in "ABCDEFX"])
    spent = [pl.col(name) for name in ("CL8", "CL10", "CL13")]
    told = pl.any_horizontal([column.is_not_null() for column in spent])
    with_codes = pl.sum_horizontal(spent)  # 97 to 99 still in the sum
    without = pl.sum_horizontal([pl.when(column < 97).then(column) for column in spent])
    chores_less = (age <= 14) & chores & told & (with_codes < 21)
    chores_more = (age <= 14) & chores & (without >= 21)
    hazards = {name: yes(name) for name in ("CL4", "CL5", *[f"CL6{x}" for x in "ABCDEX"])}
    hazard = yes(*hazards)
    attends = pl.when((pl.col("CB4") == 1) & (pl.col("CB7") == 1)).then(pl.lit("Attending"))
    absent = (pl.col("CB4") == 2) | (pl.col("CB7") == 2)
    return raw.with_columns(
        eaLess=less,
        eaMore=more,
        hhcLess=chores_less,
        hhcMore=chores_more,
        hazardConditions=hazard,
        childLabor=more | chores_more,
        includeHaz=more | chores_more | hazard,
        **{f"{name}r": answer for name, answer in hazards.items()},
        school=attends.when(absent).then(pl.lit("Not attending")),
        ages=pl.when(age <= 11).then(pl.lit("5-11")).when(age <= 14).then(pl.lit("12-14"))
        .otherwise(pl.lit("15-17")),
    )  # fmt: skip


HAZARDS = [f"{name}r" for name in ("CL4", "CL5", *[f"CL6{x}" for x in "ABCDEX"])]
ALL = (5, 17)
COLUMNS = {
    "pr_3_1": [
        ("eaMore", (5, 11)), (None, (5, 11)), ("eaLess", (12, 14)), ("eaMore", (12, 14)),
        (None, (12, 14)), ("eaLess", (15, 17)), ("eaMore", (15, 17)), (None, (15, 17)),
    ],
    "pr_3_2": [
        ("hhcLess", (5, 11)), ("hhcMore", (5, 11)), (None, (5, 11)),
        ("hhcLess", (12, 14)), ("hhcMore", (12, 14)), (None, (12, 14)),
    ],
    "pr_3_3": [
        *((name, ALL) for name in ("eaLess", "eaMore", "hhcLess", "hhcMore", "childLabor", None))
    ],
    "pr_3_4": [
        *((name, ALL) for name in ("eaMore", "hhcMore", *HAZARDS, "hazardConditions",
                                   "includeHaz", None))
    ],
}  # fmt: skip
"""A column's variable and ages; None is the number of children."""

ROWS = {
    "Sex": ("HL4", {"Male": 1, "Female": 2}),
    "Area": ("HH6", {"Urban": 1, "Rural": 2}),
    "Age": ("ages", {age: age for age in ("5-11", "12-14", "15-17")}),
    "School attendance": ("school", {name: name for name in ("Attending", "Not attending")}),
    "Child's functional difficulties": (
        "fsdisability",
        {"Has functional difficulty": 1, "Has no functional difficulty": 2},
    ),
    "Mother's functional difficulties": (
        "caretakerdis",
        {"Has functional difficulty": 1, "Has no functional difficulty": 2},
    ),
    "Wealth index quintile": (
        "windex5",
        {"Poorest": 1, "Second": 2, "Middle": 3, "Fourth": 4, "Richest": 5},
    ),
    "Mother's education": (
        "melevel",
        {
            "Pre-primary or none": 0,
            "Primary Education": 1,
            "Lower Secondary Education": 2,
            "Upper Secondary Education": 3,
            "Higher": 4,
        },
    ),
}


pytestmark = pytest.mark.slow  # quick tests of the tables: tests/disseminate/standard_tables


@pytest.fixture(scope="module")
def study(tmp_path_factory, invented_data):
    folder = tmp_path_factory.mktemp("standard") / "mics"
    new_study(folder, "mics6", data=invented_data / "fs.sav", country="ZZZ")
    settings = folder / "study.toml"
    text = settings.read_text().replace("# tables = ", "tables = ")
    settings.write_text(text.replace("minimum_cases = 3 ", "minimum_cases = 1 "))
    with every_digit():
        run_study(folder)
    return folder


@pytest.fixture(scope="module")
def children(invented_data):
    return raw_children(invented_data / "fs.sav")


def rows_of(study, table):
    """Block, row, and for each column its value and sign."""
    text = (study / "out" / "tables" / f"{table}.csv").read_text("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for block, row, *cells in rows:
        found, at = [], 0
        while at < len(cells):
            signed = at + 1 < len(cells) and header[at + 3].endswith("(sign)")
            found.append((cells[at], cells[at + 1] if signed else ""))
            at += 2 if signed else 1
        yield block, row, found


def of_row(children, block, row):
    """The children of a row, and whether the row is one of those written out here."""
    if row == "Total":
        return children
    if block == "Region":
        return None
    variable, codes = ROWS[block]
    return children.filter(pl.col(variable) == codes[row]) if row in codes else None


def expected(persons, column):
    """Value of a cell, and the children in the sample that it rests on."""
    name, (first, last) = column
    persons = persons.filter(pl.col("CB3").is_between(first, last))
    weights = persons["fsweight"]
    if name is None:
        return weights.sum(), len(persons)
    return 100 * (weights * persons[name]).sum() / weights.sum(), len(persons)


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_that_is_shown_is_the_custodians(study, children, table):
    shown = 0
    for block, row, cells in rows_of(study, table):
        persons = of_row(children, block, row)
        if persons is None:
            continue
        assert len(cells) == len(COLUMNS[table])
        for (value, sign), column in zip(cells, COLUMNS[table], strict=True):
            if sign == "na":
                assert (row, column[0][:3]) == ("15-17", "hhc")
                assert expected(persons, column)[0] == 0
                continue
            wanted, n = expected(persons, column)
            assert (sign == "(*)") == (n < FEW and not value), (block, row, column)
            if value:
                half = 0.5 if column[0] is None else 0.05
                assert float(value) == pytest.approx(wanted, abs=half + 1e-9), (block, row, column)
                shown += 1
    assert shown > 40


def test_regions_of_the_file_are_rows_with_the_number_of_their_children(study, children):
    regions = [(row, cells) for block, row, cells in rows_of(study, "pr_3_3") if block == "Region"]
    sizes = children.group_by("HH7").agg(pl.col("fsweight").sum()).sort("HH7")["fsweight"]
    assert len(regions) == len(sizes)
    for (_, cells), size in zip(regions, sizes, strict=True):
        assert float(cells[-1][0]) == pytest.approx(size, abs=0.5 + 1e-9)


def test_figures_for_tables_alone_are_not_in_the_report(study):
    page = (study / "out" / "report.html").read_text("utf-8")
    assert "Children in household chores below the hours of their age" not in page
    assert "mother" not in page.lower().split("what the run says about the data")[0]


def test_what_by_asked_for_is_as_without_tables(study, invented_data, tmp_path):
    """Tables add figures and change none."""
    new_study(tmp_path / "plain", "mics6", data=invented_data / "fs.sav", country="ZZZ")
    with every_digit():
        run_study(tmp_path / "plain")
    plain, whole = (
        {
            (e["name"], tuple(sorted(e["group"].items()))): e
            for e in json.loads((folder / "out" / "estimates.json").read_text())["estimates"]
        }
        for folder in (tmp_path / "plain", study)
    )
    assert set(plain) < set(whole)
    for key, figure in plain.items():
        both = "value" in figure and "value" in whole[key]
        assert not both or figure["value"] == whole[key]["value"]
        assert not both or figure["upper"] == whole[key]["upper"]


def test_hours_of_working_children_are_shares_of_all_who_work(study, children):
    """Table CL.2: parts of a measure's cases, against the raw hours."""
    rows = {row: cells for _, row, cells in rows_of(study, "cl_2")}
    work = [(pl.col(n) == 1).fill_null(False) for n in ("CL1A", "CL1B", "CL1C", "CL1X")]
    working = children.filter(pl.any_horizontal(work))
    bands = {
        "Less than 1 hour": pl.col("CL3") < 1,
        "1 to less than 14 hours": pl.col("CL3").is_between(1, 13),
        "14 to less than 43 hours": pl.col("CL3").is_between(14, 42),
        "43 hours and more": pl.col("CL3").is_between(43, 96),
    }
    for label, test in bands.items():
        weight = working["fsweight"].sum()
        share = 100 * working.filter(test.fill_null(False))["fsweight"].sum() / weight
        assert float(rows[label][0][0]) == pytest.approx(share, abs=0.05 + 1e-9), label


def test_a_table_on_what_was_not_asked_says_so(study):
    text = (study / "out" / "tables" / "contents.csv").read_text("utf-8-sig")
    contents = {row["Number"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert contents["CL.3"]["File"] == ""
    assert "the questionnaire lacks: industry" in contents["CL.3"]["Notes"]
    assert contents["CL.2"]["File"] == "cl_2.csv"
