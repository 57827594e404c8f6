"""Attack what lists release of random small studies: what counts may lie behind each hidden cell?

python -m tests.attacks.behind_main --studies 40 --seed 1

*Small* are cells that were rounded to no more than the base, of which *least* is the fewest counts
found behind one: three are looked for, each with a secret under which the whole of
`estimates.json` is made again for some (*same*, of as many as were tried). Sizes of lists and
figures are to be shown all the same, and a verdict. Then studies of three and four lists, which the
attack by all tables can try, are released without rounding: *fit* are tables with the counts shown
("many" where they are more than are tried), *told* cells of one or two that come out. The last
line counts the studies that have something to find there, and those in which it is found.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.attacks.behind_rounding import Behind, counts_behind
from tests.attacks.list_attack import ListsTold, Table, read_lists
from tests.attacks.list_studies import ListStudy, drawn_many_lists
from tests.attacks.lists_main import attacked as attacked_by_all_tables
from tests.attacks.releasing import (
    NoReleaseError,
    lists_rounded_by,
    release_lists,
    without_rounding,
)

ENOUGH = 3
MOST_LISTS = 4
"""From which on the tables that fit are too many to be tried one by one."""
MOST_TABLES = 500
"""That are tried where nothing is rounded."""
FOUND_IN = 0.9
"""Share of the studies with something to find in which it is found without the rounding."""


@dataclass(frozen=True)
class Found:
    """What a release showed, and what it left; `base` is None where nothing was rounded."""

    base: int | None
    sizes: int
    figures: int
    verdict: str
    behind: list[Behind]
    same: list[bool]

    @property
    def least(self) -> int:
        """The fewest counts found behind a small cell."""
        return min((len(one.counts) for one in self.behind), default=ENOUGH)

    @property
    def holds(self) -> bool:
        """Whether every small cell keeps enough counts, and sizes and verdict are shown."""
        shown = self.sizes > 0 and self.figures > 0 and self.verdict != "not-shown"
        return shown and self.least >= ENOUGH and all(self.same)


def secret_of(study: ListStudy, number: int = -1) -> bytes:
    """The study's own secret, or another by its number; the same each time."""
    return (10**6 * study.seed + number + 1).to_bytes(32)


def attacked(study: ListStudy, folder: Path, most_runs: int) -> Found:
    """Release a study, and try other counts in its small cells; run some of them whole."""
    said = read_lists(release_lists(study, folder / "first", secret=secret_of(study)))
    about = said["diagnostics"]["lists"]
    base = about.get("cells_rounded_to")
    sizes = sum(isinstance(one["persons"], int) for one in about["lists"])
    figures = sum(figure.get("value") is not None for figure in said["estimates"])
    verdict = about["verdict"]["code"]
    if base is None:
        return Found(None, sizes, figures, verdict, [], [])
    rounded = lists_rounded_by(study.table, secret_of(study))

    def rounds(table: Table, number: int) -> Table:
        return lists_rounded_by(table, secret_of(study, number))

    behind = list(counts_behind(rounded, rounds, lambda n: n <= base, ENOUGH, base))
    same = []
    for place, (table, number) in enumerate(islice(_others(rounded, behind), most_runs)):
        other = ListStudy(study.seed, table)
        again = release_lists(other, folder / f"{place}", secret=secret_of(study, number))
        same.append(read_lists(again) == said)
    return Found(base, sizes, figures, verdict, behind, same)


def _others(rounded: Table, behind: list[Behind]) -> Iterator[tuple[Table, int]]:
    """Tables with one cell as it may have been, and the secret that hides it; each cell once."""
    for turn in range(1, ENOUGH):
        for one in behind:
            for count, number in islice(one.counts.items(), turn, turn + 1):
                yield {**rounded, one.cell: count}, number


def attacked_without(study: ListStudy, folder: Path) -> ListsTold | None:
    """What the attack by all tables finds where nothing is rounded; None if nothing is hidden."""
    with without_rounding():
        return attacked_by_all_tables(study, folder, MOST_TABLES)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, print; 1 if a study does not hold or the attack is weak."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.behind_main",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="whole runs of each")
    options = parser.parse_args(arguments)
    print(
        "| study | lists | persons | base | sizes | figures | verdict | small | least | same "
        "| fit | told |"
    )
    print("|" + " --- |" * 12)
    failed, to_find, found = 0, 0, 0
    for seed in range(options.seed, options.seed + options.studies):
        study = drawn_many_lists(seed)
        with tempfile.TemporaryDirectory() as place:
            try:
                one = attacked(study, Path(place), options.runs)
            except NoReleaseError as why:
                print(f"study {seed}: {why}", file=sys.stderr, flush=True)
                failed += 1
                continue
            tried = study.lists <= MOST_LISTS
            told = attacked_without(study, Path(place) / "exact") if tried else None
        failed += not one.holds
        if told is not None:
            to_find += 1
            found += bool(told.few)
        _print_row(study, one, told)
    print(
        f"\n{options.studies - failed} of {options.studies} hold; without rounding the attack "
        f"finds cells of one or two in {found} of {to_find} studies of three or four lists."
    )
    return int(failed > 0 or found < FOUND_IN * to_find)


def _print_row(study: ListStudy, one: Found, told: ListsTold | None) -> None:
    head = (study.seed, study.lists, sum(study.table.values()), one.base or "as it is")
    seen = (one.sizes, one.figures, one.verdict, len(one.behind), one.least)
    same = f"{sum(one.same)} of {len(one.same)}"
    without = ("nothing is kept back" if study.lists <= MOST_LISTS else "not tried", "")
    if told is not None:
        without = ("many" if told.fit > MOST_TABLES else str(told.fit), str(len(told.few)))
    print("| " + " | ".join(map(str, (*head, *seen, same, *without))) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
