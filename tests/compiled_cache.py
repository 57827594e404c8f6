"""Where what jax compiles is kept between runs of the tests.

The program keeps what takes long to compile in a folder of the user. Tests compile hundreds of
small steps one by one, and keep all of them in a folder of the checkout. jax knows what it keeps
by the program, its own version and its flags; the folder is named after the processor.
"""

import os
import shutil
from pathlib import Path

from tests import kernel_cache

KEPT = kernel_cache.ROOT / ".cache" / "jax"
MOST_FILES = 20_000
"""Of a few kilobytes each; when there are more, all of them are made anew."""


def keep_compiled(kept: Path = KEPT) -> None:
    """Tell jax where to keep it, in this process and those that it starts."""
    if "JAX_COMPILATION_CACHE_DIR" in os.environ:
        return
    folder = kept / kernel_cache.processor()
    if folder.is_dir() and len([*folder.iterdir()]) > MOST_FILES:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["JAX_COMPILATION_CACHE_DIR"] = str(folder)
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
