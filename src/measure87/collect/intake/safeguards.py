"""Who stands in no table of a pull: who withdrew, and who did not agree.

The journal has what the server had. Tables and the file of identifiers are made without these rows,
whatever the server still says of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import polars as pl

from measure87.collect.ethics.agreement import MAIN, Void, agreed
from measure87.collect.ethics.settings import OWN_FILE, STUDY_FILE, read_ethics
from measure87.collect.ethics.tombstones import (
    Tombstone,
    lines_of,
    tombstones,
    without_withdrawn,
)
from measure87.collect.form.model import Form, form_json, read_form
from measure87.collect.intake.forms import OURS

type Frames = Mapping[str, pl.DataFrame]
type Rows = Mapping[str, frozenset[tuple[str, int]]]
"""Of each table the interview and number of each row; 0 in `main`."""


@dataclass(frozen=True)
class Safeguards:
    """What keeps rows out of the tables.

    form : the study's own, which marks questions of agreement; None where it was built elsewhere
    recipients : who may open the identifiers
    secret : under which tombstones know interviews and rows
    """

    form: Form | None
    stones: tuple[Tombstone, ...]
    recipients: tuple[str, ...]
    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """Changes when other rows may be kept out, or others may read: all is made anew then."""
        said = b"" if self.form is None else form_json(self.form)
        return sha256(said + repr((self.stones, self.recipients)).encode()).hexdigest()

    def kept(self, tables: Frames) -> "Kept":
        """The tables without the rows and answers, and without what lies in them."""
        if self.form is None:
            return Kept(dict(tables), {})
        left = without_withdrawn(self.form, tables, self.stones, self.secret)
        found = agreed(self.form, left)
        told = dict(found.tables)
        for name in tables.keys() - told.keys():  # repeats that an older version of it had
            told[name] = tables[name].join(told[MAIN].select("_id"), on="_id", how="semi")
        return Kept(told, found.void)


class Kept:
    """Tables as they may stand, and which identifiers go with them."""

    def __init__(self, tables: dict[str, pl.DataFrame], void: Mapping[str, tuple[Void, ...]]):
        self.tables, self._void = tables, void
        self._rows = rows_of(tables)

    def identifiers(
        self, table: str, interview: str, row: int, split: Mapping[str, str]
    ) -> dict[str, str]:
        """Those of one row's identifiers that may be kept; none of a row that is left out."""
        if (interview, row) not in self._rows[table]:
            return {}
        gone = {
            name
            for one in self._void.get(table, ())
            if (interview, row) in one.rows
            for name in one.questions
        }
        return {name: value for name, value in split.items() if name not in gone}


def safeguards_of(study: Path, secret: bytes) -> Safeguards:
    """Those of a study folder."""
    ours = study / OURS
    form = read_form(ours) if ours.is_file() else None
    return Safeguards(form, tombstones(study), recipients_of_study(study), secret)


def recipients_of_study(study: Path) -> tuple[str, ...]:
    """Public keys of those who may open the identifiers; none where nothing is said of ethics."""
    told = any((study / name).is_file() for name in (STUDY_FILE, OWN_FILE))
    return read_ethics(study).recipients if told else ()


def rows_of(tables: Frames) -> Rows:
    """Which rows stand in tables."""
    return {
        name: frozenset(zip(frame["_id"].to_list(), lines_of(frame), strict=True))
        for name, frame in tables.items()
    }
