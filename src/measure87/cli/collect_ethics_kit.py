"""What the commands on ethics share: the study, its form, its keys and its journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from measure87 import __version__
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.ethics.keys import SecretKey
    from measure87.collect.ethics.withdrawal import Journal
    from measure87.collect.form.model import Form

STUDY = click.argument(
    "study", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
KEY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


def payload(command: str, **found: Writable) -> dict[str, Writable]:
    """The object that `--json` gives."""
    return {"schema": SCHEMA, "measure87": __version__, "command": f"collect {command}", **found}


def today() -> date:
    """The day, UTC."""
    return datetime.now(UTC).date()


@contextmanager
def field_locked(study: Path) -> Iterator[None]:
    """Hold the locks of runs and of pulls inside the block.

    Raises
    ------
    StudyError
        If a run or a pull is under way.
    """
    from filelock import FileLock, Timeout

    from measure87.collect.ethics.places import field_folder
    from measure87.files.owner_folder import locked

    with locked(study):
        lock = FileLock(field_folder(study) / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StudyError(
                "a pull of this study is under way",
                code="locked",
                where=study.name,
                hint="wait until it ends",
            ) from None
        try:
            yield
        finally:
            lock.release()


def form_of(study: Path) -> "Form":
    """The form of a study in the field.

    Raises
    ------
    StudyError
        If it has none, or what is there is none.
    """
    from measure87.collect.form.model import read_form

    path = study / "form" / "form.json"
    try:
        return read_form(path)
    except FileNotFoundError:
        text = "the study has no form/form.json"
    except msgspec.DecodeError:
        text = "form/form.json is no form of this program"
    raise StudyError(text, code="no-form", where=study.name, hint="make it: measure87 form build")


def identities(key_file: Path) -> "list[SecretKey]":
    """Secret keys of a file; its passphrase, where it has one, is asked for on the terminal."""
    from measure87.collect.ethics.keys import identities_in, needs_passphrase

    asked = needs_passphrase(key_file)
    passphrase = click.prompt("Passphrase", hide_input=True, err=True) if asked else None
    return identities_in(key_file, passphrase)


def journal_and_secret(study: Path) -> "tuple[Journal | None, bytes]":
    """The journal of submissions, where there is one, and the secret of keyed hashes.

    A study whose data came from a server has its journal's secret; another one that of its
    folder.
    """
    from measure87.study.keyed_hash import kept_key

    if not (study / "field" / "journal").is_dir():
        return None, kept_key(study).secret
    from measure87.collect.intake.journal import Journal as KeptJournal
    from measure87.collect.intake.secrets import study_identity

    key = study_identity().study_key
    return KeptJournal(study / "field", key), key.part("ids")
