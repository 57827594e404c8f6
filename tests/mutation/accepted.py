"""Which survivors are accepted, and why? `accepted.toml` beside this file says it.

A mutant is accepted where no test could tell it from the program, or where it is only slower.
"""

import tomllib
from pathlib import Path

from tests.mutation.mutants import mutants_of
from tests.mutation.sources import Sources

type Accepted = dict[tuple[str, str, str], str]

_FIELDS = {"file", "function", "key", "reason"}


def read_accepted(path: Path) -> Accepted:
    """The reason of each accepted mutant."""
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text("utf-8")).get("accepted", [])
    for entry in entries:
        if set(entry) != _FIELDS or not entry["reason"].strip():
            raise SystemExit(f"{path}: an entry needs {', '.join(sorted(_FIELDS))}; got {entry}")
    return {(e["file"], e["function"], e["key"]): e["reason"] for e in entries}


def stale(accepted: Accepted, sources: Sources) -> list[tuple[str, str, str]]:
    """Entries that match no change of the sources any more."""
    files = sorted({file for file, _, _ in accepted if (sources.root / file).exists()})
    possible = {mutant.identity for mutant in mutants_of(sources, files)}
    return [entry for entry in accepted if entry not in possible]
