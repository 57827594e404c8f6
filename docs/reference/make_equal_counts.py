"""Writes `equal_counts.json`: which counts of measures are equal by what definitions say.

    python docs/reference/make_equal_counts.py

At 15 to 17 years child labour with and without household chores is one, and nobody's chores are too
many. A reader who knows the definitions knows that, and what is shown of one measure tells her what
is hidden of another.

The persons are those of `make_not_nested.py`, with answers taken away from some of them so that
there are unknown ones of all kinds. What is equal for all of an age group, with at least `FEWEST`
different persons in each count and as many in none, is taken to be equal by definition. A study
asks its own persons besides. A test compares the file with what this gives.

Whoever works, or did not say whether she does, is below some hours, at or above them, or did not
tell hers: what three measures say together is looked for at all ages, and whether the same are
unknown under the last two, among persons who were not asked their hours unless they said that they
work.

Two readings of a definition differ at some ages alone: of each measure it is looked for at which
ages its counts are those of another reading. What measures of two readings have in common besides
follows from that.

Of forced marriage all answers are tried that persons of some ages can give: under 18 who lives in
one has done so since childhood. Of who did not say at what age she married this is unknown.
"""

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl

from measure87.classify import Tables, classify
from measure87.define import Definition, list_definitions, load_definition
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.status import UNKNOWN, YES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "src/measure87/define/equal_counts.json"
FAMILY = "child_labour"
"""Definitions of forced labour tell adults from children alone, as the release says."""
SEEDS = (1, 2, 3, 4, 5, 6)
BANDS = {(5, 11): "5-11", (12, 14): "12-14", (15, 17): "15-17"}
"""Ages between which definitions of child labour differ."""
BANDS_END = max(high for _, high in BANDS)
FEWEST = 15
FEWEST_OF_THREE = 100
"""Of three measures more are equal by chance."""
STATUS = {"unknown": UNKNOWN, "cases": YES}
BLANKED = (0.05, 0.1, 0.3)
FOLLOWS = {
    "economic_activity": (
        "economic_hours", "heavy_loads", "dangerous_tools", "dust_fumes_gas", "heights",
        "extreme_temperature", "noise_vibration", "chemicals_explosives", "other_hazard",
    ),
    "household_chores": ("chores_hours",),
    "fetched_water": ("water_hours",),
    "collected_firewood": ("firewood_hours",),
}  # fmt: skip
"""Who did not answer the first question was not asked the others."""
MOST_PERSONS = 10_000
"""Files of more are of households, who were not asked of a child's work."""

MARRIAGE = "forced_marriage/global_estimates"
OF_CHILDREN = ("forced_marriage", "forced_marriage_since_childhood")
"""Measures of all ages of which the second asks for a marriage before 18."""
AGES = (5, 11, 12, 14, 15, 16, 17)
ANSWERS = (None, 0, 1, 2)
"""Not asked, no, unknown and yes."""

Count = tuple[str, str]
"""`cases` or `unknown`, and a measure."""


