"""Which mutants were killed before? A run that was broken off, or that left survivors, goes on.

Only those that a test has killed are taken as they were: who has survived, or ran out of time on a
machine that others used too, or whose process was ended, is tried anew. A mutant is the same while
the file that it changes is the same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from tests.mutation.mutants import Mutant
from tests.mutation.running import KILLED, Fate
from tests.mutation.sources import Sources

KEPT = ".cache/killed-mutants.jsonl"


class Killed:
    """The mutants of a project that tests have killed, kept in a file, one a line."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._path = sources.root / KEPT

    def among(self, mutants: Iterable[Mutant]) -> list[Fate]:
        """Those of some mutants that were killed before, with what killed them."""
        by = self._read()
        return [
            Fate(mutant, KILLED, by=by[name])
            for mutant in mutants
            if (name := self._name(mutant)) in by
        ]

    def kept(self, fates: Iterable[Fate]) -> Iterator[Fate]:
        """Some fates as they are told; each kill is written down at once."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            for fate in fates:
                if fate.fate == KILLED and _is_test(fate.by):
                    file.write(json.dumps([*self._name(fate.mutant), fate.by]) + "\n")
                    file.flush()
                yield fate

    def _name(self, mutant: Mutant) -> tuple[str, ...]:
        """By what a mutant is recognised: its place, its change, and the file as it stands."""
        content = (self._sources.root / mutant.file).read_bytes()
        return *mutant.identity, hashlib.sha256(content).hexdigest()

    def _read(self) -> dict[tuple[str, ...], str]:
        if not self._path.exists():
            return {}
        lines = map(json.loads, self._path.read_text("utf-8").splitlines())
        return {tuple(name): by for *name, by in lines}


def _is_test(name: str) -> bool:
    """Whether it is a test, or a file of tests that could not be read."""
    return name.partition("::")[0].endswith(".py")
