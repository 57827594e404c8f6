"""Attack what lists release of random small studies: what counts may lie behind each small cell?

python -m tests.attacks.behind_main --studies 10 --seed 1

*Tables* are those of multiples of the base that would be released just so; *small* are cells that
were rounded to no more than the base; *least* is the fewest counts found behind one of them: three
are looked for. Sizes and verdict are to be shown all the same.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from tests.attacks.behind_rounding import Behind, counts_behind, rounded_tables
from tests.attacks.list_attack import Table, read_lists
from tests.attacks.list_studies import ListStudy, drawn_lists
from tests.attacks.releasing import NoReleaseError, release_lists

ENOUGH = 3


@dataclass(frozen=True)
class Found:
    """What a release showed, and what it left; `base` is None where nothing was rounded."""

    base: int | None
    figures: int
    verdict: str
    tables: list[Table]
    behind: list[Behind]

    @property
    def least(self) -> int:
        """The fewest counts found behind a small cell."""
        return min((len(one.counts) for one in self.behind), default=ENOUGH)


def attacked(study: ListStudy, folder: Path, most_cells: int | None = None) -> Found:
    """Release a study, and try other counts in its small cells, or in the first few of them."""
    said = read_lists(release_lists(study, folder / "first"))
    again = count()

    def rerun(table: Table) -> object:
        try:
            once_more = folder / f"again-{next(again)}"
            return read_lists(release_lists(ListStudy(study.seed, table), once_more))
        except NoReleaseError:
            return None

    about = said["diagnostics"]["lists"]
    base = about.get("cells_rounded_to")
    shown = sum(figure.get("value") is not None for figure in said["estimates"])
    tables = [] if base is None else rounded_tables(said, rerun)
    behind = [
        one
        for table in tables[:1]
        for one in islice(
            counts_behind(said, table, rerun, lambda n: n <= base, ENOUGH), most_cells
        )
    ]
    return Found(base, shown, about["verdict"]["code"], tables, behind)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, print; 1 if a cell keeps fewer counts than are enough."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.behind_main",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    options = parser.parse_args(arguments)
    print("| study | lists | persons | base | figures | verdict | tables | small | least |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    told = 0
    for seed in range(options.seed, options.seed + options.studies):
        study = drawn_lists(seed)
        with tempfile.TemporaryDirectory() as folder:
            found = attacked(study, Path(folder))
        told += found.least < ENOUGH
        head = (seed, study.lists, sum(study.table.values()), found.base or "as it is")
        seen = (found.figures, found.verdict, len(found.tables), len(found.behind), found.least)
        print("| " + " | ".join(map(str, (*head, *seen))) + " |", flush=True)
    return int(told > 0)


if __name__ == "__main__":
    sys.exit(main())
