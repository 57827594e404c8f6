"""One Chromium for the pages of a module."""

import pytest

from tests.disseminate.in_browser import started


@pytest.fixture(scope="module")
def browser():
    """A running Chromium; modules that ask for it are marked `IN_BROWSER`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = started(playwright.chromium)
        yield running
        running.close()
