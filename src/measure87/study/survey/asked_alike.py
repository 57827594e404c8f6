"""What the disclosure gate is told of measures whose answers are of the same persons.

Found person by person, in the microdata: that everybody who answered one question is a case of
another measure follows from whom the question was put to. What definitions say of some ages is
known beforehand (`define.equal_counts`), and asked of the persons. That holds of measures that
earlier releases alone have, too.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations, product

import narwhals as nw
import numpy as np
import polars as pl

from measure87.define.classifications.age_groups import BASE_BANDS, AgeGroup
from measure87.define.equal_counts import (
    EqualCounts,
    alike_at,
    definitions_with_equal_counts,
    equal_counts,
    equal_of_children,
)
from measure87.define.national import Written
from measure87.files.engines import EngineTable, Frame
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.study.survey.tables import AGE
from measure87.vocabulary.same_persons import Ages, Count, SamePersons
from measure87.vocabulary.status import NO, UNKNOWN, YES

_READING = re.compile(r":([^@]*)")
"""Of a definition's name: how it is read, where that is not its own way."""

_BANDS = [band for band in BASE_BANDS if band.code in ("5-11", "12-14", "15-17")]
"""Ages between which definitions of child labour differ; their measures are of no others."""

_MOST_PARTS = 4
"""Measures that together make up another at an age; more are not looked for."""
_STATUSES = {"cases": (YES,), "unknown": (UNKNOWN,), "no": (NO,), "answered": (NO, YES)}


@dataclass(frozen=True)
class Answers:
    """What everybody of an input is under its measures.

    Attributes
    ----------
    classified
        One row a person, a status for each measure, and her group of age if there are figures of
        these; a table of any engine.
    versioned
        Measure to its definition, of the measures whose unknowns are no cases.
    before
        The same of measures that earlier releases alone have.
    standards
        Measures of national definitions as their standards have them.
    grounds
        Measures to the rules of which one suffices.
    bring
        How the table comes to this process, if it is elsewhere.
    """

    classified: EngineTable = field(repr=False)
    versioned: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    standards: Mapping[str, Written] = field(default_factory=dict)
    grounds: Mapping[str, Collection[str]] = field(default_factory=dict)
    bring: Callable[[Frame], pl.LazyFrame] | None = field(default=None, repr=False)

    def table(self) -> pl.DataFrame:
        """The persons by identifier, with their statuses."""
        frame: Frame = nw.from_native(self.classified).lazy()
        age = [AGE] if AGE in frame.collect_schema().names() else []
        read = frame.select("person_id", *age, *dict.fromkeys((*self.versioned, *self.before)))
        if self.bring is not None:
            return self.bring(read).collect()
        told: pl.DataFrame = read.collect(backend="polars").to_native()
        return told


def same_persons(
    classified: EngineTable,
    versioned: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    standards: Mapping[str, Written] | None = None,
    grounds: Mapping[str, Collection[str]] | None = None,
) -> tuple[SamePersons, ...]:
    """Counts of different measures that are of the same persons, and of somebody.

    That the same persons gave no answer to two questions is left out: it tells of no case, and as
    an equation it holds so many counts together that the audit takes twice as long. What is so by
    definition is not.

    Parameters
    ----------
    classified : a table of any engine, one row a person, a status for each measure, and her group
        of age if there are figures of these
    versioned : measure to its definition, of the measures whose unknowns are no cases
    before : the same of measures that earlier releases alone have, which the table has too
    standards : measures of national definitions as the standards have them that these extend
    grounds : measures to the rules of which one suffices
    """
    if not versioned:
        return ()
    every = {**versioned, **(before or {})}
    written = {name: (name, definition) for name, definition in every.items()} | {
        name: one for name, one in (standards or {}).items() if name in every
    }
    # Persons of the same statuses are in the same counts, so one of each kind tells all.
    frame = nw.from_native(classified).lazy()
    age = [AGE] if AGE in frame.collect_schema().names() else []
    kinds: pl.DataFrame = frame.select(*age, *every).unique().collect(backend="polars").to_native()
    found = (
        *_of_questions(kinds, versioned),
        *(one for one in _of_questions(kinds, every) if _is_of_earlier(one, before or {})),
        *(_of_other_ages(kinds, every, written) if age else ()),
        *_of_definitions(kinds, every, written),
        *_of_children(kinds, every, written),
    )
    for more in (
        _of_readings(kinds, every),
        _of_other_readings(kinds, every, written),
        _made_up(kinds, every, grounds or {}) if age else (),
    ):
        found = (*found, *(one for one in more if one not in found))
    return found


