"""Whether the files of a world estimate are still what it was made of."""

from collections.abc import Mapping
from pathlib import Path

from measure87.files import sha256_of
from measure87.files.settings import TomlValue, read_toml
from measure87.study.faults import refuse_changed
from measure87.study.world.file_labels import file_labels, files_by_key
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.errors import Measure87Error


def hashes_now(settings: WorldSettings) -> Mapping[str, str | None]:
    """SHA-256 of every file that the settings name, by its label; None where it cannot be read."""
    labels = file_labels(settings)
    return {labels[key]: _hash(path) for key, path in files_by_key(settings).items()}


def require_unchanged(settings: WorldSettings, before: Mapping[str, str | None]) -> None:
    """Refuse to write what was read while somebody wrote to the files.

    Parameters
    ----------
    before : as `hashes_now` gave them before anything was read

    Raises
    ------
    StudyError
        `changed-input`, with their names.
    """
    now = hashes_now(settings)
    changed = [label for label, digest in before.items() if now[label] != digest]
    if _content(settings) != settings.content:
        changed.append(settings.path.name)
    if changed:
        refuse_changed(changed, "the estimate was made")


def _hash(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None


def _content(settings: WorldSettings) -> Mapping[str, TomlValue] | None:
    try:
        return read_toml(settings.path)
    except (Measure87Error, OSError):
        return None
