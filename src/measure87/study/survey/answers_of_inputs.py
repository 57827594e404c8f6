"""Counts of measures of several inputs that are of the same persons, for the disclosure gate.

What `asked_alike` finds of the measures of one input holds of those of two inputs as well, where
they have persons in common: a reader does not ask in which file a measure was computed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import polars as pl

from measure87.define.national import Written
from measure87.files.engines import EngineTable, Frame
from measure87.study.ledger.census import BY, PERSON, Census
from measure87.study.survey.asked_alike import bands_within, same_persons
from measure87.study.survey.tables import AGE
from measure87.vocabulary.same_persons import SamePersons

_PERSON = "person_id"


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
        read = frame.select(_PERSON, *age, *dict.fromkeys((*self.versioned, *self.before)))
        if self.bring is not None:
            return self.bring(read).collect()
        told: pl.DataFrame = read.collect(backend="polars").to_native()
        return told


def coded_alike(
    censuses: Mapping[str, Census], shared: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Those of some pairs of inputs in which whoever is in both has the same codes.

    Others would not be in the same groups.
    """
    return [pair for pair in shared if _are_coded_alike(*(censuses[name] for name in pair))]


def _are_coded_alike(one: Census, other: Census) -> bool:
    common = [f"{BY}{name}" for name in one.variables if name in other.variables]
    both = one.persons.join(other.persons, on=PERSON, suffix=" other")
    differ = (pl.col(name).ne_missing(pl.col(f"{name} other")) for name in common)
    return both.filter(pl.any_horizontal(pl.lit(value=False), *differ)).height == 0


def with_same_of_inputs(
    same: Sequence[SamePersons],
    answers: Mapping[str, Answers],
    shared: Iterable[tuple[str, str]],
) -> tuple[SamePersons, ...]:
    """What is known of each input, and what is of two that have persons in common.

    Only of measures that are of the same persons in both, as of children in a file of children and
    in one of everybody. Where some are in one alone, counts would be equal if none of these is a
    case, and what is hidden for that would tell so.

    Parameters
    ----------
    same
        What is known of each input by itself.
    answers
        Input to what its persons are.
    shared
        Pairs of inputs with persons in common, in the same groups in both.
    """
    found = [*same]
    tables: dict[str, pl.DataFrame] = {}
    for pair in shared:
        one, other = (answers[name] for name in pair)
        for name in pair:
            if name not in tables:
                tables[name] = answers[name].table()
        together = _together(*(tables[name] for name in pair))
        of_both = same_persons(
            together,
            {**one.versioned, **other.versioned},
            {**one.before, **other.before},
            {**one.standards, **other.standards},
            {**one.grounds, **other.grounds},
        )
        found += [
            each
            for each in of_both
            if _is_of_both(each, one, other) and _are_of_the_same(together, each)
        ]
    return tuple(dict.fromkeys(found))


def _is_of_both(each: SamePersons, one: Answers, other: Answers) -> bool:
    names = {name for name, *_ in each.measures}
    return not any(names <= _measures(of) for of in (one, other))


def _are_of_the_same(persons: pl.DataFrame, each: SamePersons) -> bool:
    """Whether its measures are of the same persons, of the ages of which it speaks."""
    here = (
        persons if each.ages is None else persons.filter(pl.col(AGE).is_in(bands_within(each.ages)))
    )
    first, *others = (here[name].is_null() for name, *_ in each.measures)
    return all((first == one).all() for one in others)


def _measures(of: Answers) -> set[str]:
    return {*of.versioned, *of.before}


def _together(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Persons of either of two tables by identifier, with what both say of them."""
    tables = (table.with_columns(pl.col(_PERSON).cast(pl.String)) for table in (one, other))
    first, second = tables
    found = first.join(second, on=_PERSON, how="full", coalesce=True, suffix=" other")
    if f"{AGE} other" in found.columns:
        age = pl.coalesce(pl.col(AGE).cast(pl.String), pl.col(f"{AGE} other").cast(pl.String))
        found = found.with_columns(age.alias(AGE)).drop(f"{AGE} other")
    return found
