"""The persons of the inputs of a study: who is in a release, and what inputs that share some tell.

The ledger keeps the persons of each input, by codes. Where weights are benchmarked it keeps these:
another population table makes other weights of the same persons, and so two rows of each group.

What `asked_alike` finds of the measures of one input holds of those of two inputs as well, where
they have persons in common (`with_same_of_inputs`): a reader does not ask in which file a measure
was computed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

import narwhals as nw
import polars as pl

from measure87.define.classifications.age_groups import age_band
from measure87.estimate.weighting.calibration import WEIGHT
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import AMONG, BY, PERSON, Census, Design, census_of
from measure87.study.survey.asked_alike import Answers, bands_within, same_persons
from measure87.study.survey.figures import InputFigures
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.known_persons import Known
from measure87.study.survey.number_settings import BENCHMARKED, NumberSettings
from measure87.study.survey.opening import OpenStudy
from measure87.study.survey.replicating import DESIGN, InputReplicates
from measure87.study.survey.tables import AGE
from measure87.vocabulary.same_persons import SamePersons

_PERSON, _WEIGHT, _AGE_YEARS = "person_id", "weight", "age_years"
BENCHMARKED_WEIGHT = "benchmarked weight"
_DIGITS = 10
"""Digits of a benchmarked weight: the last ones hang on other classes of the table, and on rows."""
_REPLICATE = "replicate "
_SIGNS = ("sex", _AGE_YEARS)
type Ages = tuple[int, int]
"""Completed years, both included: the universe of a measure."""


def censuses_of(
    study: OpenStudy, figures: Mapping[str, InputFigures], key: HashKey
) -> dict[str, Census]:
    """Input to the persons of whom its figures are."""
    sources = {name: one for name, one in study.inputs.items() if figures[name].estimates}
    universes = {name: _universes(source, figures[name]) for name, source in sources.items()}
    ages = {one for own in universes.values() for one in own.values()}
    return {
        name: _census(source, figures[name], key, study.settings.numbers, own, ages)
        for (name, source), own in zip(sources.items(), universes.values(), strict=True)
    }


def _universes(source: StudyInput, figures: InputFigures) -> dict[str, Ages]:
    """Name of a figure to the ages of those of whom it is; none where it is of everybody."""
    known = {one.name for one in figures.estimates}
    bounded = {name: one.ages for name, one in source.measures.items() if not one.any_age}
    found = {name: bounded.get(_base(name, figures, source.measures)) for name in known}
    for pair in figures.comparisons.pairs:
        ages = [bounded[name] for name in (pair.first, pair.second) if name in bounded]
        if ages:
            common = max(one[0] for one in ages), min(one[1] for one in ages)
            found |= {one.name: common for one in pair.estimates}
    return {name: ages for name, ages in found.items() if ages is not None}


def _base(name: str, figures: InputFigures, measures: Collection[str]) -> str:
    """The measure of whose persons a figure is: one that it is part of, or whose name it goes on.

    >>> _base("work_stock", InputFigures((), (), (), {}), {"work", "wo"})
    'work'
    """
    if name in figures.parts:
        return figures.parts[name].measure
    bases = [one for one in measures if name == one or name.startswith(f"{one}_")]
    return max(bases, key=len, default=name)


def inputs_that_share(study: OpenStudy, names: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of inputs with persons in common, in the order of the study.

    They are the same by their identifiers, as for the ledger. Two samples that number their persons
    alike have none: where most of those with one number differ in sex or age, it is chance.
    """
    if len(names) < 2:
        return []
    told = {name: _signs(source) for name, source in study.inputs.items() if name in names}
    return [pair for pair in combinations(told, 2) if _are_the_same(*(told[one] for one in pair))]


def _signs(source: StudyInput) -> pl.DataFrame:
    """The persons of an input by identifier, with what seldom changes of them."""
    persons = nw.from_native(source.collected.persons)
    known = [one for one in _SIGNS if one in persons.collect_schema().names()]
    table = persons.select([_PERSON, *known]).to_native().collect(engine="streaming")
    return table.select(pl.all().cast(pl.String))


