"""Every tutorial is followed word by word; each shows what its commands print."""

import shutil
import subprocess
import sys

import pytest

from tests.tutorials.following import TUTORIALS, follow, steps_of

FOLLOWED_ELSEWHERE = {"index", "your-first-survey"}
"""The list, and the one that needs Java: `tests/study/field/test_first_survey.py`."""
NEEDS = {"from-r-and-stata": "Rscript"}
PAGES = sorted(one.stem for one in TUTORIALS.glob("*.md") if one.stem not in FOLLOWED_ELSEWHERE)
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", PAGES)
def test_every_command_runs_and_prints_what_the_page_shows(name, tmp_path):
    needed = NEEDS.get(name)
    if needed and shutil.which(needed) is None:
        pytest.skip(f"{needed} is not installed")
    done = follow(TUTORIALS / f"{name}.md", tmp_path)
    assert done.not_as_shown() == []
    if name == "python-in-a-notebook":
        written = (tmp_path / "notebook.html").read_text("utf-8")
        assert "girl" in written
        assert "svg" in written
    if name == "from-r-and-stata":
        read_like_stata(tmp_path)


def read_like_stata(folder):
    """The Python of the do-file, with a stand-in for Stata's module `sfi`."""
    do_file = next(
        one.text for one in steps_of(TUTORIALS / "from-r-and-stata.md") if one.file == "read.do"
    )
    code = do_file.partition("python:\n")[2].partition("\nend\n")[0]
    (folder / "sfi.py").write_text(STAND_IN, "utf-8")
    ends = (
        "\nassert len(Data.of['name']) == len(rows)\nassert 0 < len(Data.of['value']) < len(rows)\n"
    )
    subprocess.run([sys.executable, "-c", code + ends], cwd=folder, check=True)


STAND_IN = """
class Data:
    of = {}

    def setObsTotal(number):
        pass

    def addVarStr(name, length):
        Data.of[name] = {}

    def addVarDouble(name):
        Data.of[name] = {}

    def storeAt(name, number, value):
        Data.of[name][number] = value
"""
