"""The system's programs that some tests use: brought where Debian's packages may be installed.

Chromium, Java 17 or newer, R and Node, and the libraries and fonts with which WeasyPrint makes PDF.
Elsewhere what is missing is named, and the tests that need it are named as skipped.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""Libraries that PDF needs on Linux, and Debian's packages of them."""


def system() -> None:
    """Bring the system programs that tests use, or name those that are missing."""
    missing = list(_missing())
    if not missing or _installed(missing):
        return
    said = f"Not installed here: {' '.join(missing)}. Tests that need them are named as skipped."
    print(said, file=sys.stderr)
    if shutil.which("apt-get") is not None:
        print(f"To run them: sudo apt-get install {' '.join(missing)}", file=sys.stderr)
    else:
        print("To run them, install these with your system's own installer.", file=sys.stderr)


def _missing() -> Iterator[str]:
    """Debian's names of what is not there."""
    if not any(map(shutil.which, CHROMIUM)):
        yield "chromium"
    if java_version() < 17:
        yield "default-jre-headless"
    if not _has_r_with("jsonlite"):
        yield from ("r-base-core", "r-cran-jsonlite")
    if shutil.which("node") is None or shutil.which("npm") is None:
        yield from ("nodejs", "npm")
    if sys.platform == "linux":
        yield from _missing_on_linux()


def _missing_on_linux() -> Iterator[str]:
    """Libraries and fonts; other systems have their own ways with them."""
    known = _said("ldconfig", "-p")
    for library, package in LIBRARIES.items():
        if library not in known:
            yield package
    if "dejavu" not in _said("fc-list").lower():
        yield from ("fontconfig", "fonts-dejavu-core")


def java_version() -> int:
    """The number of the Java that is there, 0 if there is none."""
    found = re.search(r'version "(\d+)', _said("java", "-version"))
    return int(found[1]) if found else 0


def _has_r_with(package: str) -> bool:
    """Whether R is there, and a package of its library."""
    return "yes" in _said("Rscript", "-e", f"if (requireNamespace('{package}')) cat('yes')")


def _said(*command: str) -> str:
    """All that a program says; nothing where there is none."""
    whole = shutil.which(command[0])
    if whole is None:
        return ""
    told = [whole, *command[1:]]
    done = subprocess.run(told, capture_output=True, text=True, errors="replace", check=False)
    return done.stdout + done.stderr


def _installed(packages: Sequence[str]) -> bool:
    """Whether Debian's packages were installed; they are not where somebody else decides that."""
    installer = shutil.which("apt-get")
    if installer is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-q"], ["install", "-qy", "--no-install-recommends", *packages])
    return all(
        subprocess.run(
            [installer, *step], env=quiet, stdout=subprocess.DEVNULL, check=False
        ).returncode
        == 0
        for step in steps
    )
