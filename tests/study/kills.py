"""Kills, full disks, pairs of runs and inputs that change: a release is never lost or mixed.

    python -m tests.study.kills --kills 200 --disks 50 --pairs 20 --changes 20 --seed 1

Each trial runs the program as its users do, in a process of its own, and looks at the folder
after it: `out` or `out.previous` is whole with its manifest if one was before, no file of it is of
another release, and the next command settles what was begun; that one, which nobody kills, runs in
this process, which has loaded its libraries. Full disks are small tmpfs where this process may
mount one, and else a limit on the size of a file (RLIMIT_FSIZE), which the program meets with
another error at the same places.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate import settle
from tests import byte_code, kernel_cache
from tests.study import tiny

_ROOT = Path(__file__).parents[2]
"""From where a script finds the tests' own helpers."""
PROGRAM = (sys.executable, "-m", "measure87")
_LATEST = 1.3
"""A kill comes within so many times the time that the command takes."""


def is_whole(folder: Path) -> bool:
    """Whether a folder has a manifest and every file is as it says; knows nothing of ours."""
    try:
        files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        return all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["sha256"]
            for name, about in files.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def is_mixed(folder: Path) -> bool:
    """Whether a folder has a manifest that is not true."""
    return (folder / "manifest.json").exists() and not is_whole(folder)


def command(*arguments: object, limit: int | None = None) -> "subprocess.Popen[bytes]":
    """The program, started; with `limit` no file may become larger."""

    def held() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit or 0, limit or 0))

    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=None if limit is None else held,
    )


def finished(*arguments: object) -> int:
    """Exit status of the program."""
    return command(*arguments).wait()


def done_here(*arguments: object) -> int:
    """Exit status of the program, run in this process: of what nobody is to break off."""
    return CliRunner().invoke(main, [*map(str, arguments)]).exit_code


def study_in(folder: Path) -> Path:
    """A tiny study that has two releases, so that each next one replaces another."""
    study = tiny.write_study(folder)
    for hours in (5, 6):
        vary(study, hours)
        if done_here("run", study):
            raise AssertionError("the tiny study does not run")
    return study


def vary(study: Path, number: int) -> None:
    """Give the study other data, whole."""
    draft = study / "jobs.draft"
    tiny.write_csv(draft, [row | {"hours": 1 + number % 90} for row in tiny.jobs()])
    draft.replace(study / "jobs.csv")


def killed(after: float, *arguments: object) -> bool:
    """Run the program and kill it after some time; whether it was still running."""
    process = command(*arguments)
    time.sleep(after)
    was_running = process.poll() is None
    if was_running:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def faults_of(out: Path, settle: Sequence[object]) -> list[str]:
    """What is wrong with a released folder now, and after the next command."""
    previous = out.with_name(f"{out.name}.previous")
    found = []
    if not (is_whole(out) or is_whole(previous)):
        found.append("lost")
    if is_mixed(out) or is_mixed(previous):
        found.append("mixed")
    done_here(*settle)
    if not is_whole(out):
        found.append("not settled")
    left = [path.name for path in out.parent.glob(f".{out.name}.*") if path.suffix != ".lock"]
    if set(left) - {f".{out.name}.draft"}:
        found.append(f"left behind: {left}")
    return found


Trial = Callable[[random.Random, int], list[str]]


def kills_of_run(study: Path, span: float) -> Trial:
    """Kill `run` of another result each time."""

    def trial(rng: random.Random, number: int) -> list[str]:
        vary(study, number)
        killed(rng.uniform(0, span * _LATEST), "run", study)
        return faults_of(study / "out", ("check", study))

    return trial


def kills_of_publish(study: Path, span: float) -> Trial:
    """Kill `publish`."""

    def trial(rng: random.Random, number: int) -> list[str]:
        formats = () if number % 2 else ("--format", "report")
        killed(rng.uniform(0, span * _LATEST), "publish", study, *formats)
        return faults_of(study / "out", ("check", study))

    return trial


def kills_of_linkage(folder: Path) -> Trial:
    """Kill a linkage; its one file is the former one, the new one, or not there."""
    if done_here("simulate", "listed-persons", folder, "--persons", 200):
        raise AssertionError("lists cannot be invented")
    target = folder / "linked.csv"
    arguments = ("collect", "link", "run", folder / "linkage.toml", "-o", target)
    began = time.monotonic()
    if finished(*arguments):
        raise AssertionError("the invented lists cannot be linked")
    span, whole = time.monotonic() - began, target.read_bytes()

    def trial(rng: random.Random, number: int) -> list[str]:
        if number % 2:
            target.unlink(missing_ok=True)
        killed(rng.uniform(0, span * _LATEST), *arguments)
        return ["cut short"] if target.exists() and target.read_bytes() != whole else []

    return trial


def kills_of_combine(folder: Path) -> Trial:
    """Kill the writing of a world estimate, which is made once: its chains take minutes."""
    script = folder / "write.py"
    script.write_text(_WRITE_WORLD.format(folder=str(folder / "world")))
    finds_tests = os.environ | {"PYTHONPATH": str(_ROOT)}

    def wrote(*worlds: str) -> None:
        subprocess.run([sys.executable, script, *worlds], check=True, env=finds_tests)

    wrote("1", "2")
    began = time.monotonic()
    wrote("3")
    span = time.monotonic() - began

    def trial(rng: random.Random, number: int) -> list[str]:
        process = subprocess.Popen([sys.executable, script, str(number % 7)], env=finds_tests)
        time.sleep(rng.uniform(0, span * _LATEST))
        process.kill()
        process.wait()
        world = folder / "world"
        settle(world)
        return [] if is_whole(world) and not is_mixed(world) else ["lost or mixed"]

    return trial


