"""Does the check of links find what is broken?"""

import importlib.util
from pathlib import Path

import pytest

import measure87

ROOT = Path(measure87.__file__).parents[2]
spec = importlib.util.spec_from_file_location("check_links", ROOT / "docs/site/check_links.py")
check_links = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_links)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="other.html#here">x</a>', None),
        ('<a href="https://example.org/">x</a>', None),
        ('<a href="gone.html">x</a>', "no such file"),
        ('<a href="other.html#gone">x</a>', "no such heading"),
        ('<a href="#gone">x</a>', "no such heading"),
        ('<img src="gone.png">', "no such file"),
        ('<script src="https://example.org/x.js"></script>', "loads"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "loads"),
    ],
)
def test_what_is_broken_is_found(tmp_path, html, fault):
    (tmp_path / "index.html").write_text(html)
    (tmp_path / "other.html").write_text('<h1 id="here">x</h1>')
    found = list(check_links.faults_of(tmp_path.resolve()))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


def test_a_style_that_loads_a_font_from_elsewhere_is_found(tmp_path):
    (tmp_path / "x.css").write_text("@font-face { src: url('https://example.org/f.woff2') }")
    assert len(list(check_links.faults_of(tmp_path))) == 1


def anchors_of(page):
    """The headings of a page as GitHub names them."""
    import re

    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        yield words.replace(" ", "-")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_the_first_pages_lead_to_headings_too(name):
    import re

    text = (ROOT / name).read_text("utf-8")
    for file, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", text):
        target = (ROOT / file) if file else ROOT / name
        assert anchor in set(anchors_of(target)), (file, anchor)
