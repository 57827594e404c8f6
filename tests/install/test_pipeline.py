"""The how-to on pipelines: its rules run in Snakemake, and one after another."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.environment import program
from tasks.snakemake import FOLDER
from tests.study import tiny

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SNAKEMAKE = program("snakemake", FOLDER)
PAGE = (ROOT / "docs" / "how-to" / "pipelines.md").read_text("utf-8")
SNAKEFILE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
STUDIES = re.findall(r'"(survey-\d+)"', SNAKEFILE)
WITH_OURS = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def studies(tmp_path):
    """The folders that the page speaks of."""
    for name in STUDIES:
        tiny.write_study(tmp_path / name)
    (tmp_path / "Snakefile").write_text(SNAKEFILE, "utf-8")
    return tmp_path


def shell_of(rule):
    return re.search(rf"rule {rule}:.*?shell:\s+\"(.+?)\"", SNAKEFILE, re.DOTALL)[1]


def test_the_commands_of_the_rules_run_in_their_order(studies):
    """Of one of the two studies, which are the same: Snakemake runs both."""
    assert len(STUDIES) == 2
    name = STUDIES[0]
    for rule, output in (("check", f"{name}/checked.json"), ("run", "")):
        command = shell_of(rule).replace("{wildcards.study}", name).replace("{output}", output)
        subprocess.run(command, shell=True, cwd=studies, env=WITH_OURS, check=True)  # noqa: S602
    assert (studies / name / "checked.json").stat().st_size > 0
    for output in re.findall(r'"\{study\}/(out/[a-z.]+)"', SNAKEFILE):
        assert (studies / name / output).is_file()


def test_snakemake_runs_the_page(studies):
    if not SNAKEMAKE.is_file():
        pytest.fail("Snakemake is not there: `make slow` puts it into .tools")
    subprocess.run([SNAKEMAKE, "--cores", "1"], cwd=studies, env=WITH_OURS, check=True)
    with (studies / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    one = (studies / STUDIES[0] / "out" / "estimates.csv").read_text("utf-8-sig").count("\n")
    assert len(rows) == 2 * (one - 1) + 1