def _is_of_earlier(same: SamePersons, before: Mapping[str, str]) -> bool:
    """Whether it is of a measure that earlier releases alone have, and of one of another subject.

    Of measures of one subject definitions say at which ages they count alike, and counts whether
    one may lie in the other.
    """
    subjects = {definition.split("/")[0] for _, definition, _ in same.measures}
    return len(subjects) > 1 and any(name in before for name, *_ in same.measures)


def _of_questions(kinds: pl.DataFrame, versioned: Mapping[str, str]) -> Iterator[SamePersons]:
    """What follows from whom a question was put to."""
    statuses = kinds.select(*versioned).unique()
    by_persons: dict[bytes, list[Count]] = {}
    for what in _STATUSES:
        for name, definition in versioned.items():
            inside = _inside(statuses, what, name)
            if inside.any():
                key = inside.tobytes()
                by_persons.setdefault(key, []).append((what, (name, definition, 0)))
    for first, *others in by_persons.values():
        for other in others:
            if other[1] != first[1] and (first[0] == "cases" or other[0] != first[0]):
                yield SamePersons((first,), (other,))


def _of_definitions(
    kinds: pl.DataFrame, versioned: Mapping[str, str], written: Mapping[str, Written]
) -> Iterator[SamePersons]:
    """What follows from definitions, at some ages or at all: of each reading of theirs by itself.

    It is asked of the persons too, so that what is said of them is true. A measure of a national
    definition stands where that of its standard does, beside this one and in its place.
    """
    known = _known({name: text for name, (_, text) in written.items()})
    for reading in dict.fromkeys(map(_reading, known.values())):
        own = _by_standard([n for n, text in known.items() if _reading(text) == reading], written)
        for equal in equal_counts():
            if equal.ages is not None and AGE not in kinds.columns:
                continue
            for chosen in _chosen(equal, reading, own):
                one, other = (
                    _as_read(side, chosen, versioned) for side in (equal.one, equal.other)
                )
                if _are_equal(kinds, one, other, equal.ages):
                    yield SamePersons(one, other, equal.ages)


