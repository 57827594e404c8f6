"""The brief of lists says what was released, and nothing of what is refused or doubtful."""

import json
import re

import pytest

from measure87.disseminate import DisclosureRules, ReportContext
from measure87.disseminate.brief import BRIEF, brief_of_content
from measure87.disseminate.gate.lists import release_lists
from measure87.disseminate.html import read_content
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.lists.brief.content import lists_brief
from measure87.disseminate.pages.survey.in_language import result_in_language
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen
from tests.disseminate.invented_lists import released, unreleased
from tests.disseminate.pages.first_screen import bare
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS, table_of
from tests.disseminate.pages.printed import printed_pages


@pytest.fixture(scope="module")
def content():
    return json.loads(json.dumps(released(table_of(LISTS, CELLS), METHODS).to_json()))


def brief_of(content, language="en"):
    result, _ = read_content(content)
    context = ReportContext(language=language)
    return lists_brief(result_in_language(result, context, words(language)), language)


def with_verdict(content, **verdict):
    about = content["diagnostics"]
    told = {**about["lists"], "verdict": {**about["lists"]["verdict"], **verdict}}
    return {**content, "diagnostics": {**about, "lists": told}}


def with_figures(content, **changes):
    changed = [
        {**one, **changes.get(one["method"], {})} if not one["group"] else one
        for one in content["estimates"]
    ]
    return {**content, "estimates": changed}


def numbers_of(content):
    """Value and limits of every figure, and what the checks have, as English writes them."""
    about = content["diagnostics"]["lists"]
    found = [x for one in content["estimates"] for x in (one.get(k) for k in
             ("value", "lower", "upper"))]  # fmt: skip
    checks = about["robustness_checks"]
    found += [x for one in checks["without"] for x in one["values"].values()]
    found += [x for one in checks["offsets"] for x in one["values"].values()]
    found.append(about["observed"])
    return {f"{x:,.0f}" for x in found if x is not None}


def test_the_headline_has_the_numbers_and_limits_of_the_release_in_every_language(content):
    verdict = content["diagnostics"]["lists"]["verdict"]
    mine = [
        one for one in content["estimates"]
        if one["method"] in verdict["compared"] and not one["group"]
    ]  # fmt: skip
    for language in languages():
        own = words(language)
        first = bare(brief_of(content, language).findings[0])
        wanted = [
            verdict["lowest"]["value"],
            verdict["highest"]["value"],
            min(one["lower"] for one in mine),
            max(one["upper"] for one in mine),
        ]
        assert [one for one in wanted if bare(own.number(one)) not in first] == []


def test_every_number_of_a_finding_is_one_of_the_release(content):
    known = numbers_of(content)
    factor = content["diagnostics"]["lists"]["verdict"]["factor"]
    known |= {f"{factor:.1f}", f"{factor:.2f}", "95"}
    for sentence in brief_of(content).findings:
        assert set(re.findall(r"\d[\d,]*(?:\.\d+)?", sentence)) <= known, sentence


def test_a_number_that_was_changed_afterwards_is_found(content):
    """The check above finds a wrong figure: the brief is made of another release than is read."""
    lower = next(o["lower"] for o in content["estimates"] if o["method"] == "chao")
    moved = with_figures(content, chao={"lower": lower - 7})
    said = " ".join(brief_of(moved).findings)
    assert not set(re.findall(r"\d[\d,]*(?:\.\d+)?", said)) <= numbers_of(content) | {"95"}


def test_a_figure_in_brackets_makes_no_sentence_and_says_so(content):
    lowest = content["diagnostics"]["lists"]["verdict"]["lowest"]["method"]
    flags = ["in-brackets"]
    brief = brief_of(with_figures(content, **{lowest: {"flags": flags}}))
    assert not any("depends on the method" in one for one in brief.findings)
    assert brief.people == [words_of_people()]


def words_of_people():
    return "The figures rest on few persons and stand in brackets: no sentence is made of them."


def test_a_size_that_is_not_shown_or_not_estimable_makes_no_sentence(content):
    for code in ("not-shown", "not-estimable"):
        lists = content["diagnostics"]["lists"]
        verdict = {"code": code, "text": ""}
        diagnostics = {**content["diagnostics"], "lists": {**lists, "verdict": verdict}}
        brief = brief_of({**content, "diagnostics": diagnostics})
        assert not any("instead of" in one or "twice as many" in one for one in brief.findings)
        assert brief.people


def test_a_refused_method_is_in_no_sentence_and_a_hidden_one_in_the_table_without_a_number(content):
    hidden = {"value": None, "lower": None, "upper": None, "flags": ["suppressed", "confidential"]}
    brief = brief_of(with_figures(content, chao=hidden))
    assert not any("lower bound" in one for one in brief.findings)
    row = next(row for row in brief.figures.rows if row[0] == "Chao's lower bound")
    assert row[1:3] == ["–", "–"]
    assert row[3].startswith("not shown")


def test_a_shaky_bound_makes_no_sentence(content):
    one = with_figures(content, chao={"flags": ["lower-bound", "low-coverage"]})
    assert not any("A lower bound is" in text for text in brief_of(one).findings)


def test_an_interval_without_an_upper_limit_says_or_more(content):
    method = content["diagnostics"]["lists"]["verdict"]["compared"][0]
    figures = [
        {k: v for k, v in one.items() if k != "upper"} if one["method"] == method else one
        for one in content["estimates"]
    ]
    assert "or more)" in brief_of({**content, "estimates": figures}).findings[0]


def test_period_flow_and_reach_stand_in_the_first_three_sentences(content):
    lead = " ".join(brief_of(content).lead[:3])
    assert "1 January to 31 December 2025" in lead
    assert "(a flow)" in lead
    assert "in no figure" in lead
    assert "Police, NGO, Hotline, Ministry" in lead


def test_chart_and_table_have_the_same_numbers(content):
    brief = brief_of(content)
    shown = [row[:3] for row in brief.figures.rows if not row[3].startswith("not shown")]
    assert brief.chart.values.rows == shown


def test_the_brief_is_a_file_of_the_release(tmp_path):
    from measure87.disseminate import publish

    before = unreleased(table_of(LISTS, CELLS), ("independence", "chao"))
    publish(release_lists(before, DisclosureRules()), tmp_path / "out")
    html = (tmp_path / "out" / BRIEF).read_text("utf-8")
    assert BRIEF in (tmp_path / "out" / "manifest.json").read_text("utf-8")
    assert "<script" not in html


@pytest.mark.slow
class TestInABrowser:
    """Two printed pages without a barrier, in every language."""

    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("language", languages())
    def test_two_pages_no_barrier_no_overflow(self, browser, content, language):
        html = brief_of_content(content, ReportContext(language=language))
        for scheme, width in (("light", 1280), ("dark", 390)):
            opened = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            opened.set_content(html)
            assert barriers(opened) == []
            assert beyond_the_screen(opened) <= 0
            assert printed_pages(opened) <= 2
            opened.close()
