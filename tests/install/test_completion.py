"""The Tab key in bash, by the line that the how-to on installing gives."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "install.md").read_text("utf-8")
LINE = re.search(r"echo '(eval .*bash_source.*)' >> ~/\.bashrc", PAGE)[1]
WITH_OURS = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
SCRIPT = """
{line}
COMP_WORDS=(measure87 {words})
COMP_CWORD={at}
_measure87_completion measure87
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def newer_than_4_4():
    bash = shutil.which("bash")
    if bash is None:
        return False
    said = subprocess.run(
        [bash, "-c", "echo $BASH_VERSION"], capture_output=True, text=True, check=True
    )
    return tuple(map(int, said.stdout.split(".")[:2])) >= (4, 4)


pytestmark = pytest.mark.skipif(not newer_than_4_4(), reason="needs bash 4.4, as Click says")


@pytest.mark.parametrize(
    ("words", "at", "found"),
    [("de", 1, {"define", "demo", "design"}), ("check --wa", 2, {"--watch"})],
)
def test_tab_completes_commands_and_options(words, at, found):
    script = SCRIPT.format(line=LINE, words=words, at=at)
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env=WITH_OURS, check=True
    )
    assert set(done.stdout.split()) == found
