"""The report: what it says, and that it needs nothing but itself."""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from measure87 import __version__
from measure87.define import load_definition
from measure87.disseminate import DefinitionText, ReportContext, publish, release
from measure87.disseminate.html import report_page
from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.context import definition_text, report_context
from measure87.disseminate.pages.kit.svg import PlotTexts
from measure87.vocabulary.citation import Cite, bibliography
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.releases.survey import UnsupportedMeasure
from tests.disseminate.invented_result import FORCED, SDG, invented_result
from tests.disseminate.stated import stated

GOLDEN = Path(__file__).parents[3] / "golden" / "report_invented.html"

DEFINITIONS = (
    DefinitionText(
        id=SDG,
        title="Children in child labour, invented wording",
        about="Invented text about the definition.",
        edition="2018-10-19",
        limits=(("At 15 to 17: at least 43 hours", Cite("MICS6-SYNTAX-PR", "15-17", "printed")),),
        rules=(("Child of 5 to 11 at work.", (Cite("ICLS18-CL-2008", "¶ NN", "unseen"),)),),
    ),
    DefinitionText(
        id=FORCED,
        title="Forced labour, invented wording",
        about="Both criteria on the same job.",
        edition="2018-10-19",
        rules=(("Work under menace.", (Cite("ICLS20-FL-2018", "¶ NN", "secondary"),)),),
        reaches_not=("people in institutions", "people who are gone"),
    ),
)


def page(folder, result=None, context=None):
    context = context or ReportContext(DEFINITIONS)
    publish(result or invented_result(), folder, context)
    return (folder / "report.html").read_text("utf-8")


def text_of(html):
    """What is read: no styles, no tags."""
    html = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_report_says_what_it_said_before(tmp_path):
    """A snapshot, not a reference: what is printed changes only on purpose.

    With `REGENERATE_GOLDEN=1` in the environment the snapshot is written anew; read the
    difference before it is committed.
    """
    html = page(tmp_path).replace(f"measure87 {__version__}", "measure87 VERSION")
    html = re.sub(r"<svg.*?</svg>", "<svg>PLOT</svg>", html, flags=re.DOTALL)
    html = re.sub(r"<style>.*?</style>", "<style>STYLE</style>", html, flags=re.DOTALL)
    if os.environ.get("REGENERATE_GOLDEN") == "1":
        GOLDEN.write_text(html, "utf-8")
    assert html == GOLDEN.read_text("utf-8")


def test_the_page_needs_nothing_from_elsewhere(tmp_path):
    html = page(tmp_path)
    assert "<script" not in html
    assert "<link" not in html
    assert not re.search(r'(?:src|href|xlink:href)="(?!#)', html)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_the_page_is_made_of_the_released_file_alone(tmp_path):
    html = page(tmp_path)
    moved = tmp_path / "elsewhere.json"
    moved.write_bytes((tmp_path / "estimates.json").read_bytes())
    assert report_page(moved, ReportContext(DEFINITIONS)) == html


def test_nothing_of_a_suppressed_figure_is_in_the_page(tmp_path):
    html = page(tmp_path)
    (row,) = re.findall(r'<tr>\s*<th scope="row">Not stated</th>.*?</tr>', html, re.DOTALL)
    assert text_of(row) == "Not stated not shown: confidential"
    assert "Not shown in the plot: region: Region 4, Not stated." in text_of(html)


class Outline(HTMLParser):
    """Headings and landmarks of a page."""

    def __init__(self):
        super().__init__()
        self.levels, self.tags, self.ids, self.refs = [], [], [], []

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        self.tags.append((tag, about))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in about:
            self.ids.append(about["id"])
        if about.get("href", "").startswith("#"):
            self.refs.append(about["href"][1:])
        self.refs += about.get("aria-labelledby", "").split()