_WRITE_WORLD = """
import sys
from pathlib import Path
from measure87.disseminate.pages.world import write_world
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld
for seed in map(int, sys.argv[1:]):
    world = InventedWorld(seed=seed)
    write_world(Path({folder!r}), world.tables(), about(world), gather())
"""


@contextlib.contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[bool]:
    """A disk of that size at a place, if this process may mount one."""
    place.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    done = subprocess.run(["mount", *options], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", str(place)], check=True)


def full_disks(folder: Path, study: Path) -> Trial:
    """Run a copy of a study where little room is left."""
    size = sum(path.stat().st_size for path in study.rglob("*") if path.is_file()) // 1024

    def trial(rng: random.Random, number: int) -> list[str]:
        room = rng.randint(0, size)
        with small_disk(folder / f"disk{number}", 2 * size + room) as is_mounted:
            copy = folder / f"disk{number}" / "study"
            shutil.copytree(study, copy)
            vary(copy, number)
            before = (copy / "out" / "estimates.json").read_bytes()
            limit = None if is_mounted else rng.randint(1, 1 + size) * 1024
            status = command("run", copy, limit=limit).wait()
            out = copy / "out"
            kept = status == 0 or (out / "estimates.json").read_bytes() == before
            wrong = [] if status in (0, 1) else [f"exit status {status}"]
            wrong += [] if is_whole(out) and kept else ["lost or mixed"]
            shutil.rmtree(copy)
        return wrong

    return trial


def pairs(study: Path) -> Trial:
    """Start two commands at nearly the same time."""

    def trial(rng: random.Random, number: int) -> list[str]:
        vary(study, number)
        second = rng.choice([("run", study), ("publish", study), ("check", study)])
        first = command("run", study)
        time.sleep(rng.uniform(0, 0.5))
        other = command(*second)
        statuses = {first.wait(), other.wait()}
        wrong = [] if statuses <= {0, 1} and 0 in statuses else [f"exit statuses {statuses}"]
        return wrong + faults_of(study / "out", ("check", study))

    return trial


def changed_inputs(study: Path, span: float) -> Trial:
    """Write to an input while the study runs: it is released as it was, or not at all."""

    def trial(rng: random.Random, number: int) -> list[str]:
        vary(study, number)
        running = command("run", study)
        time.sleep(rng.uniform(0, span))
        vary(study, number + 45)
        status = running.wait()
        wrong = [] if status in (0, 1) else [f"exit status {status}"]
        if status == 0 and done_here("check", study, "--provenance"):
            vary(study, number)  # it ended before the change
            if done_here("check", study, "--provenance"):
                wrong.append("released from neither")
        return wrong + faults_of(study / "out", ("check", study))

    return trial


def run_trials(name: str, trial: Trial, times: int, rng: random.Random) -> Counter[str]:
    """What went wrong in so many trials, counted."""
    found: Counter[str] = Counter()
    for number in range(times):
        for fault in trial(rng, number):
            found[f"{name}: {fault}"] += 1
    return found


def all_trials(
    folder: Path, *, kills: int, disks: int, pairs_of_runs: int, changes: int, seed: int
) -> Counter[str]:
    """Every kind of trial; kills are shared between the commands."""
    rng = random.Random(seed)
    study = study_in(folder / "study")
    began = time.monotonic()
    vary(study, 7)
    finished("run", study)
    span = time.monotonic() - began
    (folder / "lists").mkdir()
    (folder / "combine").mkdir()
    kinds = {
        "run": kills_of_run(study, span),
        "publish": kills_of_publish(study, span),
        "combine": kills_of_combine(folder / "combine"),
        "linkage": kills_of_linkage(folder / "lists"),
    }
    found: Counter[str] = Counter()
    for place, (name, trial) in enumerate(kinds.items()):
        share = kills // len(kinds) + (place < kills % len(kinds))
        found += run_trials(f"kill of {name}", trial, share, rng)
    found += run_trials("full disk", full_disks(folder, study), disks, rng)
    found += run_trials("pair", pairs(study), pairs_of_runs, rng)
    found += run_trials("changed input", changed_inputs(study, span), changes, rng)
    return found


def try_all() -> int:
    """Run the trials that are asked for, and tell what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, times in (("kills", 200), ("disks", 50), ("pairs", 20), ("changes", 20), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=times)
    asked = parser.parse_args()
    byte_code.keep_byte_code()  # for the processes too
    kernel_cache.keep_kernels()
    with tempfile.TemporaryDirectory() as folder:
        found = all_trials(
            Path(folder),
            kills=asked.kills,
            disks=asked.disks,
            pairs_of_runs=asked.pairs,
            changes=asked.changes,
            seed=asked.seed,
        )
    for fault, times in sorted(found.items()):
        sys.stdout.write(f"{times:>4}  {fault}\n")
    sys.stdout.write(
        f"{asked.kills} kills, {asked.disks} full disks, {asked.pairs} pairs, {asked.changes} "
        f"changes: {found.total()} faults\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(try_all())
