"""Nothing leaves the machine: a whole study runs where no socket may be made."""

import json
import os
import subprocess
import sys

import pytest

from tests.study import tiny

FORBIDDEN = """
import json, sys

def watch(event, args):
    if event.startswith("socket.") and event not in ("socket.gethostname", "socket.__new__"):
        raise SystemExit(f"the network was asked for: {event}")
    if event == "socket.__new__" and args[1] != 1:  # another family than sockets of this machine
        raise SystemExit("a socket was made")
    if event == "urllib.Request":
        raise SystemExit("a page was asked for")

sys.addaudithook(watch)
from measure87.cli import main
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit as ended:
        if ended.code:
            raise
"""
PROXY = {f"{name}_proxy": "http://127.0.0.1:9" for name in ("http", "https", "all")}
"""Nobody listens there: code that does not go through Python would fail, not get through."""


def without_network(*commands):
    """The commands in one process, one after another; the first that fails is the last."""
    told = [[str(one) for one in arguments] for arguments in commands]
    return subprocess.run(
        [sys.executable, "-c", FORBIDDEN, json.dumps(told)],
        capture_output=True, check=False, text=True, env={**os.environ, **PROXY},
    )  # fmt: skip


def test_the_watch_stops_a_socket():
    script = FORBIDDEN.replace("from measure87.cli import main", "import socket; socket.socket()")
    done = subprocess.run(
        [sys.executable, "-c", script, "[]"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert "a socket was made" in done.stderr


@pytest.mark.slow
def test_a_study_is_run_checked_explained_and_published_without_a_socket(tmp_path):
    study = tiny.write_study(tmp_path / "s")
    done = without_network(
        ("check", study), ("run", study), ("explain", study, "--person", "1000"),
        ("publish", study), ("check", study, "--provenance"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (study / "out" / "manifest.json").is_file()


@pytest.mark.slow
def test_lists_are_linked_and_estimated_without_a_socket(tmp_path):
    lists = tmp_path / "lists"
    pytest.importorskip("splink", reason="pip install 'measure87[linkage]'")
    done = without_network(
        ("simulate", "listed-persons", lists, "--persons", "300"),
        ("collect", "link", "run", lists / "linkage.toml", "-o", tmp_path / "linked.csv"),
    )
    assert done.returncode == 0, done.stderr
