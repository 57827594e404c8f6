"""Attack: how many rows the file of jobs has, beside a measure that is kept back.

Of children so young that all work is child labour, whoever has a job is a case. Where the measure
is hidden of everybody, and rows of jobs are one or two fewer than the persons, these are its cases,
and one or two persons have none.
"""

from collections.abc import Iterator
from typing import Any

from tests.attacks.beside import EVERYBODY
from tests.attacks.claims import Count
from tests.attacks.reading import Release

FEW = 2


def accounts(release: Release) -> Iterator[dict[str, Any]]:
    """What is told of the rows of each input."""
    yield from release.said.get("diagnostics", {}).get("mapping", {}).values()


def rows_of(account: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Rows of each table but that of persons, wherever a number of them is told."""
    for what in ("rows_read", "rows_kept"):
        for table, rows in account[what].items():
            if table != "persons" and isinstance(rows, int):
                yield f"{what} of {table}", rows


def told_by_rows(release: Release) -> Iterator[Count]:
    """Hidden cases of everybody, where rows say that all but one or two of those asked are."""
    for account in accounts(release):
        asked = account["rows_kept"]["persons"]
        for (name, group), figure in release.shares.items():
            if group == EVERYBODY and figure.is_hidden:
                for how, rows in rows_of(account):
                    if 0 < asked - rows <= FEW:
                        yield Count("cases", name, group, rows, how)
