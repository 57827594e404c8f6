"""Which mutants are tried? Drawn by a seed, as many from each room."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.changes import Change, changes_of_python, changes_of_thresholds
from tests.mutation.sources import Sources

ROOMS = {
    "gate": ("disseminate/gate",),
    "classify": ("classify",),
    "estimate": ("estimate",),
    "define": ("define",),
    "combine": ("combine",),
}


@dataclass(frozen=True)
class Mutant:
    """One change of one file. `function` is where it lies, "" for the module itself.

    `nth` counts the changes of a function that are told alike, from 1.
    """

    room: str
    file: str
    function: str
    change: Change
    nth: int = 1

    @property
    def key(self) -> str:
        """What it changes in its function, as long as the line stays as it is."""
        return self.change.key if self.nth == 1 else f"{self.change.key} #{self.nth}"

    @property
    def told(self) -> str:
        """Where it is and what it changes."""
        return f"{self.file}:{self.change.line}  {self.key}"

    @property
    def identity(self) -> tuple[str, str, str]:
        """By what it is recognised after lines have moved."""
        return self.file, self.function, self.key


def files_of_room(sources: Sources, room: str) -> list[str]:
    """The modules and thresholds of a room, or of any folder of the package."""
    package = sources.root / sources.package
    found: list[Path] = []
    for folder in ROOMS.get(room, (room,)):
        if not (package / folder).is_dir():
            raise SystemExit(f"no room or folder {room!r}; rooms: {', '.join(ROOMS)}")
        found += [*(package / folder).rglob("*.py"), *(package / folder).rglob("thresholds.toml")]
    return sorted(path.relative_to(sources.root).as_posix() for path in found)


def room_of(sources: Sources, path: str) -> str:
    """The room of a file, or else the first folder it lies in."""
    inside = Path(path).relative_to(sources.package).as_posix()
    for room, folders in ROOMS.items():
        if any(inside.startswith(f"{folder}/") for folder in folders):
            return room
    return inside.partition("/")[0]


def mutants_of(sources: Sources, files: Iterable[str]) -> list[Mutant]:
    """All mutants of some files."""
    return [mutant for path in files for mutant in _mutants_of_file(sources, path)]


def _mutants_of_file(sources: Sources, path: str) -> Iterator[Mutant]:
    room = room_of(sources, path)
    module = sources.modules.get(path)
    text = (sources.root / path).read_text("utf-8") if module is None else module.text
    alike: Counter[tuple[str, str]] = Counter()
    for change in changes_of_thresholds(text) if module is None else changes_of_python(text):
        function = "" if module is None else module.function_at(change.line)
        alike[function, change.key] += 1
        yield Mutant(room, path, function, change, alike[function, change.key])


def drawn(mutants: Iterable[Mutant], number: int, seed: int) -> list[Mutant]:
    """So many of them, as many from each room as it has, in the order of the text.

    What a room draws depends on the seed and the room alone, but for how many it is asked for.
    """
    rooms: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        rooms.setdefault(mutant.room, []).append(mutant)
    found: list[Mutant] = []
    smallest_first = sorted(rooms.items(), key=lambda room: len(room[1]))
    for position, (room, all_of_room) in enumerate(smallest_first):
        share = -(-(number - len(found)) // (len(rooms) - position))
        draw = random.Random(f"{seed} {room}")
        found += draw.sample(all_of_room, min(share, len(all_of_room)))
    return sorted(found, key=lambda mutant: (mutant.room, mutant.file, mutant.change))
