"""JSON Schemas of the JSON files of a release, for whoever reads them; each has one beside this."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.vocabulary.release_files.json_schemas import release_schema
from measure87.vocabulary.release_files.published import (
    ListsRelease,
    ReleaseManifest,
    SurveyRelease,
    WorldRelease,
)
from measure87.vocabulary.releases.common import Declared, Json
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout


@dataclass(frozen=True)
class ReleasedFile:
    """A JSON file of a release: its name in the folder, what it is, and what it holds.

    Of a file that is a list, `structure` declares each of its `entries`.
    """

    file: str
    title: str
    structure: type[Declared]
    entries: int | None = None


NAMES = ("survey", "lists", "world", "about", "gather", "parameters", "manifest")
"""Each schema's name."""


def schema_path(name: str) -> Path:
    """The file of one schema, by one of `NAMES`."""
    return Path(__file__).with_name(f"{name}.schema.json")


def schema_name(file: str, kind: str) -> str | None:
    """Which schema a released file has: its name in the folder, and the kind of study.

    None is a file that is no JSON of ours.

    >>> schema_name("estimates.json", "lists"), schema_name("manifest.json", "lists")
    ('lists', 'manifest')
    """
    if file == "estimates.json":
        return kind
    stem, _, suffix = file.rpartition(".")
    return stem if suffix == "json" and stem in NAMES[3:] else None


def released_files() -> Mapping[str, ReleasedFile]:
    """What declares each file."""
    # Imported here: a path to a schema asks for no sampler.
    from measure87.combine.release import Parameters

    return {
        "survey": ReleasedFile("estimates.json", "estimates.json of a survey", SurveyRelease),
        "lists": ReleasedFile(
            "estimates.json", "estimates.json of a study of overlapping lists", ListsRelease
        ),
        "world": ReleasedFile(
            "estimates.json", "estimates.json of a world estimate or a country's own", WorldRelease
        ),
        "about": ReleasedFile(
            "about.json", "about.json: what a world estimate says of itself", WorldAbout
        ),
        "gather": ReleasedFile(
            "gather.json", "gather.json: the GATHER statement of a world estimate", GatherAnswer, 18
        ),
        "parameters": ReleasedFile(
            "parameters.json", "parameters.json: what a world run releases of its model", Parameters
        ),
        "manifest": ReleasedFile(
            "manifest.json", "manifest.json: every file of a release", ReleaseManifest
        ),
    }


def schemas() -> dict[str, dict[str, Json]]:
    """The schemas as the structures give them."""
    return {
        name: release_schema(one.structure, one.title, one.entries)
        for name, one in released_files().items()
    }
