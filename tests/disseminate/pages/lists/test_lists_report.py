"""The report of a list study: what matters first, and nothing but what was released."""

import json
import re
from pathlib import Path

import pytest

from measure87.disseminate import DisclosureRules, ReportContext, publish, release
from measure87.disseminate.gate.lists import release_lists
from measure87.disseminate.html import page_of_content, report_page
from measure87.disseminate.pages.kit import wording
from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.circles import Edge, circles_plot
from measure87.disseminate.pages.kit.charts.sizes import SizeBlock, SizePoint, size_plot
from measure87.disseminate.pages.kit.svg import PlotTexts
from tests.disseminate.invented_lists import random_table, released, table_of, unreleased
from tests.disseminate.pages.survey.test_report import Outline, text_of

METHODS = ("independence", "stepwise", "decomposable", "bayes-threshold", "chao")
CELLS = {
    "Police": 220, "NGO": 190, "Hotline": 160, "Ministry": 90, "Police+NGO": 31,
    "Police+Hotline": 18, "NGO+Hotline": 12, "NGO+Ministry": 9, "Hotline+Ministry": 2,
    "Police+NGO+Hotline": 4,
}  # fmt: skip
LISTS = ("Police", "NGO", "Hotline", "Ministry")


@pytest.fixture(scope="module")
def before():
    return unreleased(table_of(LISTS, CELLS), METHODS)


@pytest.fixture(scope="module")
def folder(before, tmp_path_factory):
    place = tmp_path_factory.mktemp("lists") / "out"
    publish(release_lists(before, DisclosureRules()), place)
    return place


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text("utf-8")


def of(content, **changes):
    return page_of_content({**content, **changes}, ReportContext())


@pytest.fixture
def content(folder):
    return json.loads((folder / "estimates.json").read_text("utf-8"))


def test_the_verdict_is_told_before_contents_plots_and_notes(html):
    order = [html.index(f'id="{a}"') for a in ("findings", "contents", "figures", "trust")]
    assert order == sorted(order)
    text = text_of(html)
    assert text.index("What the lists say") < text.index("What is counted")


def test_a_disagreement_is_loud_and_an_agreement_warns_that_it_is_no_evidence(content):
    verdict = content["diagnostics"]["lists"]["verdict"]
    about = content["diagnostics"]
    loud = of(content, diagnostics={**about, "lists": {**about["lists"], "verdict": {
        **verdict, "code": "disagree", "factor": 1.9}}})  # fmt: skip
    assert '<div class="verdict loud">' in loud
    assert "The methods disagree by a factor of 1.9" in text_of(loud)
    close = of(content, diagnostics={**about, "lists": {**about["lists"], "verdict": {
        **verdict, "code": "close", "factor": 1.2}}})  # fmt: skip
    assert '<div class="verdict">' in close
    assert "That is not by itself evidence" in text_of(close)


def test_it_says_what_is_counted_and_what_the_figure_is_not(html):
    text = text_of(html)
    assert "invented persons in forced labour" in text
    assert "1 January to 31 December 2025" in text
    assert "potential: nobody has decided on them; referred to a procedure" in text
    assert "invented: nobody comes or goes" in text
    assert "They are not a prevalence on a given day." in text


def test_every_method_stands_in_the_plot_and_in_the_table(html, content):
    figures = [f for f in content["estimates"] if not f["group"]]
    assert len(figures) == len(METHODS)
    for figure in figures:
        name = wording.words("en").of_code("list_methods", figure["method"]).replace("'", "&#39;")
        row = re.search(rf'<th scope="row">{re.escape(name)}</th>.*?</tr>', html, re.DOTALL)[0]
        assert f"{figure['value']:,.0f}" in row
    svg = re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]
    assert svg.count("Stepwise") == 1


def test_a_bound_without_upper_limit_is_an_arrow_and_says_or_more(html, content):
    (chao,) = [f for f in content["estimates"] if f["method"] == "chao"]
    assert "upper" not in chao
    assert f"{chao['lower']:,.0f} or more" in text_of(html)
    rows = [
        SizePoint("closed", 20, 10, 40),
        SizePoint("open", 20, 10, None, bounded=False, hollow=True),
    ]
    drawn = [
        size_plot([SizeBlock("", [row])], SizeAxis.over(10, 40), PlotTexts("t", "a", "x"), "p")
        for row in rows
    ]
    assert drawn[1].count("<path") > drawn[0].count("<path")  # the head of the arrow


def test_a_lower_bound_above_the_lowest_figure_is_told(content):
    about = content["diagnostics"]["lists"]
    assert "assumptions of one of the two" not in text_of(of(content))
    verdict = about["verdict"] | {"bound_above": {"method": "chao", "lower": 99_000.0}}
    diagnostics = {**content["diagnostics"], "lists": {**about, "verdict": verdict}}
    text = text_of(of(content, diagnostics=diagnostics))
    assert "a lower bound: at least 99,000, chance allowed for" in text
    assert "The assumptions of one of the two are wrong." in text


def test_why_nothing_can_be_estimated_is_said_with_the_most_frequent_reasons(content):
    about = content["diagnostics"]["lists"]
    codes = ["no-overlap", "does-not-fit", "low-coverage", "nobody"]
    verdict = {"code": "not-estimable", "text": "", "because": codes}
    diagnostics = {**content["diagnostics"], "lists": {**about, "verdict": verdict}}
    text = text_of(of(content, diagnostics=diagnostics))
    assert (
        "Why: nobody is on two lists; the model does not describe these lists; the lists cover "
        "too little of the population." in text
    )


