"""What two runs of one study have in common: exit, words, and every byte of their release."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """How a run ended, what it said, and where its release lies (or would)."""

    exit: int
    said: str
    folder: Path


def differences(before: Outcome, now: Outcome) -> list[str]:
    """A line for everything that differs between two outcomes; empty if nothing does."""
    return [*_of_the_run(before, now), *_of_the_files(before.folder, now.folder)]


def _of_the_run(before: Outcome, now: Outcome) -> Iterator[str]:
    if before.exit != now.exit:
        yield f"exit {before.exit} before, {now.exit} now: {now.said.strip()[-300:]}"
    elif before.said != now.said:
        yield "says something else than before"


def _of_the_files(before: Path, now: Path) -> Iterator[str]:
    old, new = _files(before), _files(now)
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"{name} is gone"
        elif name not in old:
            yield f"{name} is new"
        elif old[name] != new[name]:
            yield f"{name} differs from {_first_difference(old[name], new[name])}"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _first_difference(old: bytes, new: bytes) -> str:
    """The line at which two files part."""
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    for number, (first, second) in enumerate(pairs, start=1):
        if first != second:
            return f"line {number}"
    return "its end"