def equal_counts(seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """The definitions, and counts that are equal for everybody of an age."""
    persons = _Persons(pl.concat(_classified(seeds), how="diagonal_relaxed"))
    found: list[dict[str, Any]] = []
    for one, other in _candidates(persons.measures):
        bands = [band for band in BANDS if persons.are_equal(one, other, band)]
        if len(bands) == len(BANDS):
            continue  # equal at all ages: a study finds those by itself
        found += [{"one": one, "other": other, "ages": ages} for ages in _together(bands)]
    found += [{"one": one, "other": other, "ages": None} for one, other in _of_all_ages(persons)]
    versions = sorted(one.versioned_id for one in _definitions())
    return {
        "definitions": versions,
        "equal": found,
        "readings": list(_of_readings(seeds)),
        "children": of_children(),
    }


def of_children() -> dict[str, list[dict[str, Any]]]:
    """What two measures of forced marriage have in common under 18, whatever the answers."""
    definition = load_definition(MARRIAGE)
    tables = Tables(persons=_of_all_answers().lazy())
    found: Any = classify(tables, [(definition, list(OF_CHILDREN))], reasons=False)
    every = found.to_native().select(OF_CHILDREN).collect()
    equal = []
    for what in ("cases", "unknown"):
        one, other = (every[name] == STATUS[what] for name in OF_CHILDREN)
        if (one == other).all() and one.any() and not one.all():
            sides = ([(what, name)] for name in OF_CHILDREN)
            equal.append(dict(zip(("one", "other"), sides, strict=True)) | {"ages": (0, 17)})
    return {definition.versioned_id: equal}


def _of_all_answers() -> pl.DataFrame:
    """A person under 18 for each set of answers; nobody married later than now."""
    asked = ("ever_in_union", "forced_to_marry", "marriage_consent_lacked", "marriage_goes_on")
    rows = [
        (age, then, *answers)
        for age in AGES
        for then in (None, *range(5, age + 1))
        for answers in product(ANSWERS, repeat=len(asked))
    ]
    columns = dict.fromkeys(("age_years", "age_at_marriage"), pl.Int64)
    schema = {**columns, **dict.fromkeys(asked, pl.Int8)}
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("person_id")


def _definitions() -> list[Definition]:
    names = [name for name in list_definitions() if name.startswith(FAMILY)]
    return [load_definition(name) for name in names]


def _of_readings(seeds: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Counts of a measure that are equal under two readings, each with the first that it equals."""
    plain = [one for one in _definitions() if one.readings]
    read = [load_definition(f"{one.id}:{how}") for one in plain for how in one.readings]
    persons = _Persons(pl.concat(_classified(seeds, [*plain, *read]), how="diagonal_relaxed"))
    for one in plain:
        for measure in one.measures:
            names = [measure, *(f"{measure}_{how}" for how in one.readings)]
            for what in STATUS:
                yield from _of_names(persons, [(what, name) for name in names])


def _of_names(persons: "_Persons", counts: Sequence[Count]) -> Iterator[dict[str, Any]]:
    known = [count for count in counts if count[1] in persons.measures]
    of_pairs: dict[tuple[Count, Count], list[tuple[int, int]]] = {}
    for band in BANDS:
        firsts: list[Count] = []
        for count in known:
            equal = [one for one in firsts if persons.are_equal([one], [count], band)]
            if equal:
                of_pairs.setdefault((equal[0], count), []).append(band)
            else:
                firsts.append(count)
    for (one, other), bands in of_pairs.items():
        ages = [None] if len(bands) == len(BANDS) else _together(bands)
        yield from ({"one": [one], "other": [other], "ages": age} for age in ages)


def _candidates(measures: Sequence[str]) -> Iterator[tuple[list[Count], list[Count]]]:
    """A count and nobody, and two counts of different measures."""
    counts = [(what, name) for name in measures for what in ("cases", "unknown")]
    for count in counts:
        yield [count], []
    for one, other in combinations(counts, 2):
        if one[1] != other[1]:
            yield [one], [other]


def _of_all_ages(persons: "_Persons") -> Iterator[tuple[list[Count], list[Count]]]:
    """What three measures say together, and of two of them the same unknown.

    Of those who did not say whether they work, and were not asked their hours then.
    """
    pairs = []
    for whole, high, low in permutations(persons.measures, 3):
        among = persons.unknown_together(whole, high, low)
        one: list[Count] = [("cases", whole), ("unknown", whole)]
        other: list[Count] = [("cases", high), ("cases", low), ("unknown", low)]
        if persons.are_always_equal(one, other, among):
            yield one, other
            same: tuple[list[Count], list[Count]] = [("unknown", high)], [("unknown", low)]
            if high < low and persons.are_always_equal(*same, among):
                pairs.append(same)
    yield from (pair for k, pair in enumerate(pairs) if pair not in pairs[:k])


class _Persons:
    """Different persons, and the counts that each is in."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.measures = sorted(set(frame.columns) - {"age_years", "frame"})
        asked = frame.group_by("frame").agg(pl.col(self.measures).is_not_null().any())
        here = frame.select("frame").join(asked, on="frame", how="left", maintain_order="left")
        self._asked = {name: here[name].to_numpy() for name in self.measures}
        self._inside = {
            (what, name): (frame[name] == status).fill_null(value=False).to_numpy()
            for name in self.measures
            for what, status in STATUS.items()
        }
        age = frame["age_years"].to_numpy()
        self._of = {band: (age >= band[0]) & (age <= band[1]) for band in BANDS}
        self._some = {
            (count, band): bool(inside[rows].sum() >= FEWEST)
            for count, inside in self._inside.items()
            for band, rows in self._of.items()
        }

    def unknown_together(self, whole: str, *others: str) -> BoolArray:
        """(persons,) all but who is unknown under a measure and not under each of some others."""
        everywhere = np.all([self._inside["unknown", name] for name in others], axis=0)
        return np.asarray(everywhere | ~self._inside["unknown", whole])

    def are_always_equal(self, one: list[Count], other: list[Count], among: BoolArray) -> bool:
        """Whether some are in as many counts of either side, at each age, and there are many."""
        return all(self.are_equal(one, other, band, FEWEST_OF_THREE, among) for band in BANDS)

    def are_equal(
        self,
        one: list[Count],
        other: list[Count],
        band: tuple[int, int],
        fewest: int = FEWEST,
        among: BoolArray | None = None,
    ) -> bool:
        """Whether everybody of an age is in as many counts of the one side as of the other."""
        if not other:
            return self._are_nobody(one[0], band)
        if not all(self._some[count, band] for count in (*one, *other)):
            return False
        rows = self._of[band].copy() if among is None else self._of[band] & among
        for _, name in (*one, *other):
            rows &= self._asked[name]
        left, right = (sum(self._inside[c][rows].astype(int) for c in s) for s in (one, other))
        seen = all(self._inside[count][rows].sum() >= fewest for count in (*one, *other))
        return seen and bool((left == right).all()) and int((left == 0).sum()) >= fewest

    def _are_nobody(self, count: Count, band: tuple[int, int]) -> bool:
        """Whether nobody of an age is in a count that has persons of another."""
        rows = self._of[band] & self._asked[count[1]]
        elsewhere = any(self._some[count, one] for one in BANDS if one != band)
        return elsewhere and not self._inside[count][rows].any() and rows.sum() >= FEWEST


def _together(bands: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Bands that follow each other as one."""
    found: list[tuple[int, int]] = []
    for low, high in bands:
        if found and found[-1][1] == low - 1:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _classified(seeds: tuple[int, ...], read: Sequence[Definition] = ()) -> Iterator[pl.DataFrame]:
    """Age and measures of the persons of each file, each kind once; of some readings, if any."""
    maker, every, draw = _maker(), _definitions(), np.random.default_rng(87)
    own = [*read] or every
    for number, tables in enumerate(maker._persons(every, seeds)):
        persons = tables.persons.collect()
        if persons.height > MOST_PERSONS or "age_years" not in persons.columns:
            continue
        for k, share in enumerate((0.0, *BLANKED)):
            frame = _without_answers(persons, share, draw)
            found = maker._classified(replace(tables, persons=frame.lazy()), own)
            which = pl.lit(f"{number} {k}").alias("frame")
            kinds = found.with_columns(frame["age_years"], which)
            yield kinds.filter(pl.col("age_years") <= BANDS_END).unique()


def _without_answers(
    persons: pl.DataFrame, share: float, draw: np.random.Generator
) -> pl.DataFrame:
    """Persons of whom each answer is missing by chance, and what follows from it."""
    kept = ("person_id", "household_id", "age_years", "sex")
    names = [name for name in persons.columns if name not in kept]
    gone = {name: pl.Series(draw.random(persons.height) < share) for name in names}
    frame = persons.with_columns(
        pl.when(~is_gone).then(pl.col(name)).alias(name) for name, is_gone in gone.items()
    )
    return frame.with_columns(
        pl.when(pl.col(first).is_not_null()).then(pl.col(name)).alias(name)
        for first, others in FOLLOWS.items()
        for name in others
        if {first, name} <= set(frame.columns)
    )


def _maker() -> ModuleType:
    path = Path(__file__).with_name("make_not_nested.py")
    spec = importlib.util.spec_from_file_location("make_not_nested", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(found: Mapping[str, Any]) -> str:
    lists = (
        f' "{name}": [\n' + ",\n".join(f"  {json.dumps(one)}" for one in found[name]) + "\n ]"
        for name in ("equal", "readings")
    )
    definitions = f' "definitions": {json.dumps(found["definitions"])}'
    children = f' "children": {json.dumps(found["children"])}'
    return "{\n" + ",\n".join((definitions, *lists, children)) + "\n}\n"


if __name__ == "__main__":
    PAGE.write_text(_text(equal_counts()), "utf-8")
