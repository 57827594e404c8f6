"""Every figure of a release stands on its page, and the page has those that it had before."""

from pathlib import Path

import pytest

from measure87.disseminate import publish
from measure87.disseminate.pages.kit.context import report_context
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.figure_text import figure_text, scale_of
from measure87.disseminate.pages.survey.groups import measures_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.pages.survey.figures_of_page import (
    cells_of_page,
    figures_of_page,
    text_of_page,
)

GOLDEN = Path(__file__).parents[3] / "golden"


def written_of(result, language="en"):
    """Every figure of a release as its page has to write it: value, intervals, bounds, persons."""
    spoken, abouts = words(language), measures_of(result)
    of_measure = {}
    for figure in result.estimates:
        about = abouts.get(figure.name)
        if about is None or about.report is None or sorted(figure.group) in about.report:
            key = (figure.name, figure.statistic, figure.definition)
            of_measure.setdefault(key, []).append(figure)
    for (name, *_), figures in of_measure.items():
        about = abouts.get(name)
        scale = scale_of(figures, about.per if about else None, spoken)
        answered = about is not None and about.unknown == "exclude"
        for figure in figures:
            text = figure_text(figure, scale, spoken, answered=answered)
            cells = (text.value, text.interval, text.own_interval, text.cases, text.n)
            found = filter(None, (*cells, text.unknown_no, text.unknown_yes))
            yield from (" ".join(one.split()) for one in found)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    publish(invented_result(), folder)
    return (folder / "report.html").read_text("utf-8")


def test_every_figure_of_the_release_stands_in_a_table(page):
    written = set(written_of(invented_result()))
    assert len(written) > 80
    assert written - cells_of_page(page) == set()


def test_the_page_has_the_figures_that_it_had_before():
    """The list was made of the page before its detail went into an annex."""
    before = (GOLDEN / "report_invented_figures.txt").read_text("utf-8").split("\n")
    assert figures_of_page((GOLDEN / "report_invented.html").read_text("utf-8")) == set(before[:-1])


def test_the_extractor_finds_what_is_lost_and_what_is_in_a_folded_part(page):
    assert "0.85" in figures_of_page(page)
    without = page.replace("0.00 – 0.85", "")
    assert set(written_of(invented_result())) - cells_of_page(without) == {"0.00 – 0.85"}
    assert figures_of_page(page) - figures_of_page(without) == {"0.85"}


@pytest.mark.parametrize("language", ["ar", "es", "fr", "pt", "ru"])
def test_the_page_has_them_in_every_language(language, tmp_path):
    result = invented_result(language=language)
    publish(result, tmp_path, report_context(result, language=language), ["report"])
    page = (tmp_path / "report.html").read_text("utf-8")
    assert set(written_of(result, language)) - cells_of_page(page) == set()
    assert "16" in text_of_page(page)
