"""Attack on lists whose cells were rounded by a secret: which counts may lie behind a cell?

The reader knows the program and not the secret, and is given the rounded table, which is more than
any release tells. She puts one count after another in a cell and rounds with one secret after
another. A count is out if no secret that she tries leads to the same table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.attacks.list_attack import Table
from tests.attacks.list_studies import Cell

MOST_SECRETS = 60
"""That are tried for a count. The rarest of the ways to round is taken by one secret in three."""

type Rounds = Callable[[Table, int], Table]
"""The rounded table, from a table and the number of a secret."""


@dataclass(frozen=True)
class Behind:
    """What is left of a cell: counts that may lie behind it, each with the number of a secret."""

    cell: Cell
    rounded: int
    counts: dict[int, int]


def counts_behind(
    table: Table, rounds: Rounds, wanted: Callable[[int], bool], enough: int, reach: int
) -> Iterator[Behind]:
    """For each cell whose rounded count is wanted, counts that are rounded to the same table.

    Counts up to `reach` away are tried; the other cells are left as they were rounded. Stops at a
    number of counts that is enough.
    """
    for cell, rounded in table.items():
        if not wanted(rounded):
            continue
        found: dict[int, int] = {}
        near = sorted(
            range(max(rounded - reach, 0), rounded + reach + 1), key=lambda n: abs(n - rounded)
        )
        for count in near:
            other = {**table, cell: count}
            secrets = (k for k in range(MOST_SECRETS) if rounds(other, k) == table)
            if (secret := next(secrets, None)) is not None:
                found[count] = secret
            if len(found) >= enough:
                break
        yield Behind(cell, rounded, found)
