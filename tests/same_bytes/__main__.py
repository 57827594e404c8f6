"""Does this tree print what an earlier commit printed? Runs both and compares every file.

    python -m tests.same_bytes COMMIT                   # four examples and ten random studies
    python -m tests.same_bytes COMMIT --random 3 --seed 5 --no-examples

For changes of structure, which move no number: each study is run by the commit's own sources and
by those here, from copies of the same folder. Names each file of `out` that differs, is new or is
gone, and exits 1 if there is one. What a study refuses is compared by its message.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.same_bytes.comparing import Outcome, differences
from tests.same_bytes.studies import Trial, with_keys, write_examples, write_random

HERE = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Read the command line, run and compare."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="same-bytes-") as made:
        root = Path(options.keep) if options.keep else Path(made)
        _sources_of(options.commit, root / "before-sources")
        studies = root / "studies"
        studies.mkdir(parents=True)
        trials = [] if options.no_examples else write_examples(studies)
        trials += write_random(studies, options.random, options.seed)
        with_keys(studies)
        for side in ("before", "now"):
            shutil.copytree(studies, root / side)
        failed = 0
        for trial in trials:
            lines = _compared(trial, root)
            failed += bool(lines)
            print(f"{trial.name}: {'equal' if not lines else 'DIFFERS'}", flush=True)
            print("".join(f"  {line}\n" for line in lines), end="", flush=True)
    print(f"{len(trials) - failed} of {len(trials)} studies are equal to {options.commit}")
    return 1 if failed else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.same_bytes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("commit", help="what to compare with")
    parser.add_argument("--random", type=int, default=10, help="how many random studies")
    parser.add_argument("--seed", type=int, default=1, help="of the random studies")
    parser.add_argument("--no-examples", action="store_true", help="random studies alone")
    parser.add_argument("--keep", help="a new folder that keeps both sides, to look at")
    return parser.parse_args(arguments)


def _sources_of(commit: str, folder: Path) -> None:
    """The package as it was at a commit."""
    folder.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", commit, "src"], cwd=HERE, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)


def _compared(trial: Trial, root: Path) -> list[str]:
    """Both sides at once; what differs, a line each."""
    sides = {"before": root / "before-sources" / "src", "now": HERE / "src"}
    with ThreadPoolExecutor(len(sides)) as pool:
        before, now = pool.map(
            lambda side: _run(trial, root / side[0], side[1]), list(sides.items())
        )
    return differences(before, now)


def _run(trial: Trial, folder: Path, sources: Path) -> Outcome:
    """One command in a process of its own."""
    known = {"PYTHONPATH": str(sources), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "measure87", *trial.command],
        cwd=folder,
        env=os.environ | known,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + (done.stderr if done.returncode else "")
    return Outcome(done.returncode, said, folder / trial.name / "out")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
