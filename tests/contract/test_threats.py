"""The page on threats names every attack that is tried, and begins with what is not defended."""

import re
from pathlib import Path

from tests.attacks.catalogue import ATTACKS

EXPLANATION = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = (EXPLANATION / "threats.md").read_text("utf-8")
A_PAGE = 500
"""Words that a head of an office reads on one sheet."""


def test_every_attack_stands_on_the_page_and_no_other():
    tried = PAGE.partition("## How it is tried")[2]
    assert set(re.findall(r"^\| `([^`]+)` \|", tried, re.M)) == {one.name for one in ATTACKS}


def test_what_is_not_defended_comes_first_and_first_of_all_another_key():
    headings = re.findall(r"^## (.+)$", PAGE, re.M)
    assert headings[0] == "What is not defended"
    assert re.search(r"^1\. \*\*(.+?)\*\*", PAGE, re.M)[1] == "Another key is another study."


def test_the_page_for_the_head_of_an_office_is_one_page():
    text = (EXPLANATION / "for-the-head-of-an-office.md").read_text("utf-8")
    assert len(text.split()) <= A_PAGE
