"""The built site: no broken link, nothing from elsewhere, search and dark mode from a file."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import measure87
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, started
from tests.site.test_french import PAGES

ROOT = Path(measure87.__file__).parents[2]
pytestmark = pytest.mark.slow


def build(target, trees, *options):
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-b", "html"]
    arguments = [*sphinx, "-d", str(trees), *options, "docs", str(target)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    build(folder / "html", folder / "en")
    build(folder / "html" / "fr", folder / "fr", "-t", "fr", "-D", "language=fr")
    return folder / "html"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = started(playwright.chromium)
        yield running
        running.close()


def links_checked(site):
    return subprocess.run(
        [sys.executable, "docs/site/check_links.py", str(site)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_no_link_is_broken(site):
    done = links_checked(site)
    assert done.returncode == 0, done.stderr


def test_commands_are_the_same_in_both_languages(site):
    for page in PAGES:
        english, french = (
            re.findall(r"<pre>(.*?)</pre>", (site / part / f"{page}.html").read_text("utf-8"), re.S)
            for part in (".", "fr")
        )
        assert english == french, page
        assert english or page == "index"


@IN_BROWSER[1]
@pytest.mark.parametrize("language", [".", "fr"])
def test_the_search_works_from_a_file(site, browser, language):
    page = browser.new_page()
    asked, faults = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda one: faults.append(str(one)))
    page.goto((site / language / "search.html").resolve().as_uri() + "?q=report")
    page.wait_for_selector("#search-results li a", timeout=30_000)
    assert page.locator("#search-results li").count() >= 2
    page.close()
    assert [one for one in asked if not one.startswith("file:")] == []
    assert faults == []


@IN_BROWSER[1]
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", "fr/tutorials/lists", "reference/library", "how-to/weights"]
)
def test_pages_have_no_barrier(site, browser, name, scheme):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page.goto((site / f"{name}.html").as_uri())
    assert barriers(page) == []
    page.close()


@IN_BROWSER[1]
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["index", "tutorials/lists", "reference/commands"])
def test_pages_do_not_scroll_sideways(site, browser, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((site / f"{name}.html").as_uri())
    assert beyond_the_screen(page) <= 0
    page.close()


@IN_BROWSER[1]
def test_paper_gets_the_text_without_the_menus(site, browser):
    page = browser.new_page()
    page.goto((site / "tutorials" / "lists.html").as_uri())
    page.emulate_media(media="print")
    shown = [page.locator(one).first.is_visible() for one in (".bd-header", ".bd-sidebar-primary")]
    assert shown == [False, False]
    assert page.locator("article h1").is_visible()
    page.close()