def test_the_outline_is_sound(tmp_path):
    outline = Outline()
    outline.feed(page(tmp_path))
    assert outline.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.refs) <= set(outline.ids)
    names = [tag for tag, _ in outline.tags]
    assert [names.count(name) for name in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    tables = names.count("table")
    assert names.count("caption") == tables
    assert all(about.get("scope") for tag, about in outline.tags if tag == "th")


def test_an_invented_country_is_called_so_and_a_real_one_is_not(tmp_path):
    assert "INVENTED COUNTRY" in page(tmp_path / "a")
    assert "INVENTED COUNTRY" not in page(tmp_path / "b", invented_result(invented=False))


def test_a_sample_without_probabilities_is_called_so_and_has_no_interval(tmp_path):
    result = invented_result(invented=False, probability_sample=False)
    plain = [
        replace(
            figure,
            method="share-of-respondents",
            lower=None,
            upper=None,
            level=None,
            interval=None,
            alternatives=(),
        )
        for figure in result.estimates
    ]
    text = text_of(page(tmp_path, replace(result, estimates=plain)))
    assert "NOT A PROBABILITY SAMPLE" in text
    assert "720 of 4,000 respondents who answered, ages 5 to 17." in text
    assert "They were not selected at random, so the figure says nothing about anyone else." in text
    assert "Two intervals for rare figures" not in text
    assert "kind of interval" not in text
    assert "a household survey cannot reach" not in text
    assert "confidence" not in text.split("Figures by group")[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "95% confidence interval: 16.35 to 19.65 per 100 children aged 5 to 17.",
        "“no”, the figure would be 18.00; if all were “yes”, it would be 18.80.",
        "own design effect Adults in forced labour, per 1,000 Ages 18 and over 1.00 0.00 – 2.55",
        "Urban 0.00 0.00 – 1.70 0.00 – 0.85",
        "Region 9 not given: nobody in the sample is in this group",
        "Based on answers about 4,000 children aged 5 to 17. This release gives no number",
        "Figures: 28. Shown: 26, of them in brackets: 1. Not shown: 2.",
        "(38)",
        "Coast &amp; &lt;islands&gt;",
        "household chores , ages 5 to 17, %",
        "Definition: Children in child labour, invented wording child_labour/sdg_8_7_1@2018-10-19",
        "If all unknown answers were “no” If all unknown answers were “yes” Cases",
        "Ages 5 to 17 18.00 16.35 – 19.65 18.00 18.80 720 4,000",
        "nobody in the sample is in this group",
        "it could reveal information about fewer than 3 persons.",
        "industry of the job, in the version that the mapping names",
        "hours not told 24",
        "stratum 7 has one cluster only",
        "people who are gone",
        "Resolution II concerning statistics of child labour, ¶ NN not verified",
        "sha256:0123456789abcdef",
        "Seed 87",
    ],
)
def test_the_report_says(tmp_path_factory, sentence):
    folder = tmp_path_factory.getbasetemp() / "said"
    if not (folder / "report.html").exists():
        page(folder)
    assert sentence in text_of((folder / "report.html").read_text("utf-8"))


def test_a_measure_without_cases_is_told_by_its_upper_limit(tmp_path):
    result = invented_result()
    nobody = [
        replace(figure, group={}, labels={}) for figure in result.estimates if figure.n_cases == 0
    ]
    text = text_of(page(tmp_path, replace(result, estimates=nobody)))
    assert "No case was found among 5,000 adults aged 18 and over." in text
    assert "there are at most 1.70 per 1,000" in text


def test_a_bare_result_makes_a_report_too(tmp_path):
    result = replace(invented_result(), diagnostics={}, refused=(), warnings=())
    text = text_of(page(tmp_path, result, ReportContext()))
    assert "Child labour sdg b" in text
    assert "The texts of these definitions were not given" in text
    nothing = text_of(page(tmp_path, replace(result, estimates=())))
    assert "No main figure of this run can be shown." in nothing


def test_definitions_come_from_the_figures_that_name_them():
    context = report_context(invented_result())
    assert {text.id.split("@")[0] for text in context.definitions} >= {SDG.split("@")[0]}
    assert all(text.cites for text in context.definitions)
    assert context.language == "en"


