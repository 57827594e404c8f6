"""The environment in `.venv` that everything runs in, of the lock files, by uv."""

import os
import shutil
import sys
from functools import cache
from pathlib import Path

from tasks.running import ROOT, is_newer, run

PYTHONS = ">=3.12,<3.15"
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
PROJECT = ROOT / "pyproject.toml"
REQUIREMENTS = ROOT / "requirements"


def program(name: str, environment: Path = VENV, system: str = os.name) -> Path:
    """Where an environment keeps a program, on this system or on another.

    >>> program("python", Path(".venv"), "nt").as_posix()
    '.venv/Scripts/python.exe'
    """
    if system == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


@cache
def uv() -> Path:
    """The installer: the machine's own, or one put into `.tools`."""
    found = shutil.which("uv")
    if found is not None:
        return Path(found)
    own = program("uv", TOOLS)
    if not own.is_file():
        run(sys.executable, "-m", "venv", TOOLS)
        run(program("python", TOOLS), "-m", "pip", "install", "-q", "uv")
    return own


def setup() -> None:
    """Everything that development needs, in `.venv`."""
    _synchronise("dev")


def setup_demo() -> None:
    """The core and what the world estimate samples with; nothing where development is set up."""
    if not _stamp("dev").is_file():
        _synchronise("demo")


def _stamp(name: str) -> Path:
    return VENV / f".{name}"


def _synchronise(name: str) -> None:
    """Make the environment what a lock file says, unless it is already."""
    lock, stamp = REQUIREMENTS / f"{name}.lock", _stamp(name)
    if is_newer(stamp, lock, PROJECT):
        return
    python = program("python")
    if not python.is_file():
        run(uv(), "venv", "-q", "--python", PYTHONS, VENV)
    run(uv(), "pip", "sync", "-q", "--python", python, "--require-hashes", lock)
    run(uv(), "pip", "install", "-q", "--python", python, "--no-deps", "--no-build-isolation",
        "-e", ".")  # fmt: skip
    stamp.touch()


def lock() -> None:
    """Resolve the lock files anew; they name no host."""
    core, dev, demo = (REQUIREMENTS / f"{name}.lock" for name in ("core", "dev", "demo"))
    _compile(core)
    _compile(dev, "--all-extras")
    _compile(demo, "--extra", "bayes", "-c", dev)


def _compile(file: Path, *options: str | Path) -> None:
    run(uv(), "pip", "compile", "--universal", "--python-version", "3.12", "--generate-hashes",
        "--no-emit-index-url", "--no-header", "-q", *options, PROJECT.name,
        _told(REQUIREMENTS / "build.in"), "-o", _told(file))  # fmt: skip


def _told(path: Path) -> str:
    """A path as lock files name it."""
    return path.relative_to(ROOT).as_posix()
