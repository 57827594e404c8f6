"""Is a shared folder made once, by whoever comes first, and anew after a failure?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_once import made_once

ROOT = Path(__file__).parents[1]
PROCESS = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from tests.made_once import made_once

def make(folder):
    time.sleep(0.3)  # long enough for the other process to come by
    (folder / "file").touch()
    with Path(sys.argv[2]).open("a") as log:
        log.write("made ")

base = Path(sys.argv[1])
folder, _ = made_once(SimpleNamespace(getbasetemp=lambda: base), "study", make)
assert (folder / "file").exists()
"""


def test_two_processes_share_what_the_first_makes(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(tmp_path / worker), str(tmp_path / "log")],
            cwd=ROOT,
        )
        for worker in ("gw0", "gw1")
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    assert (tmp_path / "log").read_text() == "made "


def test_what_was_given_is_given_again_and_a_failure_is_no_folder(tmp_path_factory):
    def fails(folder):
        (folder / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        made_once(tmp_path_factory, "one", fails)
    folder, given = made_once(tmp_path_factory, "one", lambda _: {"a": 1})
    assert list(folder.iterdir()) == []
    assert given == {"a": 1}
    assert made_once(tmp_path_factory, "one", fails) == (folder, given)
