"""Puts a released folder in the place of another: whole, or not at all, and the former one kept.

A release is built beside its place, in `.out.draft`. When its files have reached the disk and are
as its manifest says, it is renamed `.out.next`; from there on it goes in, even if the process is
killed, for the next command finishes what was begun (`settle`). Where the system can exchange
two folders in one step, `out` is whole at every moment; elsewhere `out` is renamed
`out.previous` and `.out.next` then `out`, so that at every moment one of the two is whole.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure87.disseminate import manifest
from measure87.disseminate.exchange import exchange
from measure87.disseminate.folders import make_folder
from measure87.disseminate.locking import only_one
from measure87.disseminate.manifest import is_whole, read_manifest
from measure87.files import sha256_of, sync_folder
from measure87.vocabulary.errors import DataError, StudyError

PREVIOUS = "previous"
"""`out.previous` holds the release that `out` held before."""
_EARLIER = ".manifest.earlier"
"""What a version that wrote into the folder itself left when it was killed."""
_DRAFTS = ".*.part"


class _Places:
    """The folders of one release, side by side."""

    def __init__(self, folder: Path) -> None:
        self.out = folder.resolve()
        beside = self.out.with_name
        self.previous = beside(f"{self.out.name}.{PREVIOUS}")
        self.draft = beside(f".{self.out.name}.draft")
        self.next = beside(f".{self.out.name}.next")
        self.swap = beside(f".{self.out.name}.swap")
        """Hash of the manifest that is to stand in `out`, from when it is ready to when it does."""
        self.gone = beside(f".{self.out.name}.gone")


@contextmanager
def whole_release(folder: Path) -> Iterator[Path]:
    """A folder to build a release in, the manifest last, which then takes the place of `folder`.

    Files in `folder` that no release wrote are there again. If the block fails, what is in
    `folder` stays as it is. `folder` is held for this process meanwhile.

    Raises
    ------
    StudyError
        If the folder is a link, a disk of its own, held by another run, or if what is beside it
        under the name of the former release is none.
    DataError
        If a folder or file cannot be made, or is not on the disk as it was written.
    """
    refuse_unfit(folder)
    make_folder(folder.resolve().parent)
    with only_one(folder), _as_a_sentence(folder):
        places = _Places(folder)
        _refuse_what_is_no_release(places.previous)
        _settle(places)
        _remove(places.draft)
        places.draft.mkdir()
        try:
            yield places.draft
            _carry_others(places)
            _make_last(places.draft)
            _require_whole(places.draft)
            _announce(places, places.draft)
            places.draft.rename(places.next)
        finally:
            _remove(places.draft)
        _put_in(places)


def settle(folder: Path) -> None:
    """Finish, or undo, what a process that was killed left half done with a released folder.

    Does nothing where there is nothing to do, where another process is at it, or where the
    folder cannot be written to.
    """
    if folder.is_symlink():
        return
    places = _Places(folder)
    if not (places.next.exists() or places.swap.exists()):
        return
    try:
        with only_one(folder):
            _settle(places)
    except (OSError, StudyError):
        return


def _settle(places: _Places) -> None:
    """What `settle` does, by whoever holds the folder."""
    _remove(places.gone)
    if not places.next.exists():
        places.swap.unlink(missing_ok=True)
    elif _was_exchanged(places):
        _retire(places)
    elif is_whole(places.next):
        _announce(places, places.next)
        _put_in(places)
    else:  # somebody meddled with it
        _remove(places.next)
        if not places.out.exists() and is_whole(places.previous):
            places.previous.rename(places.out)


def _announce(places: _Places, ready: Path) -> None:
    """Note which release is to go in, before anything moves; no room is needed after this."""
    with places.swap.open("w", encoding="ascii") as record:
        record.write(sha256_of(ready / manifest.NAME))
        record.flush()
        os.fsync(record.fileno())


def _was_exchanged(places: _Places) -> bool:
    """Whether `.out.next` holds what `out` held before."""
    if not places.swap.is_file() or not is_whole(places.out):
        return False
    return places.swap.read_text("ascii").strip() == sha256_of(places.out / manifest.NAME)


def _put_in(places: _Places) -> None:
    """Put the release that is ready into its place, and the one that was there beside it."""
    if not places.out.exists():
        places.next.rename(places.out)
    elif _is_the_same(places):
        _remove(places.next)
    elif exchange(places.next, places.out):
        sync_folder(places.out.parent)
        _retire(places)
    else:
        _step_aside(places, places.out)
        places.next.rename(places.out)
        _remove(places.gone)
    places.swap.unlink(missing_ok=True)
    sync_folder(places.out.parent)


def _is_the_same(places: _Places) -> bool:
    """Whether the release in place is the one that is ready: nothing is then to be done."""
    there, ready = (place / manifest.NAME for place in (places.out, places.next))
    return is_whole(places.out) and there.read_bytes() == ready.read_bytes()


def _retire(places: _Places) -> None:
    """After an exchange: keep what was in `out`."""
    _step_aside(places, places.next)
    _remove(places.gone)
    places.swap.unlink(missing_ok=True)


def _step_aside(places: _Places, former: Path) -> None:
    """Make the former release `out.previous`; what is no whole release only makes room."""
    if not is_whole(former):
        former.rename(places.gone)
        return
    if places.previous.exists():
        places.previous.rename(places.gone)
    former.rename(places.previous)


def _carry_others(places: _Places) -> None:
    """Bring along the files in the present folder that no release wrote."""
    if not places.out.is_dir():
        return
    shutil.copymode(places.out, places.draft)
    own = {manifest.NAME, _EARLIER}
    for listing in (manifest.NAME, _EARLIER):
        own |= set(read_manifest(places.out / listing).files)
    for path in sorted(places.out.rglob("*")):
        name = path.relative_to(places.out).as_posix()
        if name not in own and not path.match(_DRAFTS):
            _carry(path, places.draft / name)


def _carry(path: Path, target: Path) -> None:
    """Copy a file, a link as a link, or an empty folder, where the release has nothing."""
    if os.path.lexists(target):
        return
    if path.is_symlink() or path.is_file():
        make_folder(target.parent)
        shutil.copy2(path, target, follow_symlinks=False)
    elif path.is_dir() and not any(path.iterdir()):
        make_folder(target)


def _make_last(draft: Path) -> None:
    """Make the names of all files and folders reach the disk; their content has."""
    for place in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        sync_folder(place)


def _require_whole(draft: Path) -> None:
    """Refuse a release that is not on the disk as it was written."""
    if not is_whole(draft):
        raise DataError(
            "the files of this release are not on the disk as they were written",
            code="cannot-write",
            hint="look whether the disk is full or failing, then run again",
        )


def refuse_unfit(folder: Path) -> None:
    """Refuse a place for a release that is not a folder of its own beside which others can lie.

    Raises
    ------
    StudyError
        If it is a link or a whole disk.
    """
    if folder.is_symlink() or folder.is_junction():
        raise StudyError(
            f"{folder.name}/ is a link to another place",
            code="linked-folder",
            where=str(folder.parent),
            hint="make it a folder: a release takes the place of the former one as a whole",
        )
    if os.path.ismount(folder):
        raise StudyError(
            "a release cannot be put in the place of a whole disk",
            code="mount-point",
            where=str(folder),
            hint="name a folder on it",
        )


def _refuse_what_is_no_release(previous: Path) -> None:
    """Only a former release is replaced; what somebody else put there is theirs."""
    if os.path.lexists(previous) and (
        previous.is_symlink() or not (previous / manifest.NAME).is_file()
    ):
        raise StudyError(
            f"{previous.name} is no former release",
            code="not-a-release",
            where=str(previous.parent),
            hint="the former release is kept under this name; give yours another one",
        )


def _remove(place: Path) -> None:
    """Remove a folder of ours, if it is there."""
    if os.path.lexists(place):
        shutil.rmtree(place)


@contextmanager
def _as_a_sentence(folder: Path) -> Iterator[None]:
    """What the system refuses while folders are made and renamed."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"cannot write the release: {error.strerror or error}",
            code="cannot-write",
            where=str(folder),
            hint="the folder around it may be written to and has room for two releases, and no "
            "other program has a file of the release open",
        ) from error
