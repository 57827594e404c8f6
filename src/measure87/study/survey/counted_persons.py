"""Who is in a release of a survey, as its ledger keeps it: the persons of each input, by codes.

Where weights are benchmarked it keeps these: another population table makes other weights of the
same persons, and so two rows of each group.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import narwhals as nw
import polars as pl

from measure87.define.classifications.age_groups import age_band
from measure87.estimate.weighting import Benchmark
from measure87.estimate.weighting.calibration import CLASS, WEIGHT, calibrate
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census, census_of
from measure87.study.survey.figures import InputFigures
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.number_settings import BENCHMARKED, NumberSettings
from measure87.study.survey.opening import OpenStudy
from measure87.study.survey.tables import AGE
from measure87.vocabulary.estimate import Estimate

_PERSON, _WEIGHT, _AGE_YEARS = "person_id", "weight", "age_years"
BENCHMARKED_WEIGHT = "benchmarked weight"
_DIGITS = 10
"""Digits of a benchmarked weight: the last ones hang on other classes of the table, and on rows."""
_SIGNS = ("sex", _AGE_YEARS)


def censuses_of(
    study: OpenStudy, figures: Mapping[str, InputFigures], key: HashKey
) -> dict[str, Census]:
    """Input to the persons of whom its figures are."""
    return {
        name: _census(source, figures[name].estimates, key, study.settings.numbers)
        for name, source in study.inputs.items()
        if figures[name].estimates
    }


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


def _census(
    source: StudyInput,
    estimates: Sequence[Estimate],
    key: HashKey,
    numbers: NumberSettings | None,
) -> Census:
    persons = nw.from_native(source.collected.persons)
    columns = persons.collect_schema().names()
    variables = sorted({variable for one in estimates for variable in one.group})
    if AGE in variables and AGE not in columns:
        persons = persons.with_columns(**{AGE: age_band(nw.col(_AGE_YEARS))})
    weight = _WEIGHT if _WEIGHT in columns else None
    benchmark = None if numbers is None else numbers.benchmark
    classes = () if benchmark is None else benchmark.variables
    wanted = dict.fromkeys((_PERSON, *variables, *classes, *(() if weight is None else (weight,))))
    table = persons.select(list(wanted)).to_native().collect(engine="streaming")
    names = {one.name for one in estimates}
    if benchmark is None or numbers is None:
        return census_of(table, variables, weight, names, key)
    table = _with_benchmarked(table, weight, benchmark)
    of_rates = BENCHMARKED_WEIGHT if numbers.rates == BENCHMARKED else weight
    return census_of(table, variables, of_rates, names, key, (BENCHMARKED_WEIGHT,))


def _with_benchmarked(
    table: pl.DataFrame, weight: str | None, benchmark: Benchmark
) -> pl.DataFrame:
    """With the weights that the population's numbers ask for; outside of these the survey's."""
    own = pl.lit(1.0) if weight is None else pl.col(weight)
    inside = pl.col(CLASS).is_not_null()
    calibrated = calibrate(table.lazy(), weight, benchmark).table
    weighed = pl.when(inside).then(pl.col(WEIGHT).round_sig_figs(_DIGITS)).otherwise(own)
    return calibrated.with_columns(weighed.alias(BENCHMARKED_WEIGHT)).collect()
