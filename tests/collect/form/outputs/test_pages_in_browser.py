"""Questionnaire and codebook in a real Chromium, on a phone and a desk: no overflow, no barrier."""

import pytest

from measure87.collect.form.outputs.codebook.as_html import codebook_page
from measure87.collect.form.outputs.numbering import numbered
from measure87.collect.form.outputs.paper.as_html import paper_page
from measure87.collect.form.outputs.paper.layout import paper_of
from tests.collect.form.outputs.made_form import made_form
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen

pytestmark = IN_BROWSER


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", ["paper", "codebook"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_has_no_barrier_and_does_not_scroll_sideways(
    browser, tmp_path, kind, language, width
):
    form = made_form()
    made = {
        "paper": lambda: paper_page(paper_of(form, language)),
        "codebook": lambda: codebook_page(numbered(form), language),
    }
    path = tmp_path / f"{kind}.html"
    path.write_text(made[kind](), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    found = barriers(page), beyond_the_screen(page)
    page.close()
    assert found[0] == []
    assert found[1] <= 0
