"""Where the files of a release lie, and what was left out of some, as lines for people."""

from collections.abc import Iterator
from pathlib import Path

from measure87.disseminate import read_manifest
from measure87.disseminate.manifest import NAME


def file_lines(out: Path) -> Iterator[str]:
    """Each released file with its place, and what its formats left out."""
    content = read_manifest(out / NAME)
    for name in content.files:
        yield f"  {out / name}"
    yield f"  {out / NAME}"
    said = [notice.text for notices in content.notices.values() for notice in notices]
    if said:
        yield from ("", "Left out of some files:", *(f"  {text}" for text in said))
