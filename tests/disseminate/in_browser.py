"""Pages in a real Chromium: where it is, how it is started, what every page is held to."""

import shutil

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium here; install it with: sudo apt-get install chromium",
    ),
]
"""Marks of a module that needs it."""


def started(kind):
    """The machine's Chromium, by playwright's `chromium`, which alone looks for its own."""
    return kind.launch(executable_path=CHROMIUM, args=OPTIONS)


def open_all(page):
    """Unfold everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def beyond_the_screen(page):
    """By how many pixels a page scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def barriers(page):
    """What axe objects to, and in which element; it must have found something to approve of."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 15, "axe did not look at the page"
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found["violations"]]


def wider_than_its_page(page):
    """Tables, pictures and texts that end beyond a printed page, which is as wide as the window."""
    page.emulate_media(media="print")
    return page.evaluate(
        "[...document.querySelectorAll('table, svg, p, li')].filter(t => "
        "t.getBoundingClientRect().width > 0 && t.getBoundingClientRect().right > innerWidth + 1)"
        ".map(t => t.outerHTML.slice(0, 80))"
    )