def _by_standard(names: Iterable[str], written: Mapping[str, Written]) -> dict[str, list[str]]:
    """Names in standards to the measures that have them there."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(written[name][0], []).append(name)
    return found


def _chosen(
    equal: EqualCounts, reading: str, own: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, str]]:
    """A measure for each that is spoken of, in every way."""
    names = [*dict.fromkeys(name for _, name in (*equal.one, *equal.other))]
    for chosen in product(*(own.get(f"{name}{reading}", ()) for name in names)):
        yield dict(zip(names, chosen, strict=True))


def _of_children(
    kinds: pl.DataFrame, versioned: Mapping[str, str], written: Mapping[str, Written]
) -> Iterator[SamePersons]:
    """What definitions say of children alone, at each age at which no person denies it.

    Whoever is under 18 and lives in a forced marriage has done so since childhood.
    """
    if AGE not in kinds.columns:
        return
    for text in dict.fromkeys(text for _, text in written.values()):
        own = _by_standard([name for name, (_, its) in written.items() if its == text], written)
        for equal in equal_of_children(_READING.sub("", text)):
            if equal.ages is None:
                continue
            within = [band for band in BASE_BANDS if _lies_in(band, equal.ages)]
            for chosen in _chosen(equal, _reading(text), own):
                one, other = (
                    _as_read(side, chosen, versioned) for side in (equal.one, equal.other)
                )
                for ages in _where_not_denied(kinds, one, other, within):
                    if _are_equal(kinds, one, other, ages):
                        yield SamePersons(one, other, ages)


def _known(versioned: Mapping[str, str]) -> dict[str, str]:
    """The measures of definitions of which equal counts are known."""
    definitions = definitions_with_equal_counts()
    return {name: d for name, d in versioned.items() if _READING.sub("", d) in definitions}


def _of_readings(kinds: pl.DataFrame, versioned: Mapping[str, str]) -> Iterator[SamePersons]:
    """What counts of two readings have in common, at an age or at all ages.

    Of counts that are all one the first of each reading is held to the first of all.
    """
    known = _known(versioned)
    readings = dict.fromkeys(map(_reading, known.values()))
    if len(readings) < 2:
        return
    bands: dict[tuple[Count, Count], list[AgeGroup]] = {}
    for band in _BANDS:
        for alike in alike_at(band.first, readings):
            firsts = _first_of_readings(alike, known)
            for other in firsts[1:]:
                bands.setdefault((firsts[0], other), []).append(band)
    for (one, other), where in bands.items():
        for ages in _where_not_denied(kinds, (one,), (other,), where, _BANDS):
            if _are_equal(kinds, (one,), (other,), ages):
                yield SamePersons((one,), (other,), ages)


def _first_of_readings(alike: Collection[tuple[str, str]], known: Mapping[str, str]) -> list[Count]:
    """Of some counts the first of each reading."""
    found: dict[str, Count] = {}
    for name, definition in known.items():
        for what in ("cases", "unknown"):
            if (what, name) in alike:
                found.setdefault(_reading(definition), (what, (name, definition, 0)))
    return [*found.values()]


def _where_not_denied(
    kinds: pl.DataFrame,
    one: Sequence[Count],
    other: Sequence[Count],
    bands: Sequence[AgeGroup],
    every: Sequence[AgeGroup] = BASE_BANDS,
) -> Iterator[Ages | None]:
    """Ages at which two sums of counts are taken for one, less those a person denies.

    Bands that follow each other are together; no ages are all of them.

    Parameters
    ----------
    bands
        At which they are taken for one.
    every
        All that persons of the measures can be of.
    """
    if AGE not in kinds.columns:
        if len(bands) == len(every):
            yield None
        return
    found: list[tuple[int, int | None]] = []
    for band in bands:
        here = kinds.filter(pl.col(AGE) == band.code)
        left, right = (_times(here, side) for side in (one, other))
        if (left != right).any():
            continue
        if found and found[-1][1] == band.first - 1:
            found[-1] = (found[-1][0], band.last)
        else:
            found.append((band.first, band.last))
    is_all = found == [(every[0].first, every[-1].last)]
    yield from [None] if is_all else found


def _of_other_readings(
    kinds: pl.DataFrame, versioned: Mapping[str, str], written: Mapping[str, Written]
) -> Iterator[SamePersons]:
    """What two readings of a measure have in common where coherent persons were not asked.

    Some readings of forced labour differ of children alone, and of adults they are one. Which
    ages these are no list says, so the study's own persons are asked of each. So they are of a
    national definition, beside its standard or another one of it.
    """
    known = _known(versioned).keys()
    measures: dict[tuple[str, str], list[str]] = {}
    for name, (own, text) in written.items():
        if own.endswith(_reading(text)):
            plain = own.removesuffix(_reading(text)), _READING.sub("", text)
            measures.setdefault(plain, []).append(name)
    for names in measures.values():
        for first, second in combinations(names, 2):
            if {first, second} <= known:
                continue
            for what in ("cases", "unknown"):
                one, other = ((what, (name, versioned[name], 0)) for name in (first, second))
                for ages in _where_not_denied(kinds, (one,), (other,), BASE_BANDS):
                    if _are_equal(kinds, (one,), (other,), ages):
                        yield SamePersons((one,), (other,), ages)


def _made_up(
    kinds: pl.DataFrame, versioned: Mapping[str, str], grounds: Mapping[str, Collection[str]]
) -> Iterator[SamePersons]:
    """What measures by some of the grounds of another make up at an age at which the rest is idle.

    At 15 to 17 no work is too early, and child labour is hazardous work and other worst forms.
    Which ages these are no list says, so the study's own persons are asked of each. Measures by
    all its grounds together make it up at every age, which the gate knows.
    """
    for whole in sorted(grounds.keys() & versioned.keys()):
        parts = sorted(
            one
            for one in grounds.keys() & versioned.keys()
            if versioned[one] == versioned[whole] and {*grounds[one]} < {*grounds[whole]}
        )
        if {*grounds[whole]} <= {ground for one in parts for ground in grounds[one]}:
            continue
        ages: dict[tuple[str, ...], list[AgeGroup]] = {}
        for band in BASE_BANDS:
            here = kinds.filter(pl.col(AGE) == band.code)
            for chosen in _making_up(here, whole, parts):
                ages.setdefault(chosen, []).append(band)
        for chosen, bands in ages.items():
            of_whole, *of_parts = (
                ("cases", (name, versioned[name], 0)) for name in (whole, *chosen)
            )
            for years in _years(bands):
                yield SamePersons((of_whole,), (*of_parts,), years, no_more=len(chosen) > 1)


def _making_up(here: pl.DataFrame, whole: str, parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The smallest sets of parts of which every case of a whole is in one, if it has any."""
    cases = _inside(here, "cases", whole)
    inside = {one: _inside(here, "cases", one) for one in parts}
    found: list[tuple[str, ...]] = []
    for size in range(1, _MOST_PARTS + 1) if cases.any() else ():
        for chosen in combinations(parts, size):
            if any({*one} <= {*chosen} for one in found):
                continue
            if not (cases & ~np.any([inside[one] for one in chosen], axis=0)).any():
                found.append(chosen)
    yield from found


