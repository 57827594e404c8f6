"""Is the French of the site whole, and is its code that of the English pages?"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import measure87

DOCS = Path(measure87.__file__).parents[2] / "docs"
FRENCH = DOCS / "locale" / "fr" / "LC_MESSAGES"
PAGES = ["index", *(f"tutorials/{one.stem}" for one in sorted((DOCS / "tutorials").glob("*.md")))]
CODE = re.compile(r"`([^`\n]+)`")
TARGET = re.compile(r"\]\(([^)]+)\)")
BEFORE_SIGN = re.compile(r"[^\u00a0][:;!?»](?=\s|\*|$)|«[^\u00a0]")


def catalogue(page):
    path = FRENCH / f"{page}.po"
    with path.open("rb") as file:
        return [one for one in read_po(file, locale="fr") if one.id]


def prose(text):
    return TARGET.sub("]", CODE.sub("", text))


@pytest.mark.parametrize("page", PAGES)
def test_every_text_has_a_french_one_with_the_same_code_and_links(page):
    texts = catalogue(page)
    assert len(texts) > 10
    for one in texts:
        assert one.string, one.id
        assert not one.fuzzy, one.id
        assert sorted(CODE.findall(one.string)) == sorted(CODE.findall(one.id)), one.id
        assert sorted(TARGET.findall(one.string)) == sorted(TARGET.findall(one.id)), one.id


@pytest.mark.parametrize("page", PAGES)
def test_high_signs_have_a_space_that_does_not_break(page):
    assert [one.string for one in catalogue(page) if BEFORE_SIGN.search(prose(one.string))] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_of_another_edition_of_the_page(page):
    """Every English text of the catalogue stands on the page, and every heading is in it."""
    text = (DOCS / f"{page}.md").read_text("utf-8")
    flat = " ".join(re.sub(r"^[*-] |\|", " ", text, flags=re.MULTILINE).split())
    ids = {" ".join(one.id.split()) for one in catalogue(page)}
    assert [one for one in ids if one not in flat] == []
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), re.M)
    assert set(headings) - ids == set()
