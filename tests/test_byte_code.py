"""Do processes that tests start find byte code, though the machine says to write none?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEEPS = "from pathlib import Path; from tests.byte_code import keep_byte_code; keep_byte_code({})\n"
STARTS = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import tests.kernel_cache"], check=True)
"""


def compiled(kept: Path, **variables: str) -> list[str]:
    """What a process that is started by one that keeps byte code in a folder leaves there."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
    subprocess.run(
        [sys.executable, "-c", KEEPS.format(f"Path({str(kept)!r})") + STARTS],
        cwd=ROOT, env=ours | {"PYTHONDONTWRITEBYTECODE": "1"} | variables, check=True,
    )  # fmt: skip
    return [path.name.partition(".")[0] for path in kept.rglob("*.pyc")]


def test_a_process_that_is_started_keeps_what_it_compiles(tmp_path):
    assert "kernel_cache" in compiled(tmp_path / "kept")


@pytest.mark.parametrize("chosen", [None, "other"])
def test_a_place_that_somebody_chose_is_left_to_them(tmp_path, chosen):
    place = "" if chosen is None else str(tmp_path / chosen)
    assert compiled(tmp_path / "kept", PYTHONPYCACHEPREFIX=place) == []


def test_these_tests_keep_theirs_too():
    assert "PYTHONPYCACHEPREFIX" in os.environ