def _years(bands: Sequence[AgeGroup]) -> Iterator[Ages]:
    """Bands that follow each other as one."""
    first, last = bands[0].first, bands[0].last
    for band in bands[1:]:
        if last == band.first - 1:
            last = band.last
        else:
            yield first, last
            first, last = band.first, band.last
    yield first, last


def _of_other_ages(
    kinds: pl.DataFrame, versioned: Mapping[str, str], written: Mapping[str, Written]
) -> Iterator[SamePersons]:
    """What measures of one definition that are of different ages have in common.

    Whoever is of age and in forced labour is an adult in forced labour. A national definition is
    taken for its standard.
    """
    bands = {name: _bands_of(kinds, name) for name in versioned}
    for narrow, wide in permutations(versioned, 2):
        own = bands[narrow]
        is_part = bool(own) and set(own) < set(bands[wide])
        if written[narrow][1] != written[wide][1] or not is_part:
            continue
        ages = own[0].first, own[-1].last
        for what in ("cases", "unknown"):
            one, other = ((what, (name, versioned[name], 0)) for name in (wide, narrow))
            if _are_equal(kinds, (one,), (other,), ages):
                yield SamePersons((one,), (other,), ages)


def _bands_of(kinds: pl.DataFrame, name: str) -> list[AgeGroup]:
    """Bands of age of those of whom a measure is."""
    here = set(kinds.filter(pl.col(name).is_not_null())[AGE].drop_nulls())
    return [band for band in BASE_BANDS if band.code in here]


def _reading(definition: str) -> str:
    """How measures of a reading other than the definition's own end."""
    found = _READING.search(definition)
    return f"_{found[1]}" if found else ""


def _as_read(
    counts: Sequence[tuple[str, str]], chosen: Mapping[str, str], versioned: Mapping[str, str]
) -> tuple[Count, ...]:
    names = [(what, chosen[name]) for what, name in counts]
    return tuple((what, (name, versioned[name], 0)) for what, name in names)


def _are_equal(
    kinds: pl.DataFrame, one: Sequence[Count], other: Sequence[Count], ages: Ages | None
) -> bool:
    """Whether everybody of these ages is in as many counts of either side, and somebody is."""
    here = kinds
    if ages is not None:
        here = kinds.filter(pl.col(AGE).is_in(bands_within(ages)))
    left, right = (_times(here, side) for side in (one, other))
    is_somebody = bool(left.any()) or (not other and here.height > 0)
    return is_somebody and bool((left == right).all())


def bands_within(ages: Ages) -> list[str]:
    """Codes of the groups of age that lie within some years."""
    return [band.code for band in BASE_BANDS if _lies_in(band, ages)]


def _times(kinds: pl.DataFrame, side: Sequence[Count]) -> IntArray:
    """(kinds,) in how many of some counts each is."""
    nobody = np.zeros(kinds.height, int)
    return sum((_inside(kinds, what, name[0]).astype(int) for what, name in side), nobody)


def _lies_in(band: AgeGroup, ages: Ages) -> bool:
    first, last = ages
    return band.first >= first and (last is None or (band.last is not None and band.last <= last))


def _inside(statuses: pl.DataFrame, what: str, name: str) -> BoolArray:
    """(kinds,) who is in a count."""
    return statuses[name].is_in(_STATUSES[what]).fill_null(value=False).to_numpy()


def of_all_inputs(inputs: Iterable[Sequence[SamePersons]]) -> tuple[SamePersons, ...]:
    """Those of several inputs, in their order; a measure of two inputs is one of two samples."""
    times: Counter[tuple[str, str]] = Counter()
    found: list[SamePersons] = []
    for every in inputs:
        found += [
            replace(pair, one=_at(pair.one, times), other=_at(pair.other, times)) for pair in every
        ]
        times.update({measure[:2] for pair in every for measure in pair.measures})
    return tuple(found)


def _at(counts: Sequence[Count], times: Counter[tuple[str, str]]) -> tuple[Count, ...]:
    return tuple(
        (what, (name, definition, times[name, definition]))
        for what, (name, definition, _) in counts
    )
