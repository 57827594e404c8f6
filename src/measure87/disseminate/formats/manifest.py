"""`manifest.json`: the hash of every released file; written last, so that no manifest means
no result.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from measure87.files import sha256_of
from measure87.vocabulary.estimate import SCHEMA, Result

NAME = "manifest.json"


def manifest(result: Result, files: Sequence[Path]) -> str:
    """The text of the manifest of some files that have been written."""
    content = {
        "schema": SCHEMA,
        "measure87": result.provenance.version,
        "command": result.command,
        "released": result.released,
        "files": {
            path.name: {"sha256": sha256_of(path), "bytes": path.stat().st_size}
            for path in sorted(files)
        },
    }
    return json.dumps(content, indent=1) + "\n"
