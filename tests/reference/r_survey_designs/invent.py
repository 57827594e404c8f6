"""Sixty invented designs and their samples, from a seed: what R survey and the program are given.

    python tests/reference/r_survey_designs/invent.py FOLDER

writes `designs.csv` and one CSV a design for `make.R`. Only `Generator.random` is drawn from, whose
stream numpy keeps; the stored results hold a hash of the samples, so that a change shows.
"""

import csv
import hashlib
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

N_DESIGNS = 60
RULES = ("adjust", "average", "certainty", "remove")
WEIGHTS = ("ones", "expansion", "unequal", "scaled")
COLUMNS = ("h", "c1", "c2", "c3", "f1", "f2", "f3", "w", "g", "common", "rare", "y", "x")


@dataclass(frozen=True)
class Design:
    """One design: stages of clusters, stages with a correction, and the rest of it."""

    number: int
    stages: int
    corrections: int
    as_fraction: bool
    weights: str
    rule: str
    lone_strata: int
    cases: int

    @property
    def rows(self) -> list[dict[str, object]]:
        """The persons of its sample."""
        return _Sample(self).rows()


def designs() -> list[Design]:
    """All sixty; every combination of stages, weights and rules turns up."""
    found = []
    for i in range(N_DESIGNS):
        stages = i % 4
        most = max(stages, 1)
        found.append(
            Design(
                number=i,
                stages=stages,
                corrections=(0, most, 1, most)[(i // 4) % 4],
                as_fraction=i % 3 == 0,
                weights=WEIGHTS[(i // 2 + i // 8) % 4],
                rule=RULES[(i // 4 + i) % 4],
                lone_strata=(0, 1, 2)[(i // 3) % 3],
                cases=i % 6,
            )
        )
    return found


class _Sample:
    """Draws the persons of one design."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.random = np.random.default_rng(1600 + design.number).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def rows(self) -> list[dict[str, object]]:
        """Strata, units and persons; answers last."""
        design = self.design
        places: list[dict[str, object]] = []
        for h in range(self.whole(3, 5)):
            n_units = 1 if h < design.lone_strata else self.whole(2, 6)
            if design.stages == 0 and n_units > 1:
                n_units = self.whole(8, 20)
            places += self._units(h + 1, (), n_units)
        rows = [place | self._answers(place) for place in places]
        self._rare(rows)
        self._empty(rows)
        return [{name: row.get(name, "") for name in COLUMNS} for row in rows]

    def _units(self, h: int, above: tuple[int, ...], n: int) -> list[dict[str, object]]:
        """The persons of the units of one parent, each with what was drawn above her."""
        stage = len(above) + 1
        of_population = n + self.whole(1, 8)
        told = n / of_population if self.design.as_fraction else of_population
        rows: list[dict[str, object]] = []
        for unit in range(n):
            here = (*above, unit)
            if stage < self.design.stages:
                inside = self._units(h, here, self.whole(2, 4))
            else:
                n_persons = 1 if self.design.stages == 0 else self.whole(2, 5)
                inside = [{"h": h, **{f"c{i + 1}": code for i, code in enumerate(here)}}
                          for _ in range(n_persons)]  # fmt: skip
            rows += [{**row, f"f{stage}": told} for row in inside]
        return rows

    def _answers(self, place: dict[str, object]) -> dict[str, object]:
        """Weight, group and answers; some are missing."""
        unequal = math.exp(0.6 * (self.random() + self.random() + self.random() - 1.5))
        weight = {
            "ones": 1.0,
            "expansion": 40.0 + 10.0 * int(str(place["h"])),
            "unequal": 120.0 * unequal,
            "scaled": 0.0 if self.random() < 0.08 else unequal,
        }[self.design.weights]
        lean = (hash_of(place["h"], place.get("c1", 0)) % 7) / 20.0
        y = 3.0 + 10.0 * lean + 4.0 * self.random()
        return {
            "w": repr(weight),
            "g": "a" if self.random() < 0.55 else "b",
            "common": "" if self.random() < 0.07 else int(self.random() < 0.2 + lean),
            "rare": 0,
            "y": "" if self.random() < 0.07 else repr(y),
            "x": repr(1.0 + 2.0 * self.random()),
        }

    def _rare(self, rows: list[dict[str, object]]) -> None:
        """As many cases as the design has, among persons with a weight."""
        able = [row for row in rows if float(str(row["w"])) > 0.0]
        for _ in range(self.design.cases):
            able[self.whole(0, len(able) - 1)]["rare"] = 1

    def _empty(self, rows: list[dict[str, object]]) -> None:
        """A group that lies in one unit alone, and, in every fifth design, has no weight."""
        last = rows[-1]
        for row in rows:
            if (row["h"], row.get("c1")) == (last["h"], last.get("c1")):
                row["g"] = "c"
                if self.design.number % 5 == 4:
                    row["w"] = repr(0.0)


def hash_of(*parts: object) -> int:
    """A number that depends on some codes alone."""
    return int(hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:8], 16)


def digest() -> str:
    """SHA-256 of all samples, by which results are known to be of them.

    Numbers to eight digits: the last of an exponential differs from processor to processor.
    """
    told = [
        str([_to_digits(value) for row in design.rows for value in row.values()])
        for design in designs()
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _to_digits(value: object) -> str:
    """A number with a point to eight digits, anything else as it is."""
    text = str(value)
    return f"{float(text):.8g}" if "." in text else text


def write(folder: Path) -> None:
    """The designs and their samples as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("number", "stages", "corrections", "as_fraction", "rule", "weights", "lone_strata")
    with (folder / "designs.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([getattr(one, name) for name in names] for one in designs())
    for design in designs():
        with (folder / f"{design.number}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(design.rows)
    (folder / "digest.txt").write_text(digest() + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