def test_an_unknown_language_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(StudyError, match="no reports and tables in 'tlh'") as caught:
        page(tmp_path, context=ReportContext((), "tlh"))
    assert "en" in caught.value.hint
    assert not (tmp_path / "manifest.json").exists()


def test_a_plot_starts_at_zero_and_describes_itself():
    points = [Point("A <b>", 20.0, 15.0, 26.0), Point("B", 0.0, 0.0, 3.0)]
    texts = PlotTexts("T & t", "A plot", "Per 100 persons")
    svg = interval_plot([Block("Region", points)], texts, "p")
    assert '<title id="p-title">T &amp; t</title>' in svg
    assert 'aria-labelledby="p-title p-about"' in svg
    assert "A &lt;b&gt;" in svg
    assert ">0</text>" in svg


def test_measures_without_groups_stand_in_one_table(tmp_path):
    result = invented_result(invented=False)
    everybody = [figure for figure in result.estimates if not figure.group][:1]
    others = [replace(everybody[0], name=f"indicator_{k}") for k in (1, 2, 3)]
    others[2] = others[2].suppress("confidential")
    html = page(tmp_path, replace(result, estimates=others))
    assert html.count('<table class="figures">') == 1
    assert "Not shown in the plot: Indicator 3." in html
    assert "All measures" in html
    assert "Figures and their bounds" in html
    assert "Figures by group" not in html
    assert html.count("<svg") == 4  # of the first screen, and of the table; each in two widths


def test_the_json_of_a_report_is_the_json_of_the_result(tmp_path):
    page(tmp_path)
    content = json.loads((tmp_path / "estimates.json").read_text("utf-8"))
    assert content["diagnostics"]["mapping"]["fs"]["unknown"]["persons.heights"] == "not-shown"


def test_facts_of_no_study_are_told_with_their_path_and_the_gates_account(tmp_path):
    facts = {"rows": 13050, "design": {"strata": 5, "rounds": [4, 9]}, "parts": [{"of": "a"}]}
    result = replace(invented_result(), released=False, diagnostics=facts)
    text = text_of(page(tmp_path, release(result)))
    for told in ("rows 13,050", "design · strata 5", "design · rounds 4, 9", "parts · 1 · of a"):
        assert told in text
    assert "Hidden counts found: 0." in text
    assert "disclosure ·" not in text


def test_what_the_questionnaire_lacks_is_told_once_and_in_words(tmp_path):
    missing = ["age_years", "line", "mother_line", "consent_lacked or IN2"]
    result = invented_result()
    entry = {"definition": FORCED.split("@")[0], "measure": "own_measure", "missing": missing}
    refusal = Refusal("own_measure", "questionnaire", f"the questionnaire has no {missing}")
    lacking = [UnsupportedMeasure(**entry)]
    diagnostics = changed(result.diagnostics, unsupported=lacking)
    texts = (replace(DEFINITIONS[1], measures=(("own_measure", "Title of its own"),)),)
    done = replace(result, diagnostics=diagnostics, refused=(refusal,))
    text = text_of(page(tmp_path, done, ReportContext(texts)))
    assert text.count("Title of its own") == 1
    assert text.count("who in the household is the parent of whom") == 1
    assert "whether free and informed consent was lacking; job of a different nature" in text
    assert "age_years" not in text
    assert "IN2" not in text


def test_what_stands_between_backticks_is_set_apart(tmp_path):
    html = page(tmp_path, invented_result(notes=["`I <know>` of `column_a` alone"]))
    assert "<q>I &lt;know&gt;</q> of <code>column_a</code>" in html
    assert html.index("Notes on this study") < html.index("Main findings</h2>")


