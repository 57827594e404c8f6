"""The examples of the pages on allocation and selection run as they stand."""

import re
import shlex
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import measure87
from measure87.cli import main

METHODS = Path(measure87.__file__).parents[2] / "docs" / "methods"
PAGES = ("allocation", "selection")


def blocks(page, kind):
    text = (METHODS / f"{page}.md").read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_python_runs(page, capsys):
    (code,) = blocks(page, "python")
    exec(compile(code, page, "exec"), {})  # noqa: S102 - our own page
    assert "nan" not in capsys.readouterr().out


def tables_of(block, folder):
    """Files that the page shows with `cat`, and commands; frames that it speaks of are invented."""
    lines = block.replace("\\\n", " ").splitlines()
    commands = [line[2:] for line in lines if line.startswith("$ measure87 ")]
    for at, line in enumerate(lines):
        if line.startswith("$ cat "):
            shown = []
            for row in lines[at + 1 :]:
                if row.startswith("$"):
                    break
                shown.append(row)
            (folder / line.split()[-1]).write_text("\n".join(shown) + "\n")
    return commands


def invented_frames(folder):
    areas = [
        {"area": f"a{k:03d}", "region": "ns"[k % 2], "households": 40 + k % 30} for k in range(300)
    ]
    pl.DataFrame(areas).write_csv(folder / "frame.csv")
    (folder / "my-survey").mkdir()


def listing_of(folder):
    drawn = pl.read_csv(folder / "areas.csv")["id"].to_list()
    rows = [{"area": area, "household": number} for area in drawn for number in range(1, 41)]
    pl.DataFrame(rows).write_csv(folder / "listing.csv")


@pytest.mark.parametrize("page", PAGES)
def test_commands_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    invented_frames(tmp_path)
    (block,) = blocks(page, "console")
    commands = tables_of(block, tmp_path)
    assert len(commands) >= 2
    for command in commands:
        if "listing.csv" in command and not (tmp_path / "listing.csv").exists():
            listing_of(tmp_path)
        done = CliRunner().invoke(main, shlex.split(command)[1:])
        assert done.exit_code == 0, (command, done.output)
