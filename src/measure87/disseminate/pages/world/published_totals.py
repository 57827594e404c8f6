"""The totals of the world that others published, read from `published/totals.csv`."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measure87.vocabulary.citation import Seen


@dataclass(frozen=True)
class Published:
    """One published total.

    Attributes
    ----------
    topic : str
        Kind of measure that it is of.
    years : (int, int)
        First and last year that it is about.
    ages : (int, int) or None
        Youngest and oldest, completed years; None is all ages.
    persons : float
    share : float or None
        0 to 1; None where none was published or found.
    persons_seen, share_seen : Seen
        How each was seen.
    is_minimum : bool
        Whether its publication calls it a minimum.
    publication : str
    copy : str
        Where it was read.
    """

    topic: str
    years: tuple[int, int]
    ages: tuple[int, int] | None
    persons: float
    persons_seen: Seen
    share: float | None
    share_seen: Seen
    is_minimum: bool
    publication: str
    copy: str


@cache
def published_totals(topic: str) -> tuple[Published, ...]:
    """All totals of a topic, years rising; none for a topic that nobody published any of."""
    file = files("measure87.disseminate.pages.world").joinpath("published", "totals.csv")
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    found = [_published(row) for row in rows if row["topic"] == topic]
    return tuple(sorted(found, key=lambda one: one.years[::-1]))


def _published(row: dict[str, str]) -> Published:
    ages = (int(row["age_from"]), int(row["age_to"])) if row["age_from"] else None
    return Published(
        topic=row["topic"],
        years=(int(row["year_from"]), int(row["year_to"])),
        ages=ages,
        persons=float(row["persons"]),
        persons_seen=row["persons_seen"],  # type: ignore[arg-type]
        share=float(row["share"]) if row["share"] else None,
        share_seen=row["share_seen"],  # type: ignore[arg-type]
        is_minimum=row["note"] == "minimum",
        publication=row["publication"],
        copy=row["copy"],
    )
