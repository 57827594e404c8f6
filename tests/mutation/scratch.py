"""Where do mutants live? In a copy of the project, so that nothing else ever sees them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutation.mutants import Mutant
from tests.mutation.sources import Sources

_NOT_COPIED = (
    ".git",
    ".venv",
    ".tools",
    ".cache",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "out",
    "private",
    "*.nb[ci]",
)
_LATER = 3600  # seconds; a mutated file's compiled form must never be taken for the original's


class Scratch:
    """A copy of a project, and the compiled functions that numba keeps for it."""

    def __init__(self, sources: Sources, folder: Path) -> None:
        self._sources = sources
        self.root = folder / "project"
        self.kernels = folder / "kernels"
        self._kernels_of_mutant = folder / "kernels-of-mutant"
        shutil.copytree(sources.root, self.root, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        self.kernels.mkdir()

    @contextmanager
    def mutated(self, mutant: Mutant) -> Iterator[Path]:
        """Make a change in the copy for a while; gives the folder for compiled functions."""
        path = self.root / mutant.file
        before, times = path.read_bytes(), path.stat()
        path.write_bytes(mutant.change.applied_to(before.decode()).encode())
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + _LATER * 10**9))
        try:
            yield self._kernels_for(mutant)
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def _kernels_for(self, mutant: Mutant) -> Path:
        """Compiled functions without those that may hold something of the mutated file.

        numba looks at the file of a function alone, not at what it has compiled into it.
        """
        compiled = self._sources.compiled_users(mutant.file)
        if not compiled:
            return self.kernels
        shutil.rmtree(self._kernels_of_mutant, ignore_errors=True)
        shutil.copytree(self.kernels, self._kernels_of_mutant)
        for path in compiled:
            for kept in self._kernels_of_mutant.rglob(f"{Path(path).stem}.*"):
                kept.unlink()
        return self._kernels_of_mutant
