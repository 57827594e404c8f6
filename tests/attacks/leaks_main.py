"""Attack random small studies and keep a table of what was told that should not be.

python -m tests.attacks.leaks_main --studies 100 --table tests/attacks/leaks.csv
python -m tests.attacks.leaks_main --studies 100 --table tests/attacks/leaks.csv --go-on

A row for each study: it is released once, and again in some of the ways in which a survey
changes (`leaks.BY_LEDGER`, in turn), and every attack is tried on each. *hidden* are numbers that
the first release keeps back, *counts*, *persons_told* and *attributes* what was told, and
*in_files* numbers of other files that `estimates.json` has not; all four should be 0.
*not_released* names the ways in which the program released nothing: it refused, or did not come to
an end in its time. Fails where something was told, or a study was not even released once.
`--go-on` keeps the rows that stand; begin anew after a change of the gate or of an attack.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from tests.attacks.catalogue import ONE
from tests.attacks.claims import Claim, Count, Everybody, Person
from tests.attacks.leaks import BY_LEDGER, leaks_of, scene_of, told_in_all_files
from tests.attacks.releasing import NoReleaseError
from tests.attacks.scenarios import Scene, on_stage
from tests.attacks.studies import Study, drawn_study

EACH = 2
"""Ways in which each study is released again."""
SECONDS_A_MINUTE = 60


@dataclass(frozen=True)
class Row:
    """What became of one study."""

    study: int
    persons: int
    weights: str
    by: str
    definitions: int
    skip: str
    tables: bool
    numbers: bool
    differences: bool
    again: str
    releases: int
    figures: int
    hidden: int
    counts: int
    persons_told: int
    attributes: int
    in_files: int
    not_released: str


NOTHING = ("counts", "persons_told", "attributes", "in_files")
"""Columns of what should not be told."""


def ways_of(seed: int) -> tuple[str, ...]:
    """The ways in which a study is released again: each of all in turn."""
    turns = len(BY_LEDGER) // EACH
    return BY_LEDGER[seed % turns :: turns]


def attacked(study: Study, folder: Path, tell: Callable[[str], object]) -> Row:
    """Release a study in its ways, and try everything; `tell` is told each leak in words."""
    ways = ways_of(study.seed)
    try:
        stage = on_stage(study, folder)
    except NoReleaseError as why:
        tell(f"study {study.seed}: {why}")
        return _row(study, ways, (), (), 0, [ONE])
    scenes: dict[str, Scene] = {}
    missing = []
    for name in (ONE, *ways):
        try:
            scenes[name] = scene_of(stage, name)
        except NoReleaseError as why:
            tell(f"study {study.seed}, {name}: {why}")
            missing.append(name)
    leaks = [leak for name, scene in scenes.items() for leak in leaks_of(scene, name)]
    in_files = told_in_all_files(stage, [*scenes.values()])
    for line in (*(f"{attack}: {claim.said()}" for attack, claim in leaks), *in_files):
        tell(f"study {study.seed} TOLD {line}")
    return _row(
        study, ways, [*scenes.values()], [claim for _, claim in leaks], len(in_files), missing
    )


def _row(
    study: Study,
    ways: Sequence[str],
    scenes: Sequence[Scene],
    claims: Sequence[Claim],
    in_files: int,
    missing: Sequence[str],
) -> Row:
    first = scenes[0].evidence.releases[0] if scenes else None
    return Row(
        study.seed,
        study.n,
        study.weights,
        " ".join(study.by),
        len(study.definitions),
        study.skip,
        study.tables,
        study.numbers,
        study.differences,
        "; ".join(ways),
        len({one.folder for scene in scenes for one in scene.evidence.releases}),
        0 if first is None else len(first.shares),
        0 if first is None else len(first.hidden),
        sum(isinstance(one, Count) for one in claims),
        sum(isinstance(one, Person) for one in claims),
        sum(isinstance(one, Everybody) for one in claims),
        in_files,
        "; ".join(missing),
    )


def holds(row: Mapping[str, str]) -> bool:
    """Whether a study was released, and nothing told."""
    return row["releases"] != "0" and all(row[name] == "0" for name in NOTHING)


def read_rows(path: Path) -> dict[int, dict[str, str]]:
    """The rows that stand in a table, by study."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row["study"]): row for row in csv.DictReader(file)}


def write_rows(path: Path, rows: dict[int, dict[str, str]]) -> None:
    """The table anew, in the order of the studies."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, [one.name for one in fields(Row)], lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows[seed] for seed in sorted(rows))


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, keep the table; 1 if something was told."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.leaks_main",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    parser.add_argument("--most", type=int, default=3000, help="persons of a study")
    parser.add_argument("--table", type=Path, required=True, metavar="FILE")
    parser.add_argument("--go-on", action="store_true", help="keep the rows that stand there")
    parser.add_argument("--minutes", type=float, help="begin no study after so many")
    options = parser.parse_args(arguments)
    rows = read_rows(options.table) if options.go_on else {}
    end = None if options.minutes is None else time.monotonic() + SECONDS_A_MINUTE * options.minutes
    for seed in range(options.seed, options.seed + options.studies):
        if seed in rows or (end is not None and time.monotonic() > end):
            continue
        with tempfile.TemporaryDirectory() as folder:
            study = drawn_study(seed, options.most)
            found = attacked(study, Path(folder), lambda line: print(line, flush=True))
        rows[seed] = {name: str(value) for name, value in asdict(found).items()}
        write_rows(options.table, rows)
    held = sum(map(holds, rows.values()))
    print(f"{held} of {len(rows)} studies hold")
    return int(held < len(rows))


if __name__ == "__main__":
    sys.exit(main())
