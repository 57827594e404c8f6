"""Make the map of tests: run them once under the recorder."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutation.known_tests import MAP, KnownTests, known_tests_from, read_known_tests
from tests.mutation.sources import Sources

_OWN_TESTS = "tests/mutation"


def record(sources: Sources, paths: list[str], processes: int) -> int:
    """Run tests, all or some, and write the map; gives how pytest ended.

    Only tests that pass are in the map. What is known of tests in other files than those that ran
    is kept, if only some were asked for.
    """
    with tempfile.TemporaryDirectory() as folder:
        ended = _run_recorded(sources, paths, processes, Path(folder))
        parts = [json.loads(path.read_text("utf-8")) for path in Path(folder).glob("*.json")]
    digests = {path: module.digest for path, module in sources.modules.items()}
    known = known_tests_from(parts, digests)
    target = sources.root / MAP
    if paths and target.exists():
        known = read_known_tests(target).updated_by(known)
    _write(target, known)
    return ended


def _run_recorded(sources: Sources, paths: list[str], processes: int, folder: Path) -> int:
    command = [sys.executable, "-m", "pytest", *paths, "-q"]
    command += ["-p", "tests.mutation.recorder", "--record-entered", str(folder)]
    command += ["--record-package", sources.package, f"--ignore={_OWN_TESTS}"]
    if processes > 1:
        command += ["-n", str(processes), "--dist", "loadfile"]
    return subprocess.run(
        command, cwd=sources.root, env=_environment(sources), check=False
    ).returncode


def _environment(sources: Sources) -> dict[str, str]:
    """With this recorder and the sources to be found, wherever the project lies."""
    here = Path(__file__).resolve().parents[2]
    found = [sources.root / Path(sources.package).parent, sources.root, here]
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([*map(str, found), *([known] if known else [])])
    return os.environ | {"PYTHONPATH": path}


def _write(target: Path, known: KnownTests) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(known.written(), "utf-8")
    print(f"{target}: {len(known.tests)} tests", file=sys.stderr)
