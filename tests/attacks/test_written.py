"""Every file of a release prints what `estimates.json` has; one that prints more is found."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.attacks.list_studies import drawn_lists
from tests.attacks.releasing import release, release_lists, written_again
from tests.attacks.studies import drawn_study
from tests.attacks.swapped import differing
from tests.attacks.tables_of_pages import rows_of
from tests.attacks.written import Released, figures_of, files_read, told_in_files, unknown

KINDS = {"brief.html", "estimates.csv", "sdmx", "ilostat", "ddi.xml", "report.html", "tables"}
HIDDEN_CELL = r"(?<=>)not shown: confidential(?=<)"


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """A release with a file of every kind, of a study that hides some of its figures."""
    study = replace(
        drawn_study(1, 400),
        definitions=("child_labour/sdg_8_7_1",),
        by=("sex", "age"),
        numbers=True,
        country="KHM",
    )
    return release(study, tmp_path_factory.mktemp("written") / "study")


def test_no_file_prints_more_than_the_first(released):
    assert files_read(released) == KINDS
    assert told_in_files(released) == []


def test_every_byte_of_every_file_follows_from_the_first(released, tmp_path):
    """Charts, widths of bars, workbooks, orders of rows: also what no reader here can read."""
    again = written_again(released, tmp_path / "again")
    assert differing(released, again) == []
    page = again / "brief.html"
    page.write_text(page.read_text("utf-8").replace('x="', 'x="1', 1), "utf-8")
    assert [trace.file for trace in differing(released, again)] == ["brief.html"]


@pytest.mark.slow
def test_so_does_every_byte_of_lists(tmp_path):
    first = release_lists(drawn_lists(3), tmp_path / "first")
    assert {"brief.html", "report.html", "estimates.csv"} <= {one.name for one in first.iterdir()}
    assert differing(first, written_again(first, tmp_path / "again")) == []


def test_rows_of_the_report_are_known_by_measure_and_group(released):
    """Else a number would only be asked to be one of any figure."""
    page, first = (released / name for name in ("report.html", "estimates.json"))
    rows = [one for one in rows_of(page.read_text("utf-8")) if one.section.startswith("figures")]
    said = Released(json.loads(first.read_text("utf-8")))
    assert all(figures_of(one, said) for one in rows)
    hidden = [one for one in rows if one.cells == ["not shown: confidential"]]
    assert len(hidden) > 5
    assert all(not len(said.numbers(figures_of(one, said))) for one in hidden)


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("<0.1 – 3.6", []),
        ("0.1 – 3.6", ["x: 0.1"]),
        ("<0.0001 – 3.6", ["x: 0.0001"]),
        ("< 0.1", []),
    ],
)
def test_less_than_a_number_is_no_more_than_what_is_under_it(printed, told):
    """Limits of 0.04 and 3.6 %, the first less than a tenth."""
    assert unknown("x", [printed], np.array([0.0004, 0.036])) == told


@pytest.mark.parametrize(
    ("file", "pattern", "planted"),
    [
        ("estimates.csv", r"(,proportion,everybody(?:,[^,\n]*){4}),(?=,)", r"\1,0.31"),
        ("estimates.csv", r"(,(?:age|sex)=[^,\n]*(?:,[^,\n]*){4}),0\.\d+(?=,)", r"\1,0.01234"),
        ("report.html", HIDDEN_CELL, "31"),
        ("report.html", HIDDEN_CELL, "&lt;0.1"),
        ("report.html", r'(?<=<td class="n">)\d\.\d(?=</td>)', "0.0123"),
        ("report.html", r'(?<=<td class="n">)\d{2,3}(?=</td>)', "9999"),
        ("report.html", "(?<=not shown, and why</h2>)", "<p>98,765 are.</p>"),
        ("tables/se_1.csv", r",0\.\d+,", ",0.01234,"),
        ("tables/tables.html", r"(?<=>)0\.\d+(?=<)", "0.01234"),
        ("ddi.xml", r"(?=</var>)", '<catStat type="freq">98765</catStat>'),
        ("sdmx/sdg-8-7-1-csv-1.0.csv", r",2024,,Q", ",2024,31,Q"),
        ("sdmx/sdg-8-7-1-csv-2.0.csv", r"; \d+ respondents", "; 9999 respondents"),
        ("sdmx/sdg-8-7-1-ml-2.1.xml", r'OBS_VALUE="[\d.]+"', 'OBS_VALUE="0.123"'),
        ("sdmx/sdg-8-7-1-ml-3.0.xml", r'UPPER_BOUND="[\d.]+"', 'UPPER_BOUND="12.765"'),
        ("ilostat/sdg-8-7-1.csv", r",2024,[\d.]+,", ",2024,0.123,"),
    ],
)  # fmt: skip
def test_what_is_planted_in_a_file_is_found_there(released, tmp_path, file, pattern, planted):
    folder = shutil.copytree(released, tmp_path / "out")
    path = folder / file
    text, times = re.subn(pattern, planted, path.read_text("utf-8"), count=1)
    assert times == 1, "nothing to plant it in"
    path.write_text(text, "utf-8")
    found = told_in_files(folder)
    assert found
    assert all(path.name in line or file.split("/")[0] in line for line in found)
