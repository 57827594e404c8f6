"""Proves to the holder of a study which inputs its release was made from."""

import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure87.disseminate import read_released, settle
from measure87.files.owner_folder import PRIVATE
from measure87.study.keyed_hash import KEY, KEYED, HashKey, known_key
from measure87.study.kinds import OUT, study_in
from measure87.vocabulary.errors import StudyError

MAPPING = "mapping.toml"
"""What `input_hashes` calls what a release has of its own: the mapping of its variables."""

State = Literal["same", "changed", "not-there", "not-in-the-release"]


@dataclass(frozen=True)
class InputProof:
    """One input: what the release calls it, and whether the present file is what was read."""

    name: str
    state: State


def check_provenance(folder: Path) -> tuple[InputProof, ...]:
    """Whether the inputs in a study folder are those of its last release, each by its hash.

    Input files are hashed under the secret of `private/hash.key`, so that nobody else can try
    guesses of what is in them. Writes nothing.

    Raises
    ------
    StudyError
        If there is no release, one of its files was changed, or the secret is not there.
    """
    settle(folder / OUT)
    released = read_released(folder / OUT).provenance
    told = dict(released.inputs)
    if released.mapping is not None:
        told[MAPPING] = released.mapping
    key = known_key(folder)
    if key is None:
        if any(digest.startswith(KEYED) for digest in told.values()):
            raise StudyError(
                f"{PRIVATE}/{KEY} is not there, and without it no input can be proved",
                code="no-key",
                where=str(folder),
                hint="put back the key of the run that made this release",
            )
        key = HashKey(b"")  # all hashes of this release are plain
    found = _present(folder, key)
    every = sorted({*told, *found})
    return tuple(InputProof(name, _state(told.get(name), found.get(name))) for name in every)


def _present(folder: Path, key: HashKey) -> dict[str, tuple[str, ...]]:
    """The hashes that a release may have of each input as it is now: under the key, or plain.

    Releases of earlier versions, and of what is public, have plain ones.
    """
    plain = study_in(folder).input_hashes()
    return {name: (key.of(digest), digest) for name, digest in plain.items()}


def _state(told: str | None, found: tuple[str, ...] | None) -> State:
    if told is None:
        return "not-in-the-release"
    if found is None:
        return "not-there"
    return "same" if any(hmac.compare_digest(told, one) for one in found) else "changed"
