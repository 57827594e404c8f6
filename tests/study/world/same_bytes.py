"""Runs a world estimate under different numbers of threads and cores, and compares every byte.

    python -m tests.study.world.same_bytes CONFIG.toml --way unset --way core

`1` and `2` are `OMP_NUM_THREADS`, `unset` is without it, `core` is without it and on one core.
Each run is a process of its own, and takes over nothing compiled. Without `--way` all four are run.
Exit status 1 where a file differs.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WAYS = ("1", "2", "unset", "core")
_RUN = "from measure87.cli import main; main(['combine', {config!r}, '-o', {out!r}])"


def bytes_of(config: Path, out: Path, way: str) -> dict[str, str]:
    """Hash of every file that a run writes, by its name."""
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    environment |= {"JAX_ENABLE_COMPILATION_CACHE": "false"}
    if way.isdigit():
        environment |= {"OMP_NUM_THREADS": way}
    command = _RUN.format(config=str(config), out=str(out))
    if way == "core":
        core = min(os.sched_getaffinity(0))
        command = f"import os; os.sched_setaffinity(0, {{{core}}}); {command}"
    subprocess.run([sys.executable, "-c", command], env=environment, check=True)
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def possible(ways: tuple[str, ...] = WAYS) -> list[str]:
    """Those that this system can run: not all can keep a process to one core."""
    return [way for way in ways if way != "core" or hasattr(os, "sched_setaffinity")]


def main(arguments: list[str] | None = None) -> int:
    """Run all ways that are asked for, and say what differs from the first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("config", type=Path)
    parser.add_argument("--way", action="append", choices=WAYS)
    options = parser.parse_args(arguments)
    ways = possible(tuple(options.way or WAYS))
    with tempfile.TemporaryDirectory() as folder:
        found = {way: bytes_of(options.config, Path(folder) / way, way) for way in ways}
    first = found[ways[0]]
    print(f"{len(first)} files, manifest {first['manifest.json']}")
    differ = {way: sorted(_differing(first, one)) for way, one in found.items()}
    for way in ways:
        print(f"{way}: {'differs in ' + ', '.join(differ[way]) if differ[way] else 'the same'}")
    return 1 if any(differ.values()) else 0


def _differing(first: dict[str, str], other: dict[str, str]) -> set[str]:
    return {name for name in first.keys() | other.keys() if first.get(name) != other.get(name)}


if __name__ == "__main__":
    sys.exit(main())
