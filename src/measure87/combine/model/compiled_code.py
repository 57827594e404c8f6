"""Keeps compiled code between runs: the same design need not be compiled again.

jax knows compiled code by the program, its own version and its flags. The folder is the user's own
(`XDG_CACHE_HOME`, or what the system has for it) and has a part for each kind of processor: code
that was compiled for another one, in a home that machines share, would not run. jax's own settings
(JAX_COMPILATION_CACHE_DIR, JAX_ENABLE_COMPILATION_CACHE=false) come before it.
"""

import hashlib
import os
import platform
import sys
from functools import cache
from pathlib import Path

LEAST_SECONDS = 0.3
"""What compiles in less is not kept."""
MOST_BYTES = 512 * 2**20
"""Of all that is kept; what was not used for longest goes first."""


def keep_compiled() -> None:
    """Tell jax where to keep compiled code, unless the user has told it, or nothing can be kept."""
    import jax

    if jax.config.jax_compilation_cache_dir is not None:
        return
    place = cache_folder() / "jax" / _processor()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(place))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", LEAST_SECONDS)  # type: ignore[no-untyped-call]
    jax.config.update("jax_compilation_cache_max_size", MOST_BYTES)  # type: ignore[no-untyped-call]


def cache_folder() -> Path:
    """The user's folder for what programs can make again."""
    told = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if told:
        return Path(told) / "measure87"
    place = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(place).expanduser() / "measure87"


@cache
def _processor() -> str:
    """Short name of the kind of processor, with what it can do as far as the system tells."""
    told = f"{platform.machine()} {platform.processor()}"
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    told += "".join(sorted({one for one in lines if one.startswith(("flags", "Features"))}))
    return hashlib.sha256(told.encode()).hexdigest()[:12]
