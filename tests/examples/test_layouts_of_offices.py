"""The page on layouts of offices, followed word by word."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "layouts-of-offices.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text):
    """Each command of a console block, with the lines that it is said to print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, [line for line in output.splitlines() if line and line != "..."]


def run(command, folder):
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    told = os.environ | {"PATH": paths, "CHECKOUT": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_page_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, text in BLOCK.findall(PAGE):
        if language == "python":
            exec(text, names)  # noqa: S102
        if language == "toml":
            written = (tmp_path / "lfs" / "mapping.toml").read_text("utf-8")
            assert text in written
        if language == "console":
            for command, lines in commands(text):
                said = run(command, tmp_path)
                for line in lines:
                    assert line in said.splitlines()
    for name in ("lfs", "dhs", "enaho"):
        content = json.loads((tmp_path / name / "out" / "estimates.json").read_text("utf-8"))
        found = {e["name"]: e for e in content["estimates"] if not e["group"]}
        assert found["child_labour_sdg_a"]["n"] > 100, name
        warned = {one["code"] for one in content["warnings"]}
        assert "perhaps-missing-codes" not in warned
