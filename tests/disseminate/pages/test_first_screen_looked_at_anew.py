"""A first screen with too little of its chart is looked at in a second browser, which starts."""

from tests.disseminate.in_browser import IN_BROWSER
from tests.disseminate.pages.first_screen import first_screen

pytestmark = IN_BROWSER

PAGE = """<p>Above</p><div class="main-chart"><svg width="100" height="100"></svg></div>"""


def test_more_than_all_of_a_chart_is_looked_for_in_another_browser_too(browser):
    text, chart = first_screen(browser, PAGE, (390, 844), least=2.0)
    assert (text, chart) == ("Above", 1.0)
