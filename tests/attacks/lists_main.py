"""Attack the releases of random small studies of lists, by running the public program again.

python -m tests.attacks.lists_main --studies 10 --seed 1

A study has something to find where a margin is kept back. *Fit* are tables of whole numbers with
the margins shown, *left* those that would be released just so; cells are told where all that are
left agree.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.attacks.list_attack import (
    MOST_TABLES,
    ListsTold,
    Table,
    attack_lists,
    margins_of,
    read_lists,
)
from tests.attacks.list_studies import ListStudy, drawn_lists
from tests.attacks.releasing import NoReleaseError, release_lists


def attacked(study: ListStudy, folder: Path, most: int = MOST_TABLES) -> ListsTold | None:
    """What a release of a study tells; None where it keeps nothing back."""
    said = read_lists(release_lists(study, folder / "first"))
    if all(margin.number is not None for margin in margins_of(said)):
        return None
    again = count()

    def rerun(table: Table) -> object:
        try:
            once_more = folder / f"again-{next(again)}"
            return read_lists(release_lists(ListStudy(study.seed, table), once_more))
        except NoReleaseError:
            return None

    return attack_lists(said, rerun, most)


def results(seeds: range) -> Iterator[tuple[ListStudy, ListsTold | None]]:
    """Every study that released something, with what it told."""
    for seed in seeds:
        study = drawn_lists(seed)
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield study, attacked(study, Path(folder))
            except NoReleaseError as why:
                print(f"study {seed}: {why}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, print."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.lists_main",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    options = parser.parse_args(arguments)
    print("| study | lists | persons | fit | left | cells told | of one or two | wrong |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for study, told in results(range(options.seed, options.seed + options.studies)):
        row: tuple[object, ...] = ("nothing is kept back", "", "", "", "")
        if told is not None:
            wrong = sum(study.table[cell] != number for cell, number in told.cells.items())
            row = (told.fit, told.left, len(told.cells), len(told.few), wrong)
        head = (study.seed, study.lists, sum(study.table.values()))
        print("| " + " | ".join(map(str, (*head, *row))) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
