"""Pages that the program points to: each is there, travels in the wheel, and can be shown."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import measure87
from measure87.cli import main
from measure87.cli.failures import tell
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.pages import page_names, page_text, pages_named_in

PACKAGE = Path(measure87.__file__).parent
ROOT = PACKAGE.parents[1]
TEXTS = [
    one
    for one in PACKAGE.rglob("*")
    if one.suffix in {".py", ".toml", ".jinja", ".html", ".json", ".md"}
    and "pages/" not in str(one)
]


def named_pages():
    """Every page that some text of the program names, with one file that names it."""
    return {
        page: path.relative_to(PACKAGE).as_posix()
        for path in TEXTS
        for page in pages_named_in(path.read_text("utf-8"))
    }


def test_every_page_that_the_program_names_is_there():
    named = named_pages()
    assert len(named) > 15
    assert {page: path for page, path in named.items() if page not in page_names()} == {}


def test_no_text_names_a_page_without_its_ending():
    """Otherwise neither the reader nor this test would know it for a page."""
    half = re.compile(r"docs/(?:how-to|methods|reference|tutorials|explanation)/[\w-]+(?![\w.-])")
    found = [path.name for path in TEXTS if half.search(path.read_text("utf-8"))]
    assert found == []


def test_a_page_is_shown_by_either_name():
    assert page_text("how-to/servers") == page_text("docs/how-to/servers.md")
    assert page_text("glossary").startswith("# ")


@pytest.mark.parametrize("name", ["how-to/serverz", "../README", "site/static/site.css", ""])
def test_what_is_no_page_is_refused(name):
    with pytest.raises(UsageError, match="there is no page"):
        page_text(name)


def test_near_names_are_proposed():
    with pytest.raises(UsageError) as refused:
        page_text("how-to/serverz")
    assert "how-to/servers" in refused.value.hint


def test_the_command_lists_and_shows_pages():
    listed = json.loads(CliRunner().invoke(main, ["docs", "--json"]).stdout)["pages"]
    assert tuple(listed) == page_names()
    shown = CliRunner().invoke(main, ["docs", "methods/survey"])
    assert shown.stdout == page_text("methods/survey")


def test_an_error_that_names_a_page_says_how_to_read_it(capsys):
    error = StudyError("nothing is there", hint="see docs/how-to/servers.md")
    tell(error, as_json=False)
    assert "Page: measure87 docs how-to/servers\n" in capsys.readouterr().err


def test_an_error_that_names_no_page_says_nothing_of_one(capsys):
    tell(StudyError("nothing is there", hint="make it"), as_json=False)
    assert "Page:" not in capsys.readouterr().err


@pytest.mark.slow
def test_the_wheel_has_every_page_and_an_installed_program_shows_it(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = wheel.namelist()
        wheel.extractall(tmp_path / "installed")
    assert [page for page in page_names() if f"measure87/pages/{page}.md" not in held] == []
    assert [one for one in held if one.startswith("measure87/pages/") and one.endswith(".py")] == []
    code = "from measure87.vocabulary.pages import _folder; print(_folder())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path / "installed")},
    )  # fmt: skip
    assert found.stdout.strip() == str(tmp_path / "installed" / "measure87" / "pages")
