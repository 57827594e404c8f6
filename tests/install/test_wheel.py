"""The built wheel: the same bytes every time, and enough for the examples on an empty machine."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from measure87.study import demonstration
from tasks.__main__ import SOURCE_DATE
from tasks.environment import program, uv

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MOST = 600 * 2**20
"""Bytes of the core's installation, 600 MiB. docs/decisions/0068: what went, and what it is."""
FIRST_REPORT = 60
"""Processor seconds until the first report, which are seconds where nothing else runs."""
CUT_OFF = """
import sys, time

def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise SystemExit(f"the network was asked for: {event}")

sys.addaudithook(watch)
whole = sys.argv.pop(1) == "whole"
from measure87.cli import main
from measure87.study import demonstration

every = demonstration.demonstrate

def timed(*given):
    for one in every(*given):
        print("took", one.name, time.process_time(), file=sys.stderr)
        yield one

demonstration.demonstrate = timed

if not whole:
    from pathlib import Path
    from measure87.simulate import invent_country, write_study_data

    Path("data").mkdir()
    write_study_data(invent_country(demonstration.SEED, persons=2_000), Path("data"))
    del demonstration.LABELS[demonstration.INVENTED]
main(sys.argv[1:])
"""


def built(folder):
    """Wheel and source archive, built in a clean copy of what git knows of."""
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():  # one that is being removed is not
            target = folder / "checkout" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    made = folder / "made"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(made)],
        cwd=folder / "checkout", check=True, capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": SOURCE_DATE},
    )  # fmt: skip
    return sorted(made.iterdir())


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    return built(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def wheel(archives):
    return next(path for path in archives if path.suffix == ".whl")


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """An environment with the wheel and its locked core, brought from the cache alone."""
    folder = tmp_path_factory.mktemp("empty") / "env"
    python = program("python", folder)
    offline = [str(uv()), "pip", "--offline"]
    subprocess.run([str(uv()), "venv", "-q", "--python", sys.executable, str(folder)], check=True)
    for more in (
        ["sync", "-q", "--require-hashes", str(ROOT / "requirements" / "core.lock")],
        ["install", "-q", "--no-deps", str(wheel)],
    ):
        subprocess.run([*offline, *more, "--python", str(python)], check=True)
    return folder


def test_two_builds_are_the_same_to_the_byte(archives, tmp_path):
    again = built(tmp_path)
    assert [path.name for path in again] == [path.name for path in archives]
    assert len(again) == 2
    for first, second in zip(archives, again, strict=True):
        assert digest(first) == digest(second), first.name


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_wheel_has_the_examples_and_nothing_that_runs_leave(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    examples = [name for name in names if name.startswith("measure87/examples/")]
    known = subprocess.run(
        ["git", "ls-files", "-z", "examples"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    shown = {path.name for path in demonstration.LABELS}
    assert set(examples) == {
        f"measure87/{name}"
        for name in known
        if name.endswith((".csv", ".json", ".md", ".parquet", ".toml"))
        and Path(name).parts[1] in shown
        and (ROOT / name).is_file()
    }
    assert len(examples) > 20
    for name in examples:
        assert not {"out", "private", "data", "demo"} & set(Path(name).parts), name
        assert (ROOT / name.removeprefix("measure87/")).is_file(), name


def cut_off():
    """What a command begins with, so that it has no network; nothing where that is not allowed."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and not subprocess.run([*words, "true"], check=False).returncode:
            return words
    return []


@pytest.mark.parametrize(
    "which", ["one of each kind", pytest.param("whole", marks=pytest.mark.proof)]
)
def test_the_examples_run_from_the_wheel_in_another_folder_without_a_network(
    environment, tmp_path, which
):
    """Two are surveys: the large one, whose files alone are invented here, runs in the proof."""
    done = subprocess.run(
        [*cut_off(), str(program("python", environment)), "-I", "-c", CUT_OFF, which, "demo",
         "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)["examples"]
    pages = [one["page"] for one in told]
    assert [page is None for page in pages] == [False] * (4 if which == "whole" else 3) + [True]
    assert all((tmp_path / page).is_file() for page in pages if page is not None)
    assert told[-1]["lines"][0].startswith("Left out: ")
    assert "measure87[bayes]" in told[-1]["lines"][0]
    took = [line.split() for line in done.stderr.splitlines() if line.startswith("took ")]
    assert took[0][1] == told[0]["name"]
    assert float(took[0][2]) < FIRST_REPORT


def test_the_core_is_no_larger_than_it_was(environment):
    files = (path for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in files if path.suffix != ".pyc")
    assert size < MOST
