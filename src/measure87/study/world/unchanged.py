"""Whether the files of a world estimate are still what it was made of, and what each is called.

A file that was read is called by its name, and where two share it by the table that names it.
Folders are never told: those of a machine say who worked on it.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from measure87.files import sha256_of
from measure87.files.settings import TomlValue, read_toml
from measure87.study.kinds import refuse_changed
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.errors import Measure87Error


def files_by_key(settings: WorldSettings) -> dict[str, Path]:
    """The files by the table or key of the settings that names them, as `inputs.NAME`."""
    found = {f"inputs.{one.name}": one.path for one in settings.figures}
    found["population"] = settings.population.path
    if settings.covariate_file is not None:
        found["covariates"] = settings.covariate_file.path
    if settings.regions_file is not None:
        found["regions_file"] = settings.regions_file
    return found


def file_labels(settings: WorldSettings) -> Mapping[str, str]:
    """What to call each file, by the key of `files_by_key`.

    `figures.csv`; where another file has that name too `figures.csv (inputs.NAME)`. A file that is
    named twice is one file.
    """
    files = files_by_key(settings)
    shared = Counter(path.name for path in set(files.values()))
    return {
        key: path.name if shared[path.name] == 1 else f"{path.name} ({key})"
        for key, path in files.items()
    }


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
