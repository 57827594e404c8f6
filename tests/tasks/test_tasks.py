"""The tasks of contributors: alike by make and without it, of nothing but the standard library."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from measure87 import __version__
from tasks import __main__ as program_of_tasks
from tasks import environment, node, running, system

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tasks").glob("*.py"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")


@pytest.fixture
def ran(monkeypatch):
    """What would have run: each command as words, with its variables."""
    commands = []

    def note(*command, where=ROOT, variables=None):
        commands.append(([Path(str(word)).name for word in command], variables))

    for module in (program_of_tasks, environment, node):
        monkeypatch.setattr(module, "run", note)
    monkeypatch.setattr(program_of_tasks, "system", lambda: None)
    monkeypatch.setattr(environment, "is_newer", lambda *_: True)
    monkeypatch.setattr(node, "is_newer", lambda *_: True)
    return commands


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_the_standard_library_is_used(path):
    for found in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(found, ast.Import):
            names = [one.name for one in found.names]
        elif isinstance(found, ast.ImportFrom):
            names = [found.module]
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names | {"tasks"}, name


def test_make_calls_the_task_of_the_same_name():
    targets = re.search(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE)[1].split()
    assert set(targets) <= set(program_of_tasks.TASKS) | {"docs"}
    assert set(program_of_tasks.TASKS) <= set(targets)
    assert set(re.findall(r"^\t(\S+)", MAKEFILE, re.MULTILINE)) == {"@$(TASK)"}


def test_make_and_python_do_the_same():
    done = subprocess.run(
        ["make", "-n", "--no-print-directory", "one", "TEST=tests/files"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "python3 -m tasks one tests/files"


def test_the_tasks_are_listed_without_an_environment():
    done = subprocess.run(
        [sys.executable, "-S", "-m", "tasks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {line.split()[0] for line in done.stdout.splitlines()[2:]} == set(program_of_tasks.TASKS)


def test_the_tests_run_in_two_processes_of_one_thread_each_after_style_types_and_walls(ran):
    assert program_of_tasks.main(["test"]) == 0
    names = [command[0].removesuffix(".exe") for command, _ in ran]
    assert names == ["ruff", "ruff", "mypy", "lint-imports", "python"]
    command, more = ran[-1]
    assert command[1:] == ["-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-m", "not slow"]
    assert more == {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def test_words_go_on_to_what_is_run(ran):
    program_of_tasks.main(["one", "-x", "tests/cli"])
    program_of_tasks.main(["proof", "lists"])
    program_of_tasks.main(["proof", "--files", "a.py"])
    program_of_tasks.main(["changes", "0.2.0"])
    assert [command[-2:] for command, _ in ran] == [
        ["-x", "cli"], ["run", "lists"], ["--files", "a.py"], ["--version", "0.2.0"],
    ]  # fmt: skip


def test_bad_usage_is_status_2_and_a_failure_that_of_the_program(capsys, monkeypatch):
    assert program_of_tasks.main(["no-such-task"]) == 2
    assert program_of_tasks.main(["changes"]) == 2
    assert "version" in capsys.readouterr().err
    monkeypatch.setattr(environment, "is_newer", lambda *_: True)
    monkeypatch.setattr(
        program_of_tasks, "run", lambda *_, **__: running.run(sys.executable, "-c", "exit(5)")
    )
    assert program_of_tasks.main(["types"]) == 5


def test_windows_keeps_programs_elsewhere():
    folder = Path("env")
    assert environment.program("ruff", folder, "nt") == folder / "Scripts" / "ruff.exe"
    assert environment.program("ruff", folder, "posix") == folder / "bin" / "ruff"


def test_an_environment_is_made_anew_when_its_lock_file_is(tmp_path):
    stamp, lock = tmp_path / ".dev", tmp_path / "dev.lock"
    lock.touch()
    assert not running.is_newer(stamp, lock)
    stamp.touch()
    assert running.is_newer(stamp, lock)
    late = stamp.stat().st_mtime_ns + 1_000_000
    os.utime(lock, ns=(late, late))
    assert not running.is_newer(stamp, lock)


def test_what_is_missing_is_named_where_it_may_not_be_installed(monkeypatch, capsys):
    monkeypatch.setattr(system.shutil, "which", lambda _: None)
    system.system()
    said = capsys.readouterr().err
    assert (
        "Not installed here: chromium default-jre-headless r-base-core r-cran-jsonlite nodejs npm"
        in said
    )
    assert "with your system's own installer" in said
    monkeypatch.setattr(system.shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000, raising=False)
    system.system()
    assert "sudo apt-get install chromium" in capsys.readouterr().err


def test_a_java_is_known_by_its_number(monkeypatch):
    monkeypatch.setattr(system, "_said", lambda *_: 'openjdk version "21.0.2" 2024-01-16')
    assert system.java_version() == 21
    monkeypatch.setattr(system, "_said", lambda *_: "")
    assert system.java_version() == 0


def test_the_bill_of_materials_states_the_version(tmp_path):
    bill = tmp_path / "bill.json"
    bill.write_text('{"metadata": {"component": {"name": "measure87"}}}')
    program_of_tasks._state_version(bill)
    assert json.loads(bill.read_text())["metadata"]["component"]["version"] == __version__
