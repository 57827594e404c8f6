"""What each file that was read is called: its name, and where two share it the table naming it.

Folders are never told: those of a machine say who worked on it.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from measure87.study.world.settings import WorldSettings


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
