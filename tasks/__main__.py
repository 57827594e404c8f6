"""`python -m tasks NAME ...`: the names are those of the functions in `TASKS`."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tasks import environment
from tasks.environment import program
from tasks.node import lock_node, node
from tasks.running import ROOT, FailedError, run
from tasks.site import docs, docs_fr
from tasks.snakemake import lock_snakemake, snakemake
from tasks.system import system

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Two processes test; threads of the linear algebra on top of them only get in each other's way."""
SOURCE_DATE = "1577836800"
"""The time that all files of a build have, so that it is the same on every day: 2020-01-01."""


def setup() -> None:
    """the environment for development, in .venv"""
    environment.setup()


def setup_demo() -> None:
    """the environment for the examples, in .venv"""
    environment.setup_demo()


def demo(*folder: str) -> None:
    """the examples and the world estimate; says where their reports lie"""
    setup_demo()
    run(program("python"), "examples/run_all.py", *folder)


def test() -> None:
    """style, types, walls between rooms, and all tests but the slow ones"""
    setup()
    system()
    lint()
    types()
    walls()
    quick()


def lint() -> None:
    """style"""
    setup()
    run(program("ruff"), "check", ".")
    run(program("ruff"), "format", "--check", ".")


def types() -> None:
    """types, by mypy"""
    setup()
    run(program("mypy"))


def walls() -> None:
    """walls between the rooms"""
    setup()
    run(program("lint-imports"))


def quick() -> None:
    """all tests but the slow ones"""
    _tier("not slow")


def slow() -> None:
    """tests in browsers, on Spark, and of whole studies"""
    setup()
    snakemake()
    _tier("slow and not proof", "tests", processes=4)


def _tier(marked: str, *where: str, processes: int = 2) -> None:
    """Tests of a mark; more processes than cores where they wait for browsers and servers."""
    setup()
    system()
    node()
    _pytest("-n", str(processes), "--dist", "loadfile", "-m", marked, *where)


def _pytest(*options: str) -> None:
    run(program("python"), "-m", "pytest", "-q", *options, variables=ONE_THREAD)


def one(*options: str) -> None:
    """a file, a test, or any words for pytest"""
    setup()
    _pytest(*options)


def proof(*studies: str) -> None:
    """simulations, mutants, long tests: all, or STUDY ...; with --files FILE ... their mutants"""
    setup()
    if studies[:1] == ("--files",):
        run(program("python"), "-m", "tests.mutation", *studies)
        return
    if not studies:
        _tier("proof", "tests")
        _pytest("-n", "2", "-m", "hypothesis", "--hypothesis-profile", "many", "tests")
    run(program("python"), "-m", "tests.proof", "run", *studies)


def bench() -> None:
    """side-by-side speed runs"""
    setup()
    run(program("python"), "-m", "benchmarks")


def changes(version: str) -> None:
    """at a release: the fragments of docs/changes become a section of CHANGELOG.md"""
    setup()
    run(program("towncrier"), "build", "--version", version)


def build(folder: str = "dist") -> None:
    """at a release: the wheel and the source archive, in a folder; the same bytes every time"""
    run(environment.uv(), "build", "-q", "--build-constraints", "requirements/core.lock",
        "--require-hashes", "-o", folder, variables={"SOURCE_DATE_EPOCH": SOURCE_DATE})  # fmt: skip
    (ROOT / folder / ".gitignore").unlink(missing_ok=True)


def bom() -> None:
    """at a release: the bill of materials, of the lock file alone"""
    setup()
    run(program("cyclonedx-py"), "requirements", "--pyproject", "pyproject.toml", "--mc-type",
        "library", "--output-reproducible", "--of", "JSON", "-o", "measure87.cdx.json",
        "requirements/core.lock")  # fmt: skip
    _state_version(ROOT / "measure87.cdx.json")


def _state_version(bill: Path) -> None:
    """Put the version of what the bill is of into it: `pyproject.toml` does not state it."""
    text = (ROOT / "src" / "measure87" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    content = json.loads(bill.read_text("utf-8"))
    if found is not None:
        content["metadata"]["component"]["version"] = found[1]
    bill.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def hooks() -> None:
    """checks before each commit"""
    setup()
    run(program("pre-commit"), "install", "--hook-type", "pre-commit", "--hook-type", "commit-msg")


def lock() -> None:
    """resolves the lock files anew"""
    environment.lock()
    lock_node()
    lock_snakemake()


def clean() -> None:
    """removes environments and what was kept between runs"""
    for name in (".venv", ".tools", "build", "tests/node/node_modules", ".cache", ".pytest_cache",
                 ".mypy_cache", ".ruff_cache", ".import_linter_cache"):  # fmt: skip
        shutil.rmtree(ROOT / name, ignore_errors=True)


def clean_kernels() -> None:
    """removes compiled loops that numba keeps; see CONTRIBUTING.md"""
    for path in (ROOT / "src").rglob("*.nb[ci]"):
        path.unlink()


_ALL: Sequence[Callable[..., None]] = (
    setup, setup_demo, demo, test, lint, types, walls, quick, slow, one, proof, bench, changes,
    build, bom, hooks, system, docs, docs_fr, node, lock, clean, clean_kernels,
)  # fmt: skip
TASKS: Mapping[str, Callable[..., None]] = {task.__name__.replace("_", "-"): task for task in _ALL}


def main(given: Sequence[str]) -> int:
    """Do one task; the exit status is that of the first program that failed, 2 for bad usage."""
    name, *options = given or ["--help"]
    task = TASKS.get(name)
    if task is None:
        print("python -m tasks NAME ...\n")
        for each, known in TASKS.items():
            print(f"  {each:14} {(known.__doc__ or '').splitlines()[0]}")
        return 0 if name in ("-h", "--help") else 2
    try:
        task(*options)
    except FailedError as failed:
        return failed.status
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:
            print(f"python -m tasks {name}: {error}", file=sys.stderr)
            return 2
        raise
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
