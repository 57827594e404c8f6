"""Try the world model on invented worlds: `python -m tests.recovery.worlds --worlds N --jobs 2`.

World number `i` has seed `i`, and so has the sampler; figures do not change with the number of
processes. Results are written after every world, and worlds that are in the table already are not
run again (`--again` does). Everything that was run is in the table and on the page, refusals too.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from measure87.simulate.world import TOPICS
from measure87.simulate.world.shape import SURVEY_ERROR
from tests.recovery.worlds_fit import Effort
from tests.recovery.worlds_page import page
from tests.recovery.worlds_scores import Score
from tests.recovery.worlds_study import Task, run_world
from tests.recovery.worlds_summary import read_scores, write_scores

TABLE = Path(__file__).parent / "worlds.csv"
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "world-simulation.md"


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, run, write."""
    parser = _parser()
    options = parser.parse_args(arguments)
    usual = (options.survey_error, options.own_movement) == (SURVEY_ERROR, 1.0)
    if not usual and (options.table == TABLE or options.page == PAGE):
        parser.error("worlds of other errors or movement go to a --table and a --page of their own")
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # workers are processes of their own already
    # For the same reason the chains of one world follow each other, also with one process, so that
    # not even the rounding of figures depends on how many there are.
    os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=1")
    known = [] if options.again else read_scores(options.table)
    there = {(score.topic, score.world) for score in known}
    effort = Effort(options.warmup, options.draws, options.chains)
    tasks = [
        Task(
            topic,
            seed,
            effort,
            options.countries,
            options.years,
            options.surveys,
            survey_error=options.survey_error,
            own_movement=options.own_movement,
        )
        for topic in options.topic or list(TOPICS)
        for seed in range(options.first, options.first + options.worlds)
        if (topic, seed) not in there
    ]
    started = time.monotonic()
    for number, found in enumerate(_run(tasks, options.jobs), start=1):
        known.extend(found)
        write_scores(options.table, known)
        _tell(number, len(tasks), started)
    options.page.write_text(page(read_scores(options.table)), encoding="utf-8")
    return 0


def _tell(number: int, of: int, started: float) -> None:
    minutes = (time.monotonic() - started) / 60.0
    print(f"{number} of {of} worlds, {minutes:.1f} minutes", file=sys.stderr, flush=True)


def _run(tasks: list[Task], jobs: int) -> Iterator[list[Score]]:
    """The scores of each world as it is done."""
    if jobs == 1:
        yield from map(run_world, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_world, task) for task in tasks]
        for done in as_completed(waiting):
            yield done.result()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.recovery.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, required=True, help="how many")
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--topic", action="append", choices=list(TOPICS))
    parser.add_argument("--countries", type=int, default=195)
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument("--surveys", type=int, help="70 to 200 by the seed without it")
    parser.add_argument(
        "--survey-error", type=float, default=SURVEY_ERROR, help="between surveys, log-odds"
    )
    parser.add_argument(
        "--own-movement", type=float, default=1.0, help="of countries, times the usual"
    )
    parser.add_argument("--warmup", type=int, default=Effort.warmup)
    parser.add_argument("--draws", type=int, default=Effort.draws)
    parser.add_argument("--chains", type=int, default=Effort.chains)
    parser.add_argument("--again", action="store_true", help="begin with an empty table")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser


if __name__ == "__main__":
    sys.exit(main())
