"""The invented country end to end: from its files to a report, against its known truth."""

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

from measure87.disseminate.released_result import result_from_json
from measure87.study.demonstration_text import findings
from tests.disseminate.in_browser import CHROMIUM, started
from tests.disseminate.pages.survey.figures_of_page import cells_of_page
from tests.disseminate.pages.survey.test_figures_of_page import written_of
from tests.disseminate.pages.survey.test_first_screen_in_browser import BOTTOMS
from tests.examples.runs import invented_country
from tests.released_json import assert_all_hold

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.slow

HEADLINES = (
    "child_labour_sdg_a",
    "child_labour_sdg_b",
    "child_labour_mics_pr34",
    "hazardous_conditions",
    "forced_labour_adults",
    "forced_labour_children",
    "forced_labour",
    "forced_labour_private",
    "forced_labour_state",
    "forced_labour_commercial_sexual",
)
_SEVERAL_STANDARD_ERRORS = 4
_COVERED = 0.85


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return invented_country(tmp_path_factory)


@pytest.fixture(scope="module")
def truth(done):
    told = json.loads((done.folder / "data" / "truth.json").read_text("utf-8"))
    return {
        (name, frozenset(entry["group"].items())): entry
        for name, measure in told["measures"].items()
        for entry in measure["values"]
    }


@pytest.fixture(scope="module")
def released(done):
    return json.loads((done.folder / "out" / "estimates.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def pairs(released, truth):
    """Figures with an interval, each with the truth of the same measure and group."""
    return [
        (item, entry)
        for item in released["estimates"]
        if "lower" in item
        and (entry := truth.get((item["name"], frozenset(item["group"].items()))))
    ]


def _target(entry):
    """What a census with this questionnaire would find; where unknowns do not matter, the truth."""
    return entry.get("as_told", entry["value"])


def test_intervals_cover_what_a_census_with_this_questionnaire_would_find(pairs):
    """One seed gives one sample, whose figures rise and fall together (the same persons, age
    groups within age groups). If they tell no more than 20 independent figures at 95 % do,
    fewer than 17 of the 20 (85 %) cover with probability 1.6 %."""
    assert len(pairs) > 150
    covered = [item["lower"] <= _target(entry) <= item["upper"] for item, entry in pairs]
    assert sum(covered) >= _COVERED * len(covered)


def test_headline_figures_lie_within_four_standard_errors_of_the_truth(released, truth):
    """Beyond four lies one sample in 16,000, were nothing missing. Missing answers move what
    is told: by 1.2 standard errors at most here, so four leaves 2.8 for chance (one in 200)."""
    everybody = {item["name"]: item for item in released["estimates"] if not item["group"]}
    for name in HEADLINES:
        item, entry = everybody[name], truth[name, frozenset()]
        away = abs(item["value"] - entry["value"])
        assert away <= _SEVERAL_STANDARD_ERRORS * item["se"], name


def test_intervals_are_no_wider_than_they_need_be_to_be_worth_printing(released):
    """Covering everything by being endless is no merit: at 40,000 persons the relative half
    width of the main figures stays under a third."""
    everybody = {item["name"]: item for item in released["estimates"] if not item["group"]}
    for name in HEADLINES[:7]:
        item = everybody[name]
        assert (item["upper"] - item["lower"]) / 2 < item["value"] / 3, name


def test_the_files_of_the_report_agree_with_the_manifest(done):
    out = done.folder / "out"
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"estimates.csv", "estimates.json", "report.html", "ddi.xml", "manifest.json"} <= files
    manifest = (out / "manifest.json").read_text("utf-8")
    for name in files - {"manifest.json"}:
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() in manifest
    assert done.report == out / "report.html"


def test_everything_that_is_released_has_passed_the_gate(done, released):
    assert released["released"] is True
    assert done.result.released
    with (done.folder / "out" / "estimates.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(released["estimates"])
    for item in released["estimates"]:
        if "suppressed" in item["flags"]:
            assert not {"value", "se", "lower", "upper", "n_cases", "deff"} & set(item)
        else:
            assert item["n"] >= 25
            assert item.get("n_cases", 0) not in (1, 2)


def test_it_is_labelled_invented_wherever_it_appears(done, released):
    assert released["diagnostics"]["study"]["invented"] is True
    report = (done.folder / "out" / "report.html").read_text("utf-8")
    assert "invented" in report.lower()
    for path in (done.folder / "data").iterdir():
        if path.suffix == ".json":
            assert "INVENTED" in path.read_text("utf-8")


def test_no_identifier_of_a_person_reaches_a_released_file(done):
    """Persons of the module are ZZZ-cluster-household-line; children, three numbers of fs.sav."""
    data = done.folder / "data"
    with (data / "fl_jobs.csv").open(newline="") as file:
        persons = {row["person_id"] for row in csv.DictReader(file)}
    assert all(re.fullmatch(r"ZZZ-\d+-\d+-\d+", person) for person in persons)
    for path in (p for p in (done.folder / "out").rglob("*") if p.is_file()):
        text = path.read_text("utf-8", errors="replace")
        assert "ZZZ-" not in text, path.name
        triples = set(re.findall(r"\b\d+-\d+-\d+\b", text))
        dates = {each for each in triples if re.fullmatch(r"20\d\d-\d\d-\d\d", each)}
        assert triples == dates, path.name


def test_the_demonstration_says_where_the_report_lies_and_what_was_found(demo, done):
    lines = findings(done.result, demo.FINDINGS[demo.INVENTED])
    lines = [line for line in lines if not line.startswith("Refused")]
    assert 3 <= len(lines) <= 7
    for line in lines:
        said = r": \d+\.\d per 1,?0+ \(\d+\.\d to \d+\.\d\)(, in the past 5 years)?$"
        assert (found := re.search(said, line)), line
        assert bool(found[1]) == ("forced labour" in line), line


def _cells_of_the_page(number):
    """Cells of a table of the page on MICS reports: (block, row) to what stands in its columns."""
    page = (EXAMPLES.parent / "docs" / "how-to" / "lay-beside-a-mics-report.md").read_text("utf-8")
    block = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)[number]
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()]
    return {(row[0], row[1]): row[2:] for row in rows[2:]}


