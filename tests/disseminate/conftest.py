"""One Chromium for the pages of a module."""

import pytest

from tests.disseminate.in_browser import CHROMIUM, OPTIONS


@pytest.fixture(scope="module")
def browser():
    """A running Chromium; modules that ask for it are marked `IN_BROWSER`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield running
        running.close()
