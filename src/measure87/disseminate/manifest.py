"""`manifest.json`: the hash of every released file, by which format each was written, and what
the formats left out; written last, so that no manifest means no result.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.disseminate.json_text import json_text
from measure87.disseminate.output_format import is_inside
from measure87.files import sha256_of
from measure87.vocabulary.estimate import SCHEMA, Notice, Result
from measure87.vocabulary.release_files.reading import account_of_gate
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.lists import ListsDiagnostics, ListsDisclosure
from measure87.vocabulary.releases.survey import SurveyDisclosure

NAME = "manifest.json"
ESTIMATES = "estimates.json"
"""The result itself, in every release."""

type Entry = Mapping[str, str | int]
"""What a manifest says of one file, as `vocabulary.release_files.published` declares it."""


@dataclass(frozen=True)
class Manifest:
    """What a released folder holds."""

    files: Mapping[str, Entry]
    """Path relative to the folder to `sha256`, `bytes` and `format`."""
    notices: Mapping[str, Sequence[Notice]]
    """Format to what it left out."""

    def of_others(self, formats: Sequence[str]) -> "Manifest":
        """What formats other than these have written."""
        return Manifest(
            {path: about for path, about in self.files.items() if about["format"] not in formats},
            {name: said for name, said in self.notices.items() if name not in formats},
        )


def manifest_text(result: Result, content: Manifest) -> str:
    """The text of the manifest of files that have been written."""
    notices: list[Json] = [
        {"format": name, **notice.to_json()}
        for name, said in sorted(content.notices.items())
        for notice in said
    ]
    whole: dict[str, Json] = {
        "schema": SCHEMA,
        "measure87": result.provenance.version,
        "command": result.command,
        "released": result.released,
        "files": {path: {**said} for path, said in sorted(content.files.items())},
        "notices": notices,
        **_ledger_of(result),
    }
    return json_text(whole)


def _ledger_of(result: Result) -> dict[str, Json]:
    """The ledger that keeps this release, and who stated that there was none before it."""
    said = result.diagnostics
    account: SurveyDisclosure | ListsDisclosure | None = (
        said.disclosure if isinstance(said, ListsDiagnostics) else account_of_gate(result)
    )
    if account is None or account.ledger is None:
        return {}
    signed = account.nothing_released_before
    named: dict[str, Json] = {"ledger": account.ledger}
    return named if signed is None else {**named, "nothing_released_before": plain(signed)}


def entry(data: bytes, format_name: str) -> Entry:
    """What the manifest says of one file with these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return {"sha256": digest, "bytes": len(data), "format": format_name}


def is_whole(folder: Path) -> bool:
    """Whether a folder holds a release with its manifest, and every file is as that says."""
    content = read_manifest(folder / NAME)
    try:
        listed = json.loads((folder / NAME).read_text("utf-8"))["files"]
        return set(listed) == set(content.files) and all(
            (folder / name).is_file() and sha256_of(folder / name) == about.get("sha256")
            for name, about in content.files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def read_manifest(path: Path) -> Manifest:
    """The content of a manifest; empty if it is not there or cannot be read.

    Only files inside the folder count, whatever the manifest names.
    """
    files: dict[str, Entry] = {}
    notices: dict[str, tuple[Notice, ...]] = {}
    with contextlib.suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
        content = json.loads(path.read_text("utf-8"))
        files = {
            name: {"format": "", **about}
            for name, about in content["files"].items()
            if is_inside(name)
        }
        for said in content.get("notices", ()):
            name, notice = said["format"], Notice(said["code"], said["text"])
            notices[name] = (*notices.get(name, ()), notice)
    return Manifest(files, notices)
