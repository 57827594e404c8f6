"""The world report in a real Chromium: in a hand, on a desk and on paper."""

import re
import shutil
import subprocess

import pytest

from measure87.disseminate.pages.world import write_world
from tests.disseminate.in_browser import (
    IN_BROWSER,
    barriers,
    beyond_the_screen,
    open_all,
    wider_than_its_page,
)
from tests.disseminate.locale.cut_texts import CUT
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

pytestmark = IN_BROWSER

WORLDS = {
    "one year": {"measures": ("child_labour_sdg_a", "child_labour_sdg_b")},
    "trend": {"years": tuple(range(2010, 2025)), "parts": True},
    "forced labour": {"measures": ("forced_private", "forced_state"), "forced": True},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    place = tmp_path_factory.mktemp("worlds")
    for name, settings in WORLDS.items():
        world = InventedWorld(countries=40, **settings)
        write_world(place / name, world.tables(), about(world), gather())
    return place


@pytest.fixture(params=[*((name, 320) for name in WORLDS), ("trend", 1280)], ids=str)
def page(request, browser, reports):
    name, width = request.param
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto((reports / name / "report.html").as_uri())
    yield opened
    opened.close()


def test_nothing_overflows_or_is_cut_and_axe_finds_no_barrier_folded_or_not(page):
    for _ in range(2):
        assert beyond_the_screen(page) <= 0
        assert page.evaluate(CUT) == []
        assert barriers(page) == []
        open_all(page)


def test_signs_in_plots_are_large_enough_to_read(browser, reports):
    opened = browser.new_page(viewport={"width": 320, "height": 800})
    opened.goto((reports / "trend" / "report.html").as_uri())
    open_all(opened)
    heights = opened.evaluate(
        "[...document.querySelectorAll('svg.years text')]"
        ".map(t => t.getBoundingClientRect().height).filter(h => h > 0)"
    )
    opened.close()
    assert heights
    assert min(heights) >= 9


def test_a_report_on_every_country_opens_at_once(browser, tmp_path):
    world = InventedWorld(years=tuple(range(2000, 2025)))
    write_world(tmp_path / "w", world.tables(), about(world), gather())
    path = tmp_path / "w" / "report.html"
    assert path.stat().st_size < 1_500_000
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.goto(path.as_uri())
    spent = opened.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    opened.close()
    assert spent < 5_000  # milliseconds; about 200 on a desk


def test_in_print_nothing_is_cut_and_what_is_folded_is_printed(browser, reports, tmp_path):
    opened = browser.new_page(viewport={"width": 674, "height": 900})  # A4 less its margins
    opened.goto((reports / "one year" / "report.html").as_uri())
    assert wider_than_its_page(opened) == []
    opened.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    opened.close()
    assert (tmp_path / "report.pdf").stat().st_size > 10_000
    if shutil.which("pdftotext"):
        done = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True
        )
        text = re.sub(r"\s+", " ", done.stdout.decode())
        assert "Afghanistan" in text  # folded on a screen
        assert "Answer 18." in text
