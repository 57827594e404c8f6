"""The table `[numbers]` of `study.toml`: from what rates become numbers of persons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, get_args

from measure87.estimate.weighting import Benchmark, read_population
from measure87.files import read_plain_source
from measure87.files.settings import TEXT, LeftOut, Place, TomlValue, choice, texts
from measure87.numerics.calibration import Distance
from measure87.study.survey.tables import AGE
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.releases.survey import StatedNumbers

_OF_A_TABLE = ("rates", "calibration")
_YEARS = "age_years"
EXPANSION = "expansion"
SURVEY, BENCHMARKED = "survey", "benchmarked"


@dataclass(frozen=True)
class NumberSettings:
    """How a study comes to numbers of persons.

    benchmark : what the population is known to be; None where the weights are taken to add up
        to it (`weights = "expansion"`)
    table : name of the file, and its hash
    rates : whether rates use the benchmarked weights too, or the survey's own
    measures : those with numbers; empty is every headline measure
    """

    benchmark: Benchmark | None = None
    table: str | None = None
    sha256: str | None = None
    rates: str = BENCHMARKED
    measures: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Columns of persons that the benchmark needs."""
        return () if self.benchmark is None else self.benchmark.variables

    @property
    def hashes(self) -> dict[str, str]:
        """The file's name to `sha256:` and its hash."""
        return {self.table: f"sha256:{self.sha256}"} if self.table and self.sha256 else {}

    def of_another_year(self, survey_year: int) -> tuple[Notice, ...]:
        """A warning where the population is of another year than the survey."""
        year = None if self.benchmark is None else self.benchmark.year
        if year is None or year == survey_year:
            return ()
        text = (
            f"the table of the population is of {year} and the survey of {survey_year}: numbers of "
            f"persons are those of the population of {year}"
        )
        values = {"population_year": str(year), "survey_year": str(survey_year)}
        return (Notice("population-of-another-year", text, values=values),)

    @property
    def stated(self) -> StatedNumbers:
        """What the result says of it."""
        if self.benchmark is None:
            return StatedNumbers(rates=self.rates, weights=EXPANSION)
        return StatedNumbers(
            table=self.table,
            rates=self.rates,
            margins=[list(margin.variables) for margin in self.benchmark.margins],
            year=self.benchmark.year,
            source=self.benchmark.source,
        )


def number_settings(
    *,
    place: Place,
    content: Mapping[str, TomlValue],
    table: Annotated[
        str | None,
        TEXT,
        "CSV file with the population by age, sex, area or region",
        LeftOut("see `weights`"),
    ] = None,
    weights: Annotated[
        str | None,
        choice((EXPANSION,)),
        "`expansion`: the weights add up to the population",
        LeftOut("one of the two must be there"),
    ] = None,
    measures: Annotated[
        tuple[str, ...],
        texts(),
        "a list of measures that get numbers",
        LeftOut("every headline measure"),
    ] = (),
    calibration: Annotated[
        Distance, choice(get_args(Distance)), "`raking`, `linear`, `logit` or `truncated`"
    ] = "raking",
    rates: Annotated[
        str, choice((BENCHMARKED, SURVEY)), "`benchmarked` or `survey`: which weights rates use"
    ] = BENCHMARKED,
) -> NumberSettings:
    """The settings, with the table of the population.

    Raises
    ------
    StudyError
        If both a table and expansion weights are named or neither is, or the table is at fault.
    """
    if (table is None) == (weights is None):
        raise place.fault(
            "numbers come either from a table of the population or from the weights",
            hint='write table = "population.csv", or weights = "expansion" if the weights add up '
            "to the population",
        )
    if table is None:
        _refuse_keys_of_a_table(content, place)
        return NumberSettings(rates=SURVEY, measures=measures)
    try:
        source = read_plain_source(place.folder / table)
        benchmark = read_population(source, columns={AGE: _YEARS}, ranges=[AGE, _YEARS])
    except DataError as fault:
        raise StudyError(fault.text, code=fault.code, where=fault.where, hint=fault.hint) from fault
    benchmark = replace(benchmark, distance=calibration)
    return NumberSettings(benchmark, source.name, source.sha256, rates, measures)


def _refuse_keys_of_a_table(content: Mapping[str, TomlValue], place: Place) -> None:
    """What says how weights meet a table has no meaning without one."""
    for key in _OF_A_TABLE:
        if key in content:
            raise place.fault(
                f"{key!r} says how weights meet a table of the population, and there is none",
                hint='leave it out; weights = "expansion" uses the weights as they are',
            )
