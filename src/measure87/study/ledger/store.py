"""Keeps and reads the ledger of a study: `private/ledger`, for the owner alone.

    ledger.json                 its id, and the day after which it is destroyed
    0001/entry.json             of each release: what was run, which figures are of which persons
    0001/estimates.json         the release, as its reader has it
    0001/persons-1.parquet      the persons of each input, see `census`

An entry is built beside its place and put there in one go, before the release is published: a run
that is killed leaves both, neither, or the entry alone, which is the safe side.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from measure87.disseminate.released_result import result_from_json
from measure87.files import write_whole
from measure87.files.owner_folder import OWNER_ALONE, PRIVATE, private_folder
from measure87.study.ledger.census import Census, census_from
from measure87.vocabulary.errors import Measure87Error, StudyError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.common import Json

LEDGER = "ledger"
_ABOUT, _ENTRY, _RELEASE = "ledger.json", "entry.json", "estimates.json"
_SCHEMA = 1
_YEARS = 10


@dataclass(frozen=True)
class Entry:
    """One release.

    fingerprint : keyed hash of all that the run found before the gate, and its settings
    text : the released result, as `estimates.json` holds it
    censuses : input to its persons
    """

    fingerprint: str
    text: str
    censuses: Mapping[str, Census]

    @property
    def result(self) -> Result:
        """The released result."""
        return result_from_json(json.loads(self.text))


@dataclass(frozen=True)
class Ledger:
    """What a study folder keeps of its releases, the oldest first.

    until : the day after which the entries are destroyed
    destroyed : the day on which they were; None if they were not
    """

    id: str
    entries: tuple[Entry, ...]
    until: date
    destroyed: date | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """Those that any figure of any release is by."""
        censuses = (one for entry in self.entries for one in entry.censuses.values())
        return tuple(sorted({name for one in censuses for name in one.variables}))


def new_ledger(identity: str, today: date) -> Ledger:
    """An empty ledger."""
    return Ledger(identity, (), _ten_years_after(today))


def _ten_years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + _YEARS)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + _YEARS, day=28)


def read_ledger(folder: Path) -> Ledger | None:
    """The ledger of a study folder; None where there is none. Writes nothing.

    Raises
    ------
    StudyError
        `bad-ledger`, if it cannot be read.
    """
    place = folder / PRIVATE / LEDGER
    if not (place / _ABOUT).is_file():
        return None
    try:
        about = json.loads((place / _ABOUT).read_text("utf-8"))
        if about["schema"] != _SCHEMA:
            raise ValueError("schema")
        destroyed = about.get("destroyed")
        return Ledger(
            str(about["id"]),
            tuple(_entry(one) for one in _entry_folders(place)),
            date.fromisoformat(about["until"]),
            None if destroyed is None else date.fromisoformat(destroyed),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, Measure87Error) as error:
        raise _bad(folder) from error
    except pl.exceptions.PolarsError as error:
        raise _bad(folder) from error


def _bad(folder: Path) -> StudyError:
    return StudyError(
        f"{PRIVATE}/{LEDGER} cannot be read, so nobody knows what was released before",
        code="bad-ledger",
        where=str(folder),
        hint="put it back from a copy, or use the version of measure87 that wrote it",
    )


def _entry_folders(place: Path) -> list[Path]:
    return sorted(one for one in place.iterdir() if one.is_dir() and one.name.isdecimal())


def _entry(place: Path) -> Entry:
    about = json.loads((place / _ENTRY).read_text("utf-8"))
    text = (place / _RELEASE).read_text("utf-8")
    result_from_json(json.loads(text))
    censuses = {
        name: census_from(
            pl.read_parquet(place / said["file"]), said["figures"], said.get("universes")
        )
        for name, said in about["inputs"].items()
    }
    return Entry(about["fingerprint"], text, censuses)


def keep_entry(folder: Path, ledger: Ledger, entry: Entry) -> None:
    """Add a release to the ledger of a folder, and make the ledger where there is none."""
    place = private_folder(folder, LEDGER)
    _write_about(place, ledger)
    number = max((int(one.name) for one in _entry_folders(place)), default=0) + 1
    draft = place / f"{number:04d}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=OWNER_ALONE)
    inputs: dict[str, Json] = {}
    for at, (name, census) in enumerate(entry.censuses.items(), start=1):
        file = f"persons-{at}.parquet"
        (draft / file).touch(mode=0o600)
        census.persons.write_parquet(draft / file)
        inputs[name] = {
            "file": file,
            "figures": [*sorted(census.figures)],
            "universes": dict(sorted(census.universes.items())),
        }
    write_whole(draft / _RELEASE, entry.text, private=True)
    about = {"fingerprint": entry.fingerprint, "inputs": inputs}
    write_whole(draft / _ENTRY, json.dumps(about, indent=1) + "\n", private=True)
    draft.rename(place / f"{number:04d}")


def keep_terms(folder: Path, ledger: Ledger) -> None:
    """Write the day of destruction anew where it is another, in a ledger that is there."""
    place = folder / PRIVATE / LEDGER
    if (place / _ABOUT).is_file():
        _write_about(place, ledger)


def destroy(folder: Path, ledger: Ledger) -> None:
    """Destroy the entries of a ledger; its id stays, with the day."""
    place = private_folder(folder, LEDGER)
    _write_about(place, ledger)
    for one in place.iterdir():
        if one.is_dir():
            shutil.rmtree(one)


def _write_about(place: Path, ledger: Ledger) -> None:
    about = {"schema": _SCHEMA, "id": ledger.id, "until": ledger.until.isoformat()}
    if ledger.destroyed is not None:
        about["destroyed"] = ledger.destroyed.isoformat()
    text = json.dumps(about, indent=1) + "\n"
    path = place / _ABOUT
    if not path.is_file() or path.read_text("utf-8") != text:
        write_whole(path, text, private=True)
