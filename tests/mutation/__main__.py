"""Do the tests notice mistakes? Makes small ones in the sources and looks whether a test fails.

    python -m tests.mutation map            # first: records which test enters which function
    python -m tests.mutation                # 300 mutants of the rooms, drawn by the day
    python -m tests.mutation --resume       # without those that were killed before
    python -m tests.mutation --files src/measure87/classify/engine.py

Exits 1 if a mutant survives that `accepted.toml` does not name.
"""

import argparse
import datetime
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.mutation.accepted import Accepted, read_accepted, stale
from tests.mutation.account import (
    lives,
    new_survivors,
    survivor_text,
    table_csv,
    table_text,
    tallies,
)
from tests.mutation.kept import Killed
from tests.mutation.known_tests import MAP, KnownTests, read_known_tests
from tests.mutation.mapping import record
from tests.mutation.mutants import ROOMS, Mutant, drawn, files_of_room, mutants_of
from tests.mutation.running import TIMED_OUT, Fate, Limits, Runner, UnmutatedTestsFailError
from tests.mutation.sources import Sources, foreign_imports
from tests.mutation.trial import import_libraries

_FOLDER = "tests/mutation"
_MUTANTS = 300


def main(arguments: list[str]) -> int:
    """Read the command line, then record or run."""
    if arguments[:1] == ["map"]:
        options = _map_options(arguments[1:])
        return record(_sources(options), options.paths, options.processes)
    options = _run_options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and tidy up
    try:
        return _run(_sources(options), options)
    except UnmutatedTestsFailError as error:
        raise SystemExit(str(error)) from None


def _sources(options: argparse.Namespace) -> Sources:
    return Sources(options.root.resolve(), options.package)


def _of_a_project(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of the project")
    parser.add_argument("--package", default="src/measure87", help="the sources, from the root")
    parser.add_argument("--processes", type=int, default=2, help="how many at once")
    return parser


def _map_options(arguments: list[str]) -> argparse.Namespace:
    parser = _of_a_project("python -m tests.mutation map")
    parser.add_argument("paths", nargs="*", help="only these tests; of others what is known stays")
    return parser.parse_args(arguments)


def _run_options(arguments: list[str]) -> argparse.Namespace:
    parser = _of_a_project("python -m tests.mutation")
    parser.add_argument("--mutants", type=int, help=f"how many: {_MUTANTS}, or all of --files")
    parser.add_argument("--seed", type=int, default=datetime.date.today().toordinal())
    parser.add_argument("--rooms", nargs="+", default=list(ROOMS), help="or folders of the package")
    parser.add_argument("--files", nargs="+", default=[], help="files to change, in place of rooms")
    parser.add_argument("--seconds", type=int, default=Limits.seconds, help="for one mutant")
    parser.add_argument("--resume", action="store_true", help="without those killed before")
    parser.add_argument("--table", action="store_true", help=f"write {_FOLDER}/mutants.csv")
    return parser.parse_args(arguments)


def _run(sources: Sources, options: argparse.Namespace) -> int:
    """Try mutants, print what became of them, and say whether one is new among the living."""
    known = _known_tests(sources, options.processes)
    accepted = read_accepted(sources.root / _FOLDER / "accepted.toml")
    mutants = _chosen(sources, options)
    killed = Killed(sources)
    before = killed.among(mutants) if options.resume else []
    waiting = _without(mutants, before)
    print(f"seed {options.seed}: {len(mutants)} mutants, {len(before)} killed before", flush=True)
    import_libraries(_libraries(sources))
    limits = Limits(seconds=options.seconds, processes=options.processes)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        runner = Runner(sources, known, Path(folder), limits)
        passed = runner.check_unmutated(waiting)
        print(f"{passed} tests pass without a mutant", flush=True)
        told = _with_progress(killed.kept(runner.fates(waiting)), len(waiting))
        fates = [*before, *told]
    _tell(fates, accepted, stale(accepted, sources))
    if options.table:
        text = table_csv(tallies(fates, accepted), options.seed)
        (sources.root / _FOLDER / "mutants.csv").write_text(text, "utf-8")
    return 1 if new_survivors(fates, accepted) else 0


def _known_tests(sources: Sources, processes: int) -> KnownTests:
    """The map as it was made last; made now if there is none."""
    path = sources.root / MAP
    if not path.exists() and record(sources, [], processes):
        raise SystemExit("tests fail without a mutant; mend them first")
    known = read_known_tests(path)
    if outdated := known.outdated(sources):
        print(
            f"{len(outdated)} modules changed since the map was made, so tests that reach their"
            f" mutants may be missed: {', '.join(outdated[:5])} ..."
        )
    return known


def _chosen(sources: Sources, options: argparse.Namespace) -> list[Mutant]:
    if options.files:
        mutants = mutants_of(sources, [Path(name).as_posix() for name in options.files])
        return drawn(mutants, options.mutants or len(mutants), options.seed)
    files = {path for room in options.rooms for path in files_of_room(sources, room)}
    return drawn(mutants_of(sources, sorted(files)), options.mutants or _MUTANTS, options.seed)


def _without(mutants: list[Mutant], known: list[Fate]) -> list[Mutant]:
    done = {fate.mutant.identity for fate in known}
    return [mutant for mutant in mutants if mutant.identity not in done]


def _libraries(sources: Sources) -> list[str]:
    own = {"tests", Path(sources.package).name}
    return foreign_imports([sources.root / sources.package, sources.root / "tests"], own)


def _with_progress(fates: Iterable[Fate], number: int) -> Iterator[Fate]:
    """A line for each tenth mutant, and each survivor when it is found."""
    began = time.monotonic()
    for position, fate in enumerate(fates, start=1):
        if lives(fate):
            print(f"  {fate.fate}: {survivor_text(fate)}", file=sys.stderr, flush=True)
        if position % 10 == 0 or position == number:
            minutes = (time.monotonic() - began) / 60
            print(f"{position} of {number}, {minutes:.1f} min", file=sys.stderr, flush=True)
        yield fate


def _tell(fates: list[Fate], accepted: Accepted, stale_entries: list[tuple[str, str, str]]) -> None:
    print(table_text(tallies(fates, accepted)))
    _list("ran out of time", (fate.mutant.told for fate in fates if fate.fate == TIMED_OUT))
    _list(
        "accepted as survivors, but killed",
        (f.mutant.told for f in fates if f.mutant.identity in accepted and not lives(f)),
    )
    _list("stale in accepted.toml: no such change any more", map(" :: ".join, stale_entries))
    _list("new survivors", map(survivor_text, new_survivors(fates, accepted)))


def _list(title: str, lines: Iterable[str]) -> None:
    """Print lines under a title, if there are any."""
    shown = list(lines)
    if shown:
        print(f"\n{title}:")
        print("\n".join(f"  {line}" for line in shown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
