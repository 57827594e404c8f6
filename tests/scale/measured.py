"""What a program takes with those that it starts: processor time, and the memory of each of them.

On Linux alone: processes are found in `/proc`, where the kernel keeps the peak of each. Where no
Java runs, the peak of the program is also what the kernel says of it when it has ended.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LOOK_SECONDS = 0.2
_BYTES_OF_A_KIB = 1024


@dataclass(frozen=True)
class Taken:
    """What a program took.

    status : its exit status
    cpu : seconds of the program and of all that it waited for, user and system
    wall : seconds
    own : MB that the program itself had at its peak, resident
    driver : MB of the largest Java among its descendants, 0 without one
    """

    status: int
    cpu: float
    wall: float
    own: float
    driver: float


def taken_by(arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Taken:
    """Run a module or a text of Python in a folder, and watch it.

    Byte code is kept in the folder, so that a second run finds it, as it does for users.
    """
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL,
        env=keeping_byte_code(variables, folder),
    )  # fmt: skip
    own, driver = 0.0, 0.0
    found = (0, 0, None)
    while found[0] == 0:
        found = os.wait4(process.pid, os.WNOHANG)
        if found[0] == 0:
            own = max(own, peak_megabytes(process.pid))
            driver = max(driver, *map(peak_megabytes, _java_under(process.pid)), 0.0)
            time.sleep(_LOOK_SECONDS)
    _, status, used = found
    process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here
    wall = time.monotonic() - begin
    if not driver:
        own = max(own, used.ru_maxrss * _BYTES_OF_A_KIB / 1e6)
    return Taken(process.returncode, used.ru_utime + used.ru_stime, wall, own, driver)


def keeping_byte_code(variables: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment of a process that keeps byte code in a folder, whatever ours says."""
    kept = {name: value for name, value in variables.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "byte-code")}


def peak_megabytes(process: int) -> float:
    """The largest resident memory that a process has had; 0 of one that is gone."""
    with suppress(OSError):
        for line in (_PROC / str(process) / "status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * _BYTES_OF_A_KIB / 1e6
    return 0.0


def _java_under(process: int) -> Iterator[int]:
    """Descendants of a process that are Java."""
    children: dict[int, list[tuple[int, str]]] = {}
    for number, parent, name in _processes():
        children.setdefault(parent, []).append((number, name))
    below = [process]
    while below:
        for number, name in children.get(below.pop(), ()):
            below.append(number)
            if name == "java":
                yield number


def _processes() -> Iterator[tuple[int, int, str]]:
    """Number, parent and name of every process; those that end meanwhile are left out."""
    for place in _PROC.iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                name, _, rest = (place / "stat").read_text("utf-8").rpartition(")")
                yield int(place.name), int(rest.split()[1]), name.partition("(")[2]
