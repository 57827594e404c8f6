"""The published study of five lists, run as a study folder, against what others published."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from measure87.disseminate import ReportContext
from measure87.disseminate.brief import brief_of_content
from measure87.disseminate.html import page_of_content
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.released_result import result_from_json
from measure87.study import run_study
from tests.disseminate.in_browser import IN_BROWSER, barriers
from tests.disseminate.pages.first_screen import SCREENS, bare, first_screen
from tests.disseminate.pages.printed import printed_pages
from tests.released_json import assert_all_hold

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "uk-2013-lists"

# Binette & Steorts (2022), cached results of MSETools, as collected with the tables.
INDEPENDENCE, STEPWISE = 13444.1312, 11312.9903
# Silverman, Chan & Vincent (2024), table 6: lowest BIC, interactions of two lists.
BIC, BIC_LIMITS = 22991, (11456, 43894)
# R dga 2.0.2 with a weight of 2^-5 per cell; its grid of the unseen is coarser than ours.
DGA, DGA_LIMITS = 22988, (10391, 33505)
# R CARE1 1.1.0, LSC.
COVERAGE = 11745.8589514391


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    copy = tmp_path_factory.mktemp("examples") / "lists"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("out", "private"))
    # Latent classes take most of the time, and their figures hang on chains: tested elsewhere.
    text = (copy / "study.toml").read_text("utf-8")
    methods = ("independence", "stepwise", "bic", "bayes-threshold", "decomposable", "chao",
               "sample-coverage", "heterogeneity")  # fmt: skip
    (copy / "study.toml").write_text(
        text.replace("level = 0.95", f"level = 0.95\nmethods = {json.dumps(methods)}"), "utf-8"
    )
    run_study(copy)
    return copy


@pytest.fixture(scope="module")
def released(folder):
    return json.loads((folder / "out" / "estimates.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def figures(released):
    return {item["method"]: item for item in released["estimates"]}


@pytest.mark.parametrize(
    ("method", "published", "rel"),
    [
        ("independence", round(INDEPENDENCE), 0.0),
        ("stepwise", round(STEPWISE), 0.0),
        ("bic", BIC, 5e-5),
        ("decomposable", DGA, 2e-3),
        ("sample-coverage", round(COVERAGE), 0.0),
    ],
)
def test_figures_are_those_that_others_published(figures, method, published, rel):
    """To the person, as they are released; `tests/estimate/multiple_lists` has all digits."""
    assert figures[method]["value"] == pytest.approx(published, rel=rel, abs=0.0)


def test_steps_have_all_digits_of_what_others_published(released):
    sizes = [step["size"] for step in released["diagnostics"]["lists"]["stepwise_path"]]
    assert sizes[0] == pytest.approx(INDEPENDENCE, rel=1e-8)
    assert min(sizes, key=lambda size: abs(size - STEPWISE)) == pytest.approx(STEPWISE, rel=1e-8)


def test_limits_are_those_that_others_published_as_far_as_chance_allows(figures):
    # R dga: the grid of the unseen is every 10 persons.
    assert figures["decomposable"]["lower"] == pytest.approx(DGA_LIMITS[0], rel=2e-3)
    assert figures["decomposable"]["upper"] == pytest.approx(DGA_LIMITS[1], rel=2e-3)
    # 1,000 samples of the paper: its lower limit within its own Monte Carlo error of some 3 %;
    # the upper lies at the edge of the samples, and is marked as such.
    assert figures["bic"]["lower"] == pytest.approx(BIC_LIMITS[0], rel=0.06)
    assert figures["bic"]["upper"] >= BIC_LIMITS[1]
    assert "upper-limit-at-the-edge" in figures["bic"]["flags"]


def test_the_disagreement_is_told_first(released, folder):
    verdict = released["diagnostics"]["lists"]["verdict"]
    assert verdict["code"] == "disagree"
    assert verdict["factor"] == pytest.approx(BIC / STEPWISE, rel=1e-3)
    assert released["warnings"][0]["code"] == "methods-disagree"
    html = (folder / "out" / "report.html").read_text("utf-8")
    assert html.index("The methods disagree by a factor of 2.0") < html.index('id="contents"')


def test_what_is_counted_is_in_the_figures_and_in_the_report(released, folder):
    counted = released["diagnostics"]["lists"]["counted"]
    assert counted["status"] == "potential"
    assert counted["not"] == "a prevalence on a given day"
    html = (folder / "out" / "report.html").read_text("utf-8")
    assert counted["closed_because"] in html


def test_counts_in_print_are_shown_and_no_cell_is(released):
    about = released["diagnostics"]["lists"]
    assert about["observed"] == 2744
    sizes = {entry["name"]: entry["persons"] for entry in about["lists"]}
    assert sizes == {"LA": 94, "NG": 567, "PFNCA": 1169, "GO": 807, "GP": 336}
    empty = [e["lists"] for e in about["robustness_checks"]["overlaps"] if e["both"] == 0]
    assert empty == [["LA", "GP"]]
    assert released["diagnostics"]["disclosure"]["counts_not_shown"] == 0
    assert '"frequencies"' not in json.dumps(released)


def test_the_table_has_the_published_number_of_histories_and_persons():
    for name, lists, histories in (("five_lists.csv", 5, 18), ("six_lists.csv", 6, 25)):
        head, *rows = (EXAMPLE / name).read_text("utf-8").splitlines()
        assert len(head.split(",")) == lists + 1
        assert len(rows) == histories
        assert sum(int(row.rpartition(",")[2]) for row in rows) == 2744


def test_five_lists_are_six_with_police_and_crime_agency_taken_as_one():
    def counts(name):
        head, *rows = (line.split(",") for line in (EXAMPLE / name).read_text().splitlines())
        return [dict(zip(head, map(int, row), strict=True)) for row in rows]

    merged: dict[tuple[int, ...], int] = {}
    for row in counts("six_lists.csv"):
        key = (row["LA"], row["NG"], row["PF"] | row["NCA"], row["GO"], row["GP"])
        merged[key] = merged.get(key, 0) + row["count"]
    five = {tuple(list(row.values())[:-1]): row["count"] for row in counts("five_lists.csv")}
    assert merged == five


def test_the_input_is_named_by_its_hash(released, folder):
    digest = hashlib.sha256((folder / "five_lists.csv").read_bytes()).hexdigest()
    assert released["provenance"]["inputs"] == {"five_lists.csv": f"sha256:{digest}"}


def test_the_demonstration_prints_the_verdict_and_every_method(released):
    from measure87.study.demonstration_text import list_findings
    from measure87.vocabulary.estimate import Estimate

    estimates = [
        Estimate("population_size", "size", item["method"], value=item["value"],
                 lower=item.get("lower"), upper=item.get("upper"))
        for item in released["estimates"]
    ]  # fmt: skip
    said = result_from_json(released).diagnostics
    lines = list_findings(estimates, said)
    assert lines[0].startswith("The methods disagree by a factor of 2.0")
    assert "stepwise: 11,313 persons (" in "\n".join(lines)
    assert "chao: 13,570 persons (12,076 to no upper limit)" in lines


def test_all_its_json_is_as_the_schemas_say(folder):
    assert_all_hold(folder / "out", "lists")


@IN_BROWSER[0]
@IN_BROWSER[1]
@pytest.mark.parametrize("language", languages())
def test_brief_and_first_screen_have_the_verdict_with_its_limits_and_people(
    browser, released, language
):
    told, own = released["diagnostics"]["lists"], words(language)
    mine = [f for f in released["estimates"] if f["method"] in told["verdict"]["compared"]]
    numbers = [told["verdict"][end]["value"] for end in ("lowest", "highest")]
    numbers += [min(f["lower"] for f in mine), max(f["upper"] for f in mine), told["observed"]]
    context = ReportContext(language=language)
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.set_content(brief_of_content(released, context))
    said = bare(opened.inner_text("ol.sentences"))
    assert [n for n in numbers if bare(own.number(n)) not in said] == []
    assert barriers(opened) == []
    assert printed_pages(opened) <= 2
    opened.close()
    for size in SCREENS:
        least = 0.99 if size[0] > 1000 else 0.6
        text, chart = first_screen(browser, page_of_content(released, context), size, least)
        assert [n for n in numbers if bare(own.number(n)) not in text] == []
        assert chart > least
