"""Which committed tables are stale, and making them anew.

python -m tests.proof               names the stale ones; always exits with 0
python -m tests.proof run           runs all studies (hours); `make proof`
python -m tests.proof run NAME ...  runs these
"""

import argparse
import os
import subprocess
import sys
import time

from tests.proof.covered import (
    HASHES,
    ROOT,
    Study,
    code_hash,
    read_hashes,
    read_studies,
    stale,
    write_hashes,
)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, run or name."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("do", nargs="?", choices=("list", "run"), default="list")
    parser.add_argument("names", nargs="*", help="studies of tests/proof/tables.toml")
    options = parser.parse_args(arguments)
    studies = read_studies()
    unknown = sorted(set(options.names) - set(studies))
    if unknown:
        parser.error(f"no study is called {', '.join(unknown)}; there are {', '.join(studies)}")
    if options.do == "list":
        _name_the_stale()
        return 0
    return max(_run(studies[name]) for name in (options.names or studies))


def _name_the_stale() -> None:
    found = stale()
    if not found:
        print("All committed tables are of the code as it stands.")
        return
    print("Committed tables of other code than stands here (`make proof`, hours):")
    for study in found:
        files = ", ".join(path.as_posix() for path in study.tables) or "no table"
        print(f"  {study.name}: {study.title} ({files})")


def _run(study: Study) -> int:
    """Run a study; note of which code its tables are, also where they show a shortfall.

    A trial without a table shows nothing afterwards: it is of the code that it was run on where it
    held.
    """
    before = code_hash(study)
    print(f"{study.title}: python -m {' '.join(study.run)}", flush=True)
    start = time.monotonic()
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", *study.run]
    status = subprocess.run(command, cwd=ROOT, env=os.environ | threads, check=False).returncode
    print(f"{study.name}: status {status} after {(time.monotonic() - start) / 60:.0f} min")
    written = all((ROOT / path).exists() for path in study.tables)
    ended = (0, 1) if study.tables else (0,)
    if written and status in ended and code_hash(study) == before:
        write_hashes(read_hashes() | {study.name: before}, ROOT / HASHES)
    return min(status, 1) if status >= 0 else 1


if __name__ == "__main__":
    sys.exit(main())
