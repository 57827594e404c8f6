"""Where compiled loops are kept between runs of the tests.

numba keeps a compiled function for as long as the file that holds it stays the same; it does not
look at functions of other files that were compiled into it. The folder is therefore named after
all files with compiled loops together, the version of numba and the processor: a change in any of
them begins with an empty folder, and nothing has to be cleaned by hand.
"""

import hashlib
import os
import re
import shutil
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".cache" / "kernels"
_IMPORTS_NUMBA = re.compile(r"^(import|from) numba\b", re.MULTILINE)


def kernel_files(source: Path = ROOT / "src") -> list[Path]:
    """All files that hold compiled loops."""
    return [
        path for path in sorted(source.rglob("*.py")) if _IMPORTS_NUMBA.search(path.read_text())
    ]


def kernel_key(source: Path = ROOT / "src") -> str:
    """What kept kernels depend on."""
    digest = hashlib.sha256(f"{version('numba')} {version('llvmlite')} {processor()}".encode())
    for path in kernel_files(source):
        digest.update(path.relative_to(source).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def keep_kernels(kept: Path = KEPT) -> None:
    """Tell numba where to keep them, in this process and those that it starts; drop older ones."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    folder = kept / kernel_key()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    for other in kept.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def processor() -> str:
    """Name of the kind of processor, as compilers know it."""
    import llvmlite.binding  # takes a moment, and only tests need it

    return str(llvmlite.binding.get_host_cpu_name())
