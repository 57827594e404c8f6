"""The same seed gives the same bytes, however many threads and cores there are."""

import hashlib
import os
import subprocess
import sys

import pytest

from tests.study.world.made_world import SETTINGS, write_made_world

SHORT = SETTINGS.replace("draws = 900", "draws = 300").replace(
    "consultation = true", "consultation = false"
)


def bytes_of(config, out, threads=None, cores=None):
    """Hashes of all files of a run in a process of its own; nothing compiled is taken over."""
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    environment |= {"JAX_ENABLE_COMPILATION_CACHE": "false"}
    environment |= {} if threads is None else {"OMP_NUM_THREADS": threads}
    kept = "" if cores is None else f"import os; os.sched_setaffinity(0, {cores}); "
    command = f"{kept}from measure87.cli import main; main(['combine', {str(config)!r}, '-o', "
    command += f"{str(out)!r}])"
    subprocess.run([sys.executable, "-c", command], env=environment, check=True)
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_neither_threads_nor_cores_change_a_byte(tmp_path):
    config = write_made_world(tmp_path / "in", SHORT)
    first = bytes_of(config, tmp_path / "one", threads="1")
    assert {"estimates.csv", "draws.parquet", "report.html", "manifest.json"} <= set(first)
    assert bytes_of(config, tmp_path / "two", threads="2") == first
    assert bytes_of(config, tmp_path / "unset") == first
    if hasattr(os, "sched_getaffinity"):
        core = {min(os.sched_getaffinity(0))}
        assert bytes_of(config, tmp_path / "core", cores=core) == first
