"""Proves to the holder of a study which inputs its release was made from."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure87.disseminate import read_released, settle
from measure87.files import sha256_of
from measure87.study.keyed_hash import KEY, KEYED, HashKey, known_key
from measure87.study.lists.kind import is_list_study
from measure87.study.private import FOLDER
from measure87.study.publication import OUT
from measure87.study.survey.opening import file_hashes, other_hashes
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError

MAPPING = "mapping.toml"

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
                f"{FOLDER}/{KEY} is not there, and without it no input can be proved",
                code="no-key",
                where=str(folder),
                hint="put back the key of the run that made this release",
            )
        key = HashKey(b"")  # all hashes of this release are plain
    found = _present(folder, key)
    every = sorted({*told, *found})
    return tuple(InputProof(name, _state(told.get(name), found.get(name))) for name in every)


def _present(folder: Path, key: HashKey) -> dict[str, tuple[str, ...]]:
    """The hashes that a release may have of each input as it is now: keyed, or plain."""
    if is_list_study(folder):
        from measure87.study.lists.settings import read_list_settings

        table = read_list_settings(folder).table
        return _either({table.name: f"sha256:{sha256_of(table)}"}, key)
    study = read_settings(folder)
    files, others = file_hashes(study), other_hashes(study)
    mapping = f"sha256:{sha256_of(folder / MAPPING)}"
    return _either(files, key) | {n: (d,) for n, d in (others | {MAPPING: mapping}).items()}


def _either(plain: Mapping[str, str], key: HashKey) -> dict[str, tuple[str, ...]]:
    """Releases of earlier versions, and of public lists, have plain hashes."""
    return {name: (key.of(digest), digest) for name, digest in plain.items()}


def _state(told: str | None, found: tuple[str, ...] | None) -> State:
    if told is None:
        return "not-in-the-release"
    if found is None:
        return "not-there"
    return "same" if any(hmac.compare_digest(told, one) for one in found) else "changed"