def _are_the_same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether some have one identifier, and at least half of these nothing else that differs."""
    both = one.join(other, on=_PERSON, suffix="_other")
    signs = [name for name in _SIGNS if name in one.columns and name in other.columns]
    differ = [pl.col(name) != pl.col(f"{name}_other") for name in signs]
    strangers = both.filter(pl.any_horizontal(pl.lit(value=False), *differ)).height
    return both.height > 0 and 2 * strangers <= both.height


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


def _census(
    source: StudyInput,
    figures: InputFigures,
    key: HashKey,
    numbers: NumberSettings | None,
    universes: Mapping[str, Ages],
    ages: Collection[Ages],
) -> Census:
    persons = nw.from_native(source.collected.persons)
    columns = persons.collect_schema().names()
    estimates = figures.estimates
    variables = sorted({variable for one in estimates for variable in one.group})
    if AGE in variables and AGE not in columns:
        persons = persons.with_columns(**{AGE: age_band(nw.col(_AGE_YEARS))})
    bounds = sorted(ages) if _AGE_YEARS in columns else []
    among = {f"{AMONG}{_named(one)}": _is_within(one) for one in bounds}
    if among:
        persons = persons.with_columns(**among)
    weight = _WEIGHT if _WEIGHT in columns else None
    own_weight = () if weight is None else (weight,)
    of_design = [name for name in DESIGN if name in columns]
    wanted = dict.fromkeys((_PERSON, *variables, *own_weight, *among, *of_design))
    table = persons.select(list(wanted)).to_native().collect(engine="streaming")
    table, design = _with_replicates(table, of_design, source.replicates)
    names = {one.name for one in estimates}
    of = {name: _named(one) for name, one in universes.items()} if among else {}
    if numbers is None or numbers.benchmark is None:
        return census_of(table, variables, weight, names, key, universes=of, design=design)
    table = _with_benchmarked(table, weight, figures.known)
    of_rates = BENCHMARKED_WEIGHT if numbers.rates == BENCHMARKED else weight
    return census_of(table, variables, of_rates, names, key, (BENCHMARKED_WEIGHT,), of, design)


def _with_replicates(
    table: pl.DataFrame, of_design: Sequence[str], replicates: InputReplicates | None
) -> tuple[pl.DataFrame, Design]:
    """Persons with what their errors follow from, and what that is."""
    if replicates is None:
        return table, Design(tuple(of_design))
    made = repr(replicates.asked)
    if replicates.rows is None or replicates.recipe is not None:
        return table, Design(tuple(of_design), made)
    given = [name for name in replicates.rows.columns if name != _PERSON]
    rows = replicates.rows.rename({name: f"{_REPLICATE}{name}" for name in given})
    table = table.join(rows, on=_PERSON, how="left", maintain_order="left")
    return table, Design((*of_design, *(f"{_REPLICATE}{name}" for name in given)), made)


def _named(ages: Ages) -> str:
    return "-".join(map(str, ages))


def _is_within(ages: Ages) -> nw.Expr:
    """Whether a person is of some ages; who does not tell hers is of none."""
    own = nw.col(_AGE_YEARS)
    return ((own >= ages[0]) & (own <= ages[1])).fill_null(value=False)


def _with_benchmarked(
    table: pl.DataFrame, weight: str | None, known: Iterable[Known]
) -> pl.DataFrame:
    """With the weights that figures have by the population's numbers; the survey's for others."""
    own = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64)
    weights = (one.persons.benchmarked_weights for one in known)
    given = next((one for one in weights if one is not None), None)
    if given is None:
        return table.with_columns(own.alias(BENCHMARKED_WEIGHT))
    weighed = pl.coalesce(pl.col(WEIGHT).round_sig_figs(_DIGITS), own)
    found = table.join(given, on=_PERSON, how="left", maintain_order="left")
    return found.with_columns(weighed.alias(BENCHMARKED_WEIGHT)).drop(WEIGHT)
