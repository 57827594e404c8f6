"""Programs of npm that tests try ours with; the tests name what is missing otherwise."""

import shutil
import sys

from tasks.running import ROOT, is_newer, run

FOLDER = ROOT / "tests" / "node"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund")


def node() -> None:
    """Install what the lock file of npm says, where there is npm."""
    npm = shutil.which("npm")
    stamp = FOLDER / "node_modules" / ".package-lock.json"
    if npm is None or is_newer(stamp, FOLDER / "package-lock.json"):
        return
    run(npm, "ci", *_QUIET, "--loglevel=error", where=FOLDER)


def lock_node() -> None:
    """Resolve the lock file of npm anew, without names of hosts."""
    run(shutil.which("npm") or "npm", "install", "--package-lock-only", *_QUIET, where=FOLDER)
    run(sys.executable, FOLDER / "without_addresses.py")