def test_counts_that_are_not_shown_are_not_in_the_page(html, folder):
    text = text_of(html)
    assert "Hotline × Ministry not shown not shown" in text
    assert "such counts: 15" in text.lower()
    graph = html[html.index('id="overlaps-w-title"') :]
    assert ">?</text>" in graph[: graph.index("</svg>")]


def test_parts_of_the_trust_panel_each_have_a_plot_and_a_table(html):
    for anchor in ("without", "merged", "known-lists", "offsets", "linkage"):
        start = html.index(f'id="trust-{anchor}"')
        part = html[start : html.index("</details>", start)]
        assert part.count("<svg") == 2
        assert "<table" in part
        assert "<details" in part


def test_trajectory_and_posteriors_are_drawn(html):
    for anchor in ("path", "posterior"):
        assert f'id="{anchor}-w-title"' in html
        assert f'id="{anchor}-n-title"' in html


def test_refused_methods_stand_with_their_reason():
    found = released(table_of("AB", {"A": 300, "B": 200, "A+B": 30}),
                     ("independence", "heterogeneity"))  # fmt: skip
    page = text_of(of(json.loads(json.dumps(found.to_json()))))
    assert "Heterogeneity (Mh) too few lists" in page


def test_strata_have_a_table_of_their_own():
    strata = {"north": random_table(1, 3, 3000), "south": random_table(2, 3, 3000)}
    page = text_of(of(json.loads(json.dumps(released(strata, ("independence",)).to_json()))))
    assert "By stratum" in page
    assert "Independence north" in page


def test_the_page_is_made_of_the_released_file_alone(folder, html, tmp_path):
    moved = tmp_path / "elsewhere.json"
    moved.write_bytes((folder / "estimates.json").read_bytes())
    assert report_page(moved, ReportContext()) == html


def test_the_page_needs_nothing_from_elsewhere(html):
    assert "<script" not in html
    assert "<link" not in html
    assert not re.search(r'(?:src|href|xlink:href)="(?!#)', html)
    assert not re.search(r"url\((?!#)", html)


def test_the_outline_is_sound(html):
    outline = Outline()
    outline.feed(html)
    assert outline.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.refs) <= set(outline.ids)
    names = [tag for tag, _ in outline.tags]
    assert [names.count(name) for name in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    assert names.count("caption") == names.count("table")
    assert all(about.get("scope") for tag, about in outline.tags if tag == "th")


def test_no_word_of_the_page_is_in_its_code_or_templates():
    """A language is one more file: what is not in it would stay English."""
    package = Path(wording.__file__).parents[1] / "lists"
    for template in (package / "templates").glob("*.j2"):
        code = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
        bare = re.sub(r"<[^>]*>", " ", code.sub(" ", template.read_text("utf-8")))
        assert set(re.findall(r"[A-Za-z]{3,}", bare)) <= {"measure"}, template.name


def test_a_study_whose_cells_are_withheld_makes_a_report_too():
    import polars as pl

    from measure87.estimate.multiple_lists import capture_table_from

    rows = {"A": [1, 0, 0, 1, 1, 0], "B": [0, 1, 0, 1, 0, 1], "C": [0, 0, 1, 0, 1, 1],
            "n": ["90", "70", "60", "12", "9", "<5"]}  # fmt: skip
    table = capture_table_from(pl.DataFrame(rows), ["A", "B", "C"], count="n")
    found = released(table, ("independence",))
    page = text_of(of(json.loads(json.dumps(found.to_json()))))
    assert "Cells of the table are withheld by its holder" in page
    assert "with all at their highest" in page


@pytest.mark.parametrize("n_lists", [2, 3, 8, 12])
def test_the_graph_of_overlaps_can_be_drawn_for_any_number_of_lists(n_lists):
    names = [f"List {j}" for j in range(n_lists)]
    edges = [Edge(i, j, "7", "near") for j in range(n_lists) for i in range(j)]
    for narrow in (False, True):
        svg = circles_plot(names, edges, PlotTexts("t", "a", ""), "g", narrow=narrow)
        assert svg.count("List ") == n_lists


@pytest.mark.parametrize(
    ("low", "high", "log"), [(2744, 56238, True), (900, 1400, False), (0.4, 1.6, False)]
)
def test_axes_are_logarithmic_where_figures_differ_by_a_large_factor(low, high, log):
    axis = SizeAxis.over(low, high)
    assert axis.log is log
    assert axis.low <= low
    assert axis.high >= high
    for few in (False, True):
        ticks = axis.ticks(few=few)
        assert 2 <= len(ticks) <= 7
        assert all(axis.low <= tick <= axis.high for tick in ticks)


def test_the_rules_of_the_gate_are_told_as_they_were_applied(before, html):
    assert "fewer than 3 persons" in text_of(html)
    public = release(before, DisclosureRules(minimum_cases=1))
    page = text_of(of(json.loads(json.dumps(public.to_json()))))
    assert "The study says that its counts are public already" in page


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ru", "ar"])
def test_that_cells_were_rounded_is_told_where_they_were(content, language):
    sentence = wording.words(language).text("lists_hidden.rule_rounded_cells", base=3)
    assert re.search("[3٣]", sentence)
    about = content["diagnostics"]["lists"]
    rounded = content["diagnostics"] | {"lists": about | {"cells_rounded_to": 3}}
    context = ReportContext((), language)
    assert sentence in page_of_content({**content, "diagnostics": rounded}, context)
    assert sentence not in page_of_content(content, context)
