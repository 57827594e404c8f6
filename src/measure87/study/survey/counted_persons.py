"""Who is in a release of a survey, as its ledger keeps it: the persons of each input, by codes.

Where weights are benchmarked it keeps these: another population table makes other weights of the
same persons, and so two rows of each group.
"""

from collections.abc import Mapping, Sequence

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


def censuses_of(
    study: OpenStudy, figures: Mapping[str, InputFigures], key: HashKey
) -> dict[str, Census]:
    """Input to the persons of whom its figures are."""
    return {
        name: _census(source, figures[name].estimates, key, study.settings.numbers)
        for name, source in study.inputs.items()
        if figures[name].estimates
    }


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
