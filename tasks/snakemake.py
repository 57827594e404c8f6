"""Snakemake, with which tests run the how-to on pipelines; it needs other versions than we do."""

from tasks.environment import PYTHONS, REQUIREMENTS, TOOLS, program, uv
from tasks.running import ROOT, is_newer, run

FOLDER = TOOLS / "snakemake"
SOURCE = REQUIREMENTS / "snakemake.in"
LOCK = REQUIREMENTS / "snakemake.lock"


def snakemake() -> None:
    """Install what its lock file says, in an environment of its own."""
    stamp = FOLDER / ".installed"
    if is_newer(stamp, LOCK):
        return
    python = program("python", FOLDER)
    if not python.is_file():
        run(uv(), "venv", "-q", "--python", PYTHONS, FOLDER)
    run(uv(), "pip", "sync", "-q", "--python", python, "--require-hashes", LOCK)
    stamp.touch()


def lock_snakemake() -> None:
    """Resolve the lock file anew, without names of hosts."""
    run(uv(), "pip", "compile", "--universal", "--python-version", "3.12", "--generate-hashes",
        "--no-emit-index-url", "--no-header", "-q", SOURCE.relative_to(ROOT).as_posix(),
        "-o", LOCK.relative_to(ROOT).as_posix())  # fmt: skip