def test_columns_of_the_files_are_told_in_words(tmp_path):
    result = invented_result()
    facts = {
        "unknown": {"persons.heights": 29, "jobs.purely_military": 4},
        "absent": {"jobs": ["night_work", "industry"]},
        "assumed": ["fs.sav does not have night_work, chores_hours."],
        "out_of_range": [
            {
                "table": "jobs",
                "column": "hours",
                "variable": "CA4",
                "minimum": 0.0,
                "maximum": 168.0,
                "rows": 30,
            }
        ],
    }
    notices = (
        Notice("mapping", "fs.sav does not have night_work, chores_hours."),
        Notice("mapping", "CL6A: code '7' in 30 rows; persons.heights takes it as unknown"),
    )
    result = replace(
        result,
        diagnostics=changed(result.diagnostics, mapping=stated(mapping={"fs": facts}).mapping),
        warnings=notices,
    )
    html = page(tmp_path, result)
    text = text_of(html)
    assert "fs: no answer, persons: required to work at heights 29" in text
    assert "fs: no answer, jobs: work of a purely military character 4" in text
    assert "work at night; industry of the job" in text
    assert "<q>work at night</q>, <q>hours in household chores</q>." in html
    assert "<q>required to work at heights</q> takes it as unknown" in html
    assert text.count("fs.sav does not have") == 1
    for raw in ("night_work", "persons.heights", "purely_military", "EX_MIL", "out_of_range"):
        assert raw not in html


def test_a_document_is_named_once_above_what_is_from_it_and_each_place_beside_its_rule(tmp_path):
    """Two rules of one document, one of two documents, one more of the first."""
    first, second = bibliography()["ICLS18-CL-2008"].title, bibliography()["ICLS20-FL-2018"].title

    def rule(name, *cites):
        return f"Rule {name}.", tuple(Cite(key, at, "printed") for key, at in cites)

    rules = (
        rule("a", ("ICLS18-CL-2008", "place 1")),
        rule("b", ("ICLS18-CL-2008", "place 2"), ("ICLS18-CL-2008", "place 3")),
        rule("c", ("ICLS18-CL-2008", "place 4"), ("ICLS20-FL-2018", "place 5")),
        rule("d", ("ICLS18-CL-2008", "place 6")),
    )
    own = replace(DEFINITIONS[0], limits=(), lists=(), rules=rules)
    text = text_of(page(tmp_path, context=ReportContext((own, DEFINITIONS[1]))))
    part = text[text.index("Rule a.") - len(first) - 200 : text.index("Rule d.") + 40]
    said = [first, "Rule a.", "place 1", "Rule b.", "place 2", "place 3"]
    said += ["Rule c.", f"{first}, place 4", f"{second}, place 5", first, "Rule d.", "place 6"]
    at = 0
    for words in said:
        at = part.index(words, at) + len(words)
    assert part.count(first) == 3


def test_a_list_that_nobody_checked_is_marked(tmp_path):
    cite = Cite("ICLS18-CL-2008", "¶ NN", "unseen")
    lists = (("Industries (ISIC4): B", cite, True), ("Occupations (ISCO08): 81", cite, False))
    definitions = (replace(DEFINITIONS[0], lists=lists), DEFINITIONS[1])
    text = text_of(page(tmp_path, context=ReportContext(definitions)))
    assert "Occupations (ISCO08): 81. not checked against its source" in text
    assert text.count("not checked against its source") == 1


def test_words_of_limits_are_quoted_and_lists_say_whether_they_were_checked():
    adults = definition_text(load_definition("forced_labour/icls20_2018"))
    assert any("counts as “as the item says”" in text for text, _ in adults.limits)
    children = load_definition("child_labour/icls18_2008_amended_2018")
    told = [verified for *_, verified in definition_text(children).lists]
    assert told == [entry.verified for entry in children.lists.entries.values()]
    assert told


def test_long_tables_are_folded_and_short_ones_open(tmp_path):
    html = page(tmp_path)
    folded = re.findall(r"<details>\s*<summary>(Table: .*?)</summary>", html)
    assert folded == ["Table: Children in child labour, economic activity and household chores"]
    assert html.index('id="findings"') < html.index('id="contents"') < html.index('id="figures"')