@pytest.mark.parametrize(("number", "table"), [(0, "pr_3_3"), (1, "pr_3_1")])
def test_the_page_on_mics_reports_shows_the_tables_of_this_country(done, number, table):
    """Which numbers of children are in tens is drawn by the key of the folder: no others differ."""
    text = (done.folder / "out" / "tables" / f"{table}.csv").read_text("utf-8-sig")
    header, *rows = csv.reader(text.splitlines())
    at = [k for k, name in enumerate(header) if k > 1 and not name.endswith("(sign)")]
    found = {(row[0], row[1]): [row[k] for k in at] for row in rows}
    equal = 0
    for key, cells in _cells_of_the_page(number).items():
        for told, cell in zip(cells, found[key], strict=True):
            number_told = told.strip("()")
            if cell and number_told.replace(".", "").isdigit():
                both = float(number_told), float(cell)
                in_tens = "." not in number_told and any(one % 10 == 0 for one in both)
                assert abs(both[0] - both[1]) <= (5 if in_tens else 0), key
                equal += 1
    assert equal > 50


def test_all_its_json_is_as_the_schemas_say(done):
    assert_all_hold(done.folder / "out", "survey")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_report_answers_on_its_first_screen_and_is_short_before_its_annex(done, size):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = started(playwright.chromium)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.goto(done.report.as_uri())
        places = page.evaluate(BOTTOMS)
        annex = page.evaluate("document.getElementById('annex').getBoundingClientRect().top")
        browser.close()
    assert all(0 <= top < bottom <= size[1] for ends in places.values() for top, bottom in ends)
    assert all(len(ends) == 1 for ends in places.values())
    if size[0] == 1280:
        assert annex <= 20 * size[1]


def test_every_figure_of_the_release_stands_in_the_report(done):
    html = done.report.read_text("utf-8")
    written = set(
        written_of(
            result_from_json(
                json.loads((done.folder / "out" / "estimates.json").read_text("utf-8"))
            )
        )
    )
    assert len(written) > 1000
    assert written - cells_of_page(html) == set()
