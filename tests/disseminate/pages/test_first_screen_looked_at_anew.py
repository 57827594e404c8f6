"""A first screen is drawn until there is a picture, and looked at in a second browser."""

import pytest
from playwright.sync_api import Error

from tests.disseminate.in_browser import IN_BROWSER
from tests.disseminate.pages.first_screen import drawn, first_screen

pytestmark = IN_BROWSER

PAGE = """<p>Above</p><div class="main-chart"><svg width="100" height="100"></svg></div>"""


def test_more_than_all_of_a_chart_is_looked_for_in_another_browser_too(browser):
    text, chart = first_screen(browser, PAGE, (390, 844), least=2.0)
    assert (text, chart) == ("Above", 1.0)


class _Busy:
    """A page that has no picture the first times that it is asked."""

    def __init__(self, failures):
        self.failures, self.asked, self.waited_ms = failures, 0, 0

    def screenshot(self):
        self.asked += 1
        if self.asked <= self.failures:
            raise Error("Unable to capture screenshot")
        return b"picture"

    def wait_for_timeout(self, milliseconds):
        self.waited_ms += milliseconds


def test_a_window_is_drawn_again_while_the_browser_has_no_picture():
    page = _Busy(failures=2)
    assert drawn(page, attempts=3, pause_ms=7) == b"picture"
    assert (page.asked, page.waited_ms) == (3, 14)


def test_a_browser_that_never_has_a_picture_is_an_error():
    with pytest.raises(Error, match="Unable"):
        drawn(_Busy(failures=9), attempts=3, pause_ms=0)
